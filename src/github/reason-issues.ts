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
  return { kind: 'open', title: response.data.title };
}
