import { innermostStatement } from '../debt/coverage.ts';
import { cellWords } from '../debt/wording.ts';
import type { Range } from '../detect/facts.ts';
import type { Finding, SkippedFile } from '../detect/finding.ts';
import { POLICY_FILE } from '../policy/defaults.ts';
import { exceptionWords } from '../policy/loosening.ts';
import type { PolicyException } from '../policy/policy.ts';
import { adviceBlock } from './advice.ts';
import { printable } from './printable.ts';
import type { Fault, FolderReport, ReportedFinding, StrayComment } from './report.ts';
import { isClean, summaryOf } from './summary.ts';
import type { Paint } from './terminal.ts';

/** Lines of a statement that are shown; the rest is a click away in the editor. */
const SNIPPET_LINES = 3;

/** Findings that share a statement, under whose code they are shown together: they are one bypass (decisions 8). */
type Group = [ReportedFinding, ...ReportedFinding[]];

/** The report for a person at a terminal. Ends with a line feed. */
export function prettyReport(report: FolderReport, paint: Paint): string {
  const blocks = [
    ...fileBlocks(report.findings, paint),
    strayBlock(report.strayComments, paint),
    skippedBlock(report.skipped, paint),
    staleBlock(report.staleExceptions, paint),
    policyNote(report, paint),
    paint(isClean(report) ? 'green' : 'red', summaryOf(report)),
    adviceBlock(report, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function fileBlocks(findings: readonly ReportedFinding[], paint: Paint): string[] {
  const byPath = Map.groupBy(findings, ({ finding }) => finding.path);
  return [...byPath].map(([path, group]) => {
    const heading = paint('underline', printable(path));
    return [heading, ...groupByStatement(group).flatMap((one) => groupLines(one, paint))].join('\n');
  });
}

function groupByStatement(findings: readonly ReportedFinding[]): Group[] {
  const groups = Map.groupBy(findings, ({ finding }) => {
    const { startLine, startColumn } = innermostStatement(finding);
    return `${startLine}:${startColumn}`;
  });
  return [...groups.values()].flatMap(([first, ...rest]) => (first === undefined ? [] : [[first, ...rest]]));
}

function groupLines(group: Group, paint: Paint): string[] {
  return [
    ...group.map((reported) => headline(reported, paint)),
    ...snippetLines(group[0].finding).map((line) => `      ${paint('dim', line)}`),
    ...new Set(group.flatMap(adviceLines).map((line) => `      ${line}`)),
  ];
}

function headline({ finding, level, documentation }: ReportedFinding, paint: Paint): string {
  const { startLine, startColumn, cell } = finding.range;
  const place = paint('dim', cell ? cellWords(cell) : `${startLine}:${startColumn}`);
  const label = labelOf({ level, documentation }, paint);
  return `  ${place}  ${label}  ${finding.rule}  ${paint('bold', printable(finding.what))}`;
}

function labelOf(
  { level, documentation }: Pick<ReportedFinding, 'level' | 'documentation'>,
  paint: Paint,
): string {
  if (documentation.kind === 'documented') return paint('cyan', 'documented');
  return level === 'error' ? paint('red', 'error') : paint('yellow', 'warning');
}

/**
 * A statement's first line begins behind its indentation; the others lose as much of theirs. The bar keeps a
 * stranger's line from beginning with `::`, which GitHub Actions would obey.
 */
function snippetLines({ snippet, statements }: Finding): string[] {
  if (snippet === '') return [];
  const indentation = new RegExp(`^[ \\t]{0,${columnOf(statements[0]) - 1}}`);
  const [first = '', ...rest] = snippet.split(/\r\n|\r|\n/);
  const lines = [first, ...rest.map((line) => line.replace(indentation, ''))].map(printable);
  const shown = lines.slice(0, SNIPPET_LINES);
  return (lines.length > SNIPPET_LINES ? [...shown, '…'] : shown).map((line) => `│ ${line}`);
}

function columnOf(statement: Range | undefined): number {
  return statement?.cell?.column ?? statement?.startColumn ?? 1;
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

function staleBlock(exceptions: PolicyException[], paint: Paint): string {
  if (exceptions.length === 0) return '';
  const lines = exceptions.map(
    (exception) => `  ${printable(exceptionWords(exception))}  ${paint('dim', printable(exception.reason))}`,
  );
  const heading = `Exceptions in ${POLICY_FILE} that fit nothing any more: delete them`;
  return [paint('yellow', heading), ...lines].join('\n');
}

function policyNote({ since }: FolderReport, paint: Paint): string {
  if (!since?.policyDiffers) return '';
  const ref = printable(since.ref);
  return paint(
    'yellow',
    `Judged by the policy of ${ref}: what differs in ${POLICY_FILE} here counts once it is merged.`,
  );
}
