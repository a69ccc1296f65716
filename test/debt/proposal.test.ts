import { describe, expect, it } from 'vitest';
import type { DebtChange } from '../../src/debt/change.ts';
import { parseDebtComment } from '../../src/debt/comment.ts';
import type { Debt } from '../../src/debt/debt.ts';
import { type Documented, type ProposalInput, proposals } from '../../src/debt/proposal.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import {
  activeDebt,
  commentPlace,
  commentTexts,
  DEBT_ID,
  debtPlace,
  finding,
  lines,
  NOW,
  proposedDebt,
} from './builders.ts';

interface Statement {
  issue?: number;
  line?: number;
  planned?: boolean;
  removeAfter?: string;
  debt?: Debt;
}

function documented({ line = 42, debt, ...texts }: Statement = {}): Documented {
  const place = commentPlace({ line, texts: commentTexts(texts) });
  const reading = parseDebtComment(place, defaultPolicy(), NOW);
  if (!reading.ok) throw new Error('the comment of the test is faulty');
  return { findings: [finding({ line })], documentation: { comment: reading.comment, debt: debt ?? null } };
}

function changes(statements: Documented[], input: Partial<ProposalInput> = {}): DebtChange[] {
  const ids = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
  return proposals({
    documented: statements,
    stillCited: [],
    debts: [],
    pull: { number: 456, approvedByContact: false },
    now: NOW,
    newId: () => ids.shift() ?? 'one too many',
    ...input,
  });
}

function summary(all: DebtChange[]): string[] {
  return all.map(
    ({ debt, event }) => `${event.kind} #${debt.reasonIssue}: ${debt.state}, ${debt.places.length} place(s)`,
  );
}

describe('what a PR proposes', () => {
  it('is one debt with its reason, its place and no clock yet', () => {
    expect(changes([documented()])).toEqual([
      {
        debt: proposedDebt({ id: '11111111-1111-4111-8111-111111111111', trackingIssue: null }),
        event: { kind: 'opened' },
      },
    ]);
  });

  it('is one debt for all statements that cite the same issue, and one more for another', () => {
    const all = changes([documented(), documented({ line: 60 }), documented({ issue: 7, line: 80 })]);
    expect(summary(all)).toEqual(['opened #123: proposed, 2 place(s)', 'opened #7: proposed, 1 place(s)']);
    expect(all[0]?.debt.places.map(({ range }) => range)).toEqual([lines(42), lines(60)]);
  });

  it.each([
    ['planned, if all of its comments say so', [true, true], 'planned'],
    ['an emergency, if one of them does not', [true, false], 'emergency'],
  ])('asks for %s', (_, planned, requestedTimeBox) => {
    const all = changes(planned.map((one, index) => documented({ planned: one, line: 42 + index * 10 })));
    expect(all[0]?.debt).toMatchObject({ requestedTimeBox, timeBox: 'emergency' });
  });

  it('is planned from the contact’s approval on', () => {
    const [change] = changes([documented({ planned: true })], {
      pull: { number: 456, approvedByContact: true },
    });
    expect(change?.debt.timeBox).toBe('planned');
  });

  it('has the earliest of the dates in its comments', () => {
    const [change] = changes([
      documented({ removeAfter: '2025-11-19' }),
      documented({ line: 60, removeAfter: '2025-11-18' }),
    ]);
    expect(change?.debt.removeBy).toEqual(new Date('2025-11-19T00:00:00Z'));
  });

  it('is nothing new where an active debt answers for the place already', () => {
    expect(changes([documented({ debt: activeDebt() })])).toEqual([]);
  });
});

describe('a PR judged again', () => {
  it('changes nothing if nothing changed', () => {
    expect(changes([documented({ debt: proposedDebt() })], { debts: [proposedDebt()] })).toEqual([]);
  });

  it('does not mistake a place read back from the store for a change', () => {
    const { fingerprint, path, rule, what, service } = debtPlace();
    const { endColumn, endLine, startColumn, startLine } = lines(42);
    const reordered = {
      service,
      what,
      rule,
      path,
      fingerprint,
      range: { endColumn, endLine, startColumn, startLine },
    };
    expect(changes([documented()], { debts: [proposedDebt({ places: [reordered] })] })).toEqual([]);
  });

  it('revises the debt that it proposed, and keeps its tracking issue', () => {
    const all = changes([documented({ line: 50 })], { debts: [proposedDebt()] });
    expect(summary(all)).toEqual(['revised #123: proposed, 1 place(s)']);
    expect(all[0]?.debt).toMatchObject({ id: DEBT_ID, trackingIssue: 457, places: [{ range: lines(50) }] });
  });

  it('withdraws what was mended', () => {
    expect(summary(changes([], { debts: [proposedDebt()] }))).toEqual([
      'withdrawn #123: withdrawn, 1 place(s)',
    ]);
  });

  it('keeps a debt whose comment is faulty for the moment', () => {
    expect(changes([], { debts: [proposedDebt()], stillCited: [123] })).toEqual([]);
  });

  it('proposes a withdrawn debt again in the same tracking issue', () => {
    const all = changes([documented()], { debts: [proposedDebt({ state: 'withdrawn' })] });
    expect(all).toEqual([{ debt: proposedDebt(), event: { kind: 'proposed-again' } }]);
  });

  it('leaves a withdrawn debt alone that it does not cite', () => {
    expect(changes([], { debts: [proposedDebt({ state: 'withdrawn' })] })).toEqual([]);
  });

  it('withdraws the old debt and opens another if the comment cites another issue', () => {
    const all = changes([documented({ issue: 9 })], { debts: [proposedDebt()] });
    expect(summary(all)).toEqual([
      'opened #9: proposed, 1 place(s)',
      'withdrawn #123: withdrawn, 1 place(s)',
    ]);
  });

  it.each(['active', 'overdue', 'resolved'] as const)('never withdraws an %s debt', (state) => {
    expect(changes([], { debts: [activeDebt({ state })] })).toEqual([]);
  });
});
