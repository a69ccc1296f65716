import type { Account, Repository } from '../state/records.ts';
import type { Site } from './announce.ts';
import { closeIssue } from './issues.ts';

/** GitHub's closing keywords before the number of an issue of the same repository. */
const CLOSING = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)\b/gi;

/** Closes, as completed, the open issues that a text on the default branch says it fixes. */
export async function closeMentionedIssues(
  site: Site,
  repository: Repository,
  by: Account,
  text: string,
): Promise<void> {
  for (const [, number] of text.matchAll(CLOSING)) {
    const issue = repository.issues.get(Number(number));
    if (issue && !issue.pull && issue.state === 'open')
      await closeIssue(site, repository, issue, by, 'completed');
  }
}
