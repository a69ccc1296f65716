import { readReasonAnswers } from '../debt/reason-answers.ts';
import { REASON_TITLE } from '../debt/reason-form.ts';
import { readReasonMarker } from '../debt/reason-issue.ts';
import { keyedBypasses } from '../gate/bypass-keys.ts';
import type { OfferedReason } from '../gate/offered-reason.ts';
import type { Verdict } from '../gate/verdict.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { type OpenedIssue, readOpenedIssue } from '../github/issues.ts';
import { canWrite } from '../github/people.ts';

/** A reason issue of one of a PR's bypasses. */
export interface PlacedReason {
  key: string;
  reason: OfferedReason;
}

/**
 * The bypass of a PR whose reason an issue is, because it was opened through our link. Only the PR's author and people with
 * write access may say what the reason of a bypass is; a link can be copied by anybody.
 */
export async function offeredBy(
  github: GitHub,
  name: RepositoryName,
  issue: OpenedIssue,
  { number, verdict }: { number: number; verdict: Verdict },
): Promise<PlacedReason | null> {
  const marker = readReasonMarker(issue.body);
  const { pull } = verdict;
  if (marker?.pullNumber !== pull.number) return null;
  if (!keyedBypasses(verdict).some(({ key }) => key === marker.key)) return null;
  const isAllowed = issue.author === pull.author || (await canWrite(github, name, issue.author));
  return isAllowed ? { key: marker.key, reason: offeredReason(number, issue) } : null;
}

/** The same of issues that our own comments name: a lost database knows again what was offered. */
export async function recallOffered(
  github: GitHub,
  name: RepositoryName,
  bodies: readonly string[],
  verdict: Verdict,
): Promise<PlacedReason[]> {
  const numbers = bodies.flatMap((body) => /\bIssue: #(\d+)/.exec(body)?.[1] ?? []);
  const reasons: PlacedReason[] = [];
  for (const number of new Set(numbers.map(Number))) {
    const issue = await readOpenedIssue(github, name, number);
    const offered = issue && (await offeredBy(github, name, issue, { number, verdict }));
    if (offered) reasons.push(offered);
  }
  return reasons;
}

function offeredReason(issue: number, { title, body }: OpenedIssue): OfferedReason {
  const answers = readReasonAnswers(body);
  const said = title.startsWith(REASON_TITLE.trim()) ? title.slice(REASON_TITLE.trim().length).trim() : '';
  return { issue, why: said || firstLine(answers.why), when: firstLine(answers.when) };
}

function firstLine(text: string | null): string | null {
  return text?.split('\n')[0] ?? null;
}
