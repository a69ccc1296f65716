import { z } from 'zod';
import { instantSchema } from '../debt/record.ts';
import { seal, unseal } from '../debt/seal.ts';

/** What was decided about a PR by the commands of one comment. */
export interface CommandRecord {
  by: string;
  at: Date;
  deeds: RecordedDeed[];
}

export type RecordedDeed =
  /** `null`: the signs count again. */
  | { kind: 'classify'; word: string | null }
  /** `day`: of the baseline that held the PR. What debts let through is in their own records. */
  | { kind: 'override'; day: string; reason: string };

/** Where our answer to it stands. */
export interface AnswerPlace {
  repositoryId: number;
  issueNumber: number;
  /** The comment that is answered. */
  commentId: number;
}

const recordSchema = z.strictObject({
  by: z.string(),
  at: instantSchema,
  deeds: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('classify'), word: z.string().nullable() }),
      z.strictObject({ kind: z.literal('override'), day: z.string(), reason: z.string() }),
    ]),
  ),
});

const NAME = 'decided';

/** Marks our answer to a comment. It counts only in a comment that our own App wrote. */
export function answerMarker(commentId: number): string {
  return `<!-- tollgate:event:answer:${commentId} -->`;
}

/** The hidden block of our answer from which a lost database knows again what was decided. */
export function sealedCommand(record: CommandRecord, at: AnswerPlace, key: Uint8Array): string {
  return seal(NAME, record, placeText(at), key);
}

/**
 * Reads it back from an answer of ours, which anybody with write access may have edited.
 * @returns `null` where there is none, or none that verifies
 */
export function readCommandRecord(
  body: string,
  at: Pick<AnswerPlace, 'repositoryId' | 'issueNumber'>,
  key: Uint8Array,
): (CommandRecord & { commentId: number }) | null {
  const commentId = Number(/<!-- tollgate:event:answer:(\d+) -->/.exec(body)?.[1]);
  const found = unseal(NAME, body, placeText({ ...at, commentId }), key);
  const parsed = found.kind === 'sealed' ? recordSchema.safeParse(found.value) : null;
  return parsed?.success ? { ...parsed.data, commentId } : null;
}

function placeText({ repositoryId, issueNumber, commentId }: AnswerPlace): string {
  return `${repositoryId}#${issueNumber} answer ${commentId}`;
}
