import type { RuleId } from '../../policy/policy.ts';
import { faultText } from '../finding-text.ts';
import type { FolderReport, ReportedFinding } from '../report.ts';
import type { CheckId, CheckResult, Problem } from './check.ts';

/** What the scan says, as the rule book's first two checks. */
export function codeChecks(report: FolderReport, milliseconds: number): CheckResult[] {
  const looked = lookedAt(report);
  const problems = Map.groupBy(report.findings, checkOf);
  return [
    result('direct-calls', looked, milliseconds, problems.get('direct-calls') ?? []),
    withSkipped(
      result(
        'gateway-calls',
        'the same scan, all other rules about code',
        milliseconds,
        problems.get('gateway-calls') ?? [],
      ),
      report,
    ),
  ];
}

function lookedAt({ counts, since, policy }: FolderReport): string {
  const files = `${counts.files} ${since ? 'changed ' : ''}source ${counts.files === 1 ? 'file' : 'files'}`;
  const than = since ? ` since ${since.ref}` : '';
  return `${files}${than}, ${counts.parsed} parsed; the gateway is ${policy.gateway.urls.join(' or ')}`;
}

const CHECKS: Readonly<Partial<Record<RuleId, CheckId>>> = {
  'direct-call': 'direct-calls',
  'gateway-config': 'configuration',
};

function checkOf({ finding }: ReportedFinding): CheckId {
  return CHECKS[finding.rule] ?? 'gateway-calls';
}

function result(
  id: CheckId,
  looked: string,
  milliseconds: number,
  findings: readonly ReportedFinding[],
): CheckResult {
  return { id, looked, milliseconds, problems: findings.map(problemOf) };
}

function problemOf({ finding, level, documentation }: ReportedFinding): Problem {
  const { rule, path, range, what, message } = finding;
  const place = { path, line: range.startLine, column: range.startColumn };
  const said = { id: rule, place, what };
  switch (documentation.kind) {
    case 'documented':
      return { ...said, severity: 'note', message: `documented: ${documentation.note}`, mend: '' };
    case 'faulty': {
      const faults = documentation.faults.map(faultText).join(' ');
      const mend = `The debt comment on line ${documentation.line} does not cover it yet. ${faults}`;
      return { ...said, severity: level, message, mend };
    }
    case 'none':
      return { ...said, severity: level, message, mend: '' };
  }
}

/** A file that may hide a call and could not be analysed fails (decisions 23). */
function withSkipped(check: CheckResult, { skipped }: FolderReport): CheckResult {
  const problems = skipped.map(({ path, message, suspicious }): Problem => {
    const place = { path, line: 1, column: 1 };
    const severity = suspicious ? 'error' : 'note';
    return { severity, id: 'not-analysed', place, what: 'not analysed, or not wholly', message, mend: '' };
  });
  return { ...check, problems: [...check.problems, ...problems] };
}
