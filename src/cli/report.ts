import type { Finding, SkippedFile } from '../detect/finding.ts';
import type { Policy, PolicyException } from '../policy/policy.ts';
import { EXIT, type ExitCode } from './exit-code.ts';

/** How a report is written: for people, or for programs. */
export const FORMATS = ['pretty', 'json', 'sarif', 'github'] as const;
export type Format = (typeof FORMATS)[number];

/** One thing wrong with a debt comment, and the line as it should read. Texts may quote the comment. */
export interface Fault {
  line: number;
  message: string;
  mend: string;
}

/** Whether a debt comment speaks for a finding, in words for people. */
export type Documentation =
  | { kind: 'none' }
  /** A comment is there and covers nothing yet; `line` is where it begins. */
  | { kind: 'faulty'; line: number; faults: Fault[] }
  | { kind: 'documented'; note: string };

export interface ReportedFinding {
  finding: Finding;
  level: 'error' | 'warn';
  documentation: Documentation;
}

/** A debt comment that speaks for no finding, and what is wrong with it. */
export interface StrayComment {
  path: string;
  line: number;
  faults: Fault[];
}

/** A finding that is none, and why policy says so. */
export interface ReportedException {
  finding: Finding;
  reason: string;
}

/** The revision that a scan was compared with. */
export interface Since {
  /** As it was given: a branch, a tag, a commit. */
  ref: string;
  /** SHA of the merge base with `HEAD`; what stood there already is left out. */
  mergeBase: string;
  /** Whether the working tree's policy file differs from the revision's, by which was judged. */
  policyDiffers: boolean;
}

/** What a scan of a tree has to say, in the order in which it is shown. Paths are relative to the tree. */
export interface FolderReport {
  /** `null`: everything that is there. */
  since: Since | null;
  findings: ReportedFinding[];
  strayComments: StrayComment[];
  /** Findings that an exception of policy says are wrong: they count for nothing. */
  excepted: ReportedException[];
  /** Exceptions of policy that fit no finding; none are told of unless all of a tree was asked about. */
  staleExceptions: PolicyException[];
  skipped: SkippedFile[];
  /** Source files that were asked about (with a base: those that changed), and those that a parser read. */
  counts: { files: number; parsed: number };
  /** For the advice at the end. */
  policy: Pick<Policy, 'gateway' | 'contact'>;
}

/** Findings that have to change: level `error`, and no debt comment speaks for them. */
export function openErrors(report: FolderReport): ReportedFinding[] {
  return report.findings.filter(
    ({ level, documentation }) => level === 'error' && documentation.kind !== 'documented',
  );
}

/**
 * `found` if something has to change: an undocumented finding of level `error`, or a file that may hold one and
 * could not be analysed (decisions 23). Warnings and documented bypasses alone are `clean`.
 */
export function exitCodeOf(report: FolderReport): ExitCode {
  const blocked = openErrors(report).length > 0 || report.skipped.some((file) => file.suspicious);
  return blocked ? EXIT.found : EXIT.clean;
}
