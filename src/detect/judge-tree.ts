import type { Policy } from '../policy/policy.ts';
import { debtCommentInFile, findingInFile } from './containers/cell-places.ts';
import { debtCommentsOf } from './debt-comments.ts';
import type { TreeFile } from './extraction.ts';
import type { DebtCommentPlace, Finding, ScanResult, SkippedFile } from './finding.ts';
import { linkTree } from './link/link.ts';
import { judgeFile } from './rules/judge.ts';

/**
 * Links the files of one tree and applies the policy's rules. Pass every source file of the tree, those that the
 * prefilter turned away too (they count). `onFile` is called with the index of each file before it is linked and
 * judged, so that whoever watches a thread knows which file it is busy with. Result: sorted, the same for the same tree.
 */
export function linkAndJudge(
  files: TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): ScanResult {
  const tree = linkTree(files, policy, onFile);
  const findings = [...tree.tree.files.values()].flatMap((file, index) => {
    onFile(index);
    tree.begin(file);
    const found = judgeFile(tree, file);
    const { cells } = file.facts;
    return cells ? found.map((finding) => findingInFile(finding, cells)) : found;
  });
  return {
    findings: findings.sort(byPlace),
    debtComments: files
      .filter(({ path }) => !tree.tree.tests.has(path))
      .flatMap(debtComments)
      .sort(byPlace),
    skipped: files.flatMap((file) => skippedFiles(file, tree.tree.tests.has(file.path))).sort(byPath),
    counts: { files: files.length, parsed: files.filter((file) => file.extraction.parsed).length },
  };
}

/** A notebook's facts count the lines of its code; people and GitHub count those of the file. */
function debtComments({ path, extraction }: TreeFile): DebtCommentPlace[] {
  const { cells } = extraction.facts;
  const found = debtCommentsOf(path, extraction.facts);
  return cells ? found.map((place) => debtCommentInFile(place, cells)) : found;
}

/** No bypass hides in a test. */
function skippedFiles({ path, extraction }: TreeFile, isTest: boolean): SkippedFile[] {
  const { skipped } = extraction;
  if (skipped) return [{ path, ...skipped, suspicious: skipped.suspicious && !isTest }];
  const problem = extraction.facts.problems[0];
  if (!problem) return [];
  const { cell, startLine } = problem.range ?? {};
  const place = cell ? ` (cell ${cell.number}, line ${cell.line})` : startLine ? ` (line ${startLine})` : '';
  const message = `It does not parse${place}: ${problem.message} What the parser recovered was analysed.`;
  return [{ path, reason: 'syntax', message, suspicious: false }];
}

type Placed = Pick<Finding, 'path' | 'range'>;

function byPlace(a: Placed, b: Placed): number {
  return byPath(a, b) || a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn;
}

/** By code unit, not by locale: the same tree gives the same bytes on every machine. */
function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
