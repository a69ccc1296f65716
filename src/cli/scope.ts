import type { Finding, SkippedFile } from '../detect/finding.ts';
import { compareFindings } from '../detect/identity.ts';
import type { Policy } from '../policy/policy.ts';
import { type Copies, copiesSince } from './copies.ts';
import type { FolderContent } from './folder.ts';
import type { Since } from './report.ts';
import { isSelected, type Selection } from './selection.ts';
import type { TreeScan } from './tree-scan.ts';

/** What of a tree's scan is reported. */
export interface Scope {
  /** `null`: everything that was asked about. */
  since: Since | null;
  isReported(finding: Finding): boolean;
  /** Whether skipped files and stray comments of this path are reported, and the file counted. */
  holds(path: string): boolean;
  /** Which of the reported bypasses have a comment that is a copy. */
  copies: Copies;
  /** Whether that is the whole tree. */
  isWhole: boolean;
}

/** All that is there now. */
export function wholeScope(selection: Selection): Scope {
  const holds = (path: string) => isSelected(selection, path);
  return {
    since: null,
    isReported: ({ path }) => holds(path),
    holds,
    copies: new Map(),
    isWhole: selection.includes(''),
  };
}

/** What the tree has now and had not before, as the check counts it for a pull request. */
export function newScope(
  selection: Selection,
  since: Since,
  changed: ReadonlySet<string>,
  before: TreeScan,
  now: TreeScan,
  policy: Policy,
): Scope {
  const added = new Set([
    ...compareFindings(before.result.findings, now.result.findings).added,
    ...compareFindings(exceptedFindings(before), exceptedFindings(now)).added,
  ]);
  return {
    since,
    isReported: (finding) => added.has(finding) && isSelected(selection, finding.path),
    holds: (path) => changed.has(path) && isSelected(selection, path),
    copies: copiesSince(before.result, now.result, policy, `in ${since.ref}`),
    isWhole: false,
  };
}

function exceptedFindings({ result }: TreeScan): Finding[] {
  return result.excepted.map(({ finding }) => finding);
}

/** What is known of two states of a tree before they are judged. */
export interface BothContents {
  before: FolderContent;
  now: { paths: readonly string[]; skipped: readonly SkippedFile[] };
}

/** The paths whose content differs. */
export function changedPaths({ before, now }: BothContents): Set<string> {
  const unchanged = new Set(before.unchanged);
  return new Set([
    ...now.paths.filter((path) => !unchanged.has(path)),
    ...before.files.map(({ path }) => path),
    ...newlySkipped(before.skipped, now.skipped),
  ]);
}

/** A huge file that is not even read counts as unchanged while it is told in the same words, its size among them. */
function newlySkipped(before: readonly SkippedFile[], now: readonly SkippedFile[]): string[] {
  const known = new Set(before.map(({ path, message }) => JSON.stringify([path, message])));
  return now
    .filter(({ path, message }) => !known.has(JSON.stringify([path, message])))
    .map(({ path }) => path);
}
