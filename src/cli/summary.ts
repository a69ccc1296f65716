import { printable } from './printable.ts';
import { type FolderReport, openErrors } from './report.ts';

/** The report in one line, for people: verdict, what else there is, how much was looked at. */
export function summaryOf(report: FolderReport): string {
  const { files, parsed } = report.counts;
  if (files === 0 && report.skipped.length === 0) return `✔ ${nothingSeen(report)}`;
  const mark = isClean(report) ? '✔' : '✖';
  const others = [...otherCounts(report), ...unanalysed(report)];
  const verdict = [verdictOf(report), ...others].join(', ');
  return `${mark} ${verdict}${sinceOf(report)} (${count(files, `${report.since ? 'changed ' : ''}source file`)}, ${parsed} parsed)`;
}

/** Whether nothing has to change. */
export function isClean(report: FolderReport): boolean {
  return openErrors(report).length + blockedFiles(report) === 0;
}

function nothingSeen({ since }: FolderReport): string {
  if (since) return `No source file changed since ${revision(since)}`;
  return 'Nothing to scan: no source file that a policy or git does not ignore';
}

function sinceOf({ since }: FolderReport): string {
  return since ? ` since ${revision(since)}` : '';
}

function revision({ ref, mergeBase }: NonNullable<FolderReport['since']>): string {
  return mergeBase.startsWith(ref) ? printable(ref) : `${printable(ref)} (${mergeBase.slice(0, 7)})`;
}

function verdictOf(report: FolderReport): string {
  const errors = openErrors(report).length;
  const fresh = report.since ? 'new ' : '';
  if (errors > 0) return `${count(errors, `${fresh}finding`)} to mend`;
  return blockedFiles(report) > 0
    ? `No ${fresh}undocumented bypass was found`
    : `No ${fresh}undocumented bypass of the gateway`;
}

function blockedFiles({ skipped }: FolderReport): number {
  return skipped.filter((file) => file.suspicious).length;
}

function unanalysed(report: FolderReport): string[] {
  const blocked = blockedFiles(report);
  return blocked > 0 ? [`${count(blocked, 'file')} could not be analysed`] : [];
}

function otherCounts({ findings, excepted }: FolderReport): string[] {
  const documented = findings.filter(({ documentation }) => documentation.kind === 'documented').length;
  const warnings = findings.filter(
    ({ level, documentation }) => level === 'warn' && documentation.kind !== 'documented',
  ).length;
  return [
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
    ...(documented > 0 ? [count(documented, 'documented bypass', 'documented bypasses')] : []),
    ...(excepted.length > 0 ? [`${count(excepted.length, 'exception')} of policy`] : []),
  ];
}

function count(number: number, one: string, many: string = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
