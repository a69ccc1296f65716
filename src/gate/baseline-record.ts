import { z } from 'zod';
import { instantSchema, rangeSchema } from '../debt/record.ts';
import { seal, unseal } from '../debt/seal.ts';
import { RULE_IDS } from '../policy/policy.ts';
import type { BaselineList } from './baseline-list.ts';

/** What a baseline was when it was taken: when, of which commit, and what people were shown of it. */
export interface BaselineRecord {
  takenAt: Date;
  sha: string;
  list: BaselineList;
}

/** Bytes of the body that it may take; of a long list the first rows are kept. */
const LONGEST_RECORD = 20_000;

const recordSchema = z.strictObject({
  takenAt: instantSchema,
  sha: z.string(),
  list: z.strictObject({
    rows: z.array(
      z.strictObject({
        origin: z.strictObject({ path: z.string(), name: z.string() }).nullable(),
        place: z.strictObject({ path: z.string(), range: rangeSchema }),
        clears: z.int(),
        what: z.string(),
        rules: z.array(z.enum(RULE_IDS)),
        cited: z.array(z.int()),
      }),
    ),
    mends: z.int(),
    bypasses: z.int(),
  }),
});

const NAME = 'baseline';

/** The hidden block of the issue about a baseline: after a lost database it says still what was there at first. */
export function sealedBaseline(record: BaselineRecord, repositoryId: number, key: Uint8Array): string {
  const { list } = record;
  for (let rows = list.rows.length; ; rows = Math.floor(rows / 2)) {
    const kept = { ...record, list: { ...list, rows: list.rows.slice(0, rows) } };
    const block = seal(NAME, kept, placeText(repositoryId), key);
    if (block.length <= LONGEST_RECORD || rows === 0) return block;
  }
}

/** @returns `null` where there is none, or none that verifies */
export function readBaselineRecord(
  body: string,
  repositoryId: number,
  key: Uint8Array,
): BaselineRecord | null {
  const found = unseal(NAME, body, placeText(repositoryId), key);
  const parsed = found.kind === 'sealed' ? recordSchema.safeParse(found.value) : null;
  return parsed?.success ? parsed.data : null;
}

function placeText(repositoryId: number): string {
  return `${repositoryId} baseline`;
}
