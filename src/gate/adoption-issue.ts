import { contactName } from '../debt/contact.ts';
import { code, link } from '../debt/markdown.ts';
import { withSeal } from '../debt/seal.ts';
import { count, utcDay } from '../debt/wording.ts';
import type { BaselineList } from './baseline-list.ts';
import { type BaselineContext, baselineTable } from './baseline-text.ts';
import { DASHBOARD_LABEL } from './dashboard.ts';

/** Marks the one issue of a repository about its baseline. It counts only in an issue that our own App wrote. */
export const ADOPTION_MARKER = '<!-- tollgate:baseline -->';
export const ADOPTION_LABEL = 'gateway-baseline';

/** Mends that are listed one by one, so many that a reader still reads them. */
export const MOST_MENDS = 100;

const LONGEST_BODY = 65_536;

/** What the issue about old bypasses says. */
export interface AdoptionFacts {
  /** What was there when the baseline was taken. */
  found: BaselineList;
  /** What of it the last scan still saw, and how many places of it that scan could not see. */
  left: number;
  unseen: number;
  takenAt: Date;
  /** The day at whose end what is left is overdue, `2026-12-31`; and whether that has come. */
  by: string | null;
  isOverdue: boolean;
  contact: string;
  defaultBranch: string;
  /** The sealed block of {@link found}, from which a lost database knows it again. */
  record: string;
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

/**
 * The one issue about the bypasses that were there first (decisions 18): what was found, what that means for people, and
 * how much of it is left. Where the rest stands today is the dashboard's to say. It closes when nothing is left.
 */
export function adoptionIssue(facts: AdoptionFacts, context: BaselineContext): AdoptionIssue {
  const isPaid = facts.left + facts.unseen === 0;
  const parts = isPaid
    ? [
        `**All of them are mended.** Nothing on ${code(facts.defaultBranch)} goes around the gateway but for what is tracked as debt. Thank you.`,
      ]
    : [
        introduction(facts),
        leftWords(facts, context),
        baselineTable(facts.found, context),
        dateText(facts),
        rules(facts),
      ];
  return {
    title: isPaid ? ALL_MENDED : `Old bypasses of the LLM gateway: ${facts.left} of ${total(facts)} left`,
    body: withSeal(
      `${[ADOPTION_MARKER, ...parts].join('\n\n')}\n`,
      isPaid ? null : facts.record,
      LONGEST_BODY,
    ),
    labels: [ADOPTION_LABEL],
    state: isPaid ? 'closed' : 'open',
    stateReason: isPaid ? 'completed' : null,
    blocks: facts.isOverdue && !isPaid,
  };
}

/** A statement of the list that was split since is two of them. */
function total({ found, left }: AdoptionFacts): number {
  return Math.max(found.bypasses, left);
}

function introduction({ found, takenAt, defaultBranch, isOverdue }: AdoptionFacts): string {
  const { bypasses } = found;
  const [were, they] = bypasses === 1 ? ['was', 'It blocks'] : ['were', 'They block'];
  const blocked = isOverdue ? '' : ` ${they} nobody's pull request.`;
  return `**${count(bypasses, 'bypass', 'bypasses')} of the gateway** on ${code(defaultBranch)} ${were} there before Tollgate began to watch here on ${utcDay(takenAt)}.${blocked}`;
}

function leftWords({ left, unseen, ...facts }: AdoptionFacts, { repositoryUrl }: BaselineContext): string {
  const dashboard = link('dashboard', `${repositoryUrl}/issues?q=label:${DASHBOARD_LABEL}`);
  const hidden = unseen === 0 ? '' : `, and ${count(unseen, 'place')} could not be looked at`;
  const rest = `**${left} of ${total({ left, unseen, ...facts })} left${hidden}**`;
  return `${rest}; the ${dashboard} shows where. This is what was found on that day, each row one change that clears so many:`;
}

function dateText({ by, isOverdue, contact }: AdoptionFacts): string {
  if (by === null)
    return `**No clock runs.** ${contactName(contact)} may give them a date in the policy (${code('baseline: { by: … }')}).`;
  return isOverdue
    ? `**Their day, ${by}, has passed: feature PRs in this repository are blocked** until nothing is left. A PR that removes one of them and adds no bypass is never blocked by that.`
    : `**The policy gives them until the end of ${by} (UTC).** What is left then blocks feature PRs in this repository, as an overdue debt does.`;
}

function rules({ defaultBranch }: AdoptionFacts): string {
  return `Nothing is ever added here: what is new goes through review, with a debt comment and a clock, and so does what left the list and comes back. The count is kept by itself, and the issue closes when ${code(defaultBranch)} has none of them left.`;
}
