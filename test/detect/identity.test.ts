import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareFindings } from '../../src/detect/identity.ts';
import { finding, scanTree } from './scan-source.ts';

const DIRECT = `async function ask() {\n  return fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });\n}\n`;

async function compareSources(
  base: Record<string, string>,
  head: Record<string, string>,
): Promise<[number, number, number]> {
  const { added, kept, removed } = compareFindings(
    (await scanTree(base)).findings,
    (await scanTree(head)).findings,
  );
  return [added.length, kept.length, removed.length];
}

describe('a finding keeps its identity', () => {
  it.each<[string, Record<string, string>]>([
    ['when lines move', { 'a.ts': `// one\n// two\n\n${DIRECT}` }],
    ['when code is reformatted', { 'a.ts': DIRECT.replaceAll('\n', '').replace('fetch(', 'fetch(\n\n') }],
    ['when ordinary arguments change', { 'a.ts': DIRECT.replace("'POST'", "'POST', signal, headers") }],
    ['when its file is renamed', { 'src/b.ts': DIRECT }],
    ['when its function is renamed', { 'a.ts': DIRECT.replace('ask', 'tell') }],
    [
      'when its function is renamed and reformatted',
      { 'a.ts': DIRECT.replace('ask', 'tell').replaceAll("', {", "',\n    {") },
    ],
    [
      'when it is written in other words that come to the same',
      { 'a.ts': DIRECT.replace("'https://api.openai.com/", "'https://api.openai.com' + '/") },
    ],
  ])('%s', async (_, head) => {
    expect(await compareSources({ 'a.ts': DIRECT }, head)).toEqual([0, 1, 0]);
  });

  it('but not when it goes elsewhere, nor with other words in another function or in another file', async () => {
    expect(await compareSources({ 'a.ts': DIRECT }, { 'a.ts': DIRECT.replace('openai', 'mistral') })).toEqual(
      [1, 0, 1],
    );
    const told = DIRECT.replace('ask', 'tell');
    expect(
      await compareSources({ 'a.ts': DIRECT }, { 'a.ts': told.replace("'POST'", "'POST', signal") }),
    ).toEqual([1, 0, 1]);
    expect(await compareSources({ 'a.ts': DIRECT }, { 'b.ts': told })).toEqual([1, 0, 1]);
    expect(await compareSources({ 'a.ts': DIRECT }, { 'a.ts': DIRECT + told })).toEqual([1, 1, 0]);
  });

  it('and two equal calls in one function are told apart by counting', async () => {
    const twice = DIRECT.replace(
      'return',
      "fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });\n  return",
    );
    expect(await compareSources({ 'a.ts': DIRECT }, { 'a.ts': twice })).toEqual([1, 1, 0]);
    expect(await compareSources({ 'a.ts': twice }, { 'a.ts': DIRECT })).toEqual([0, 1, 1]);
  });
});

describe('compareFindings', () => {
  it('prefers the same file to a moved finding', () => {
    const base = [finding({ path: 'a.ts' }), finding({ path: 'b.ts' })];
    const head = [finding({ path: 'c.ts' }), finding({ path: 'b.ts' })];
    const { kept, added, removed } = compareFindings(base, head);
    expect(kept.map(([before, after]) => [before.path, after.path])).toEqual([
      ['b.ts', 'b.ts'],
      ['a.ts', 'c.ts'],
    ]);
    expect([added, removed]).toEqual([[], []]);
  });

  it('accounts for every finding of either tree exactly once', () => {
    const findings = fc.array(
      fc
        .record({
          path: fc.constantFrom('a', 'b', 'c'),
          fingerprint: fc.constantFrom('x', 'y'),
          snippet: fc.constantFrom('', 'call()', 'call( )'),
        })
        .map(finding),
    );
    fc.assert(
      fc.property(findings, findings, (base, head) => {
        const { added, kept, removed } = compareFindings(base, head);
        expect(new Set([...removed, ...kept.map(([before]) => before)])).toEqual(new Set(base));
        expect(new Set([...added, ...kept.map(([, after]) => after)])).toEqual(new Set(head));
        expect(removed.length + kept.length).toBe(base.length);
        expect(added.length + kept.length).toBe(head.length);
        for (const [before, after] of kept)
          expect(
            before.fingerprint === after.fingerprint ||
              (before.path === after.path && before.snippet !== '' && before.snippet === after.snippet),
          ).toBe(true);
        for (const one of added)
          expect(removed.some((other) => other.fingerprint === one.fingerprint)).toBe(false);
      }),
    );
  });
});
