import { formatDuration } from '../policy/duration.ts';
import type { Policy } from '../policy/policy.ts';
import { contactMention } from './contact.ts';
import type { BranchStand, Debt } from './debt.ts';
import { code, link, plainLine, prose, table } from './markdown.ts';
import { withSeal } from './seal.ts';
import { branchWords, standsOf } from './stands.ts';
import { boxWords, count, permalink, placeWords, utc, utcDay } from './wording.ts';

/** What a tracking issue shows besides its debt. */
export interface TrackingContext {
  /** `https://github.com/acme/chat`, without a slash at the end. */
  repositoryUrl: string;
  /** The organisation that owns the repository; `null` if a user does. Teams are mentioned with it. */
  organization: string | null;
  defaultBranch: string;
  /** Where the merge of its PR starts no clock: the side branch that it goes to, or went to. `null` if it starts one. */
  sideBranch: { name: string; isMerged: boolean } | null;
  /** The commit at which the places were seen: the PR's head, later the default branch's. */
  sha: string;
  policy: Pick<Policy, 'contact' | 'timeBox' | 'branches'>;
  /** Whether the reason issue is closed as completed. */
  reasonIsGone: boolean;
  /** Whether a person has ticked the box that is a person's. */
  tested: boolean;
  /** The signed block that a lost database is rebuilt from; `null` until the issue has a number to bind it to. */
  record: string | null;
}

/** A tracking issue as GitHub should show it. */
export interface TrackingIssue {
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | null;
}

/** GitHub's limits: 256 characters of title, 65,536 of body; bytes are the safer count of the two. */
const LONGEST_TITLE = 256;
const LONGEST_BODY = 65_536;

/** The issue that tracks a debt, in the rule book's form ("Create Tracking Task"). */
export function trackingIssue(debt: Debt, context: TrackingContext): TrackingIssue {
  const title = titleOf(debt);
  const body = [
    issueMarker(debt.id),
    `## ${prose(title)}`,
    facts(debt),
    ...undocumented(debt, context),
    resolution(debt, context),
    details(debt, context),
    closing(debt, context),
  ];
  return {
    title,
    body: withSeal(`${body.join('\n\n')}\n`, context.record, LONGEST_BODY),
    labels: labelsOf(debt),
    ...stateOf(debt),
  };
}

/** The id of the debt that an issue tracks. It counts only in an issue that our own app wrote. */
export function findMarker(body: string): string | null {
  return /<!-- tollgate:debt:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) -->/.exec(body)?.[1] ?? null;
}

/** What marks the tracking issue of a debt; invisible to readers. It counts only in an issue that our own app wrote. */
export function issueMarker(debtId: string): string {
  return `<!-- tollgate:debt:${debtId} -->`;
}

function titleOf(debt: Debt): string {
  const more = debt.places.length - 1;
  const ending = more > 0 ? ` and ${count(more, 'more place')}` : '';
  const start = 'TECH DEBT: Direct LLM Call in ';
  const file = plainLine(
    debt.places[0]?.path.split('/').at(-1) ?? '',
    LONGEST_TITLE - start.length - ending.length,
  );
  return start + file + ending;
}

function facts(debt: Debt): string {
  return [
    `**Created:** ${utcDay(debt.createdAt)}`,
    '**Severity:** HIGH',
    '**Impact:** Bypasses caching, fallbacks, monitoring',
  ].join('  \n');
}

/** Told first, because it is news to those who own the rule book (decisions 17). */
function undocumented(debt: Debt, { defaultBranch }: TrackingContext): string[] {
  if (debt.reasonIssue !== null) return [];
  return [
    `This call came to ${branchWords(debt, defaultBranch)} without a debt comment, so it counts as an emergency from the ${startOf(debt)} on. A comment that is written now does not stop the clock; removing the call does.`,
  ];
}

const END_TO_END = 'Test end-to-end';

/** Whether the box that is a person's is ticked in an issue's text; `null` where the box is not in it any more. */
export function readTested(body: string): boolean | null {
  const tick = /^- \[([x ])\] Test end-to-end\s*$/im.exec(body)?.[1];
  return tick === undefined ? null : tick !== ' ';
}

function resolution(debt: Debt, { reasonIsGone, tested }: TrackingContext): string {
  const gone = debt.state === 'resolved';
  const boxes: [boolean, string][] = [
    ...(debt.reasonIssue === null
      ? []
      : [[reasonIsGone, prose(debt.removeAfter)] satisfies [boolean, string]]),
    [gone, 'Update to use gateway'],
    [gone, 'Remove direct call'],
    [tested, END_TO_END],
  ];
  return ['**Resolution:**', ...boxes.map(([ticked, text]) => `- [${ticked ? 'x' : ' '}] ${text}`)].join(
    '\n',
  );
}

function details(debt: Debt, context: TrackingContext): string {
  return table(
    ['', ''],
    [
      ['**Deadline**', `**${deadlineWords(debt, context)}**`],
      ['Time-box', timeBoxWords(debt, context)],
      ['Where', whereWords(debt, context)],
      ['Reason', reasonWords(debt)],
      ['Added by', addedWords(debt, context)],
      ['Contact', contactMention(context.policy.contact, context.organization)],
    ],
  );
}

function reasonWords({ reasonIssue, reason }: Debt): string {
  return reasonIssue === null
    ? 'none given: no debt comment says why'
    : `#${reasonIssue}: ${prose(reason, 300)}`;
}

function addedWords({ pullNumber, pushedSha }: Debt, { repositoryUrl }: TrackingContext): string {
  if (pushedSha === null) return `#${pullNumber}`;
  const commit = link(code(pushedSha.slice(0, 7)), `${repositoryUrl}/commit/${pushedSha}`);
  return pullNumber === null
    ? `${commit}, pushed without a PR`
    : `#${pullNumber}, merged before it passed (${commit})`;
}

function deadlineWords(debt: Debt, context: TrackingContext): string {
  const { policy, sideBranch } = context;
  if (debt.deadline !== null) return utc(debt.deadline);
  const start = sideBranch === null ? `#${debt.pullNumber} merges` : `it reaches ${startWords(context)}`;
  const end = `${formatDuration(policy.timeBox[debt.timeBox])} after ${start}`;
  return debt.removeBy === null ? end : `${end}, and ${utc(debt.removeBy)} at the latest`;
}

/** The branches on which clocks run. Markdown. */
function startWords({ defaultBranch, policy }: TrackingContext): string {
  const names = [defaultBranch, ...policy.branches].map((name) => code(name));
  return names.length === 1 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

function timeBoxWords(debt: Debt, context: TrackingContext): string {
  const { policy, sideBranch } = context;
  const box = boxWords(debt.timeBox, policy);
  const asked =
    debt.requestedTimeBox === debt.timeBox
      ? ''
      : '; planned was asked for, and the contact has not approved it';
  if (debt.startedAt === null)
    return `${box} from ${sideBranch === null ? 'the merge' : `when it reaches ${startWords(context)}`}${asked}`;
  const start = `from the ${startOf(debt)} at ${utc(debt.startedAt)}`;
  const date = debt.removeBy === null ? '' : `, shortened by the date in its comment`;
  return debt.removeBy?.getTime() === debt.deadline?.getTime()
    ? `${box} ${start}${date}${asked}`
    : `${box} ${start}${asked}`;
}

/** What the clock of a debt counts from. */
function startOf({ pushedSha, pullNumber }: Debt): 'push' | 'merge' {
  return pushedSha !== null && pullNumber === null ? 'push' : 'merge';
}

/** More links than this help nobody, and a long list would push the rest over GitHub's limit. */
const MOST_PLACES = 50;

function whereWords(debt: Debt, context: TrackingContext): string {
  const stands = standsOf({ debt, seenSha: context.sha });
  const isPlain = debt.branch === null && stands.length === 1;
  return stands
    .map((stand) => {
      const places = placesWords(stand, context);
      return isPlain ? places : `on ${code(stand.branch ?? context.defaultBranch)}: ${places}`;
    })
    .join('<br>');
}

function placesWords(stand: BranchStand, { repositoryUrl }: TrackingContext): string {
  const places = new Map(stand.places.map((place) => [placeWords(place), place]));
  const shown = [...places]
    .slice(0, MOST_PLACES)
    .map(([words, place]) => link(code(words), permalink(repositoryUrl, stand.sha, place)));
  const more = places.size - shown.length;
  return [...shown, ...(more > 0 ? [`and ${count(more, 'more place')}`] : [])].join('<br>');
}

function closing(debt: Debt, context: TrackingContext): string {
  const branch = branchWords(debt, context.defaultBranch);
  switch (debt.state) {
    case 'proposed':
      if (context.sideBranch !== null) return sideBranchClosing(debt, context.sideBranch, context);
      return `The clock starts when #${debt.pullNumber} merges. If it is mended or closed without merging, this closes by itself.`;
    case 'active':
      return `This closes by itself when the call is gone from ${branch}. Closing it by hand does not stop the clock; neither does editing it. At the deadline, feature PRs in this repository are blocked until the call is removed.`;
    case 'overdue':
      return `**The deadline has passed: feature PRs in this repository are blocked.** A PR that removes the call is never blocked by that; this closes by itself when the call is gone from ${branch}. Closing it by hand changes nothing.`;
    case 'resolved':
      return `Resolved: the call is gone from ${branch}, as seen by a scan.`;
    case 'withdrawn':
      return `Withdrawn: the call never reached ${branch}.`;
  }
}

/** Merging into a branch that nobody watches starts no clock (decisions 13). */
function sideBranchClosing(
  { pullNumber }: Debt,
  { name, isMerged }: NonNullable<TrackingContext['sideBranch']>,
  context: TrackingContext,
): string {
  const starts = `it starts when the call reaches ${startWords(context)}, and the PR that brings it there takes this issue over`;
  return isMerged
    ? `#${pullNumber} was merged into ${code(name)}, where no clock runs: ${starts}.`
    : `Merging #${pullNumber} into ${code(name)} starts no clock: ${starts}. If it is mended or closed without merging, this closes by itself.`;
}

function labelsOf(debt: Debt): string[] {
  const late = debt.state === 'overdue' ? ['overdue'] : [];
  return ['tech-debt', 'gateway-bypass', debt.timeBox, ...late];
}

function stateOf({ state }: Debt): Pick<TrackingIssue, 'state' | 'stateReason'> {
  if (state === 'resolved') return { state: 'closed', stateReason: 'completed' };
  if (state === 'withdrawn') return { state: 'closed', stateReason: 'not_planned' };
  return { state: 'open', stateReason: null };
}
