import { systemClock } from '../clock.ts';
import type { Policy } from '../policy/policy.ts';
import { folderReport } from './folder-report.ts';
import type { HeadStart } from './head-start.ts';
import type { Progress } from './progress.ts';
import type { FolderReport, Since } from './report.ts';
import { NO_CACHE, scanCache } from './scan-cache.ts';
import { type FolderScan, scanFolder } from './scan-folder.ts';
import type { ScanTarget } from './scan-target.ts';
import { newScope, wholeScope } from './scope.ts';
import { isSelected } from './selection.ts';

/** Judged by which policy, and what is new since when. */
export interface Terms {
  policy: Policy;
  since: Since | null;
}

/** How a tree is scanned. */
export interface Manner {
  progress: Progress;
  /** Whether what is known from the scan before may be used, and kept for the next one. */
  mayRemember: boolean;
  /** What is under way already; it ends when the scan is settled, or fails. */
  begun: HeadStart;
}

/** A report, and what is left to do once it is written. */
export interface TreeReport {
  report: FolderReport;
  settle(): Promise<void>;
}

/** Scans the whole tree, since calls are followed across files, and reports on what of it was asked about. */
export async function reportOnTree(
  target: ScanTarget,
  terms: Terms,
  { progress, mayRemember, begun }: Manner,
): Promise<TreeReport> {
  const { root } = target;
  const { policy, since } = terms;
  const cache = mayRemember ? scanCache(root, policy) : NO_CACHE;
  const mergeBase = since?.mergeBase ?? null;
  const isAsked = (path: string) => isSelected(target.selection, path);
  const { scan, settle } = await scanFolder({ root, policy, mergeBase, isAsked, cache, progress, begun });
  return { report: reportOf(scan, target, terms), settle };
}

function reportOf(
  scan: FolderScan | null,
  { selection }: ScanTarget,
  { policy, since: revision }: Terms,
): FolderReport {
  if (scan === null) return nothingChanged(revision, policy);
  const { now, since } = scan;
  const scope =
    since && revision
      ? newScope(selection, revision, since.changed, since.before, now, policy)
      : wholeScope(selection);
  return folderReport(now, scope, policy, systemClock.now());
}

function nothingChanged(since: Since | null, policy: Policy): FolderReport {
  const nothing = { findings: [], strayComments: [], excepted: [], staleExceptions: [], skipped: [] };
  return { since, ...nothing, counts: { files: 0, parsed: 0 }, policy };
}
