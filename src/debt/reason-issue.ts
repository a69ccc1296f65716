import { basename } from 'node:path';
import { code, cutToBytes } from './markdown.ts';
import { REASON_FORM_FILE, REASON_POINTS, REASON_TITLE, USUAL_DEBT } from './reason-form.ts';

/** What is known of a bypass when its reason issue is written. */
export interface ReasonIssueTerms {
  repositoryUrl: string;
  /** What is called, `POST https://…`. Hostile text. */
  what: string;
  /** Where, `src/chat.py:42`. Hostile text. */
  where: string;
  pullNumber: number;
  /** Which bypass of the PR it is: the issue carries it, so that the number finds its way into the suggestion. */
  key: string;
  /** Whether the repository has the form that `tollgate init` writes. */
  hasForm: boolean;
}

/** GitHub answers 414 to addresses a little over 8 KB. */
const LONGEST_BODY = 2_000;

/**
 * The address of GitHub's new-issue page, filled in with the rule book's four questions ("Document the Reason"): by its
 * form where the repository has one, whose fields GitHub fills by their ids, else as the text of a blank issue.
 */
export function reasonIssueUrl(terms: ReasonIssueTerms): string {
  const fields = terms.hasForm
    ? { template: basename(REASON_FORM_FILE), title: REASON_TITLE, what: bypassWords(terms) }
    : { title: REASON_TITLE, body: questions(terms) };
  return `${terms.repositoryUrl}/issues/new?${new URLSearchParams(fields)}`;
}

function questions(terms: ReasonIssueTerms): string {
  const body = [
    `### ${REASON_POINTS.why}`,
    '',
    `### ${REASON_POINTS.what}`,
    bypassWords(terms),
    `### ${REASON_POINTS.when}`,
    '',
    `### ${REASON_POINTS.debt}`,
    USUAL_DEBT,
  ];
  return cutToBytes(body.join('\n\n'), LONGEST_BODY);
}

function bypassWords({ what, where, pullNumber, key }: ReasonIssueTerms): string {
  return `${code(what)} in ${code(where)} (#${pullNumber}) <!-- tollgate:reason:${pullNumber}:${key} -->`;
}

/** Which bypass an issue was opened for through a link of ours, as far as it says so itself. */
export function readReasonMarker(body: string): { pullNumber: number; key: string } | null {
  // The last one: what is quoted before it is a stranger's.
  const [, pullNumber, key] =
    [...body.matchAll(/<!-- tollgate:reason:(\d{1,9}):([0-9a-f]{16}) -->/g)].at(-1) ?? [];
  return pullNumber === undefined || key === undefined ? null : { pullNumber: Number(pullNumber), key };
}
