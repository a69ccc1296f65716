import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { covered } from './notation.ts';

/** Every statement as kind, first line, and the first line of its parent. */
async function statementsOf(source: string): Promise<string[]> {
  const { statements } = await extractPython(source);
  const head = (index: number | null) => {
    const statement = index === null ? undefined : statements[index];
    return statement === undefined ? '' : ` < ${covered(source, statement.range).split('\n')[0]}`;
  };
  return statements.map(
    ({ kind, parent }, index) => `${kind}${head(index).replace('<', ':')}${head(parent)}`,
  );
}

describe('statements', () => {
  it.each([
    ['a; b', ['simple : a', 'simple : b']],
    ['if a: b', ['compound : if a: b', 'simple : b < if a: b']],
    [
      'if a:\n  b\nelif c:\n  d\nelse:\n  e',
      ['compound : if a:', 'simple : b < if a:', 'simple : d < if a:', 'simple : e < if a:'],
    ],
    [
      'for a in b:\n  while c:\n    d\nelse:\n  e',
      [
        'compound : for a in b:',
        'compound : while c: < for a in b:',
        'simple : d < while c:',
        'simple : e < for a in b:',
      ],
    ],
    [
      'try:\n  a\nexcept E:\n  b\nelse:\n  c\nfinally:\n  d',
      ['compound : try:', 'simple : a < try:', 'simple : b < try:', 'simple : c < try:', 'simple : d < try:'],
    ],
    [
      'async def f():\n  async with a as b:\n    c',
      ['definition : async def f():', 'compound : async with a as b:', 'simple : c < async with a as b:'],
    ],
    ['match a:\n  case 1:\n    b', ['compound : match a:', 'simple : b < match a:']],
    [
      'if a:\n  def f():\n    b\n  class C:\n    c = 1',
      [
        'compound : if a:',
        'definition : def f(): < if a:',
        'simple : b',
        'definition : class C: < if a:',
        'simple : c = 1',
      ],
    ],
    ['@d\n@e(1)\ndef f(): pass', ['definition : @d', 'simple : pass']],
    [
      'import a\nfrom b import c\nglobal d\nreturn\npass',
      ['import a', 'from b import c', 'global d', 'return', 'pass'].map((text) => `simple : ${text}`),
    ],
    ['"""doc"""', ['simple : """doc"""']],
  ])('%j', async (source, expected) => {
    expect(await statementsOf(source)).toEqual(expected);
  });

  it('end where their last line of code ends', async () => {
    const source = 'if a:\n    b\n\n\nc   ;  \n';
    const { statements } = await extractPython(source);
    expect(statements.map(({ range }) => covered(source, range))).toEqual(['if a:\n    b', 'b', 'c']);
  });

  it('are found around a line that does not parse, which is named', async () => {
    const source = 'a = f(1)\nb = = 2\nc = f(3)\n';
    const facts = await extractPython(source);
    expect(facts.calls.map(({ positional }) => positional)).toEqual([
      [{ kind: 'number', number: 1 }],
      [{ kind: 'number', number: 3 }],
    ]);
    expect(facts.problems.map(({ reason, range }) => [reason, range?.startLine])).toEqual([['syntax', 2]]);
  });

  it('point at the mistake itself where it spoils the whole file', async () => {
    const facts = await extractPython(`a = f(1)\ndef g(:\n  h()\n${'b = (2\n'}c = i(3)\n`);
    expect(facts.problems.every(({ range }) => range !== null && range.endLine - range.startLine < 3)).toBe(
      true,
    );
  });

  it('are read as far as they go in a file that breaks off', async () => {
    const facts = await extractPython('def f():\n  g(1)\n  h("a", [\n');
    expect(facts.calls.map(({ callee }) => callee)).toContainEqual({ kind: 'global', name: 'g' });
    expect(facts.problems[0]?.reason).toBe('syntax');
  });
});

describe('positions', () => {
  it.each([
    ['a plain file', 'x = 1\n  \nfoo(1)\n', { startLine: 3, startColumn: 1, endLine: 3, endColumn: 7 }],
    ['Windows line ends', 'x = 1\r\nfoo(1)\r\n', { startLine: 2, startColumn: 1, endLine: 2, endColumn: 7 }],
    ['a byte order mark', '\uFEFFfoo(1)', { startLine: 1, startColumn: 1, endLine: 1, endColumn: 7 }],
    [
      'an emoji of two code units',
      'x = "😀"; foo(1)',
      { startLine: 1, startColumn: 11, endLine: 1, endColumn: 17 },
    ],
    ['Chinese', '漢字 = "漢"; foo(1)', { startLine: 1, startColumn: 11, endLine: 1, endColumn: 17 }],
    ['tabs', 'if a:\n\tfoo(1)', { startLine: 2, startColumn: 2, endLine: 2, endColumn: 8 }],
    ['a form feed', 'x = 1\n\f\nfoo(1)', { startLine: 3, startColumn: 1, endLine: 3, endColumn: 7 }],
    ['a continued line', 'x = \\\n  foo(1)', { startLine: 2, startColumn: 3, endLine: 2, endColumn: 9 }],
    [
      'many lines',
      `${'\n'.repeat(999)}foo(\n1)`,
      { startLine: 1000, startColumn: 1, endLine: 1001, endColumn: 3 },
    ],
  ])('count lines and UTF-16 columns from 1 in %s', async (_, source, expected) => {
    const facts = await extractPython(source);
    expect(facts.problems).toEqual([]);
    expect(facts.calls.map(({ range }) => range)).toEqual([expected]);
  });
});
