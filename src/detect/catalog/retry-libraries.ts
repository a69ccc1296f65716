import type { Registry } from '../registry.ts';
import type { Sign } from './sign.ts';
import { signs } from './sign.ts';

/** Packages that call a function again when it fails. */
const RETRY_LIBRARIES: Readonly<Record<Registry, readonly string[]>> = {
  pypi: [
    'tenacity',
    'backoff',
    'retrying',
    'retry',
    'retry2',
    'stamina',
    'opnieuw',
    'redo',
    'riprova',
    'aioretry',
    'async_retrying',
    'retry_async',
    'pybreaker',
    'circuitbreaker',
    'func_retry',
    'aio_retrying',
    'aretry',
    'retry_reloaded',
    'hyx',
    'failsafe',
  ],
  npm: [
    'p-retry',
    'async-retry',
    'cockatiel',
    'promise-retry',
    'retry',
    'ts-retry',
    'ts-retry-promise',
    'exponential-backoff',
    'promise-retrier',
    'typescript-retry-decorator',
    'retry-ts',
    '@lifeomic/attempt',
    'attempt',
    'oh-no-i-insist',
    'opossum',
    '@humanwhocodes/retry',
    'retryyy',
    '@skidding/async-retry',
    '@n8n/p-retry',
    '@gar/promise-retry',
    'retry-as-promised',
    'bluebird-retry',
    'async-await-retry',
    'ai-retry',
    'ai-fallback',
    'backoff',
    'mollitia',
  ],
};

/** Whether a package calls functions again when they fail. */
export function isRetryLibrary(registry: Registry, module: string): boolean {
  const name = registry === 'pypi' ? module.split('.')[0] : module;
  return RETRY_LIBRARIES[registry].some((library) => library === name || module.startsWith(`${library}/`));
}

/** What frameworks have that asks a model again, or the next one, when it fails; whose method it is does not matter. */
interface RetryingModels {
  registry: Registry;
  module: RegExp;
  name: string;
}

/** Sources: each framework's reference. */
const RETRYING_MODELS: readonly RetryingModels[] = [
  { registry: 'pypi', module: /^langchain\b/, name: 'ModelRetryMiddleware' },
  { registry: 'pypi', module: /^langchain\b/, name: 'ModelFallbackMiddleware' },
  { registry: 'npm', module: /^langchain$/, name: 'modelRetryMiddleware' },
  { registry: 'npm', module: /^langchain$/, name: 'modelFallbackMiddleware' },
  { registry: 'pypi', module: /^pydantic_ai\b/, name: 'FallbackModel' },
  { registry: 'pypi', module: /^livekit\b/, name: 'FallbackAdapter' },
  { registry: 'npm', module: /^@livekit\/agents/, name: 'FallbackAdapter' },
  { registry: 'pypi', module: /^haystack\b/, name: 'FallbackChatGenerator' },
];

/** Whether one of them has this name, before anything is looked up. */
export function mayRetryModel(name: string): boolean {
  return RETRYING_NAMES.has(name);
}

const RETRYING_NAMES: ReadonlySet<string> = new Set(RETRYING_MODELS.map(({ name }) => name));

/** Whether what a framework has under a name asks a model again, or the next one, when it fails. */
export function retriesModel(registry: Registry, module: string, name: string): boolean {
  return RETRYING_MODELS.some(
    (one) => one.registry === registry && one.name === name && one.module.test(module),
  );
}

/** Of each of these, its name. */
export const RETRYING_MODEL_SIGNS: readonly Sign[] = signs('name', [...RETRYING_NAMES], {
  before: '^|[^a-z]',
  after: '[^a-z]|$',
});

/** A word of a name: what has it says that something is tried again. */
const AGAIN = /attempt|retr(?:y|ies|ying|ier)|backoff|max_?errors|failures|max_?tries/i;

/** Whether a name says that something is tried again, so that its file holds one of {@link AGAIN_SIGNS}. */
export function saysAgain(name: string): boolean {
  return AGAIN.test(name);
}

/** A word of what a loop of Python goes over: when one fails, the next is asked. */
const OTHERS = /fallback|provider/i;

/** Whether a name in a loop's head says that others are asked in turn, so that its file holds one of {@link AGAIN_SIGNS}. */
export function saysOthers(registry: Registry, name: string): boolean {
  return registry === 'pypi' && OTHERS.test(name);
}

/** What is written down where something else is tried in place of what failed. */
const FALLS_BACK = /\bfall(?:s|ing)?[ -]back\b|\bfallback to\b|\b(?:trying|attempting) fallback\b/i;

/** Whether a text says so, so that its file holds one of {@link AGAIN_SIGNS}. */
export function saysFallsBack(text: string): boolean {
  return FALLS_BACK.test(text);
}

/** Of each name that {@link saysAgain} and {@link saysOthers} know, and of each import of a library, at least one. */
export const AGAIN_SIGNS: readonly Sign[] = [
  ...signs('again', [
    ...['attempt', 'retry', 'retries', 'retrier', 'backoff', 'max_errors', 'maxerrors', 'failures'],
    ...['max_tries', 'maxtries'],
    ...['fall back', 'falls back', 'falling back', 'fall-back', 'falls-back', 'falling-back'],
    ...['fallback to', 'trying fallback', 'attempting fallback'],
  ]),
  ...signs(
    'again',
    Object.values(RETRY_LIBRARIES)
      .flat()
      .filter((module) => !AGAIN.test(module)),
    { before: '["\'`,(\\s]', after: '["\'`/.,;\\s]' },
  ),
  ...signs('again', ['fallback', 'provider']).map((sign) => ({ ...sign, registry: 'pypi' as const })),
];

/** What every file holds that tries again, or something else, when a call fails: by hand, by a library, or by a name. */
export const RETRY_SIGNS: readonly Sign[] = signs('retry', [
  ...[
    'catch',
    'except',
    'retr',
    'attempt',
    'backoff',
    'fallback',
    'tries',
    'failures',
    'max_errors',
    'maxerrors',
    'promise.any',
  ],
  ...Object.values(RETRY_LIBRARIES)
    .flat()
    .filter((module) => !/retr|backoff|attempt/.test(module)),
]);
