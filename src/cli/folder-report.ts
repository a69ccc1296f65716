import { parseDebtComment } from '../debt/comment.ts';
import type { DebtComment } from '../debt/comment-form.ts';
import { coveringComment } from '../debt/coverage.ts';
import type { DebtCommentPlace, ScanResult, SkippedFile } from '../detect/finding.ts';
import type { Policy } from '../policy/policy.ts';
import type { Documentation, FolderReport, ReportedFinding, StrayComment } from './report.ts';

/**
 * What a scan means by a policy at a time. Whether the issues that debt comments cite exist is not known offline:
 * a comment in the rule book's form counts.
 * @param unread files that the folder could not give, beyond those that the scan itself skipped
 */
export function folderReport(
  scan: ScanResult,
  unread: SkippedFile[],
  policy: Policy,
  now: Date,
): FolderReport {
  return {
    findings: scan.findings.flatMap((finding): ReportedFinding[] => {
      const level = policy.rules[finding.rule];
      if (level === 'off') return [];
      return [
        {
          finding,
          level,
          documentation: documentationOf(coveringComment(finding, scan.debtComments), policy, now),
        },
      ];
    }),
    strayComments: strayComments(scan, policy, now),
    skipped: [...scan.skipped, ...unread].sort(byPath),
    counts: scan.counts,
    policy,
  };
}

function byPath(one: SkippedFile, other: SkippedFile): number {
  return one.path < other.path ? -1 : one.path > other.path ? 1 : 0;
}

function documentationOf(place: DebtCommentPlace | null, policy: Policy, now: Date): Documentation {
  if (place === null) return { kind: 'none' };
  const reading = parseDebtComment(place, policy, now);
  if (reading.ok) return { kind: 'documented', note: noteOf(reading.comment) };
  return { kind: 'faulty', line: place.range.startLine, faults: reading.faults };
}

function noteOf({ reasonIssue, reason, removeAfter, timeBox }: DebtComment): string {
  return `${timeBox} debt, issue #${reasonIssue} (${reason}), to be removed after: ${removeAfter}`;
}

/** Malformed comments that stand before no finding: nothing is wrong with the code, and still nobody means them. */
function strayComments({ findings, debtComments }: ScanResult, policy: Policy, now: Date): StrayComment[] {
  const used = new Set(findings.map((finding) => coveringComment(finding, debtComments)));
  return debtComments.flatMap((place) => {
    const reading = parseDebtComment(place, policy, now);
    if (used.has(place) || reading.ok) return [];
    return [{ path: place.path, line: place.range.startLine, faults: reading.faults }];
  });
}
