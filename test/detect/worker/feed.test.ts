import { describe, expect, it } from 'vitest';
import type { Feed, Portion } from '../../../src/detect/worker/feed.ts';
import { createFeed } from '../../../src/detect/worker/feed.ts';

interface Named extends Portion {
  name: string;
}

/** A feed whose hands stop at each portion until they are told to go on; `log` is what they took, in order. */
function feedByHand() {
  const log: string[] = [];
  const open = new Map<string, { resolve(value: Named): void; reject(error: Error): void }>();
  const take = (hand: string) => (portion: Named) =>
    new Promise<Named>((resolve, reject) => {
      log.push(`${hand} ${portion.name}`);
      open.set(`${hand} ${portion.name}`, { resolve, reject });
    });
  const keep = take('keep');
  const feed: Feed<Named> = createFeed<Named>({
    keep: async (portion) => void (await keep(portion)),
    parse: take('parse'),
  });
  const go = async (what: string, name = what.split(' ')[1] ?? ''): Promise<void> => {
    open.get(what)?.resolve(portion(name, 1));
    await settled();
  };
  return { feed, log, go, fail: (what: string) => open.get(what)?.reject(new Error(what)) };
}

/** All that was ready to go on has. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function portion(name: string, bytes: number, mayBeParsed = true): Named {
  const source = { path: `${name}.py`, language: 'python' as const, bytes: new Uint8Array(bytes) };
  return { name, sources: [source], mayBeParsed };
}

const LARGE = 400_000;

describe('a feed', () => {
  it('has others parsed first while one is kept: the first that wait, and keeps the last meanwhile', async () => {
    const { feed, log, go } = feedByHand();
    const all = Promise.all(['a', 'b', 'c', 'd'].map((name) => feed.add(portion(name, LARGE))));
    expect(log).toEqual(['keep a', 'parse b']);
    await go('keep a');
    expect(log).toEqual(['keep a', 'parse b', 'keep d']);
    await go('parse b', 'b parsed');
    expect(log.slice(3)).toEqual(['parse c']);
    await go('keep d');
    expect(log.slice(4)).toEqual(['keep b parsed']);
    await go('parse c', 'c parsed');
    await go('keep b parsed');
    expect(log.slice(5)).toEqual(['keep c parsed']);
    await go('keep c parsed');
    await all;
  });

  it('starts no parser for little', async () => {
    const { feed, log, go } = feedByHand();
    const all = Promise.all(['a', 'b', 'c'].map((name) => feed.add(portion(name, 1_000))));
    for (const name of ['a', 'c', 'b']) await go(`keep ${name}`);
    await all;
    expect(log).toEqual(['keep a', 'keep c', 'keep b']);
  });

  it('has nothing parsed that may not be, and keeps that first', async () => {
    const { feed, log, go } = feedByHand();
    const names = ['a', 'b', 'c'];
    const others = Promise.all(names.map((name) => feed.add(portion(name, LARGE, false))));
    const rest = ['d', 'e'].map((name) => feed.add(portion(name, LARGE)));
    expect(log).toEqual(['keep a', 'parse d']);
    for (const name of names) await go(`keep ${name}`);
    await others;
    expect(log.slice(2)).toEqual(['keep b', 'keep c', 'keep e']);
    await go('keep e');
    await go('parse d', 'd parsed');
    await go('keep d parsed');
    await Promise.all(rest);
  });

  it('rejects what failed, and goes on', async () => {
    const { feed, log, go, fail } = feedByHand();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => feed.add(portion(name, LARGE)));
    const failed = [expect(a).rejects.toThrow('keep a'), expect(b).rejects.toThrow('parse b')];
    fail('keep a');
    await failed[0];
    expect(log).toEqual(['keep a', 'parse b', 'keep c']);
    fail('parse b');
    await failed[1];
    await go('keep c');
    await c;
    expect(log).toHaveLength(3);
  });
});
