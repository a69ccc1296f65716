import { describe, expect, it } from 'vitest';
import type { PullSnapshot } from '../../src/github/pulls.ts';
import { type Remembered, type Shown, staleWork } from '../../src/jobs/stale-work.ts';
import type { Pull } from '../../src/store/pulls.ts';
import { proposedDebt } from '../debt/builders.ts';

const shownPull: PullSnapshot = {
  number: 7,
  title: 'fix: a',
  author: 'ada',
  byWritingBot: false,
  byBot: false,
  isDraft: false,
  headSha: 'head',
  headRef: 'a',
  baseRef: 'main',
  baseSha: 'base',
  labels: ['bug', 'ui'],
  open: true,
  mergedAt: null,
  mergeCommitSha: null,
  updatedAt: new Date('2026-03-02T09:00:00Z'),
};

const pull: Pull = {
  repositoryId: 1,
  number: 7,
  title: 'fix: a',
  headSha: 'head',
  headRef: 'a',
  baseRef: 'main',
  labels: ['ui', 'bug'],
  author: 'ada',
  authorCanWrite: true,
  approvedByContact: false,
  approvedByWriter: false,
  headApprovedByContact: false,
  contactRequest: null,
  baselineOverride: null,
  isDraft: false,
  byBot: false,
  review: null,
  reasons: {},
  open: true,
  mergedAt: null,
  mergeCommitSha: null,
  updatedAt: new Date('2026-03-02T09:00:00Z'),
  quietSha: null,
  checklistId: null,
  classCommand: null,
  classChanges: [],
  removes: [],
  evidence: {
    headSha: 'head',
    mergeBaseSha: 'base',
    changedPaths: [],
    outOfSight: [],
    headPolicyProblems: null,
    documents: null,
    hasReasonForm: false,
    hunks: [],
    reasonIssues: [[3, { kind: 'open', title: 'Why', missing: [] }]],
  },
};

const proposal = proposedDebt({ pullNumber: 7, trackingIssue: 9 });

function work(remembered: Partial<Remembered> = {}, shown: Partial<Shown> = {}) {
  return staleWork(
    {
      ...{ repositoryId: 1, known: { syncedSha: 'tip', commentsSeenTo: null }, branches: new Map() },
      ...{ pulls: [pull], debts: [proposal], ...remembered },
    },
    {
      pulls: [shownPull],
      headSha: 'tip',
      branches: new Map(),
      reasonIssues: new Map([[3, { kind: 'open', title: 'Why', missing: [] }]]),
      trackingIssues: [{ number: 9 }],
      ...shown,
    },
  );
}

const judged = [{ queue: 'judge', data: { repositoryId: 1, pullNumber: 7 } }];

describe('what has to be looked at again', () => {
  it('is nothing where GitHub shows what is remembered', () => {
    expect(work()).toEqual([]);
  });

  it.each([
    ['has moved', [['next', 'a']], [['next', 'b']]],
    ['is new', [], [['next', 'a']]],
    ['is deleted', [['next', 'a']], []],
    ['was not looked at yet', [['next', null]], [['next', 'a']]],
  ] as const)('is a watched branch that %s', (_, before, now) => {
    expect(work({ branches: new Map(before) }, { branches: new Map(now) })).toEqual([
      { queue: 'sync', data: { repositoryId: 1 } },
    ]);
  });

  it.each([
    ['its head', { headSha: 'other' }],
    ['its title', { title: 'feat: a' }],
    ['its base', { baseRef: 'release' }],
    ['its labels', { labels: ['bug'] }],
  ])('is a PR that has changed %s', (_, change) => {
    expect(work({}, { pulls: [{ ...shownPull, ...change }] })).toEqual(judged);
  });

  it.each([
    ['was closed', { kind: 'closed' } as const],
    ['has another title', { kind: 'open', title: 'Because', missing: [] } as const],
  ])('is a PR whose reason issue %s', (_, issue) => {
    expect(work({}, { reasonIssues: new Map([[3, issue]]) })).toEqual(judged);
  });

  it('is a PR whose approval would change something', () => {
    const planned = { ...proposal, requestedTimeBox: 'planned' as const };
    expect(work({ debts: [planned] })).toEqual(judged);
    expect(work({ debts: [planned], pulls: [{ ...pull, approvedByContact: true }] })).toEqual([]);
    expect(work({ pulls: [{ ...pull, authorCanWrite: false }] })).toEqual(judged);
  });

  it('is a PR that is closed, and one that is new', () => {
    expect(work({}, { pulls: [] })).toEqual(judged);
    expect(work({ pulls: [] })).toEqual(judged);
  });

  it('is a debt whose tracking issue is not open', () => {
    expect(work({}, { trackingIssues: [] })).toEqual([
      { queue: 'effect', data: { kind: 'tracking-issue', debtId: proposal.id } },
    ]);
    expect(work({ debts: [{ ...proposal, trackingIssue: null }] }, { trackingIssues: [] })).toEqual([]);
  });

  it('is a branch that has moved, and everything of a repository that was not known', () => {
    expect(work({}, { headSha: 'newer' })).toEqual([{ queue: 'sync', data: { repositoryId: 1 } }]);
    expect(work({ known: null, pulls: [], debts: [] })).toEqual([
      { queue: 'sync', data: { repositoryId: 1 } },
      { queue: 'judge', data: { repositoryId: 1, pullNumber: 7, quiet: true } },
    ]);
  });
});
