import { COMMENT_HEADER, COPY_MARKER } from '../debt/comment-form.ts';
import { commentMarker } from '../debt/comment-template.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import type { RuleId } from '../policy/policy.ts';
import { rulePage } from '../rule-page.ts';
import { printable } from './printable.ts';
import { type FolderReport, openErrors, type ReportedFinding } from './report.ts';
import type { Paint } from './terminal.ts';

/** What to do about it, once, where something is left to do. */
export function adviceBlock(report: FolderReport, paint: Paint): string {
  const open = openErrors(report);
  if (open.length === 0) return '';
  const gateway = report.policy.gateway.urls.map(printable).join(' or ');
  return [
    ...whyLines(open, paint),
    '',
    `Either use the gateway (${paint('bold', gateway)}): nothing to track.`,
    ...documentLines(report, open, paint),
  ].join('\n');
}

function whyLines(open: readonly ReportedFinding[], paint: Paint): string[] {
  const rules = [...new Set(open.map(({ finding }) => finding.rule))];
  const line = (id: RuleId) => `  ${paint('bold', id)}: ${rulePage(id).why}`;
  const [first, ...others] = rules;
  const example = first ? `tollgate explain ${first}` : '';
  return [
    `Why it matters (more: ${paint('cyan', example)}${others.length > 0 ? ', and so on' : ''}):`,
    ...rules.map(line),
  ];
}

function documentLines(report: FolderReport, open: readonly ReportedFinding[], paint: Paint): string[] {
  const first = open.find(({ finding }) => mayBeDocumented(finding.rule));
  if (!first) return [];
  return [
    'Or document it above the statement, if it cannot wait; an open issue says why:',
    '',
    ...debtCommentForm(report.policy.contact, first.finding.path).map((line) => `    ${paint('dim', line)}`),
  ];
}

/** The rule book's form, "Add TODO Comments", in the comment syntax of the file. */
function debtCommentForm(contact: string, path: string): string[] {
  const mark = commentMarker(path);
  return [
    `${mark} ${COMMENT_HEADER}`,
    `${mark} Issue: #<number> - <why the gateway cannot be used>`,
    `${mark} Remove after: <what must happen first, or a date>`,
    `${mark} Contact: ${printable(contact)} before changing`,
    `call(...)  ${mark} ${COPY_MARKER}`,
  ];
}
