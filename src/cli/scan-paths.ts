import { POLICY_FILE } from '../policy/defaults.ts';
import { CannotRun } from './cannot-run.ts';
import type { ExitCode } from './exit-code.ts';
import { policyFrom, policySource } from './folder-policy.ts';
import { type HeadStart, headStart } from './head-start.ts';
import { readOrganisationPolicy } from './organisation-policy.ts';
import { startProgress } from './progress.ts';
import { rendered } from './render.ts';
import { exitCodeOf, type FolderReport, type Format } from './report.ts';
import { findRevision } from './revision.ts';
import { policySourceAt } from './revision-files.ts';
import { findTarget, type ScanTarget } from './scan-target.ts';
import type { Terminal } from './terminal.ts';
import type { Terms, TreeReport } from './tree-report.ts';

/** What `tollgate scan` is asked. */
export interface ScanOrder {
  paths: readonly string[];
  /** Only what is new since this revision; `null` for everything. */
  base: string | null;
  /** A file with the organisation's policy; `null` without one. */
  organisationPolicy: string | null;
  format: Format;
  /** Whether what is known from the scan before may be used. */
  cache: boolean;
}

/**
 * Scans the tree around the paths and writes the report on them. Throws {@link CannotRun} if the paths, the
 * policy or the revision cannot be read.
 */
export async function scanPaths(order: ScanOrder, terminal: Terminal): Promise<ExitCode> {
  const target = await findTarget(order.paths);
  // Who names files, as a commit does, has mostly touched no LLM code: then the rest of the tree is not even listed.
  const early = target.filesAlone ? null : headStart(target);
  const terms = await termsOf(target, order).catch(async (error: unknown) => {
    await early?.thread.stop();
    throw error;
  });
  const harmless = early ? null : await harmlessReport(target, terms);
  const { report, settle } = harmless
    ? { report: harmless, settle: async () => {} }
    : await wholeReport(target, terms, terminal, order.cache, early ?? headStart(target));
  // What is left to do keeps nobody waiting for the report.
  terminal.out(await rendered(report, order.format, terminal.paint));
  await settle();
  return exitCodeOf(report);
}

/**
 * With a base its policy is in force, as in the check, where the default branch's is; the own one must be in order too.
 * Both stand over the organisation's.
 */
export async function termsOf(
  { root, isWorkTree }: ScanTarget,
  { base, organisationPolicy }: Pick<ScanOrder, 'base' | 'organisationPolicy'>,
): Promise<Terms> {
  const organisation = await readOrganisationPolicy(organisationPolicy);
  const source = await policySource(root);
  const policy = await policyFrom(source, organisation);
  if (base === null) return { policy, since: null };
  if (!isWorkTree)
    throw new CannotRun('--base needs a work tree of git, and git keeps no history of this folder.');
  const { ref, commit, mergeBase } = await findRevision(root, base);
  const before = await policySourceAt(root, commit);
  const since = { ref, mergeBase, policyDiffers: before !== source };
  const inForce = since.policyDiffers
    ? await policyFrom(before, organisation, `${ref}:${POLICY_FILE}`)
    : policy;
  return { policy: inForce, since };
}

/** `null` if something may be found. */
async function harmlessReport(target: ScanTarget, { policy, since }: Terms): Promise<FolderReport | null> {
  const { looksHarmless } = await import('./harmless.ts');
  const counts = await looksHarmless(target, policy);
  return (
    counts && {
      ...{ since, findings: [], strayComments: [], excepted: [], staleExceptions: [] },
      ...{ skipped: [], counts, policy },
    }
  );
}

/** What scans is loaded only now. */
async function wholeReport(
  target: ScanTarget,
  terms: Terms,
  { meter }: Terminal,
  mayRemember: boolean,
  begun: HeadStart,
): Promise<TreeReport> {
  const { reportOnTree } = await import('./tree-report.ts');
  const progress = startProgress(meter);
  try {
    return await reportOnTree(target, terms, { progress, mayRemember, begun });
  } finally {
    progress.end();
  }
}
