import type { RuleId } from '../policy/policy.ts';

/** Decisions 7: a debt comment may cover the five forbidden patterns and the provider factory, and nothing else. */
const DOCUMENTABLE: readonly string[] = [
  'direct-call',
  'hardcoded-model-routing',
  'multiple-endpoints',
  'inline-model-config',
  'custom-retry',
  'provider-factory',
];

/** Whether a debt comment can answer for a finding of this rule. */
export function mayBeDocumented(rule: RuleId): boolean {
  return DOCUMENTABLE.includes(rule);
}
