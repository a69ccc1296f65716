import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanResult } from '../../src/detect/finding.ts';
import { keepArrived, readBatches } from '../../src/store/deliveries.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { forgetDeliveries, forgetFacts, forgetScans } from '../../src/store/pruning.ts';
import { saveEvidence, savePull } from '../../src/store/pulls.ts';
import { saveRepository, saveSync } from '../../src/store/repositories.ts';
import { findExtractions, findScan, saveExtractions, saveScan } from '../../src/store/scans.ts';
import { BACKENDS } from '../support/backends.ts';

const RESULT = { findings: [], skipped: [] } as unknown as ScanResult;
const ago = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);

describe.each(BACKENDS)('pruning on $name', ({ newDatabaseUrl }) => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(await newDatabaseUrl());
  });

  afterEach(() => store.close());

  async function pull(number: number, open: boolean): Promise<void> {
    const { database } = store;
    const headSha = `head-${number}`;
    await savePull(database, {
      repositoryId: 1,
      number,
      title: 'fix: it',
      headSha,
      headRef: 'it',
      baseRef: 'main',
      labels: [],
      author: 'ada',
      authorCanWrite: true,
      approvedByContact: false,
      approvedByWriter: false,
      headApprovedByContact: false,
      isDraft: false,
      byBot: false,
      open,
      mergedAt: null,
      mergeCommitSha: null,
      updatedAt: new Date(),
    });
    const rest = { changedPaths: [], headPolicyProblems: null, reasonIssues: [] };
    await saveEvidence(database, 1, number, { headSha, mergeBaseSha: `base-${number}`, ...rest } as never);
  }

  it('forgets scans of heads long gone, and keeps those that a verdict may want', async () => {
    const { database } = store;
    await saveRepository(database, {
      id: 1,
      installationId: 1,
      owner: 'acme',
      ownedByOrganization: true,
      name: 'chat',
      defaultBranch: 'main',
      htmlUrl: 'https://github.com/acme/chat',
    });
    await saveSync(database, 1, {
      syncedSha: 'main-now',
      policySha: null,
      policySource: null,
      policyDigest: null,
    });
    await pull(1, true);
    await pull(2, false);
    const shas = ['head-1', 'base-1', 'head-2', 'base-2', 'main-now', 'main-before', 'pushed-over'];
    for (const sha of [...shas, 'new']) await saveScan(database, 1, sha, 's', RESULT);
    await database.execute(
      sql`update scans set used_at = ${ago(15).toISOString()} where commit_sha <> 'new'`,
    );
    expect(await forgetScans(database, ago(14))).toBe(4);
    const left = [];
    for (const sha of [...shas, 'new']) if (await findScan(database, 1, sha, 's')) left.push(sha);
    expect(left).toEqual(['head-1', 'base-1', 'main-now', 'new']);
  });

  it('forgets facts that no scan has wanted for long, and none that one has', async () => {
    const { database } = store;
    const rows = Array.from({ length: 5_000 }, (_, index) => ({
      sha: `blob-${index}`,
      language: 'python' as const,
      extraction: null,
    }));
    await saveExtractions(database, '2:words', rows);
    await database.execute(sql`update blob_facts set used_at = ${ago(31).toISOString()}`);
    expect(await findExtractions(database, '2:words', ['blob-7', 'blob-8'])).toHaveLength(2);
    expect(await forgetFacts(database, ago(30))).toBe(4_998);
    expect(await findExtractions(database, '2:words', ['blob-7', 'blob-8', 'blob-9'])).toHaveLength(2);
  });

  it('forgets deliveries that will not come again, and still knows the others', async () => {
    const { database } = store;
    const ids = Array.from({ length: 3 }, () => randomUUID());
    const keptOf = async () => {
      const batch = { id: randomUUID(), deliveries: ids, packed: Buffer.from('packed') };
      await store.runTogether([keepArrived(batch)]);
      return (await readBatches(database, [batch.id])).get(batch.id)?.deliveries ?? [];
    };
    expect(await keptOf()).toHaveLength(3);
    expect(await keptOf()).toEqual([]);
    await database.execute(
      sql`update deliveries set arrived_at = ${ago(8).toISOString()} where id <> ${ids[0]}`,
    );
    expect(await forgetDeliveries(database, ago(7))).toBe(2);
    expect((await keptOf()).toSorted()).toEqual(ids.slice(1).toSorted());
  });
});
