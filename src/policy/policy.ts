/** Every rule that exists; each is one file in `src/detect/rules/`, but for `copied-bypass`, which is about debts. */
export const RULE_IDS = [
  'direct-call',
  'hardcoded-model-routing',
  'multiple-endpoints',
  'inline-model-config',
  'custom-retry',
  'unknown-base-url',
  'hardcoded-key',
  'provider-factory',
  'model-alias',
  'gateway-auth',
  'stream-handling',
  'gateway-config',
  'copied-bypass',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** Rules that a tree alone can break. */
export type CodeRuleId = Exclude<RuleId, 'copied-bypass'>;

export type Level = 'error' | 'warn' | 'off';

/** What is allowed in one repository: the built-in defaults with the repository's `.github/tollgate.yml` applied. */
export interface Policy {
  gateway: {
    /** Base URLs of the gateway; a call under any of them is right. */
    urls: string[];
    /** Environment variables that SDKs read their base URL from (decisions 4). */
    env: string[];
    /** Path in the tree of the gateway's own configuration; without it, YAML that reads like one is taken. */
    config: string;
  };
  /** The module that makes LLM providers (rule book, "Always Use LiteLLMProvider"), by its names in any language. */
  provider: {
    /** Its name without folders and extension: `llm_provider` is `llm-provider.ts` too. */
    module: string;
    /** The function that gives the provider: `get_llm_provider` is `getLlmProvider` too. */
    factory: string;
    /** Providers that nobody outside that module may make. */
    classes: string[];
    /** What the factory may be forced to. */
    allowed: string[];
  };
  /** `@team`, `@org/team` or `@user`: owner of the rule book. */
  contact: string;
  /** What a review of Tollgate does where a PR adds a bypass. */
  reviews: ReviewMode;
  /** Globs of the branches besides the default one on which clocks run (decisions 13). */
  branches: string[];
  /** Milliseconds; at most 48 hours and 2 weeks (rule book, "Time-box the Fix"). */
  timeBox: { emergency: number; planned: number };
  features: {
    /** Labels, Conventional Commits types and branch prefixes by the class they mean. */
    labels: Record<string, ChangeClass>;
    types: Record<string, ChangeClass>;
    branches: Record<string, ChangeClass>;
    /** What a PR that gives no sign counts as. */
    unclassified: ChangeClass;
  };
  paths: {
    /** Globs (picomatch) of files that are not read. */
    ignore: string[];
    /** Globs of tests: nothing but keys is looked for in them, until scanned code imports them (decisions 2 and 5). */
    tests: string[];
  };
  rules: Record<RuleId, Level>;
  /** More hosts (`host` or `host:port`) that count as inference services. */
  services: string[];
  /** Findings that are wrong, and are none from then on (decisions 6). */
  exceptions: PolicyException[];
  /** `observe`: the check says what it would say, blocks nothing, and nothing else is written (decisions 25). */
  mode: Mode;
  /** The bypasses that were there before Tollgate: the day (`2026-12-31`, UTC) at whose end they are overdue, if any. */
  baseline: { by: string | null };
  /** When the contact is reminded of a deadline that comes; at least one. */
  reminders: Reminder[];
}

export type Mode = 'observe' | 'enforce';

/** Rules that may have an exception: a copy is never a wrong finding. */
export type ExceptableRuleId = CodeRuleId;

/** What a finding must be in every respect that is given, so that it is none. At least one is. */
export interface PolicyException {
  rule: ExceptableRuleId;
  /** A glob (picomatch) of the finding's path. */
  path: string | null;
  /** The finding's own, as `tollgate scan --format json` shows it. */
  fingerprint: string | null;
  /** A part of the statement's text; white space counts as one space. */
  snippet: string | null;
  /** Why the finding is wrong, for whoever reads the policy. */
  reason: string;
}

/** So much before a deadline: a share of the whole time-box that is left, or milliseconds. */
export type Reminder = { kind: 'share'; share: number } | { kind: 'time'; milliseconds: number };

/** `request-changes` of the author, only `comment`, or say nothing in a review. */
export type ReviewMode = 'request-changes' | 'comment' | 'off';

/** What a freeze looks at: a feature is blocked, everything else passes (decisions 20). */
export type ChangeClass = 'feature' | 'other';
