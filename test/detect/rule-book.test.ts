import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanTree, whatIsFound } from './scan-source.ts';

interface Block {
  heading: string;
  mark: '❌' | '✅';
  title: string;
  code: string;
}

/** The fixture holds no key: the rule book's example is put together here. */
const EXAMPLE_KEY = ['sk', 'REDACTED', 'EXAMPLE', 'KEY'].join('-');

function readBlocks(fixture: string, language: string): Block[] {
  const text = readFileSync(new URL(`./fixtures/${fixture}`, import.meta.url), 'utf8').replaceAll(
    '{{EXAMPLE_KEY}}',
    EXAMPLE_KEY,
  );
  const fences = new RegExp(
    `### ([^\\n]*)\\n(?:(?!###)[\\s\\S])*?\`\`\`${language}\\n([\\s\\S]*?)\`\`\``,
    'g',
  );
  return [...text.matchAll(fences)].flatMap(([, heading = '', code = '']) => marked(heading, code));
}

/** A fence holds several blocks, each behind its ❌ or ✅. */
function marked(heading: string, code: string): Block[] {
  const parts = code.split(/^(?=\s*(?:#|\/\/) [❌✅])/m);
  return parts.flatMap((part) => {
    const mark = part.match(/[❌✅]/)?.[0];
    if (mark !== '❌' && mark !== '✅') return [];
    return [{ heading, mark, title: part.split('\n')[0] ?? '', code: part }];
  });
}

const CASES = [
  { language: 'python', fixture: 'rule-book.md', path: 'services/chat.py', blocks: 18 },
  { language: 'typescript', fixture: 'rule-book-typescript.md', path: 'services/chat.ts', blocks: 16 },
] as const;

/** The rules that the ❌ blocks of a chapter break: its own, and where it keeps two endpoints, that one too. */
const BROKEN: Readonly<Record<string, string[]>> = {
  1: ['direct-call'],
  2: ['hardcoded-model-routing', 'multiple-endpoints'],
  3: ['multiple-endpoints'],
  4: ['inline-model-config'],
  5: ['custom-retry'],
};

describe.each(CASES)("the rule book's blocks in $language", ({ language, fixture, path, blocks }) => {
  const all = readBlocks(fixture, language);
  const forbidden = all.filter(({ mark }) => mark === '❌');
  const direct = forbidden.filter(({ heading }) => heading.startsWith('1. Direct'));

  it('are all read from the fixture', () => {
    expect(all).toHaveLength(blocks);
    expect(direct).toHaveLength(3);
    expect(forbidden).toHaveLength(7);
  });

  it.each(forbidden)('finds $heading under its own rule: $title', async ({ heading, code }) => {
    const { findings } = await scanTree({ [path]: code });
    const rules = new Set(findings.map(({ rule }) => rule));
    expect([...rules].sort()).toEqual(BROKEN[heading.slice(0, 1)]);
  });

  it.each(direct)('finds $title', async ({ code }) => {
    const url = code.match(/https?:\/\/[^"']*/)?.[0];
    expect(await whatIsFound(path, code)).toEqual([`POST ${url}`]);
  });

  it.each(all.filter(({ mark }) => mark === '✅'))('is silent for $title', async ({ code }) => {
    expect(await whatIsFound(path, code)).toEqual([]);
  });
});

it("reads the rule book's debt comment, and what it covers", async () => {
  const text = readFileSync(new URL('./fixtures/rule-book.md', import.meta.url), 'utf8');
  const code = text.match(/```python\n(# TODO: TECH DEBT[\s\S]*?)```/)?.[1] ?? '';
  const { debtComments } = await scanTree({ 'services/chat.py': code });
  expect(debtComments).toEqual([
    {
      path: 'services/chat.py',
      lines: [
        { text: 'TODO: TECH DEBT - Direct LLM call bypassing gateway', line: 1 },
        { text: "Issue: #123 - LiteLLM doesn't support feature X", line: 2 },
        { text: 'Remove after: LiteLLM v2.0 adds feature X', line: 3 },
        { text: 'Contact: @architecture-team before changing', line: 4 },
      ],
      range: { startLine: 1, startColumn: 1, endLine: 4, endColumn: 46 },
      covers: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 38 },
      marked: true,
    },
  ]);
});
