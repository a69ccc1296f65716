import type { PartialDebtComment } from '../debt/comment-form.ts';
import { plainLine } from '../debt/markdown.ts';
import { removalDate } from '../debt/remove-after.ts';
import type { OfferedReason } from './offered-reason.ts';

/** A comment's line is read in an editor. */
const LONGEST = 100;

/** What a suggested debt comment is filled with: what its author wrote and is right, else what the reason issue says. */
export function knownOf(
  partial: Partial<PartialDebtComment>,
  reason: OfferedReason | null,
): Partial<PartialDebtComment> {
  if (reason === null) return partial;
  return {
    ...partial,
    reasonIssue: partial.reasonIssue ?? reason.issue,
    reason: partial.reason ?? lineOf(reason.why) ?? `see #${reason.issue}`,
    removeAfter: partial.removeAfter ?? eventOf(reason) ?? `the reason in #${reason.issue} is gone`,
  };
}

/** A date could be past the time-box by the time that it is read: it is left to people. */
function eventOf({ when }: OfferedReason): string | null {
  const line = lineOf(when);
  return line !== null && removalDate(line).kind === 'none' ? line : null;
}

function lineOf(text: string | null): string | null {
  const line = plainLine(text ?? '', LONGEST);
  return line === '' ? null : line;
}
