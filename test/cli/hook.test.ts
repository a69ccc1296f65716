import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { languageOf } from '../../src/detect/languages.ts';
import { REPOSITORY } from '../project/fixture.ts';

const hooks = z.array(
  z.object({
    id: z.string(),
    entry: z.string(),
    language: z.literal('node'),
    files: z.string().optional(),
    args: z.array(z.string()).optional(),
    always_run: z.boolean().optional(),
    pass_filenames: z.boolean().optional(),
  }),
);

const NAMES = [
  ...['a.py', 'a.pyi', 'a.ts', 'a.mts', 'a.cts', 'a.tsx', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'A.PY'],
];

function declared(id: string) {
  const text = readFileSync(join(REPOSITORY, '.pre-commit-hooks.yaml'), 'utf8');
  return hooks.parse(parse(text)).find((hook) => hook.id === id);
}

it('the pre-commit hook is handed every source file that an extractor reads', () => {
  const hook = declared('tollgate');
  expect(hook?.entry).toBe('tollgate scan');
  // Python writes the flag in front; pre-commit searches.
  const files = new RegExp(hook?.files?.replace('(?i)', '') ?? '', 'i');
  for (const name of NAMES) {
    expect(languageOf(name), name).not.toBeNull();
    expect(`src/${name}`).toMatch(files);
  }
  expect('README.md').not.toMatch(files);
});

it('the hook that validates looks at the whole tree, and asks no gateway unless told to', () => {
  expect(declared('tollgate-validate')).toMatchObject({
    entry: 'tollgate validate',
    args: ['--offline'],
    always_run: true,
    pass_filenames: false,
  });
});
