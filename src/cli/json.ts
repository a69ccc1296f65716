import type { PolicyException, RuleId } from '../policy/policy.ts';
import type { Fault, FolderReport, ReportedFinding } from './report.ts';
import { exitCodeOf } from './report.ts';

/**
 * What `--format json` prints; `docs/scan.md` describes it. Keys are only ever added to it; a change that breaks a
 * reader raises `format`. Lines and columns count from 1, columns in UTF-16 code units, ends are exclusive.
 */
export interface JsonReport {
  format: 1;
  tollgate: string;
  exitCode: number;
  /** `null` without `--base`. */
  base: { ref: string; mergeBase: string; policyDiffers: boolean } | null;
  counts: { files: number; parsed: number };
  findings: JsonFinding[];
  notAnalysed: { path: string; reason: string; message: string; mayHideFindings: boolean }[];
  strayComments: { path: string; line: number; faults: Fault[] }[];
  /** What policy says is wrong about a finding; it is in `findings` no more. */
  excepted: { rule: RuleId; path: string; startLine: number; fingerprint: string; reason: string }[];
  /** Exceptions of policy that fit no finding, if all of a tree was asked about. */
  staleExceptions: PolicyException[];
}

export interface JsonFinding {
  rule: RuleId;
  level: 'error' | 'warn';
  path: string;
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
  /** Where it begins in a notebook; `null` in any other file. */
  cell: { number: number; line: number; column: number } | null;
  what: string;
  message: string;
  service: string | null;
  snippet: string;
  fingerprint: string;
  documentation: { state: 'none' | 'faulty' | 'documented'; note: string | null; faults: Fault[] };
}

/** The report for programs. The same report gives the same value: it holds no times and no machine paths. */
export function jsonReport(report: FolderReport, version: string): JsonReport {
  return {
    format: 1,
    tollgate: version,
    exitCode: exitCodeOf(report),
    base: report.since,
    counts: report.counts,
    findings: report.findings.map(jsonFinding),
    notAnalysed: report.skipped.map(({ path, reason, message, suspicious }) => {
      return { path, reason, message, mayHideFindings: suspicious };
    }),
    strayComments: report.strayComments.map(({ path, line, faults }) => {
      return { path, line, faults: faults.map(plainFault) };
    }),
    excepted: report.excepted.map(({ finding: { rule, path, range, fingerprint }, reason }) => {
      return { rule, path, startLine: range.startLine, fingerprint, reason };
    }),
    staleExceptions: report.staleExceptions,
  };
}

function jsonFinding({ finding, level, documentation }: ReportedFinding): JsonFinding {
  const { rule, path, range, what, message, service, snippet, fingerprint } = finding;
  return {
    rule,
    level,
    path,
    startLine: range.startLine,
    startColumn: range.startColumn,
    endLine: range.endLine,
    endColumn: range.endColumn,
    cell: range.cell ?? null,
    what,
    message,
    service,
    snippet,
    fingerprint,
    documentation: {
      state: documentation.kind,
      note: documentation.kind === 'documented' ? documentation.note : null,
      faults: documentation.kind === 'faulty' ? documentation.faults.map(plainFault) : [],
    },
  };
}

/** A fault may carry more than is promised here. */
function plainFault({ line, message, mend }: Fault): Fault {
  return { line, message, mend };
}
