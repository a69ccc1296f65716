import { contactName } from '../debt/contact.ts';
import { code, message } from '../debt/markdown.ts';
import { boxWords, count } from '../debt/wording.ts';
import { isBarred, reasonLink, timeBoxText } from './bypass-text.ts';
import { type InlineBypass, mayAskAuthor } from './inline.ts';
import type { OfferedReason } from './offered-reason.ts';
import { boxOf } from './pass-text.ts';
import type { Suggestions } from './suggestions.ts';
import { type CheckContext, clockStart, ruleLink, statementLink } from './text-context.ts';
import type { Bypass, DocumentedBypass, Verdict } from './verdict.ts';

/** In every review of ours; it counts only where our App wrote it. */
export const REVIEW_MARKER = '<!-- tollgate:review -->';

/** In the comment on one bypass. */
function bypassMarker(key: string): string {
  return `<!-- tollgate:bypass:${key} -->`;
}

/** The key in a comment of ours; `null` if there is none. */
export function markedKey(body: string): string | null {
  return /<!-- tollgate:bypass:([0-9a-f]{16}) -->/.exec(body)?.[1] ?? null;
}

/** The comment on the line of one bypass, or on the one that made it: what is wrong, and the mends to apply. */
export function bypassComment(
  inline: InlineBypass,
  verdict: Verdict,
  { mend, comment }: Pick<Suggestions, 'mend' | 'comment'>,
  reason: OfferedReason | null,
  context: CheckContext,
): string {
  const { bypass, key } = inline;
  const parts = [
    ...originText(inline, verdict, context),
    ...findingText(bypass, context),
    ...faultText(bypass),
  ];
  const mended = mend === null ? [] : ['**Use the gateway** (nothing to track):', mend];
  if (!mayAskAuthor(bypass, verdict)) return body(key, [...parts, ...mended]);
  const documented = documentText(inline, verdict, { mend, comment }, reason, context);
  return body(key, [...parts, ...(reason ? [...documented, ...mended] : [...mended, ...documented])]);
}

function body(key: string, parts: readonly string[]): string {
  return [bypassMarker(key), ...parts].join('\n\n');
}

/** Calls that a comment names; it speaks for all that its line has made bypasses. */
const MOST_CALLS = 10;

/** Why a comment stands on a line that calls nothing. */
function originText(
  { at, bypass, alike }: InlineBypass,
  { pull }: Pick<Verdict, 'pull'>,
  context: CheckContext,
): string[] {
  if (at === null) return [];
  const calls = [bypass, ...alike].map(({ findings: [finding] }) => statementLink(finding, pull, context));
  const more = calls.length - MOST_CALLS;
  const named = calls.slice(0, MOST_CALLS).join(', ') + (more > 0 ? ` and ${more} more` : '');
  return [
    `**What ${code(at.name)} is now makes ${named} go around the gateway**, where this PR changes nothing.`,
  ];
}

function findingText({ findings }: Bypass, context: CheckContext): string[] {
  const texts = findings.map((finding) => `${message(finding.message)} (${ruleLink(finding.rule, context)})`);
  return [...new Set(texts)];
}

function faultText({ documentation }: Bypass): string[] {
  if (documentation.kind !== 'faulty') return [];
  const faults = documentation.faults.map((fault) => `- ${message(fault.message)}`);
  return [['The debt comment needs mending:', '', ...faults].join('\n')];
}

function documentText(
  { bypass, at }: InlineBypass,
  verdict: Verdict,
  { mend, comment }: Pick<Suggestions, 'mend' | 'comment'>,
  reason: OfferedReason | null,
  context: CheckContext,
): string[] {
  const shown = comment === null ? [] : [comment];
  const { documentation } = bypass;
  const needsNumber = documentation.kind !== 'faulty' || documentation.partial.reasonIssue === null;
  const terms = `<sub>${timeBoxText(verdict)}</sub>`;
  if (at !== null) return documentElsewhere(bypass, verdict, { mend, shown, reason }, context);
  if (reason) return [`**Document it** with #${reason.issue} as the reason:`, ...shown, terms];
  if (!needsNumber) {
    const heading = mend === null ? '**Mend the comment:**' : '**Or mend the comment**, if it cannot wait:';
    return comment === null ? [terms] : [heading, comment, terms];
  }
  const open = reasonLink(bypass, verdict, context);
  const either = mend === null ? 'Document it' : 'Or document it';
  const first = `**${either}**, if it cannot wait: ${open} (four short questions, prefilled).`;
  // With a mend to apply, a comment that cannot be applied yet is in its way.
  return mend === null
    ? [`${first} Its number then comes into this suggestion:`, ...shown, terms]
    : [`${first} The finished comment, with its number, is then a suggestion here.`, terms];
}

/** No suggestion reaches a line that the diff does not show. */
function documentElsewhere(
  bypass: Bypass,
  verdict: Verdict,
  { mend, shown, reason }: { mend: string | null; shown: string[]; reason: OfferedReason | null },
  context: CheckContext,
): string[] {
  const call = statementLink(bypass.findings[0], verdict.pull, context);
  const first = reason ? `#${reason.issue} is the reason` : `first ${reasonLink(bypass, verdict, context)}`;
  return [
    `**${mend === null ? 'Document it' : 'Or document it'}**, if it cannot wait: ${first}; this goes to ${call}, which no suggestion can reach:`,
    ...shown,
    `<sub>${timeBoxText(verdict)}</sub>`,
  ];
}

/** What becomes of the comment on a bypass that is none any more, or is documented. */
export function settledComment(key: string, bypass: DocumentedBypass | null, verdict: Verdict): string {
  if (bypass === null) {
    return body(key, ['**Mended.** There is nothing left to do here. Thank you.']);
  }
  const { comment } = bypass.documentation;
  const box = boxWords(boxOf(bypass, verdict), verdict.policy);
  return body(key, [
    `**Documented**: the reason is #${comment.reasonIssue}. Time-box: ${box} ${clockStart(verdict)}.`,
  ]);
}

/** The one line of the review that judges a PR. */
export function reviewLine(
  bypasses: readonly Bypass[],
  { policy, pull }: Verdict,
  checksUrl: string,
): string {
  const barred = bypasses.filter(isBarred).length;
  // A key in the code, or a fault of the gateway's configuration, goes around nothing.
  const what =
    barred === bypasses.length
      ? `${count(barred, 'place')} to mend`
      : `${count(bypasses.length, 'bypass', 'bypasses')} to mend or document`;
  const who = pull.byBot
    ? ` This PR is a program's: ${contactName(policy.contact)} or whoever reviews it can.`
    : '';
  return `${REVIEW_MARKER}\n${what} before this merges; [the check](${checksUrl}) says how.${who}`;
}

/** The line of a review that only brings comments on what is new since. */
export function furtherLine(comments: number): string {
  return `${REVIEW_MARKER}\n${count(comments, 'more bypass', 'more bypasses')} since then.`;
}

/** Why a review is taken back. */
export const SETTLED = 'Every bypass is mended or documented.';

/** The review's own text where GitHub reserves taking it back. */
export function settledLine(): string {
  return `${REVIEW_MARKER}\n**Settled.** ${SETTLED} On this branch only some may dismiss a review: please do.`;
}
