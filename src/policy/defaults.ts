import type { ChangeClass, Level, Policy, RuleId } from './policy.ts';

/** Where a repository keeps its policy; only the default branch's counts (decisions 22). */
export const POLICY_FILE = '.github/tollgate.yml';

/** Where an organisation keeps the policy of all its repositories: this file of this repository, default branch. */
export const ORGANISATION_REPOSITORY = '.github';
export const ORGANISATION_POLICY_FILE = 'tollgate.yml';

/** Milliseconds; rule book, "Time-box the Fix". Policy may shorten them, nothing may lengthen them. */
export const RULE_BOOK_TIME_BOX = { emergency: 48 * 3_600_000, planned: 14 * 24 * 3_600_000 } as const;

/**
 * Tests are exempt by path, never by a header in the file (decisions 5). Globs that `paths.tests` starts from, and that
 * its entry `default` stands for.
 */
export const DEFAULT_TESTS: readonly string[] = [
  '**/test/**',
  '**/tests/**',
  '**/__tests__/**',
  '**/__mocks__/**',
  // End to end; what encrypts so is imported by the product, and then it is scanned.
  '**/e2e/**',
  '**/e2e-tests/**',
  '**/e2e_tests/**',
  '**/*.test.*',
  '**/*.spec.*',
  '**/*.vitest.*',
  '**/test-utils/**',
  '**/test-helpers/**',
  '**/test_*.py',
  '**/*_test.py',
  '**/conftest.py',
  '**/{jest,vitest}.setup.*',
  '**/setupTests.*',
  // Storybook's: they run beside the product and never in it.
  '**/*.stories.*',
  '**/.storybook/**',
];

const VENDORED = [
  '**/node_modules/**',
  '**/vendor/**',
  '**/third_party/**',
  '**/site-packages/**',
  '**/.venv/**',
  '**/venv/**',
];

const GENERATED = [
  '**/dist/**',
  '**/.next/**',
  // Where a site that is told so is built instead, and what Swift's packages build.
  '**/.build/**',
  // Sites that were built and checked in.
  '**/_next/static/**',
  '**/.nuxt/**',
  '**/_nuxt/**',
  '**/.svelte-kit/**',
  '**/*.bundle.js',
  '**/*.chunk.js',
  '**/generated/**',
  '**/__generated__/**',
  '**/__pycache__/**',
  '**/.ipynb_checkpoints/**',
  '**/*.generated.*',
  '**/*.min.js',
  '**/*.d.ts',
  '**/*_pb2.py',
  '**/*_pb2_grpc.py',
];

/** Globs that `paths.ignore` starts from, and that its entry `default` stands for. */
export const DEFAULT_IGNORE: readonly string[] = [...VENDORED, ...GENERATED];

/** Conventional Commits types that are no feature (decisions 20). */
const OTHER_TYPES = ['fix', 'docs', 'test', 'refactor', 'build', 'ci', 'perf', 'chore', 'style', 'revert'];

const OTHER_LABELS = [
  'bug',
  'fix',
  'documentation',
  'docs',
  'tests',
  'refactor',
  'dependencies',
  'chore',
  'ci',
];

const OTHER_BRANCHES = [...OTHER_TYPES, 'bugfix', 'hotfix', 'dependabot', 'renovate'];

/** Provider classes from before the gateway, by the services that such modules usually have one for. */
const LEGACY_PROVIDERS = [
  'OllamaProvider',
  'OpenAIProvider',
  'AnthropicProvider',
  'LlamaCppProvider',
  'VLLMProvider',
  'GeminiProvider',
  'GroqProvider',
  'MistralProvider',
  'OpenRouterProvider',
];

/** Decisions 1. */
const DEFAULT_LEVELS: Readonly<Record<RuleId, Level>> = {
  'direct-call': 'error',
  'hardcoded-model-routing': 'error',
  'multiple-endpoints': 'error',
  'inline-model-config': 'error',
  'custom-retry': 'error',
  'unknown-base-url': 'warn',
  'hardcoded-key': 'error',
  'provider-factory': 'error',
  'model-alias': 'warn',
  'gateway-auth': 'warn',
  'stream-handling': 'warn',
  'gateway-config': 'error',
  'copied-bypass': 'error',
};

/** The rule book's own policy, which a repository without {@link POLICY_FILE} gets. A fresh object each time. */
export function defaultPolicy(): Policy {
  return {
    gateway: {
      urls: ['http://zoe-litellm:8001'],
      env: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
      config: 'services/zoe-litellm/minimal_config.yaml',
    },
    provider: {
      module: 'llm_provider',
      factory: 'get_llm_provider',
      classes: [...LEGACY_PROVIDERS],
      allowed: ['litellm'],
    },
    contact: '@architecture-team',
    reviews: 'request-changes',
    branches: [],
    timeBox: { ...RULE_BOOK_TIME_BOX },
    features: {
      labels: classes(['feature', 'enhancement'], OTHER_LABELS),
      types: classes(['feat', 'feature'], OTHER_TYPES),
      branches: classes(['feat', 'feature'], OTHER_BRANCHES),
      unclassified: 'feature',
    },
    paths: { ignore: [...DEFAULT_IGNORE], tests: [...DEFAULT_TESTS] },
    rules: { ...DEFAULT_LEVELS },
    services: [],
    exceptions: [],
    mode: 'enforce',
    baseline: { by: null },
    reminders: [
      { kind: 'share', share: 1 / 2 },
      { kind: 'share', share: 1 / 8 },
    ],
  };
}

function classes(features: string[], others: string[]): Record<string, ChangeClass> {
  const entries = [
    ...features.map((name) => [name, 'feature'] as const),
    ...others.map((name) => [name, 'other'] as const),
  ];
  return Object.fromEntries(entries);
}
