import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Extraction } from '../detect/extraction.ts';
import type { Language } from '../detect/facts.ts';
import type { ScanResult } from '../detect/finding.ts';
import type { Database } from './database.ts';
import { blobFacts, scans } from './schema.ts';

/** Rows a statement: well below PostgreSQL's 65,535 parameters. */
const BATCH = 1000;

export interface BlobKey {
  sha: string;
  language: Language;
}

export interface BlobExtraction extends BlobKey {
  extraction: Extraction | null;
}

/** What is known of blobs, by `sha` and language; `null` where the prefilter saw nothing. */
export async function findExtractions(
  database: Database,
  engine: string,
  shas: string[],
): Promise<BlobExtraction[]> {
  const { sha, language, extraction, usedAt } = blobFacts;
  const yesterday = new Date(Date.now() - DAY_MS);
  const found: BlobExtraction[] = [];
  for (let start = 0; start < shas.length; start += BATCH) {
    const wanted = and(inArray(sha, shas.slice(start, start + BATCH)), eq(blobFacts.engine, engine));
    const rows = await database.select({ sha, language, extraction, usedAt }).from(blobFacts).where(wanted);
    found.push(...rows);
    if (rows.some((row) => row.usedAt < yesterday))
      await database
        .update(blobFacts)
        .set({ usedAt: new Date() })
        .where(and(wanted, lt(usedAt, yesterday)));
  }
  return found;
}

const DAY_MS = 24 * 3_600_000;

export async function saveExtractions(
  database: Database,
  engine: string,
  extractions: BlobExtraction[],
): Promise<void> {
  for (let start = 0; start < extractions.length; start += BATCH) {
    const rows = extractions.slice(start, start + BATCH).map((row) => ({ engine, ...row }));
    await database.insert(blobFacts).values(rows).onConflictDoNothing();
  }
}

/** The scan of one commit under one policy, if there is one. */
export async function findScan(
  database: Database,
  repositoryId: number,
  commitSha: string,
  settings: string,
): Promise<ScanResult | null> {
  const key = and(
    eq(scans.repositoryId, repositoryId),
    eq(scans.commitSha, commitSha),
    eq(scans.settings, settings),
  );
  const [scan] = await database.select({ result: scans.result, usedAt: scans.usedAt }).from(scans).where(key);
  if (scan && scan.usedAt < new Date(Date.now() - DAY_MS))
    await database.update(scans).set({ usedAt: new Date() }).where(key);
  return scan?.result ?? null;
}

export async function saveScan(
  database: Database,
  repositoryId: number,
  commitSha: string,
  settings: string,
  result: ScanResult,
): Promise<void> {
  await database
    .insert(scans)
    .values({ repositoryId, commitSha, settings, result })
    .onConflictDoUpdate({
      target: [scans.repositoryId, scans.commitSha, scans.settings],
      set: { result, usedAt: new Date() },
    });
}
