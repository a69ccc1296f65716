import type { Range } from '../detect/facts.ts';
import type { DebtCommentPlace, Finding } from '../detect/finding.ts';

/**
 * The debt comment that answers for a finding: the one before the innermost of the statements around it
 * (decisions 8), and of two before the same statement the nearer. `null` if none does.
 */
export function coveringComment(
  finding: Pick<Finding, 'path' | 'statements'>,
  places: readonly DebtCommentPlace[],
): DebtCommentPlace | null {
  const inFile = places.filter((place) => place.path === finding.path);
  for (const statement of finding.statements) {
    const before = inFile.filter(({ covers }) => covers !== null && sameStart(covers, statement));
    const nearest = before.toSorted(lastFirst)[0];
    if (nearest !== undefined) return nearest;
  }
  return null;
}

/** The statement that messages and groups speak of: the innermost one, or the finding itself outside of any. */
export function innermostStatement(finding: Pick<Finding, 'range' | 'statements'>): Range {
  return finding.statements[0] ?? finding.range;
}

/** Findings that share their innermost statement are one bypass (decisions 8). */
export function byStatement(findings: readonly Finding[]): [Finding, ...Finding[]][] {
  const groups = Map.groupBy(findings, (finding) => {
    const { startLine, startColumn } = innermostStatement(finding);
    return JSON.stringify([finding.path, startLine, startColumn]);
  });
  return [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest]]));
}

/** Several lines of a notebook may stand on one line of its file. */
function lastFirst({ range: one }: DebtCommentPlace, { range: other }: DebtCommentPlace): number {
  return other.startLine - one.startLine || other.startColumn - one.startColumn;
}

function sameStart(one: Range, other: Range): boolean {
  return one.startLine === other.startLine && one.startColumn === other.startColumn;
}
