import { describe, expect, it } from 'vitest';
import { NO_SCAN, observeBranch, observeDeleted, spreadDebts } from '../../src/debt/branch-sighting.ts';
import type { Debt } from '../../src/debt/debt.ts';
import { branchesOf, placedOn, renamedDefault, seenFrom } from '../../src/debt/stands.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, commentPlace, commentTexts, debtPlace, finding, HOUR, later, scan } from './builders.ts';

const POLICY = defaultPolicy();
const AT = later(HOUR);
const RELEASE = { branch: 'release/1', sha: 'r', places: [debtPlace({ path: 'old.py' })] };
const OVER = { debt: activeDebt({ elsewhere: [RELEASE] }), seenSha: 'm' };

function observe(branch: string | null, findings = [finding()], debts = [OVER]) {
  const head = { branch, sha: 'new' };
  const scans = { before: null, after: scan({ findings }), at: AT };
  return observeBranch(debts, head, scans, POLICY);
}

describe('a debt on two branches', () => {
  it('is as it was where each has it in its own place', () => {
    expect([observe(null), observe('release/1', [finding({ path: 'old.py' })])]).toEqual([[], []]);
  });

  it('has left the one that is rid of it, and shows the places of the other', () => {
    expect(observe(null, [])).toMatchObject([
      {
        seenSha: 'r',
        change: {
          debt: { state: 'active', branch: 'release/1', places: [{ path: 'old.py' }], elsewhere: [] },
          event: { kind: 'left', from: null, isDeleted: false },
        },
      },
    ]);
    expect(observe('release/1', [])).toMatchObject([
      { seenSha: 'm', change: { debt: { branch: null, elsewhere: [] }, event: { from: 'release/1' } } },
    ]);
  });

  it('is resolved by the last one, by a scan or with the branch', () => {
    const [left] = observe(null, []);
    const last = left ? [{ debt: left.change.debt, seenSha: left.seenSha }] : [];
    expect(observe('release/1', [], last)).toMatchObject([
      {
        change: {
          debt: { state: 'resolved', branch: 'release/1', resolvedAt: AT },
          event: { kind: 'resolved' },
        },
      },
    ]);
    expect(observeDeleted(last, 'release/1', AT)).toMatchObject([
      { change: { event: { kind: 'resolved' } } },
    ]);
    expect(observeDeleted([OVER], 'release/1', AT)).toMatchObject([
      { change: { event: { kind: 'left', isDeleted: true } } },
    ]);
    expect(observeDeleted([OVER], 'release/2', AT)).toEqual([]);
  });

  it('moves on one of them, and its places on the other stay', () => {
    const [moved] = observe('release/1', [finding({ path: 'old.py' }), finding({ path: 'new.py' })].slice(1));
    expect(moved).toMatchObject({
      seenSha: 'm',
      change: {
        debt: { places: OVER.debt.places, elsewhere: [{ sha: 'new', places: [{ path: 'new.py' }] }] },
        event: { kind: 'moved', on: 'release/1' },
      },
    });
  });

  it('is nobody’s on a third one', () => {
    expect(observe('release/2', [])).toEqual([]);
  });
});

describe('what is new on a branch', () => {
  const onMain = { debt: activeDebt(), seenSha: 'm' };
  const head = { branch: 'release/1', sha: 'r' };
  const spread = (...findings: ReturnType<typeof finding>[]) =>
    spreadDebts(
      findings.map((one) => ({ findings: [one], cited: null, comment: null })),
      findings.some(({ fingerprint }) => fingerprint === 'adapted')
        ? [commentPlace({ texts: commentTexts() })]
        : [],
      [onMain],
      head,
    );

  it.each([
    ['the same call', finding({ path: 'elsewhere.py' })],
    ['another one under its comment', finding({ fingerprint: 'adapted' })],
  ])('is a debt of another one: %s', (_, found) => {
    const [change, ...others] = spread(found);
    expect(others).toEqual([]);
    expect(change?.change.event).toEqual({ kind: 'spread', to: 'release/1' });
    expect(branchesOf(change?.change.debt ?? onMain.debt, 'main')).toEqual(['main', 'release/1']);
    expect(change?.seenSha).toBe('m');
  });

  it('is so as often as the debt has places', () => {
    const [change] = spread(finding({ path: 'a.py' }), finding({ path: 'b.py' }));
    expect(change?.change.debt.elsewhere[0]?.places).toHaveLength(1);
  });

  it('is nothing of a debt that is there already, nor another call', () => {
    expect(spread(finding({ fingerprint: 'other' }))).toEqual([]);
    const there = placedOn(onMain, { ...head, places: onMain.debt.places });
    expect(spreadDebts([], NO_SCAN.debtComments, [there], head)).toEqual([]);
  });
});

describe('where a debt stands', () => {
  it('is told with the default branch first, whatever came first', () => {
    const released = { debt: activeDebt({ branch: 'release/1' }), seenSha: 'r' };
    const both = placedOn(released, { branch: null, sha: 'm', places: [debtPlace({ path: 'm.py' })] });
    expect(both).toMatchObject({ seenSha: 'm', debt: { branch: null, places: [{ path: 'm.py' }] } });
    expect(branchesOf(both.debt, 'main')).toEqual(['main', 'release/1']);
    const view: Debt = seenFrom(both.debt, 'release/1');
    expect([view.places, branchesOf(view, 'main')]).toEqual([released.debt.places, ['release/1', 'main']]);
  });

  it('follows a branch that becomes the default one', () => {
    expect(renamedDefault(OVER, 'release/1')).toMatchObject({
      seenSha: 'r',
      debt: { branch: null, places: RELEASE.places, elsewhere: [] },
    });
    expect(renamedDefault(OVER, 'trunk')).toBe(OVER);
  });
});
