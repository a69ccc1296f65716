import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { loadPython } from '../../../src/detect/python/parser.ts';

const SNIPPETS = readFileSync(new URL('./snippets.py', import.meta.url), 'utf8');

/** What every caller relies on, whatever the file says: facts are JSON, and every index points to something. */
function expectSound(facts: Awaited<ReturnType<typeof extractPython>>): void {
  const sizes: Record<string, number> = {
    binding: facts.bindings.length,
    class: facts.classes.length,
    function: facts.functions.length,
    call: facts.calls.length,
    statement: facts.statements.length,
    before: facts.statements.length,
    parent: facts.statements.length,
  };
  const json: unknown = JSON.parse(JSON.stringify(facts), (key, value: unknown) => {
    const size = sizes[key];
    if (size !== undefined && typeof value === 'number') {
      if (value < 0 || value >= size) throw new Error(`${key} ${value} points to none of ${size}`);
    }
    return value;
  });
  expect(json).toEqual(facts);
  expect(facts.problems.filter(({ reason }) => reason === 'crashed')).toEqual([]);
}

/** Characters and words that steer a Python parser, more often than chance would hit them. */
const pythonish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'def ',
        'class ',
        'lambda ',
        'for ',
        ' in ',
        'if ',
        'else',
        'match ',
        'case ',
        'with ',
        ' as ',
      ),
      fc.constantFrom(
        'import ',
        'from ',
        '.',
        '..',
        '*',
        '**',
        'global ',
        'nonlocal ',
        'await ',
        'yield ',
        'return ',
      ),
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        ':',
        ',',
        '=',
        ':=',
        '+=',
        '+',
        '%',
        '/',
        'or ',
        'and ',
        '@',
        '->',
      ),
      fc.constantFrom(
        '"',
        "'",
        '"""',
        'f"',
        "rb'",
        '\\',
        '#',
        '\n',
        '\n    ',
        '\t',
        '\r\n',
        '\0',
        '😀',
        '漢',
        '\uFEFF',
      ),
      fc.constantFrom(
        'self',
        'x',
        'os.environ',
        '.get',
        '.format',
        '.join',
        'super()',
        'dict',
        'Field',
        '1',
        'None',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

/** Says that the time is over once it was asked more than `times` times. */
function countdown(times: number): (() => boolean) & { asked: () => number } {
  let asked = 0;
  const isOutOfTime = () => {
    asked += 1;
    return asked > times;
  };
  return Object.assign(isOutOfTime, { asked: () => asked });
}

describe('hostile input', () => {
  it('never throws and leaves no index dangling, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(pythonish, async (source) => expectSound(await extractPython(source))),
      { numRuns: 400 },
    );
  });

  it('never throws when pieces of real code are cut, doubled and moved', async () => {
    const edit = fc.record({ at: fc.nat(SNIPPETS.length), length: fc.nat(40), to: fc.nat(SNIPPETS.length) });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        const source = edits.reduce(
          (text, { at, length, to }) =>
            text.slice(0, at) + text.slice(at + length, to) + text.slice(at, at + length) + text.slice(to),
          SNIPPETS,
        );
        expectSound(await extractPython(source));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same facts for the same text', async () => {
    expect(await extractPython(SNIPPETS)).toEqual(await extractPython(SNIPPETS));
  });

  it('reads the snippets whole', async () => {
    const facts = await extractPython(SNIPPETS);
    expectSound(facts);
    expect(facts.problems).toEqual([]);
  });

  it.each([
    ['round brackets', '('.repeat(100_000)],
    ['closed round brackets', `${'('.repeat(100_000)}a${')'.repeat(100_000)}`],
    ['square brackets', `x = ${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['braces', `x = ${'{1: '.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['calls', `${'f('.repeat(100_000)}${')'.repeat(100_000)}`],
    ['a chain of calls', `x${'.a()'.repeat(100_000)}`],
    ['a chain of look-ups', `x = y${'.get(a)'.repeat(20_000)}`],
    ['lambdas', 'lambda: '.repeat(50_000)],
    ['not', `x = ${'not '.repeat(100_000)}1`],
    ['f-strings', `x = ${'f"{'.repeat(3_000)}1${'}"'.repeat(3_000)}`],
    ['blocks', Array.from({ length: 1_200 }, (_, depth) => `${' '.repeat(depth)}if a:`).join('\n')],
    ['conditions', `x = ${'a if b else '.repeat(50_000)}c`],
    ['patterns', `${'('.repeat(50_000)}a,${')'.repeat(50_000)} = b`],
  ])('100,000 nested levels or so of %s end in bounded time, named if they were cut', async (_, source) => {
    const facts = await extractPython(source);
    expect(facts.problems.some(({ reason }) => reason === 'too-deep' || reason === 'syntax')).toBe(true);
    expect(facts.problems.filter(({ reason }) => reason === 'crashed')).toEqual([]);
    expect(() => JSON.stringify(facts)).not.toThrow();
  });

  it.each([
    ['a sum', `x = ${'"a" + b + '.repeat(20_000)}"c"`],
    ['alternatives', `x = ${'a or '.repeat(20_000)}"c"`],
    ['side by side literals', `x = ${'"a" '.repeat(50_000)}`],
    ['a list', `f(*[${'1,'.repeat(200_000)}])`],
    ['elif', `if a: pass\n${'elif b: f()\n'.repeat(20_000)}`],
    ['one name assigned over and over', 'x = x + "a"\n'.repeat(20_000)],
    ['many names for one value', `${'a = '.repeat(1_000)}{${'"k": 1,'.repeat(1_000)}}`],
  ])('%s of any length is read whole, and its facts stay in proportion', async (_, source) => {
    const facts = await extractPython(source);
    expect(facts.problems).toEqual([]);
    expect(JSON.stringify(facts).length).toBeLessThan(60 * source.length);
  });

  it('a run of continued lines takes time in proportion, and moves nothing', async () => {
    const facts = await extractPython(`x = f(1) + ${'\\\n'.repeat(100_000)}g(2)\n`);
    expect(facts.problems).toEqual([]);
    expect(facts.calls.map(({ range }) => [range.startLine, range.startColumn])).toEqual([
      [1, 5],
      [100_001, 1],
    ]);
  });

  it('stops when it is out of time, and says so', async () => {
    const facts = await extractPython('f()\n'.repeat(20_000), { isOutOfTime: countdown(3) });
    expect(facts.problems.map(({ reason }) => reason)).toEqual(['too-slow']);
  });

  it('keeps what it read before the time ran out, and reads the next file as ever', async () => {
    const source = 'f()\n'.repeat(20_000);
    const clock = countdown(Number.POSITIVE_INFINITY);
    await extractPython(source, { isOutOfTime: clock });
    const facts = await extractPython(source, { isOutOfTime: countdown(clock.asked() - 1) });
    expect(facts.problems.map(({ reason }) => reason)).toEqual(['too-slow']);
    expect(facts.calls.length).toBeGreaterThan(0);
    expect(facts.calls.length).toBeLessThan(20_000);
    expect((await extractPython('g()')).calls).toHaveLength(1);
  });

  it('frees what it parsed: thousands of files leave the memory as it was', async () => {
    const { parse } = await loadPython();
    const source = SNIPPETS.repeat(2);
    const run = (times: number) => {
      for (let index = 0; index < times; index += 1) parse(source, () => index % 7 === 6);
      return process.memoryUsage().external;
    };
    const before = run(100);
    // A tree of this text takes some 200 KB: kept, they would make 200 MB.
    expect(run(1_000) - before).toBeLessThan(50_000_000);
  });
});
