import type { Finding, ScanResult } from '../../../src/detect/finding.ts';
import { isSourcePath } from '../../../src/detect/languages.ts';
import { applyChange, type LineChange, sourceLines } from '../../../src/gate/mend/source.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { type Case, loadCases } from '../../corpus/cases.ts';
import { scanTree } from '../../detect/scan-source.ts';

/** A case of the corpus and what the scan says of it. */
export interface ScannedCase {
  one: Case;
  scan: ScanResult;
}

export async function scanCorpus(): Promise<ScannedCase[]> {
  const cases = loadCases().filter(({ gap }) => gap === null);
  return Promise.all(cases.map(async (one) => ({ one, scan: await scanTree(readable(one.tree)) })));
}

function readable(tree: Case['tree']): Case['tree'] {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => isSourcePath(path, defaultPolicy())));
}

export function linesOf({ one }: ScannedCase, { path }: Pick<Finding, 'path'>) {
  return sourceLines(one.tree[path] ?? '');
}

/** The scan of a case in which one file has a suggestion applied. */
export function scanChanged(scanned: ScannedCase, finding: Finding, change: LineChange): Promise<ScanResult> {
  const text = applyChange(linesOf(scanned, finding), change).join('\n');
  return scanTree({ ...readable(scanned.one.tree), [finding.path]: text });
}

/** Findings that are the same but for their place. */
export function alike({ findings }: ScanResult, { path, fingerprint }: Finding): Finding[] {
  return findings.filter((other) => other.path === path && other.fingerprint === fingerprint);
}
