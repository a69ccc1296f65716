import { describe, expect, it } from 'vitest';
import { type ArrivalTerms, arrivals, debtsOfArrivals } from '../../src/debt/arrival.ts';
import type { Debt } from '../../src/debt/debt.ts';
import type { Finding, ScanResult } from '../../src/detect/finding.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import {
  activeDebt,
  commentPlace,
  commentTexts,
  debtPlace,
  finding,
  HOUR,
  later,
  NOW,
  scan,
} from './builders.ts';

const policy = defaultPolicy();

function arrived(after: Partial<ScanResult>, standing: Debt[] = [], before: Finding[] = []) {
  return arrivals({ before: scan({ findings: before }), after: scan(after) }, standing, policy, NOW);
}

describe('arrivals', () => {
  it('are what the branch did not hold before, one for a statement', () => {
    const found = arrived(
      { findings: [finding(), finding({ rule: 'inline-model-config' }), finding({ line: 7 })] },
      [],
      [finding({ line: 99 })],
    );
    expect(found.map(({ findings }) => findings.map(({ rule, range }) => [rule, range.startLine]))).toEqual([
      [['inline-model-config', 42]],
      [['direct-call', 7]],
    ]);
  });

  it.each<[string, Partial<Finding>]>([
    ['is no bypass', { rule: 'hardcoded-key' }],
    ['only warns', { rule: 'model-alias' }],
  ])('leave out what %s', (_, changes) => {
    expect(arrived({ findings: [finding(changes)] })).toEqual([]);
  });

  it('leave out the places of standing debts, and nothing more', () => {
    const findings = [finding(), finding({ line: 50 })];
    expect(arrived({ findings }, [activeDebt()]).map((one) => one.findings)).toEqual([[findings[1]]]);
  });

  it('know what their comment cites, also where it is faulty', () => {
    const place = commentPlace({ texts: commentTexts().slice(0, 2) });
    expect(arrived({ findings: [finding()], debtComments: [place] })).toMatchObject([
      { cited: 123, comment: null },
    ]);
  });
});

function debtsOf(after: Partial<ScanResult>, changes: Partial<ArrivalTerms> = {}): Debt[] {
  const terms: ArrivalTerms = {
    origins: new Map([['services/chat/summary.py', { sha: 'abc', pullNumber: null, at: NOW }]]),
    debts: [],
    openIssues: new Set([123]),
    policy,
    now: NOW,
    newId: () => 'new',
    ...changes,
  };
  return debtsOfArrivals(arrived(after), terms).map(({ debt }) => debt);
}

const documented = { findings: [finding()], debtComments: [commentPlace()] };

describe('the debt of an arrival', () => {
  it('without a comment is an emergency without a reason, with all that came the same way', () => {
    const [debt, ...others] = debtsOf({ findings: [finding(), finding({ line: 7, fingerprint: 'other' })] });
    expect(others).toEqual([]);
    expect(debt).toMatchObject({
      state: 'active',
      reasonIssue: null,
      pushedSha: 'abc',
      timeBox: 'emergency',
    });
    expect(debt).toMatchObject({ startedAt: NOW, deadline: later(48 * HOUR) });
    expect(debt?.places).toHaveLength(2);
  });

  it('with a comment is what the comment says, and never planned', () => {
    const place = commentPlace({ texts: commentTexts({ planned: true, removeAfter: '2025-11-18' }) });
    expect(debtsOf({ findings: [finding()], debtComments: [place] })).toMatchObject([
      {
        reasonIssue: 123,
        requestedTimeBox: 'planned',
        timeBox: 'emergency',
        deadline: later(24.766_666_67 * HOUR),
      },
    ]);
  });

  it.each<[string, Partial<ArrivalTerms>]>([
    ['is not there', { openIssues: new Set() }],
    ['belongs to another debt', { debts: [activeDebt({ places: [] })] }],
  ])('has no reason where the issue of its comment %s', (_, terms) => {
    expect(debtsOf(documented, terms)).toMatchObject([{ id: 'new', reasonIssue: null }]);
  });

  const paid = activeDebt({ state: 'resolved', resolvedAt: later(HOUR) });

  it.each<[string, Partial<ScanResult>, Partial<Debt>]>([
    ['by the issue that it cites', { ...documented, findings: [finding({ fingerprint: 'renamed' })] }, {}],
    ['by the call', { findings: [finding()] }, { reasonIssue: 9 }],
    ['by the call, though it never had a reason', { findings: [finding()] }, { reasonIssue: null }],
  ])('that was paid before is the old one, known %s', (_, after, changes) => {
    const [debt, ...others] = debtsOf(after, { debts: [{ ...paid, ...changes }] });
    expect(others).toEqual([]);
    expect(debt).toMatchObject({ id: paid.id, state: 'active', deadline: paid.deadline, resolvedAt: null });
    expect(debt?.places).toEqual([debtPlace({ fingerprint: after.findings?.[0]?.fingerprint ?? '' })]);
  });

  it('that comes back behind its deadline is overdue at once', () => {
    expect(debtsOf(documented, { debts: [paid], now: later(48 * HOUR) })).toMatchObject([
      { state: 'overdue' },
    ]);
  });

  it('that comes back has the time-box that policy allows by now', () => {
    const shorter = { ...policy, timeBox: { ...policy.timeBox, emergency: 12 * HOUR } };
    expect(debtsOf(documented, { debts: [paid], policy: shorter })).toMatchObject([
      { deadline: later(12 * HOUR) },
    ]);
  });

  it('that comes back under an issue that was paid twice has the oldest clock, once', () => {
    const younger = {
      ...paid,
      id: 'younger',
      startedAt: later(HOUR),
      places: [debtPlace({ fingerprint: 'b' })],
    };
    const findings = [finding(), finding({ line: 7, fingerprint: 'b' })];
    const debts = debtsOf({ findings, debtComments: [commentPlace()] }, { debts: [younger, paid] });
    expect(debts.map(({ id, places }) => [id, places.length])).toEqual([[paid.id, 2]]);
  });
});
