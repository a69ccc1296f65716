import type { Finding } from '../detect/finding.ts';
import { innermostStatement } from './coverage.ts';
import type { DebtPlace } from './debt.ts';

/** The place that a debt keeps of a finding. */
export function placeOf(finding: Finding): DebtPlace {
  const { rule, path, fingerprint, what, service } = finding;
  return { rule, path, range: innermostStatement(finding), fingerprint, what, service };
}

/** In a fixed order: a place read back from the store may hold its keys in another. */
export function placeKey({ rule, path, range, fingerprint, what, service }: DebtPlace): unknown[] {
  const { startLine, startColumn, endLine, endColumn } = range;
  return [rule, path, startLine, startColumn, endLine, endColumn, fingerprint, what, service];
}
