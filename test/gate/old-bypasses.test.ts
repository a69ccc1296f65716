import { describe, expect, it } from 'vitest';
import { removesOld, shrinkBaseline, standingBaseline, takeBaseline } from '../../src/gate/old-bypasses.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { finding, scan } from '../debt/builders.ts';

const POLICY = defaultPolicy();
const ONE = finding({ path: 'a.py', fingerprint: '1' });
const TWO = finding({ path: 'b.py', fingerprint: '2' });
const TAKEN = takeBaseline(scan({ findings: [ONE, TWO] }), POLICY, []);

function left(changes: Parameters<typeof scan>[0], policy: Partial<Policy> = {}): string[] {
  return shrinkBaseline(TAKEN, scan(changes), { ...POLICY, ...policy }).map(({ path }) => path);
}

describe('a baseline', () => {
  it('follows what moves to another file, and leaves out what is gone', () => {
    expect(left({ findings: [{ ...TWO, path: 'c.py' }] })).toEqual(['c.py']);
  });

  it('never grows, and an equal call that is new takes nobody in', () => {
    const again = { ...ONE, path: 'z.py' };
    expect(left({ findings: [ONE, again, TWO, finding({ path: 'n.py', fingerprint: '3' })] })).toEqual([
      'a.py',
      'b.py',
    ]);
  });

  it.each([
    [
      'its file was not analysed',
      { skipped: [{ path: 'a.py', reason: 'too-slow' as const, message: '', suspicious: true }] },
      {},
    ],
    ['policy ignores its file', {}, { paths: { ignore: ['a.py'], tests: [] } }],
    ['its file counts as a test', {}, { paths: { ignore: [], tests: ['a.py'] } }],
    ['policy excepts it', { excepted: [{ finding: ONE, exception: 0 }] }, {}],
  ])('keeps a place that was not seen since %s', (_, changes, policy) => {
    expect(left({ findings: [TWO], ...changes }, policy)).toEqual(['a.py', 'b.py']);
  });

  it('keeps what its rule finds no more since it is off', () => {
    expect(left({}, { rules: { ...POLICY.rules, [ONE.rule]: 'off' } })).toEqual(['a.py', 'b.py']);
  });

  it('follows a statement whose function is renamed, if it is known what stood there before', () => {
    const before = scan({ findings: [ONE, TWO] });
    const renamed = { ...ONE, fingerprint: 'renamed' };
    const shrink = (findings: (typeof ONE)[], known: typeof before | null = before) =>
      shrinkBaseline(TAKEN, scan({ findings }), POLICY, known);
    expect(shrink([renamed, TWO])).toEqual([
      expect.objectContaining({ path: 'a.py', fingerprint: 'renamed' }),
      expect.objectContaining({ path: 'b.py' }),
    ]);
    expect(shrink([renamed, TWO], null).map(({ path }) => path)).toEqual(['b.py']);
    // Another statement, in another file or with other words, takes nobody's place.
    expect(shrink([{ ...renamed, path: 'z.py' }, TWO]).map(({ path }) => path)).toEqual(['b.py']);
    expect(shrink([{ ...renamed, snippet: 'other()' }, TWO]).map(({ path }) => path)).toEqual(['b.py']);
    expect(shrink([renamed, { ...renamed }, TWO])).toHaveLength(2);
  });

  it('shows nothing but what is left of it', () => {
    const mends = standingBaseline(TAKEN, scan({ findings: [TWO, finding({ fingerprint: '3' })] }), POLICY);
    expect(mends.flatMap(({ bypasses }) => bypasses.map(({ findings }) => findings[0].path))).toEqual([
      'b.py',
    ]);
  });

  it('is paid by a change that removes one of its places', () => {
    expect([removesOld([ONE], TAKEN), removesOld([finding({ fingerprint: '3' })], TAKEN)]).toEqual([
      true,
      false,
    ]);
  });
});
