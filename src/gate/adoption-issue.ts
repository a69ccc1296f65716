import { contactName } from '../debt/contact.ts';
import { code, cutToBytes } from '../debt/markdown.ts';
import { count, utcDay } from '../debt/wording.ts';
import { countBypasses, type Mend } from './baseline.ts';
import { type BaselineContext, baselineTable } from './baseline-text.ts';

/** Marks the one issue of a repository about its baseline. It counts only in an issue that our own App wrote. */
export const ADOPTION_MARKER = '<!-- tollgate:baseline -->';
export const ADOPTION_LABEL = 'gateway-baseline';

/** Rows that a reader of the whole issue still reads. */
export const MOST_MENDS = 100;

const LONGEST_BODY = 65_536;

/** What the issue about old bypasses says. */
export interface AdoptionFacts {
  baseline: readonly Mend[];
  /** Places of the baseline that the last scan could not see. */
  unseen: number;
  takenAt: Date;
  /** The day at whose end what is left is overdue, `2026-12-31`; and whether that has come. */
  by: string | null;
  isOverdue: boolean;
  contact: string;
  defaultBranch: string;
}

export interface AdoptionIssue {
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  stateReason: 'completed' | null;
  /** Whether what is left blocks features. */
  blocks: boolean;
}

export const ALL_MENDED = 'Old bypasses of the LLM gateway: all mended';

/** The one issue about the bypasses that were there first (decisions 18). It closes when nothing is left. */
export function adoptionIssue(facts: AdoptionFacts, context: BaselineContext): AdoptionIssue {
  const { baseline, unseen } = facts;
  const left = countBypasses(baseline);
  const isPaid = left + unseen === 0;
  const parts = isPaid
    ? [
        `**All of them are mended.** Nothing on ${code(facts.defaultBranch)} goes around the gateway but for what is tracked as debt. Thank you.`,
      ]
    : [
        introduction(facts, left),
        ...(left > 0 ? [baselineTable(baseline, context)] : []),
        ...unseenText(unseen),
        dateText(facts),
        rules(facts),
      ];
  return {
    title: titleOf(baseline, left, isPaid),
    body: cutToBytes(`${[ADOPTION_MARKER, ...parts].join('\n\n')}\n`, LONGEST_BODY),
    labels: [ADOPTION_LABEL],
    state: isPaid ? 'closed' : 'open',
    stateReason: isPaid ? 'completed' : null,
    blocks: facts.isOverdue && !isPaid,
  };
}

function titleOf(baseline: readonly Mend[], left: number, isPaid: boolean): string {
  if (isPaid) return ALL_MENDED;
  return `Old bypasses of the LLM gateway: ${left} left, ${count(baseline.length, 'mend')}`;
}

function introduction({ takenAt, defaultBranch }: AdoptionFacts, left: number): string {
  const [were, they] = left === 1 ? ['was', 'It blocks'] : ['were', 'They block'];
  return `**${count(left, 'bypass', 'bypasses')} of the gateway** on ${code(defaultBranch)} ${were} there before Tollgate began to watch here on ${utcDay(takenAt)}. ${they} nobody's pull request. Grouped by what one change clears, the largest first:`;
}

function unseenText(unseen: number): string[] {
  if (unseen === 0) return [];
  return [
    `${count(unseen, 'more place')} could not be seen by the last scan: policy ignores it, or makes an exception of it, or its file could not be analysed. Not seen is not gone.`,
  ];
}

function dateText({ by, isOverdue, contact }: AdoptionFacts): string {
  if (by === null)
    return `**No clock runs.** ${contactName(contact)} may give them a date in the policy (${code('baseline: { by: … }')}).`;
  return isOverdue
    ? `**Their day, ${by}, has passed: feature PRs in this repository are blocked** until nothing is left. A PR that removes one of them and adds no bypass is never blocked by that.`
    : `**The policy gives them until the end of ${by} (UTC).** What is left then blocks feature PRs in this repository, as an overdue debt does.`;
}

function rules({ defaultBranch }: AdoptionFacts): string {
  return `This list only shrinks: what is new goes through review, with a debt comment and a clock, and so does what leaves the list and comes back. It is kept up to date by itself, and closes when ${code(defaultBranch)} has none of them left.`;
}
