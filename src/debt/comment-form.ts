import type { DebtCommentPlace } from '../detect/finding.ts';
import type { TimeBox } from './debt.ts';

/** The first line of a debt comment (rule book, "Add TODO Comments"). */
export const COMMENT_HEADER = 'TODO: TECH DEBT - Direct LLM call bypassing gateway';

/** What stands on a line of the covered statement (rule book, "Add TODO Comments"). */
export const COPY_MARKER = 'TEMPORARY - DO NOT COPY';

/** `place` is the comment's position: it must stand before a statement. `reason` is what the issue says that it cites. */
export type CommentField =
  | 'header'
  | 'issue'
  | 'remove-after'
  | 'contact'
  | 'time-box'
  | 'marker'
  | 'place'
  | 'reason';

/** Whether a fault is mended by a line of the comment, and not by what its mend tells people to do. */
export function isMendedByLine({ field }: Pick<CommentFault, 'field'>): boolean {
  return field !== 'place' && field !== 'reason';
}

/** One thing wrong with a debt comment. Texts are plain and may quote the comment, which is hostile text. */
export interface CommentFault {
  field: CommentField;
  path: string;
  /** The line at fault, or where a missing line belongs. Counts from 1. */
  line: number;
  message: string;
  /** The line as it should read, without the comment marker of the language. */
  mend: string;
}

/** What a debt comment says, as far as it can be read; `null` for what is missing or wrong. */
export interface PartialDebtComment {
  reasonIssue: number | null;
  reason: string | null;
  removeAfter: string | null;
  removeBy: Date | null;
  timeBox: TimeBox | null;
}

/** A debt comment in the rule book's form. Its texts are hostile. */
export interface DebtComment {
  place: DebtCommentPlace;
  /** The number behind `Issue:`; whether it exists and is open is not known here. */
  reasonIssue: number;
  reason: string;
  removeAfter: string;
  /** End of the day (exclusive, UTC) of the earliest ISO date in `Remove after:`, if there is one. */
  removeBy: Date | null;
  /** What the comment asks for: `emergency` unless it says `Time-box: planned`. */
  timeBox: TimeBox;
}

export type CommentReading =
  | { ok: true; comment: DebtComment }
  | { ok: false; faults: CommentFault[]; partial: PartialDebtComment };
