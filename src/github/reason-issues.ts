import { missingPoints, readReasonAnswers } from '../debt/reason-answers.ts';
import type { ReasonIssue } from '../gate/verdict.ts';
import { type GitHub, orNull, type RepositoryName } from './client.ts';
import { isIssueOf } from './issues.ts';

/** What the numbers that debt comments cite are in this repository. */
export async function readReasonIssues(
  github: GitHub,
  name: RepositoryName,
  numbers: Iterable<number>,
): Promise<[number, ReasonIssue][]> {
  const issues: [number, ReasonIssue][] = [];
  for (const number of new Set(numbers)) issues.push([number, await readReasonIssue(github, name, number)]);
  return issues;
}

async function readReasonIssue(github: GitHub, name: RepositoryName, number: number): Promise<ReasonIssue> {
  const response = await orNull(github.rest.issues.get({ ...name, issue_number: number }));
  if (!response || !isIssueOf(response.data, name)) return { kind: 'missing' };
  if (response.data.pull_request) return { kind: 'pull-request' };
  if (response.data.state !== 'open') return { kind: 'closed' };
  const { title, body } = response.data;
  return { kind: 'open', title, missing: missingPoints(readReasonAnswers(body ?? '')) };
}

/** How a reason issue was closed. */
export interface ReasonClosing {
  at: Date;
  isCompleted: boolean;
}

/** How an issue of this repository was closed; `null` while it is open, and where there is no such issue. */
export async function readReasonClosing(
  github: GitHub,
  name: RepositoryName,
  number: number,
): Promise<ReasonClosing | null> {
  const response = await orNull(github.rest.issues.get({ ...name, issue_number: number }));
  if (!response || !isIssueOf(response.data, name)) return null;
  const { state, closed_at: closedAt, state_reason: reason } = response.data;
  if (state === 'open' || closedAt === null) return null;
  // GitHub leaves the reason out of what was closed before there were any.
  return { at: new Date(closedAt), isCompleted: reason === 'completed' || reason == null };
}
