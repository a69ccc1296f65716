import { and, eq, inArray } from 'drizzle-orm';
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
  const found: BlobExtraction[] = [];
  for (let start = 0; start < shas.length; start += BATCH) {
    const rows = await database
      .select({ sha: blobFacts.sha, language: blobFacts.language, extraction: blobFacts.extraction })
      .from(blobFacts)
      .where(and(inArray(blobFacts.sha, shas.slice(start, start + BATCH)), eq(blobFacts.engine, engine)));
    found.push(...rows);
  }
  return found;
}

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
  const [scan] = await database
    .select({ result: scans.result })
    .from(scans)
    .where(
      and(eq(scans.repositoryId, repositoryId), eq(scans.commitSha, commitSha), eq(scans.settings, settings)),
    );
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
    .onConflictDoUpdate({ target: [scans.repositoryId, scans.commitSha, scans.settings], set: { result } });
}
