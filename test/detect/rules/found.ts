import type { RuleId } from '../../../src/policy/policy.ts';
import { scanTree } from '../scan-source.ts';

/** A piece of code by the behaviour it stands for, and what a rule says of it: `line: what`, or nothing. */
export type RuleCase = [name: string, code: string, found: string[]];

/** What one rule finds in one file, as `line: what`. */
export async function foundBy(rule: RuleId, path: string, code: string): Promise<string[]> {
  const { findings } = await scanTree({ [path]: code });
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ range, what }) => `${range.startLine}: ${what}`);
}
