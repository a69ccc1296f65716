import { cellWords } from '../debt/wording.ts';
import type { Fault, ReportedFinding } from './report.ts';

/** A finding in one paragraph, plain: what is called, what is wrong, the mend; or the debt that answers for it. */
export function findingText({
  finding,
  documentation,
}: Pick<ReportedFinding, 'finding' | 'documentation'>): string {
  const { message, range } = finding;
  const what = range.cell ? `${finding.what} (${cellWords(range.cell)})` : finding.what;
  switch (documentation.kind) {
    case 'none':
      return `${what}: ${message}`;
    case 'documented':
      return `${what}: documented. ${documentation.note}`;
    case 'faulty':
      return `${what}: ${message} The debt comment on line ${documentation.line} does not cover it yet. ${documentation.faults.map(faultText).join(' ')}`;
  }
}

export function faultText({ line, message, mend }: Fault): string {
  return `Line ${line}: ${message}. Write "${mend}".`;
}
