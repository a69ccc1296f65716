import { touchesLlmCode } from './checklist.ts';
import type { Verdict } from './verdict.ts';

/**
 * Whether it makes a difference who wrote a PR: in a freeze his title counts or not, and a debt that he proposes opens
 * its issue or waits. Of a PR that passes and has nothing to do with LLM code nobody needs to know.
 */
export function dependsOnAuthor(verdict: Verdict): boolean {
  return verdict.reasons.length > 0 || touchesLlmCode(verdict);
}
