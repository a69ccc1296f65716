import { innermostStatement } from '../debt/coverage.ts';
import { code, link } from '../debt/markdown.ts';
import { permalink, placeWords } from '../debt/wording.ts';
import type { Range } from '../detect/facts.ts';
import type { Finding } from '../detect/finding.ts';
import type { PullRequest } from './pull.ts';
import type { Verdict } from './verdict.ts';

/** What the texts of a check need besides its verdicts. */
export interface CheckContext {
  /** `https://github.com/acme/chat`, without a slash at the end. */
  repositoryUrl: string;
  /** Where rules are explained; a rule's page is its id below it. Without it rules are not linked. */
  docsUrl?: string | null;
  now: Date;
  /** The branch, where the commit is what its merge queue is about to merge, and no PR's head. */
  mergeQueueOf?: string | null;
  /** The branches where clocks run that do not require this check. */
  advisoryOn?: readonly string[];
}

/** Rows of a table that a reader still reads; the annotations hold the rest. */
const MOST_ROWS = 20;

/** Cuts a table's rows, with a last one that says how many are left out. */
export function rowsShown<Item>(items: readonly Item[], row: (item: Item) => string[]): string[][] {
  const rows = items.slice(0, MOST_ROWS).map(row);
  const more = items.length - rows.length;
  return more > 0 ? [...rows, [`… and ${more} more`]] : rows;
}

/** A place at the PR's head, linked. */
export function placeLink(
  place: { path: string; range: Pick<Range, 'startLine' | 'endLine'> },
  pull: Pick<PullRequest, 'headSha'>,
  context: CheckContext,
): string {
  return link(code(placeWords(place)), permalink(context.repositoryUrl, pull.headSha, place));
}

/** Where the statement of a finding stands, linked. */
export function statementLink(
  finding: Finding,
  pull: Pick<PullRequest, 'headSha'>,
  context: CheckContext,
): string {
  return placeLink({ path: finding.path, range: innermostStatement(finding) }, pull, context);
}

/** From when time-boxes count: `from the merge`, or where that of this PR starts no clock `from the merge into main`. */
export function clockStart(
  { startsOn }: Pick<Verdict, 'startsOn'>,
  quoted: (name: string) => string = code,
): string {
  return startsOn === null ? 'from the merge' : `from the merge into ${quoted(startsOn)}`;
}

/** A rule's id, linked if there is a page about it. */
export function ruleLink(rule: string, { docsUrl }: Pick<CheckContext, 'docsUrl'>): string {
  return !docsUrl ? code(rule) : link(code(rule), `${docsUrl}/${rule}`);
}
