import { commentedDebts } from '../debt/commented-debts.ts';
import { copiedBypass } from '../debt/copied-bypass.ts';
import { innermostStatement } from '../debt/coverage.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { sightings } from '../debt/sighting.ts';
import type { Finding, ScanResult } from '../detect/finding.ts';
import { compareFindings } from '../detect/identity.ts';
import type { Policy } from '../policy/policy.ts';

/** For findings whose debt comment is a copy: the finding that says so, one for each statement. */
export type Copies = ReadonlyMap<Finding, Finding>;

/**
 * The bypasses that were added under an issue that a comment of the tree before cites for another one. One tree alone
 * cannot tell: places that came together are one debt.
 * @param where what the tree before is called, behind "is"
 */
export function copiesSince(before: ScanResult, now: ScanResult, policy: Policy, where: string): Copies {
  const debts = commentedDebts(before);
  const copies = new Map<Finding, Finding>();
  if (debts.length === 0) return copies;
  const { added, kept } = compareFindings(before.findings, now.findings);
  const terms = {
    debts,
    sightings: sightings(debts, { before, after: now, kept }, policy),
    debtComments: now.debtComments,
    where,
  };
  for (const findings of byStatement(added.filter(({ rule }) => mayBeDocumented(rule)))) {
    const copy = copiedBypass(findings, terms);
    if (copy) for (const finding of findings) copies.set(finding, copy);
  }
  return copies;
}

function byStatement(findings: readonly Finding[]): Finding[][] {
  const groups = Map.groupBy(findings, (finding) => {
    const { startLine, startColumn } = innermostStatement(finding);
    return JSON.stringify([finding.path, startLine, startColumn]);
  });
  return [...groups.values()];
}
