import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DebtChange } from '../../src/debt/change.ts';
import type { Debt, DebtState } from '../../src/debt/debt.ts';
import {
  absorb,
  earlierClock,
  expire,
  land,
  proposeAgain,
  reopen,
  resolve,
  withdraw,
} from '../../src/debt/lifecycle.ts';
import { observeScan } from '../../src/debt/sighting.ts';
import { tighten } from '../../src/debt/time-box.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import {
  activeDebt,
  debtPlace,
  finding,
  HOUR,
  later,
  NOW,
  overdueDebt,
  proposedDebt,
  scan,
} from './builders.ts';

const POLICY = defaultPolicy();
const STATES: readonly DebtState[] = ['proposed', 'active', 'overdue', 'resolved', 'withdrawn'];

/** Each transition, the one state it starts from aside from others, and where it leads. */
const TRANSITIONS: [string, (debt: Debt) => DebtChange | null, Partial<Record<DebtState, DebtState>>][] = [
  ['land', (debt) => land(debt, { at: NOW, approvedByContact: false }, POLICY), { proposed: 'active' }],
  ['expire, late', (debt) => expire({ ...debt, deadline: NOW }, NOW), { active: 'overdue' }],
  ['resolve', (debt) => resolve(debt, NOW), { active: 'resolved', overdue: 'resolved' }],
  ['withdraw', withdraw, { proposed: 'withdrawn' }],
  ['propose again', proposeAgain, { withdrawn: 'proposed' }],
  ['reopen, in time', (debt) => reopen({ ...debt, deadline: later(1) }, NOW), { resolved: 'active' }],
  ['reopen, late', (debt) => reopen({ ...debt, deadline: NOW }, NOW), { resolved: 'overdue' }],
];

describe.each(TRANSITIONS)('%s', (_, transition, leads) => {
  it.each(STATES)('from %s', (state) => {
    expect(transition(activeDebt({ state }))?.debt.state ?? null).toBe(leads[state] ?? null);
  });
});

describe('a debt that lands', () => {
  it('has its clock started at the merge, as an emergency', () => {
    const at = later(5 * HOUR);
    expect(land(proposedDebt(), { at, approvedByContact: false }, POLICY)).toEqual({
      debt: proposedDebt({ state: 'active', startedAt: at, deadline: later(53 * HOUR) }),
      event: { kind: 'started' },
    });
  });

  it.each([
    [true, 'planned', 14 * 24],
    [false, 'emergency', 48],
  ])('is planned only with the contact’s approval: %s', (approvedByContact, timeBox, hours) => {
    const change = land(
      proposedDebt({ requestedTimeBox: 'planned' }),
      { at: NOW, approvedByContact },
      POLICY,
    );
    expect(change?.debt).toMatchObject({ timeBox, deadline: later(hours * HOUR) });
  });

  it('loses a planned time-box that was granted and then taken back', () => {
    const debt = proposedDebt({ requestedTimeBox: 'planned', timeBox: 'planned' });
    expect(land(debt, { at: NOW, approvedByContact: false }, POLICY)?.debt.timeBox).toBe('emergency');
  });

  it('resumes the clock of a resolved debt with the same reason: a revert buys no time', () => {
    const paid = activeDebt({ id: 'old', state: 'resolved', startedAt: later(-40 * HOUR) });
    const other = activeDebt({
      id: 'other',
      state: 'resolved',
      reasonIssue: 9,
      startedAt: later(-400 * HOUR),
    });
    const clock = earlierClock(proposedDebt(), [paid, other]);
    const change = land(proposedDebt(), { at: NOW, approvedByContact: false, earlierClock: clock }, POLICY);
    expect(change?.debt).toMatchObject({ startedAt: later(-40 * HOUR), deadline: later(8 * HOUR) });
  });

  it('has a clock of its own if nothing was paid before', () => {
    expect(earlierClock(proposedDebt(), [proposedDebt(), activeDebt({ id: 'a' })])).toBeNull();
  });

  it('cannot start its clock after the merge', () => {
    const landing = { at: NOW, approvedByContact: false, earlierClock: later(HOUR) };
    expect(land(proposedDebt(), landing, POLICY)?.debt.startedAt).toEqual(NOW);
  });
});

describe('a deadline', () => {
  it.each([
    [-1, 'active'],
    [0, 'overdue'],
    [1, 'overdue'],
  ])('%d ms after it the debt is %s: the deadline itself is too late', (late, state) => {
    const change = expire(activeDebt(), later(48 * HOUR + late));
    expect(change?.debt.state ?? 'active').toBe(state);
  });

  it('that lay before the merge is passed at once', () => {
    const landed = land(
      proposedDebt({ removeBy: later(-HOUR) }),
      { at: NOW, approvedByContact: false },
      POLICY,
    );
    expect(landed && expire(landed.debt, NOW)?.debt.state).toBe('overdue');
  });
});

describe('a resolved debt', () => {
  type Step = (debt: Debt, at: Date) => DebtChange | null;
  const steps: Record<string, Step> = {
    land: (debt, at) => land(debt, { at, approvedByContact: true }, POLICY),
    expire,
    resolve,
    withdraw,
    proposeAgain,
    tighten: (debt) => tighten(debt, { timeBox: { emergency: 1, planned: 1 } }),
    observe: (debt, at) => observeScan([debt], { before: null, after: scan(), at }, POLICY)[0] ?? null,
    seen: (debt, at) =>
      observeScan([debt], { before: null, after: scan({ findings: [finding()] }), at }, POLICY)[0] ?? null,
  };

  const step = fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.integer({ min: 0, max: 100 * HOUR }));

  it('stays resolved, whatever happens, until it is reopened', () => {
    fc.assert(
      fc.property(fc.constantFrom(...STATES), fc.array(step, { maxLength: 12 }), (start, walk) => {
        let debt = activeDebt({ state: start });
        for (const [name, offset] of walk) {
          const next = steps[name]?.(debt, later(offset))?.debt ?? debt;
          if (debt.state === 'resolved') expect(next).toBe(debt);
          debt = next;
        }
      }),
    );
  });

  it('keeps its clock when it is reopened', () => {
    const resolved = overdueDebt({ state: 'resolved', resolvedAt: later(60 * HOUR) });
    const reopened = reopen(resolved, later(70 * HOUR));
    expect(reopened).toEqual({ debt: overdueDebt(), event: { kind: 'reopened' } });
  });
});

describe('a withdrawn debt', () => {
  it('keeps its id and its tracking issue when it is proposed again', () => {
    const withdrawn = withdraw(proposedDebt())?.debt;
    expect(withdrawn && proposeAgain(withdrawn)).toEqual({
      debt: proposedDebt(),
      event: { kind: 'proposed-again' },
    });
  });
});

describe('a debt that takes in a second merged proposal for the same issue', () => {
  it('keeps its own clock and answers for the places of both, each once', () => {
    const other = debtPlace({ path: 'b.py' });
    const proposal = proposedDebt({ id: 'second', pullNumber: 9, places: [debtPlace(), other] });
    expect(absorb(activeDebt(), proposal)).toEqual(activeDebt({ places: [debtPlace(), other] }));
  });
});
