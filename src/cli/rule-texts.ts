import type { RuleId } from '../policy/policy.ts';

/** What the rule book says of a rule, for people who meet it for the first time. */
export interface RuleText {
  title: string;
  /** The rule book's own "Why". */
  why: string;
  mend: string;
}

/** Source: the rule book, "Forbidden patterns". */
export const RULE_TEXTS: Readonly<Record<RuleId, RuleText>> = {
  'direct-call': {
    title: 'Never call inference services directly',
    why: 'Bypassing the gateway loses caching, fallbacks, monitoring, and cost control.',
    mend: 'Send the call to the gateway, or document it with a debt comment if it cannot wait.',
  },
};
