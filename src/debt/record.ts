import { z } from 'zod';
import { RULE_IDS } from '../policy/policy.ts';
import type { Debt } from './debt.ts';
import { seal, unseal } from './seal.ts';

/** Where a record stands: it counts nowhere else, so that it cannot be copied to another issue or repository. */
export interface RecordPlace {
  repositoryId: number;
  issueNumber: number;
}

/** A debt as its tracking issue keeps it, and the commit at which its places were seen. */
export interface DebtRecord {
  debt: Debt;
  seenSha: string;
  /** The PRs that it does not hold. */
  overrides: RecordedOverride[];
}

/** The contact let a PR through, as far as this debt is concerned. */
export interface RecordedOverride {
  pullNumber: number;
  by: string;
  reason: string;
  at: Date;
}

export type RecordReading =
  | { kind: 'none' }
  /** There is one, and it is not as we wrote it, or not where we wrote it. */
  | { kind: 'forged' }
  | { kind: 'record'; record: DebtRecord };

/** Bytes of an issue's body that a record may take; of a debt with very many places it keeps those that fit. */
const LONGEST_RECORD = 30_000;

/** A debt lets few PRs through, and the latest ones are still open. */
const MOST_OVERRIDES = 20;

export const instantSchema = z.iso.datetime().transform((text) => new Date(text));

export const rangeSchema = z.strictObject({
  startLine: z.int(),
  startColumn: z.int(),
  endLine: z.int(),
  endColumn: z.int(),
  cell: z.strictObject({ number: z.int(), line: z.int(), column: z.int() }).exactOptional(),
});

const place = z.strictObject({
  rule: z.enum(RULE_IDS),
  path: z.string(),
  range: rangeSchema,
  fingerprint: z.string(),
  what: z.string(),
  service: z.string().nullable(),
});

const recordSchema = z.strictObject({
  seenSha: z.string(),
  overrides: z
    .array(z.strictObject({ pullNumber: z.int(), by: z.string(), reason: z.string(), at: instantSchema }))
    .default([]),
  debt: z.strictObject({
    id: z.uuid(),
    state: z.enum(['proposed', 'active', 'overdue', 'resolved', 'withdrawn']),
    reasonIssue: z.int().nullable(),
    reason: z.string(),
    removeAfter: z.string(),
    removeBy: instantSchema.nullable(),
    requestedTimeBox: z.enum(['emergency', 'planned']),
    timeBox: z.enum(['emergency', 'planned']),
    pullNumber: z.int().nullable(),
    pushedSha: z.string().nullable(),
    // Left out for the default branch alone, as in nearly all.
    branch: z.string().nullable().default(null),
    places: z.array(place),
    elsewhere: z
      .array(z.strictObject({ branch: z.string().nullable(), sha: z.string(), places: z.array(place) }))
      .default([]),
    createdAt: instantSchema,
    startedAt: instantSchema.nullable(),
    deadline: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
  }),
});

/**
 * The hidden block from which a lost database gets a debt back, with its clock.
 * @param key 32 secret bytes
 */
export function signedRecord(record: DebtRecord, at: RecordPlace, key: Uint8Array): string {
  for (let places = mostPlaces(record.debt); ; places = Math.floor(places / 2)) {
    const kept = packed({ ...record, debt: shortened(record.debt, places) });
    const block = seal('record', kept, placeText(at), key);
    if (block.length <= LONGEST_RECORD || places <= 1) return block;
  }
}

function mostPlaces({ places, elsewhere }: Debt): number {
  return Math.max(places.length, ...elsewhere.map((stand) => stand.places.length));
}

function shortened(debt: Debt, most: number): Debt {
  const elsewhere = debt.elsewhere.map((stand) => ({ ...stand, places: stand.places.slice(0, most) }));
  return { ...debt, places: debt.places.slice(0, most), elsewhere };
}

/** Reads the block back from an issue's body, which anybody with write access may have edited. Never throws. */
export function readRecord(body: string, at: RecordPlace, key: Uint8Array): RecordReading {
  const found = unseal('record', body, placeText(at), key);
  if (found.kind !== 'sealed') return found;
  const parsed = recordSchema.safeParse(found.value);
  if (!parsed.success) return { kind: 'forged' };
  const { debt, ...rest } = parsed.data;
  return { kind: 'record', record: { ...rest, debt: { ...debt, trackingIssue: at.issueNumber } } };
}

function packed({ debt, seenSha, overrides }: DebtRecord): object {
  // The issue's number is where it stands.
  const { trackingIssue: _, branch, elsewhere, ...rest } = debt;
  const isPlain = branch === null && elsewhere.length === 0;
  return {
    seenSha,
    debt: isPlain ? rest : { ...rest, branch, elsewhere },
    ...(overrides.length === 0 ? {} : { overrides: overrides.slice(-MOST_OVERRIDES) }),
  };
}

function placeText({ repositoryId, issueNumber }: RecordPlace): string {
  return `${repositoryId}#${issueNumber}`;
}
