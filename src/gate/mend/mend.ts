import type { Finding } from '../../detect/finding.ts';
import type { Policy } from '../../policy/policy.ts';
import { addressEdits } from './address-edits.ts';
import { clientEdits } from './client-edits.ts';
import { providerEdits } from './provider-edits.ts';
import { changeOf, type Edit, type LineChange, type SourceLines } from './source.ts';

/** Files whose lines are code; in a notebook they are JSON. */
const CODE = /\.(?:pyi?|[mc]?[jt]sx?|vue|svelte|html?)$/i;

/**
 * The change that makes the findings of one statement go away, where it is plain: the gateway's address instead of the
 * vendor's, a base URL for a client that has none, the factory instead of a provider made or forced. `null` for all else:
 * a mend that might be wrong is worse than none.
 */
export function mendOf(findings: readonly Finding[], lines: SourceLines, policy: Policy): LineChange | null {
  const edits: Edit[] = [];
  for (const finding of findings) {
    const own = CODE.test(finding.path) ? editsOf(finding, lines, policy) : null;
    if (own === null) return null;
    edits.push(...own);
  }
  return changeOf(lines, edits);
}

function editsOf(finding: Finding, lines: SourceLines, policy: Policy): Edit[] | null {
  if (finding.rule === 'provider-factory') return providerEdits(finding, lines, policy);
  if (finding.rule !== 'direct-call') return null;
  return addressEdits(finding, lines, policy) ?? clientEdits(finding, lines, policy);
}
