import { systemClock } from '../clock.ts';
import type { Policy } from '../policy/policy.ts';
import { readFolder } from './folder.ts';
import { folderReport } from './folder-report.ts';
import type { Progress } from './progress.ts';
import type { FolderReport, Since } from './report.ts';
import { readRevision } from './revision-files.ts';
import { scanFolder } from './scan-folder.ts';
import type { ScanTarget } from './scan-target.ts';
import { changedPaths, newScope, wholeScope } from './scope.ts';
import { scanBoth } from './tree-scan.ts';

/** Judged by which policy, and what is new since when. */
export interface Terms {
  policy: Policy;
  since: Since | null;
}

/** Scans the whole tree, since calls are followed across files, and reports on what of it was asked about. */
export async function reportOnTree(
  { root, selection }: ScanTarget,
  { policy, since }: Terms,
  progress: Progress,
): Promise<FolderReport> {
  if (since !== null) return reportOnChange({ root, selection }, { policy, since }, progress);
  const scan = await scanFolder(root, policy, progress);
  return folderReport(scan, wholeScope(selection), policy, systemClock.now());
}

async function reportOnChange(
  { root, selection }: Pick<ScanTarget, 'root' | 'selection'>,
  { policy, since }: Terms & { since: Since },
  progress: Progress,
): Promise<FolderReport> {
  const now = await readFolder(root, policy);
  const before = await readRevision(root, since.mergeBase, now.files, policy);
  const changed = changedPaths(before, now);
  if (changed.size === 0) return nothingChanged(since, policy);
  const scans = await scanBoth({ before, now }, policy, progress);
  const scope = newScope(selection, since, changed, scans.before, scans.now, policy);
  return folderReport(scans.now, scope, policy, systemClock.now());
}

function nothingChanged(since: Since, policy: Policy): FolderReport {
  return { since, findings: [], strayComments: [], skipped: [], counts: { files: 0, parsed: 0 }, policy };
}
