import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sign } from '../../src/detect/catalog/sign.ts';
import { signs, wordSign } from '../../src/detect/catalog/sign.ts';
import { createSignSearch, KIND_BITS } from '../../src/detect/sign-search.ts';

function kindsIn(text: string, all: readonly Sign[]): number {
  return createSignSearch(all)(text, () => false);
}

/** What the search must answer, found the slow way. */
function slowly(text: string, all: readonly Sign[]): number {
  return all.reduce((kinds, { kind, literal, pattern }) => {
    const lower = text.toLowerCase();
    for (let at = lower.indexOf(literal); at >= 0; at = lower.indexOf(literal, at + 1)) {
      if (pattern) pattern.lastIndex = at;
      if (!pattern || pattern.test(text)) return kinds | KIND_BITS[kind];
    }
    return kinds;
  }, 0);
}

describe('the search for signs', () => {
  it('finds a sign wherever it stands, in whatever case, and nothing else', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'abcABC-"/'), maxLength: 30 });
    const literal = fc.string({ unit: fc.constantFrom(...'abc-"/'), minLength: 3, maxLength: 6 });
    const kind = fc.constantFrom('name', 'call', 'word', 'host', 'sender', 'retry');
    const around = fc.constantFrom(
      {},
      { before: '^|[^a-c]' },
      { after: '"' },
      { before: '/', after: '[a-c]' },
    );
    const sign = fc.tuple(kind, literal, around).map(([one, text, where]) => signs(one, [text], where));
    fc.assert(
      fc.property(letters, fc.array(sign, { maxLength: 5 }), (text, found) => {
        expect(kindsIn(text, found.flat())).toBe(slowly(text, found.flat()));
      }),
      { numRuns: 2_000 },
    );
  });

  it('stops when it has seen enough', () => {
    const search = createSignSearch([...signs('name', ['openai']), ...signs('host', ['://'])]);
    expect(search('openai https://x', () => true)).toBe(KIND_BITS.name);
  });

  it.each(['call_llm', 'callLLM', 'LlmClient', 'llmClient', 'llmclient', 'myllm', 'LLM_URL', 'llm'])(
    'takes %s for a name of llm',
    (text) => expect(kindsIn(`x ${text} y`, [wordSign('call', 'llm')])).toBe(KIND_BITS.call),
  );

  it.each(['fulfillment', 'allModels', 'ChillMode', 'installmedia'])('takes %s for none', (text) =>
    expect(kindsIn(`x ${text} y`, [wordSign('call', 'llm')])).toBe(0),
  );

  it.each(['ai', 'Openai', 'naïve'])('refuses the literal %s, which it would never find', (literal) => {
    expect(() => createSignSearch([{ kind: 'name', literal }])).toThrow('three or more characters of ASCII');
  });
});
