import type { SkippedFile } from '../detect/finding.ts';
import { faultText, findingText } from './finding-text.ts';
import { printable } from './printable.ts';
import type { FolderReport, ReportedFinding, StrayComment } from './report.ts';
import { summaryOf } from './summary.ts';

type Command = 'error' | 'warning' | 'notice';

/** Where an annotation stands. Columns count only within one line: GitHub ignores them otherwise. */
interface Place {
  file: string;
  line?: number;
  endLine?: number;
  col?: number;
  endColumn?: number;
}

/**
 * The report as workflow commands, which GitHub Actions turns into annotations on the lines
 * (docs.github.com, "Workflow commands for GitHub Actions"), and a last line for the log. Paths are relative to the
 * repository. GitHub shows ten errors and ten warnings of a step; the log has them all.
 */
export function workflowCommands(report: FolderReport): string {
  const commands = [
    ...report.findings.map(findingCommand),
    ...report.skipped.map(skippedCommand),
    ...report.strayComments.map(strayCommand),
  ];
  return `${[...commands, summaryOf(report)].join('\n')}\n`;
}

function findingCommand(reported: ReportedFinding): string {
  const { path, range, rule } = reported.finding;
  const { startLine, startColumn, endLine, endColumn } = range;
  const columns = startLine === endLine ? { col: startColumn, endColumn } : {};
  const place = { file: path, line: startLine, endLine, ...columns };
  return command(commandOf(reported), place, rule, findingText(reported));
}

function commandOf({ level, documentation }: ReportedFinding): Command {
  if (documentation.kind === 'documented') return 'notice';
  return level === 'error' ? 'error' : 'warning';
}

function skippedCommand({ path, message, suspicious }: SkippedFile): string {
  const title = suspicious ? 'not analysed: it may hide a call' : 'not analysed, or not wholly';
  return command(suspicious ? 'error' : 'notice', { file: path }, title, message);
}

function strayCommand({ path, line, faults }: StrayComment): string {
  return command('warning', { file: path, line }, 'debt comment', faults.map(faultText).join(' '));
}

function command(name: Command, place: Place, title: string, text: string): string {
  const properties = Object.entries({ ...place, title: `Tollgate: ${title}` });
  const written = properties.map(([key, value]) => `${key}=${escapedProperty(String(value))}`).join(',');
  return `::${name} ${written}::${escapedData(text)}`;
}

/** actions/toolkit, packages/core/src/command.ts. What a terminal would obey is made visible first. */
function escapedData(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(printable)
    .join('\n')
    .replaceAll('%', '%25')
    .replaceAll('\n', '%0A');
}

/** A path is escaped and not made printable: it must stay the path. */
function escapedProperty(text: string): string {
  const data = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return data.replaceAll(':', '%3A').replaceAll(',', '%2C');
}
