import type {
  Invocation,
  Location,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
  Run,
} from 'sarif';
import { encodedPath } from '../debt/wording.ts';
import type { Range } from '../detect/facts.ts';
import type { SkippedFile } from '../detect/finding.ts';
import { defaultPolicy } from '../policy/defaults.ts';
import { type Level, RULE_IDS, type RuleId } from '../policy/policy.ts';
import { rulePage } from '../rule-page.ts';
import { faultText, findingText } from './finding-text.ts';
import { markdownForTerminal } from './markdown.ts';
import type { FolderReport, ReportedException, ReportedFinding, StrayComment } from './report.ts';
import { exitCodeOf } from './report.ts';
import { plainPaint } from './terminal.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub's name for the root of the repository; paths are relative to it. */
const ROOT = '%SRCROOT%';

/** Raised when the fingerprint's meaning changes, so that old results are not matched by accident. */
const FINGERPRINT = 'tollgateFingerprint/v1';

/** SARIF's words for ours. */
const LEVELS: Readonly<Record<Level, 'error' | 'warning' | 'none'>> = {
  error: 'error',
  warn: 'warning',
  off: 'none',
};

const NOT_ANALYSED = 'not-analysed';
const STRAY_COMMENT = 'debt-comment-covers-nothing';

/**
 * The report as a SARIF 2.1.0 log. The same report gives the same log: it holds no times and no machine paths.
 * @param docsUrl where the rules' pages are on the web, if anywhere; the log holds them whole besides
 */
export function sarifLog(report: FolderReport, version: string, docsUrl: string | null = null): Log {
  return { $schema: SCHEMA, version: '2.1.0', runs: [run(report, version, docsUrl)] };
}

function run(report: FolderReport, version: string, docsUrl: string | null): Run {
  return {
    tool: {
      driver: {
        name: 'Tollgate',
        semanticVersion: version,
        rules: RULE_IDS.map((id) => ruleDescriptor(id, docsUrl)),
        notifications: notificationDescriptors(),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [ROOT]: { description: { text: 'The folder that was scanned.' } } },
    invocations: [invocation(report)],
    results: results([...report.findings, ...report.excepted.map(asReported)]),
  };
}

/** The default level, not the policy's: a rule is described the same in every repository. */
function ruleDescriptor(id: RuleId, docsUrl: string | null): ReportingDescriptor {
  const { title, why, markdown } = rulePage(id);
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${why}` },
    ...(docsUrl === null ? {} : { helpUri: `${docsUrl}/${id}` }),
    help: { text: markdownForTerminal(markdown, plainPaint), markdown },
    defaultConfiguration: { level: LEVELS[defaultPolicy().rules[id]] },
  };
}

function notificationDescriptors(): ReportingDescriptor[] {
  return [
    { id: NOT_ANALYSED, shortDescription: { text: 'A file was not analysed, or not wholly.' } },
    { id: STRAY_COMMENT, shortDescription: { text: 'A debt comment covers no finding.' } },
  ];
}

function invocation(report: FolderReport): Invocation {
  return {
    executionSuccessful: true,
    exitCode: exitCodeOf(report),
    toolExecutionNotifications: [
      ...report.skipped.map(skippedNotification),
      ...report.strayComments.map(strayNotification),
    ],
  };
}

function skippedNotification({ path, message, suspicious }: SkippedFile): Notification {
  return {
    descriptor: { id: NOT_ANALYSED },
    level: suspicious ? 'error' : 'note',
    message: { text: plain(message) },
    locations: [locationOf(path)],
  };
}

function strayNotification({ path, line, faults }: StrayComment): Notification {
  return {
    descriptor: { id: STRAY_COMMENT },
    level: 'warning',
    message: { text: plain(faults.map(faultText).join(' ')) },
    locations: [locationOf(path, { startLine: line })],
  };
}

type Reported = ReportedFinding & {
  /** Why policy says that it is none. */
  excepted?: string;
};

/** A viewer that shows what is suppressed shows it as the warning that it would be. */
function asReported({ finding, reason }: ReportedException): Reported {
  return { finding, level: 'warn', documentation: { kind: 'none' }, excepted: reason };
}

function results(findings: Reported[]): Result[] {
  const seen = new Map<string, number>();
  return findings.map((reported) => {
    const { fingerprint } = reported.finding;
    const nth = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, nth);
    return result(reported, nth);
  });
}

/** Equal calls in one function share a fingerprint and are told apart by counting. */
function result(reported: Reported, nth: number): Result {
  const { finding, level, documentation } = reported;
  return {
    ruleId: finding.rule,
    ruleIndex: RULE_IDS.indexOf(finding.rule),
    level: LEVELS[level],
    message: { text: plain(messageOf({ finding, documentation })) },
    locations: [locationOf(finding.path, regionOf(finding.range))],
    partialFingerprints: { [FINGERPRINT]: `${finding.fingerprint}:${nth}` },
    // Present on every result or on none (SARIF 2.1.0, 3.27.23): empty says "not suppressed".
    suppressions: suppressionsOf(reported),
  };
}

function suppressionsOf({ documentation, excepted }: Reported): NonNullable<Result['suppressions']> {
  if (excepted !== undefined)
    return [{ kind: 'external', status: 'accepted', justification: plain(excepted) }];
  return documentation.kind === 'documented'
    ? [{ kind: 'inSource', status: 'accepted', justification: documentation.note }]
    : [];
}

/** A documented bypass has its debt as the justification of its suppression. */
function messageOf({ finding, documentation }: Pick<ReportedFinding, 'finding' | 'documentation'>): string {
  return findingText({
    finding,
    documentation: documentation.kind === 'documented' ? { kind: 'none' } : documentation,
  });
}

/** Texts quote a stranger's code, and viewers turn `[here](https://…)` into a link (SARIF 2.1.0, 3.11.6). */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}

/** SARIF counts as our ranges do: from 1, in UTF-16 code units, the end exclusive. */
function regionOf({ startLine, startColumn, endLine, endColumn }: Range): Region {
  return { startLine, startColumn, endLine, endColumn };
}

function locationOf(path: string, region?: Region): Location {
  const artifactLocation = { uri: encodedPath(path), uriBaseId: ROOT };
  return { physicalLocation: { artifactLocation, ...(region ? { region } : {}) } };
}
