import type { Finding, SkippedFile } from '../detect/finding.ts';
import { printable } from './printable.ts';
import type { Fault, FolderReport, ReportedFinding, StrayComment } from './report.ts';
import { openErrors } from './report.ts';
import type { Paint } from './terminal.ts';

/** Lines of a statement that are shown; the rest is a click away in the editor. */
const SNIPPET_LINES = 3;

/** The report for a person at a terminal. Ends with a line feed. */
export function prettyReport(report: FolderReport, paint: Paint): string {
  const blocks = [
    ...groupByPath(report.findings).map((group) => fileBlock(group, paint)),
    strayBlock(report.strayComments, paint),
    skippedBlock(report.skipped, paint),
    summaryLine(report, paint),
    adviceBlock(report, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function groupByPath(findings: ReportedFinding[]): [ReportedFinding, ...ReportedFinding[]][] {
  const groups = new Map<string, [ReportedFinding, ...ReportedFinding[]]>();
  for (const reported of findings) {
    const group = groups.get(reported.finding.path);
    if (group) group.push(reported);
    else groups.set(reported.finding.path, [reported]);
  }
  return [...groups.values()];
}

function fileBlock(group: [ReportedFinding, ...ReportedFinding[]], paint: Paint): string {
  const heading = paint('underline', printable(group[0].finding.path));
  return [heading, ...group.flatMap((reported) => findingLines(reported, paint))].join('\n');
}

function findingLines({ finding, level, documentation }: ReportedFinding, paint: Paint): string[] {
  const place = `${finding.range.startLine}:${finding.range.startColumn}`;
  const label = labelOf({ level, documentation }, paint);
  return [
    `  ${paint('dim', place)}  ${label}  ${finding.rule}  ${paint('bold', printable(finding.what))}`,
    ...snippetLines(finding).map((line) => `      ${paint('dim', line)}`),
    ...adviceLines({ finding, level, documentation }).map((line) => `      ${line}`),
  ];
}

function labelOf(
  { level, documentation }: Pick<ReportedFinding, 'level' | 'documentation'>,
  paint: Paint,
): string {
  if (documentation.kind === 'documented') return paint('cyan', 'documented');
  return level === 'error' ? paint('red', 'error') : paint('yellow', 'warning');
}

/** A statement's first line begins behind its indentation; the others lose as much of theirs. */
function snippetLines({ snippet, statements }: Finding): string[] {
  const indentation = new RegExp(`^[ \\t]{0,${(statements[0]?.startColumn ?? 1) - 1}}`);
  const [first = '', ...rest] = snippet.split(/\r\n|\r|\n/);
  const lines = [first, ...rest.map((line) => line.replace(indentation, ''))].map(printable);
  const shown = lines.slice(0, SNIPPET_LINES);
  return lines.length > SNIPPET_LINES ? [...shown, '…'] : shown;
}

function adviceLines({ finding, documentation }: ReportedFinding): string[] {
  switch (documentation.kind) {
    case 'documented':
      return [`→ ${printable(documentation.note)}`];
    case 'faulty':
      return [
        `→ The debt comment on line ${documentation.line} does not cover it yet:`,
        ...documentation.faults.flatMap(faultLines).map((line) => `  ${line}`),
      ];
    case 'none':
      return [`→ ${printable(finding.message)}`];
  }
}

function faultLines({ line, message, mend }: Fault): string[] {
  return [`- line ${line}: ${printable(message)}`, `  mend: ${printable(mend)}`];
}

function strayBlock(comments: StrayComment[], paint: Paint): string {
  if (comments.length === 0) return '';
  const lines = comments.flatMap(({ path, line, faults }) => [
    `  ${printable(path)}:${line}`,
    ...faults.flatMap(faultLines).map((fault) => `    ${fault}`),
  ]);
  return [paint('yellow', 'Debt comments that cover nothing'), ...lines].join('\n');
}

function skippedBlock(files: SkippedFile[], paint: Paint): string {
  if (files.length === 0) return '';
  const lines = files.map(({ path, message, suspicious }) => {
    const label = suspicious ? paint('red', 'may hide a call') : paint('dim', 'notice');
    return `  ${printable(path)}  ${label}  ${printable(message)}`;
  });
  return [paint('yellow', 'Not analysed, or not wholly'), ...lines].join('\n');
}

function summaryLine(report: FolderReport, paint: Paint): string {
  const errors = openErrors(report).length;
  const blocked = report.skipped.filter((file) => file.suspicious).length;
  const looked = `(${count(report.counts.files, 'source file')}, ${report.counts.parsed} worth parsing)`;
  const verdict = [
    verdictOf(errors, blocked),
    ...otherCounts(report),
    ...(blocked > 0 ? [`${count(blocked, 'file')} could not be analysed`] : []),
  ].join(', ');
  return errors + blocked === 0
    ? paint('green', `✔ ${verdict} ${looked}`)
    : paint('red', `✖ ${verdict} ${looked}`);
}

function verdictOf(errors: number, blocked: number): string {
  if (errors > 0) return `${count(errors, 'finding')} to mend`;
  return blocked > 0 ? 'No undocumented call was found' : 'No undocumented call goes around the gateway';
}

function otherCounts({ findings }: FolderReport): string[] {
  const documented = findings.filter(({ documentation }) => documentation.kind === 'documented').length;
  const warnings = findings.filter(
    ({ level, documentation }) => level === 'warn' && documentation.kind !== 'documented',
  ).length;
  return [
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(documented > 0 ? [`${count(documented, 'documented bypass', 'documented bypasses')}`] : []),
  ];
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** What to do about it, once, where something is left to do. */
function adviceBlock(report: FolderReport, paint: Paint): string {
  if (openErrors(report).length === 0) return '';
  const gateway = report.policy.gateway.urls.map(printable).join(' or ');
  return [
    `Why it matters: bypassing the gateway loses caching, fallbacks, monitoring and cost control.`,
    `Either call the gateway (${paint('bold', gateway)}), or, if it cannot wait, document it above the statement:`,
    '',
    ...debtCommentForm(report.policy.contact).map((line) => `    ${paint('dim', line)}`),
  ].join('\n');
}

/** The rule book's form, "Add TODO Comments". */
function debtCommentForm(contact: string): string[] {
  return [
    '# TODO: TECH DEBT - Direct LLM call bypassing gateway',
    '# Issue: #<number> - <why the gateway cannot be used>',
    '# Remove after: <what makes it unnecessary>',
    `# Contact: ${printable(contact)} before changing`,
    'call(...)  # TEMPORARY - DO NOT COPY',
  ];
}
