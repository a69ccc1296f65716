import { judge } from '../../src/gate/judge.ts';
import type { PullRequest } from '../../src/gate/pull.ts';
import type { CheckContext } from '../../src/gate/text-context.ts';
import type { JudgeInput, ReasonIssue, Verdict } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { NOW, scan } from '../debt/builders.ts';

const HEAD_SHA = '9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e';

export const CONTEXT: CheckContext = {
  repositoryUrl: 'https://github.com/acme/chat',
  now: NOW,
};

export function pullRequest(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 500,
    title: 'feat: summarise chats',
    headSha: HEAD_SHA,
    headRef: 'summaries',
    baseRef: 'main',
    labels: [],
    author: 'jane',
    authorCanWrite: true,
    approvedByContact: false,
    approvedByWriter: false,
    headApprovedByContact: false,
    contactRequest: null,
    classCommand: null,
    classChanges: [],
    overrides: [],
    baselineOverride: null,
    isDraft: false,
    byBot: false,
    isQuiet: false,
    ...changes,
  };
}

/** A PR that changes nothing about LLMs, in a repository without debts; issue #123 is open. */
export function judgeInput(changes: Partial<JudgeInput> = {}): JudgeInput {
  return {
    pull: pullRequest(),
    policy: defaultPolicy(),
    policyProblems: [],
    loosenings: [],
    staleExceptions: [],
    head: scan(),
    mergeBase: scan(),
    outOfSight: new Map(),
    mergeBaseSha: '41d0aa2000000000000000000000000000000000',
    changedPaths: ['services/chat/summary.py'],
    documents: null,
    hasReasonForm: false,
    hunks: new Map(),
    changedOrigins: [],
    reasonIssues: new Map<number, ReasonIssue>([[123, { kind: 'open', title: 'No feature X', missing: [] }]]),
    debts: [],
    absent: new Set(),
    startsOn: null,
    overdueBaseline: null,
    removers: new Map(),
    now: NOW,
    ...changes,
  };
}

export function verdict(changes: Partial<JudgeInput> = {}): Verdict {
  return judge(judgeInput(changes));
}
