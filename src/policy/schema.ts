import { z } from 'zod';
import { RULE_BOOK_TIME_BOX } from './defaults.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { type ExceptableRuleId, RULE_IDS, type RuleId } from './policy.ts';
import { parseReminder } from './reminder.ts';

const LONGEST_TEXT = 500;

/**
 * A text that a reader understands or says why not; zod carries the mend along in `params`.
 * @param pattern what an editor may hold a text against before (JSON Schema, which knows no flags); never stricter
 */
function readable<Value>(read: (text: string) => Value | Refusal, pattern?: RegExp) {
  const text = pattern === undefined ? z.string() : z.string().meta({ pattern: pattern.source });
  return text.transform((text, context): Value => {
    const value = text.length > LONGEST_TEXT ? refuse('is too long', 'Shorten it.') : read(text.trim());
    if (!isRefusal(value)) return value;
    context.addIssue({ code: 'custom', message: value.message, params: { mend: value.mend } });
    return z.NEVER;
  });
}

interface Refusal {
  refused: true;
  message: string;
  mend: string;
}

function refuse(message: string, mend: string): Refusal {
  return { refused: true, message, mend };
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'refused' in value;
}

const CONTACT = /^@[a-z0-9](?:-?[a-z0-9]){0,38}(?:\/[a-z0-9._-]{1,100})?$/i;

const contact = readable(
  (text) =>
    CONTACT.test(text)
      ? text
      : refuse('is not a handle', 'Write `@org/team`, `@team` or `@user`, in quotes.'),
  /^\s*@[A-Za-z0-9]/,
);

const HOST =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.){0,20}[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?::\d{1,5})?$/i;

const service = readable((text) => {
  if (HOST.test(text)) return text.toLowerCase();
  return refuse(
    'is not a host',
    'Write the host alone, `llm.example.com` or `localhost:11434`, no scheme or path.',
  );
});

const gatewayUrl = readable((text) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return refuse('is not an HTTP URL', 'Write the base URL, for example `http://zoe-litellm:8001`.');
  }
  if (url.username + url.password + url.search + url.hash !== '') {
    return refuse('has more than a base URL', 'Leave out user, password, `?query` and `#fragment`.');
  }
  return text.replace(/\/{1,10}$/, '');
}, /^\s*[Hh][Tt][Tt][Pp][Ss]?:/);

const environmentName = readable(
  (text) =>
    /^[a-z_][a-z0-9_]*$/i.test(text)
      ? text
      : refuse('is not the name of an environment variable', 'Write a name such as `OPENAI_BASE_URL`.'),
  /^\s*[A-Za-z_][A-Za-z0-9_]*\s*$/,
);

const configPath = readable((text) => {
  if (!/\.ya?ml$/i.test(text)) return refuse('is not a YAML file', `Write ${CONFIG_FORM}.`);
  if (text.startsWith('/') || text.includes('\\') || text.split('/').includes('..')) {
    return refuse('is not relative to the repository', 'Write it from the repository root, with `/`.');
  }
  return text;
});

const CONFIG_FORM = 'its path from the repository root: `services/zoe-litellm/minimal_config.yaml`';

const identifier = readable((text) =>
  /^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(text)
    ? text
    : refuse('is not a name', 'Write the name alone, without folders, extension or brackets.'),
);

const glob = readable((text) => {
  if (text === '') return refuse('is empty', 'Delete the entry, or write a glob such as `legacy/**`.');
  if (text.startsWith('!'))
    return refuse('is a negation, which would ignore all the rest', 'List what to ignore.');
  if (text.startsWith('/') || text.includes('\\') || text.split('/').includes('..')) {
    return refuse(
      'is not relative to the repository',
      'Write it from the repository root, `legacy/**`, with `/`.',
    );
  }
  return text;
});

const branchGlob = readable((text) => {
  if (text === '') return refuse('is empty', 'Delete the entry, or write a glob such as `release/**`.');
  if (text.startsWith('!')) return refuse('is a negation', 'List the branches to watch.');
  if (/^\/|^refs\/|\\/.test(text))
    return refuse('is not the name of a branch', 'Write it without `refs/heads/`: `release/**`.');
  return text;
});

function timeBox(box: keyof typeof RULE_BOOK_TIME_BOX, written: string) {
  const limit = RULE_BOOK_TIME_BOX[box];
  const most = `${formatDuration(limit)} at most (\`${written}\`)`;
  return readable((text) => {
    const duration = parseDuration(text);
    if (duration === null)
      return refuse('is not a duration', `Write one such as \`12h\`, \`7d\` or \`90m\`: ${most}.`);
    if (duration <= limit) return duration;
    return refuse(`is longer than the rule book allows: ${formatDuration(limit)}`, `Write ${most}.`);
  }, /^\s*\d{1,9}\s?[smhdwSMHDW]\s*$/);
}

const reminder = readable(
  (text) =>
    parseReminder(text) ??
    refuse(
      'is no time before a deadline',
      'Write what is left: a share of the time-box such as `1/8` or `25%`, or a time such as `6h`.',
    ),
);

const level = z.enum(['error', 'warn', 'off']);

const fingerprint = readable(
  (text) =>
    /^[0-9a-f]{32}$/i.test(text)
      ? text.toLowerCase()
      : refuse(
          'is not a fingerprint',
          'Copy it from `tollgate scan --format json`: 32 digits from `0` to `f`, in quotes.',
        ),
  /^\s*[0-9a-fA-F]{32}\s*$/,
);

/** What is shorter stands in too many statements. */
const SHORTEST_SNIPPET = 8;

const snippet = readable((text) => {
  const line = text.replace(/\s+/g, ' ');
  if (line.length >= SHORTEST_SNIPPET) return line;
  return refuse(
    'is too short to tell one statement from others',
    `Write at least ${SHORTEST_SNIPPET} characters of the statement.`,
  );
});

const reason = readable((text) =>
  text === ''
    ? refuse('is empty', 'Say why the finding is wrong: whoever reads the policy wants to know.')
    : text,
);

const exceptableRule = z.enum(RULE_IDS.filter((rule): rule is ExceptableRuleId => rule !== 'copied-bypass'));

const exception = z
  .strictObject({
    rule: exceptableRule,
    path: glob.optional(),
    fingerprint: fingerprint.optional(),
    snippet: snippet.optional(),
    reason,
  })
  .superRefine(({ rule, path, fingerprint, snippet }, context) => {
    if (path === undefined && fingerprint === undefined && snippet === undefined)
      context.addIssue({
        code: 'custom',
        message: 'says of no finding that it is meant',
        params: { mend: 'Add `path`, `fingerprint` or `snippet`: a whole rule is lowered under `rules`.' },
      });
    // A glob or a piece of text would let the next key through as well.
    if (rule === 'hardcoded-key' && fingerprint === undefined)
      context.addIssue({
        code: 'custom',
        message: 'excepts keys by more than their fingerprint',
        params: { mend: 'Add the `fingerprint` of the one place: `tollgate scan --format json` shows it.' },
      });
  })
  .transform(({ rule, path, fingerprint, snippet, reason }) => ({
    rule,
    path: path ?? null,
    fingerprint: fingerprint ?? null,
    snippet: snippet ?? null,
    reason,
  }));

const mode = z.enum(['observe', 'enforce']);

const day = readable((text) => {
  const parsed = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  if (parsed !== null && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text))
    return text;
  return refuse('is not a day', 'Write it as `2026-12-31`.');
}, /^\s*\d{4}-\d{2}-\d{2}\s*$/);

const changeClass = z.enum(['feature', 'other']);

const classes = z.record(z.string().max(100), changeClass).nullish();

/**
 * `.github/tollgate.yml` as written: every key may be left out, a section may be empty, nothing else may stand there.
 *
 * ```yaml
 * gateway:
 *   urls: ["http://zoe-litellm:8001"]        # replaces the list
 *   env: [OPENAI_BASE_URL, OPENAI_API_BASE]  # replaces the list
 *   config: services/zoe-litellm/minimal_config.yaml
 * provider:
 *   module: llm_provider
 *   factory: get_llm_provider
 *   classes: [OllamaProvider, OpenAIProvider]  # replaces the list
 *   allowed: [litellm]                         # replaces the list
 * contact: "@acme/architecture-team"
 * reviews: request-changes                 # or comment, or off
 * branches: [develop, "release/**"]        # where clocks run besides the default branch; replaces the list
 * timeBox:
 *   emergency: 24h                           # 48h at most
 *   planned: 7d                              # 14d at most
 * features:                                  # each name adds to the built-in ones, or changes one of them
 *   labels: { enhancement: feature, spike: other }
 *   types: { feat: feature, deps: other }
 *   branches: { feat: feature, release: other }
 *   unclassified: feature                    # what a PR without any sign counts as
 * paths:
 *   ignore: [default, "legacy/**"]           # replaces the list; `default` stands for the built-in globs
 *   tests: [default, "checks/**"]            # likewise
 * rules:
 *   direct-call: error                       # or warn, or off
 * services: [llm.internal.example, "10.0.0.7:11434"]
 * exceptions:                                # findings that are wrong
 *   - rule: direct-call
 *     path: "tools/**"                       # and, or instead: fingerprint, snippet
 *     reason: These talk to the label printer
 * mode: enforce                              # or observe
 * baseline:
 *   by: 2026-12-31                           # the day at whose end old bypasses are overdue; left out: never
 * reminders: [1/2, 1/8, 2h]                  # replaces the list
 * ```
 */
export const policySchema = z.strictObject({
  gateway: z
    .strictObject({ urls: z.array(gatewayUrl).min(1), env: z.array(environmentName), config: configPath })
    .partial()
    .nullish(),
  provider: z
    .strictObject({
      module: identifier,
      factory: identifier,
      classes: z.array(identifier),
      allowed: z.array(z.string().max(100)),
    })
    .partial()
    .nullish(),
  contact: contact.optional(),
  reviews: z.enum(['request-changes', 'comment', 'off']).optional(),
  branches: z
    .array(branchGlob)
    .refine((list) => list.length <= 20, 'has more than twenty entries')
    .optional(),
  timeBox: z
    .strictObject({ emergency: timeBox('emergency', '48h'), planned: timeBox('planned', '14d') })
    .partial()
    .nullish(),
  features: z
    .strictObject({
      labels: classes,
      types: classes,
      branches: classes,
      unclassified: changeClass.optional(),
    })
    .nullish(),
  paths: z.strictObject({ ignore: z.array(glob).optional(), tests: z.array(glob).optional() }).nullish(),
  rules: z
    .strictObject({
      'direct-call': level,
      'hardcoded-model-routing': level,
      'multiple-endpoints': level,
      'inline-model-config': level,
      'custom-retry': level,
      'unknown-base-url': level,
      'hardcoded-key': level,
      'provider-factory': level,
      'model-alias': level,
      'gateway-auth': level,
      'stream-handling': level,
      'gateway-config': level,
      'copied-bypass': level,
    } satisfies Record<RuleId, unknown>)
    .partial()
    .nullish(),
  services: z.array(service).optional(),
  exceptions: z.array(exception).optional(),
  mode: mode.optional(),
  baseline: z.strictObject({ by: day.nullish() }).nullish(),
  reminders: z
    .array(reminder)
    .min(1)
    .refine((list) => list.length <= 10, 'has more than ten entries')
    .optional(),
});

export type WrittenPolicy = z.output<typeof policySchema>;

const repositoryName = readable(
  (text) =>
    /^[a-z0-9](?:-?[a-z0-9]){0,38}\/[\w.-]{1,100}$/i.test(text)
      ? text
      : refuse('is not the name of a repository', 'Write it with its owner: `acme/architecture`.'),
  /^\s*[A-Za-z0-9-]+\/[\w.-]+\s*$/,
);

/** The organisation's `tollgate.yml` as written: what a repository's may say, and what only the organisation can. */
export const organisationPolicySchema = policySchema.extend({
  overview: repositoryName.optional(),
});

export type WrittenOrganisationPolicy = z.output<typeof organisationPolicySchema>;

/** Keys of the organisation's file alone. */
export const ORGANISATION_KEYS = ['overview'] as const satisfies readonly (keyof WrittenOrganisationPolicy)[];

/** The form of each key's value, by its path with `*` for list items and free names: what a mend tells. */
export const FORMS: Readonly<Record<string, string>> = {
  '': 'keys such as `contact: "@org/team"`, one a line',
  gateway: '`gateway: { urls: ["http://zoe-litellm:8001"], env: [OPENAI_BASE_URL] }`',
  'gateway.urls': 'a list with at least one base URL: `["http://zoe-litellm:8001"]`',
  'gateway.urls.*': 'a base URL: `http://zoe-litellm:8001`',
  'gateway.env': 'a list of names: `[OPENAI_BASE_URL]`',
  'gateway.env.*': 'a name: `OPENAI_BASE_URL`',
  'gateway.config': CONFIG_FORM,
  provider: '`provider: { module: llm_provider, factory: get_llm_provider }`',
  'provider.module': 'the name of a module: `llm_provider`',
  'provider.factory': 'the name of a function: `get_llm_provider`',
  'provider.classes': 'a list of classes: `[OllamaProvider, OpenAIProvider]`',
  'provider.classes.*': 'the name of a class: `OllamaProvider`',
  'provider.allowed': 'a list of what may be forced: `[litellm]`',
  'provider.allowed.*': 'the name of a provider: `litellm`',
  contact: 'a handle in quotes: `"@org/team"`',
  reviews: '`request-changes`, `comment` or `off`',
  branches: 'a list of up to twenty globs of branches: `[develop, "release/**"]`',
  'branches.*': 'a glob in quotes: `"release/**"`',
  timeBox: '`timeBox: { emergency: 48h, planned: 14d }`',
  'timeBox.emergency': 'a duration with its unit: `48h`',
  'timeBox.planned': 'a duration with its unit: `14d`',
  features: '`features: { labels: { enhancement: feature }, unclassified: feature }`',
  'features.labels': 'a class for each label: `{ enhancement: feature, bug: other }`',
  'features.labels.*': '`feature` or `other`',
  'features.types': 'a class for each Conventional Commits type: `{ feat: feature, fix: other }`',
  'features.types.*': '`feature` or `other`',
  'features.branches': 'a class for each branch prefix: `{ feat: feature, hotfix: other }`',
  'features.branches.*': '`feature` or `other`',
  'features.unclassified': '`feature` or `other`',
  paths: '`paths: { ignore: [default, "legacy/**"] }`',
  'paths.ignore':
    'a list of globs, in which `default` stands for the built-in ones: `[default, "legacy/**"]`',
  'paths.ignore.*': 'a glob in quotes: `"legacy/**"`',
  'paths.tests': 'a list of globs, in which `default` stands for the built-in ones: `[default, "checks/**"]`',
  'paths.tests.*': 'a glob in quotes: `"checks/**"`',
  rules: '`rules: { direct-call: error }`',
  'rules.*': '`error`, `warn` or `off`',
  services: 'a list of hosts: `[llm.example.com, "localhost:11434"]`',
  'services.*': 'a host: `llm.example.com`',
  exceptions: 'a list: `[{ rule: direct-call, path: "tools/**", reason: Talks to the label printer }]`',
  'exceptions.*': '`{ rule: direct-call, path: "tools/**", reason: Talks to the label printer }`',
  'exceptions.*.rule': 'the id of a rule, but not `copied-bypass`: `direct-call`',
  'exceptions.*.path': 'a glob in quotes: `"tools/**"`',
  'exceptions.*.fingerprint': 'the 32 digits that `tollgate scan --format json` shows, in quotes',
  'exceptions.*.snippet': 'a part of the statement, in quotes',
  'exceptions.*.reason': 'why the finding is wrong: `Talks to the label printer`',
  mode: '`observe` or `enforce`',
  baseline: '`baseline: { by: 2026-12-31 }`',
  'baseline.by': 'a day: `2026-12-31`',
  overview: 'a repository with its owner: `acme/architecture`',
  reminders: 'a list of one to ten times before the deadline: `[1/2, 1/8]`',
  'reminders.*': 'a share of the time-box or a time that is left: `1/8`, `25%` or `6h`',
};

/** The keys that may stand under each path of {@link FORMS}, for saying what was meant. */
export function knownKeys(path: string): string[] {
  if (path === 'rules') return [...RULE_IDS];
  const prefix = path === '' ? '' : `${path}.`;
  const below = Object.keys(FORMS).filter((form) => form !== '' && form.startsWith(prefix));
  const names = below.map((form) => form.slice(prefix.length)).filter((name) => !/[.*]/.test(name));
  return names.filter((name) => path !== '' || !isOrganisationKey(name));
}

/** Whether only the organisation's policy may have a key of this name. */
export function isOrganisationKey(name: string): boolean {
  return ORGANISATION_KEYS.some((key) => key === name);
}
