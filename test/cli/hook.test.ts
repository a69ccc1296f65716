import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { languageOf } from '../../src/detect/languages.ts';
import { REPOSITORY } from '../project/fixture.ts';

const hooks = z.array(
  z.object({ id: z.string(), entry: z.string(), language: z.literal('node'), files: z.string() }),
);

const NAMES = [
  ...['a.py', 'a.pyi', 'a.ts', 'a.mts', 'a.cts', 'a.tsx', 'a.js', 'a.jsx', 'a.mjs', 'a.cjs', 'A.PY'],
];

it('the pre-commit hook is handed every source file that an extractor reads', () => {
  const text = readFileSync(join(REPOSITORY, '.pre-commit-hooks.yaml'), 'utf8');
  const [hook] = hooks.parse(parse(text));
  expect(hook?.entry).toBe('tollgate scan');
  // Python writes the flag in front; pre-commit searches.
  const files = new RegExp(hook?.files.replace('(?i)', '') ?? '', 'i');
  for (const name of NAMES) {
    expect(languageOf(name), name).not.toBeNull();
    expect(`src/${name}`).toMatch(files);
  }
  expect('README.md').not.toMatch(files);
});
