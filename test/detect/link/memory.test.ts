import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FileFacts, Value } from '../../../src/detect/facts.ts';
import { emptyFacts } from '../../../src/detect/facts.ts';
import { FILE_LIMITS } from '../../../src/detect/limits.ts';
import { linkTree } from '../../../src/detect/link/link.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';

/** Names that stand for other names, in circles too: for each, which names it may be. */
const graphs = fc
  .integer({ min: 1, max: 7 })
  .chain((count) =>
    fc.array(fc.array(fc.nat(count - 1), { maxLength: 3 }), { minLength: count, maxLength: count }),
  );

/** Each name also has a text of its own. */
function factsOf(graph: number[][]): FileFacts {
  const bindings = graph.map((others, index) => {
    const values: Value[] = [
      ...others.map((binding): Value => ({ kind: 'binding', binding })),
      { kind: 'text', text: `t${index}` },
    ];
    return { name: `n${index}`, kind: 'variable' as const, values, open: false };
  });
  return { ...emptyFacts('typescript'), bindings };
}

function reachable(graph: number[][], from: number): string[] {
  const seen = new Set([from]);
  for (const index of seen) for (const next of graph[index] ?? []) seen.add(next);
  return [...seen].map((index) => `t${index}`).sort();
}

it('finds everything that a name can be, whatever was asked before, in circles too', () => {
  fc.assert(
    fc.property(graphs, fc.array(fc.nat(6), { maxLength: 12 }), (graph, questions) => {
      const files = [{ path: 'a.ts', extraction: { facts: factsOf(graph), parsed: true, skipped: null } }];
      const resolver = linkTree(files, defaultPolicy());
      const file = resolver.tree.files.get('a.ts');
      if (!file) throw new Error('the file is not linked');
      for (const question of questions.map((one) => one % graph.length)) {
        const found = resolver.resolve(file, { kind: 'binding', binding: question });
        const texts = found.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
        expect(texts.sort()).toEqual(reachable(graph, question));
      }
    }),
    // The example is one that a memory of open circles has answered wrongly.
    {
      numRuns: 500,
      examples: [
        [
          [[], [3], [], [5], [], [6, 3], [5, 1]],
          [6, 1],
        ],
      ],
    },
  );
});

it('looks at less for each question once much was looked at for a file, and begins anew with the next file', () => {
  const letters = Array.from({ length: 150 }, (_, index) => String.fromCharCode(97 + (index % 26)));
  const bindings = letters.map((text, index) => ({
    name: `n${index}`,
    kind: 'variable' as const,
    values: [{ kind: 'text' as const, text }],
    open: false,
  }));
  const facts: FileFacts = { ...emptyFacts('typescript'), bindings };
  const resolver = linkTree(
    [{ path: 'a.ts', extraction: { facts, parsed: true, skipped: null } }],
    defaultPolicy(),
  );
  const file = resolver.tree.files.get('a.ts');
  if (!file) throw new Error('the file is not linked');
  const whole = (): string => {
    const parts = letters.map((_, binding): Value => ({ kind: 'binding', binding }));
    const [found] = resolver.resolve(file, { kind: 'join', how: 'concat', parts });
    return found?.kind === 'text' ? found.text : '';
  };
  /** A new question each time, that nothing is remembered of. */
  const ask = (): void => {
    const options = letters.map(
      (property): Value => ({
        kind: 'member',
        object: { kind: 'global', name: 'x' },
        property,
      }),
    );
    resolver.resolve(file, { kind: 'choice', options });
  };
  resolver.begin(file);
  expect(whole()).toBe(letters.join(''));
  expect(resolver.isCutShort()).toBe(false);
  resolver.begin(file);
  for (let asked = 0; asked * letters.length < FILE_LIMITS.steps; asked++) ask();
  expect(whole().startsWith(letters.slice(0, FILE_LIMITS.lateSteps - 1).join(''))).toBe(true);
  expect(whole()).not.toBe(letters.join(''));
  expect(resolver.isCutShort()).toBe(true);
  resolver.begin(file);
  expect(whole()).toBe(letters.join(''));
});
