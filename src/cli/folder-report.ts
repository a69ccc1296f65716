import { parseDebtComment } from '../debt/comment.ts';
import type { DebtComment } from '../debt/comment-form.ts';
import { issueLine } from '../debt/copied-bypass.ts';
import { coveringComment } from '../debt/coverage.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { staleExceptions } from '../detect/exceptions.ts';
import type { DebtCommentPlace, Finding, ScanResult, SkippedFile } from '../detect/finding.ts';
import type { Policy } from '../policy/policy.ts';
import type { Documentation, FolderReport, ReportedFinding, StrayComment } from './report.ts';
import type { Scope } from './scope.ts';
import type { TreeScan } from './tree-scan.ts';

/**
 * What a scan means by a policy at a time. Whether the issues that debt comments cite exist is not known offline:
 * a comment in the rule book's form counts.
 */
export function folderReport(scan: TreeScan, scope: Scope, policy: Policy, now: Date): FolderReport {
  const { result } = scan;
  return {
    since: scope.since,
    findings: withCopies(
      result.findings
        .filter(scope.isReported)
        .flatMap((finding) => reportedFinding(finding, result, policy, now)),
      result.debtComments,
      scope,
      policy,
    ),
    strayComments: strayComments(result, policy, now).filter(({ path }) => scope.holds(path)),
    excepted: exceptionsOf(result, scope, policy),
    staleExceptions: scope.isWhole ? staleExceptions(policy, result.excepted) : [],
    skipped: result.skipped.filter(({ path }) => scope.holds(path)).sort(byPath),
    counts: countsOf(scan, scope),
    policy,
  };
}

function exceptionsOf(
  { excepted }: ScanResult,
  scope: Scope,
  { exceptions }: Policy,
): FolderReport['excepted'] {
  return excepted
    .filter(({ finding }) => scope.isReported(finding))
    .map(({ finding, exception }) => ({ finding, reason: exceptions[exception]?.reason ?? '' }));
}

function reportedFinding(
  finding: Finding,
  { debtComments }: ScanResult,
  policy: Policy,
  now: Date,
): ReportedFinding[] {
  const level = policy.rules[finding.rule];
  if (level === 'off') return [];
  const comment = mayBeDocumented(finding.rule) ? coveringComment(finding, debtComments) : null;
  return [{ finding, level, documentation: documentationOf(comment, policy, now) }];
}

/** Behind each bypass whose comment is a copy, what says so; where that is an error the comment covers nothing. */
function withCopies(
  findings: ReportedFinding[],
  comments: readonly DebtCommentPlace[],
  { copies }: Scope,
  policy: Policy,
): ReportedFinding[] {
  const level = policy.rules['copied-bypass'];
  if (copies.size === 0 || level === 'off') return findings;
  const told = new Set<Finding>();
  return findings.flatMap((reported): ReportedFinding[] => {
    const copy = copies.get(reported.finding);
    const comment = coveringComment(reported.finding, comments);
    if (!copy || !comment || reported.documentation.kind !== 'documented') return [reported];
    const documentation = level === 'error' ? copied(copy, comment) : reported.documentation;
    const own: ReportedFinding[] = told.has(copy)
      ? []
      : [{ finding: copy, level, documentation: { kind: 'none' } }];
    told.add(copy);
    return [{ ...reported, documentation }, ...own];
  });
}

function copied({ message }: Finding, comment: DebtCommentPlace): Documentation {
  const mend = 'Issue: #<number> - <why the gateway cannot be used>';
  return {
    kind: 'faulty',
    line: comment.range.startLine,
    faults: [{ line: issueLine(comment), message, mend }],
  };
}

function countsOf({ paths, parsed }: TreeScan, { holds }: Scope): FolderReport['counts'] {
  const held = paths.filter(holds);
  return { files: held.length, parsed: held.filter((path) => parsed.has(path)).length };
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

/** What only a debt comment speaks of; other debts are called tech debt too, and are nobody's business here. */
const SPEAKS_OF_BYPASSES = /\b(?:bypass\w*|gateway|llm)\b|^\s*(?:issue|remove after|contact|time-box)\s*:/i;

/** Malformed comments that stand before no finding: nothing is wrong with the code, and still nobody means them. */
function strayComments({ findings, debtComments }: ScanResult, policy: Policy, now: Date): StrayComment[] {
  const used = new Set(findings.map((finding) => coveringComment(finding, debtComments)));
  const unused = debtComments.filter((place) => !used.has(place) && isMeant(place));
  return unused.flatMap((place) => {
    const reading = parseDebtComment(place, policy, now);
    return reading.ok ? [] : [{ path: place.path, line: place.range.startLine, faults: reading.faults }];
  });
}

function isMeant({ lines }: DebtCommentPlace): boolean {
  return lines.some(({ text }) => SPEAKS_OF_BYPASSES.test(text));
}
