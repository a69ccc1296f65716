import { KEY_SIGNS } from '../keys/key-forms.ts';
import { KEY_NAME_SIGNS } from '../keys/key-names.ts';
import { AUTHENTICATION_SIGNS } from './authentication.ts';
import { ASKED_SIGNS, CALL_SIGNS } from './call-names.ts';
import { SERVICES } from './catalog.ts';
import { HTTP_LIBRARIES } from './http-libraries.ts';
import { JOB_QUEUE_SIGNS } from './job-queues.ts';
import { MODEL_SIGNS } from './model-names.ts';
import { PATH_WORDS } from './paths.ts';
import { AGAIN_SIGNS, RETRY_SIGNS, RETRYING_MODEL_SIGNS } from './retry-libraries.ts';
import type { InferenceService, Sdk } from './service.ts';
import type { Sign } from './sign.ts';
import { NO_MODULE, SHORTEST_LITERAL, signs } from './sign.ts';
import { VENDOR_SIGNS } from './vendor-names.ts';

/** Labels of hosts that do not tell whose they are, or that are words of their own. */
const COMMON_LABELS = new Set(
  [
    'api www com ai co cn io net us xyz sh dev cloud run ml v0',
    'router studio integrate models production services inference audio ark open',
    'endpoints chat gateway client azure github together ibm cloudflare fast-api',
    'app text bridge external queue runtime streaming serving ws grpc llm oai aip agents',
    'users users-ws optimize asr rt sws stt-rt ws-api',
    'code think cc pass platform serverless image apis go cloud-api model-serving',
  ]
    .join(' ')
    .split(' '),
);

/** Labels that are words of a language: they tell only with what stands behind them, `writer.com`. */
const ENGLISH_LABELS = new Set(
  'play fish 302 abacus blackbox naga lovable rev writer lambda synthetic stability gradient goose salad unify venice avian glama neuro kepler coze poe you ambient intelligence manus near nova petals poolside routing subconscious tinfoil wafer'.split(
    ' ',
  ),
);

/** First names of modules that many packages share. */
const COMMON_MODULES = new Set(
  'google azure ai aio client cloud sdk inference snowflake tencentcloud posthog langfuse'.split(' '),
);

/** The label that tells a host apart: `openai` of `*.openai.azure.com`; else its longest part without wildcards. */
function tellingLabel(pattern: string): string {
  const host = pattern.replace(/\/.*$/, '');
  const labels = host.split('.').map((label) => label.replace(/^[*-]+|[*-]+$/g, ''));
  const at = labels.findIndex((label) => label.length > 1 && !COMMON_LABELS.has(label));
  const telling = labels[at];
  if (telling !== undefined && ENGLISH_LABELS.has(telling)) return labels.slice(at, at + 2).join('.');
  return (
    telling ?? host.split('*').reduce((longest, part) => (part.length > longest.length ? part : longest))
  );
}

/** `from google import genai` names the parts of a module one by one: the telling one must be there. */
function tellingModule(module: string): string {
  return module.split('.').find((part) => !COMMON_MODULES.has(part)) ?? module;
}

/**
 * A host may be put together from pieces, cut where its names end: `https://${region}.openai.azure.com`. In a sentence a
 * name has spaces around it, as a name of code other marks (`replicate(x)`), and as a module of one's own an extension.
 */
const AROUND_LABEL = {
  before: '^|["\'`/.@}%>=-]',
  after: '["\'`/{$%\\\\+-]|\\.(?!(?:[mc]?[jt]sx?|py|json|vue|svelte)\\b)|$',
};

/** People put numbers and names of their own around the name of a server: `my_ollama_1`. */
const AROUND_SERVER = { before: '^|[^a-z]', after: '["\'`./:?#@{}$%<\\\\_\\d-]|$' };

/** `https://api.openai.com`, `"openai"`, `{openai}`; in a sentence a name has spaces around it. */
function hostSigns({ hosts, local }: InferenceService): Sign[] {
  const labels = hosts.map(tellingLabel);
  const ports = local?.ownPort ? local.ports.map(String) : [];
  const paths = (local?.ports ?? []).flatMap((port) => (local?.ownPaths ?? []).map((path) => port + path));
  return [
    ...labels.flatMap((label) => (/^[a-z\d]/.test(label) ? inHost(label) : signs('name', [label]))),
    ...signs('name', local?.names ?? [], AROUND_SERVER),
    ...signs('name', [...ports, ...paths], { before: '^|[^\\d.]', after: '[^\\d]|$' }),
  ];
}

/** A label of one or two letters is found by the dot behind it, and by the quote around it. */
function inHost(label: string): Sign[] {
  if (label.length >= SHORTEST_LITERAL) return signs('name', [label], AROUND_LABEL);
  return signs('name', [`.${label}.`, `"${label}.`, `'${label}.`, `/${label}.`], { after: '[a-z]' });
}

/** `"openai"`, `'npm:openai@4'`, `"https://esm.sh/openai"`. */
const AROUND_PACKAGE = {
  before: '["\'`]|\\b(?:npm|jsr):/?|https?://[^"\'`\\s]{1,99}/',
  after: '["\'`/@]',
};

/** `import a, openai as b`, `from openai.types import x`, `from google import (\n  genai,\n)`, `"openai"`. */
const AROUND_MODULE = {
  before: [
    '(?:import|from)[ \\t\\\\\\r\\n]+',
    '(?:import|from)\\b[^\\n;]{1,400}[,(][ \\t\\\\]*',
    '\\n[ \\t]+',
    '["\']',
  ]
    .map((start) => `${start}(?:\\w{1,40}\\.){0,4}`)
    .join('|'),
  after: '[ \\t]*(?:[.,;#\\r\\n\\\\)"\']|as\\b|import\\b|$)',
};

function packageSigns({ registry, modules, only, mentions }: Sdk): Sign[] {
  // Of a package for many services, what it is asked for must be there too.
  const telling = mentions ?? (only && !(only.texts instanceof RegExp) ? only.texts : null);
  if (telling) return signs('name', telling);
  const found =
    registry === 'npm' ? npmSigns(modules) : signs('name', modules.map(tellingModule), AROUND_MODULE);
  return found.map((sign) => ({ ...sign, registry }));
}

/** Globals that decide where calls go. */
const GLOBAL_SETTINGS = SERVICES.flatMap(({ sdks }) => sdks.flatMap(({ only }) => only?.unlessSet ?? []));

/** `from 'ai'`, `await import("ai")`, `vi.mock('ai')`; what has a part is quoted as it is. */
const IMPORTING = '(?:from|import|require|resolve|mock)\\s{0,40}\\(?\\s{0,40}';

/** A short name counts with its quote, where it is imported: people call the answering side of a chat `'ai'` too. */
function npmSigns(modules: readonly string[]): Sign[] {
  const isShort = (module: string) => module.length < SHORTEST_LITERAL;
  const quoted = modules.filter(isShort).flatMap((module) => ['"', "'", '`'].map((quote) => quote + module));
  return [
    ...signs(
      'name',
      modules.filter((module) => !isShort(module)),
      AROUND_PACKAGE,
    ),
    ...signs('name', quoted, { before: IMPORTING, after: '["\'`/@]' }),
  ];
}

/** What belongs to a thing of an ordinary application is named behind it: `/channels/${id}/messages`. */
const OF_NO_THING = '(?<!\\w(?<!models?|deployments?)/\\$?\\{[^{}"\'`]{0,60}\\})';

const WORDS_OF_PATHS: readonly Sign[] = [
  ...wordsOfPaths(PATH_WORDS.weak, NO_MODULE + OF_NO_THING),
  ...Object.entries(PATH_WORDS.common).flatMap(([parent, words]) =>
    // Where a piece of a path begins, or right below a host.
    wordsOfPaths(words, `${NO_MODULE}(?<=["'\`}\\\\]|%s|//[^/\\s"'\`]{1,99}|(?:^|[^a-z])${parent})`),
  ),
];

function wordsOfPaths(words: readonly string[], parent: string): Sign[] {
  return signs('word', words, { before: `${parent}/|}|%s`, after: '["\'`/?#:{$%\\\\&.]|$' });
}

/** A path may be put together from pieces, cut where its names begin and end. */
const PATH_SIGNS: readonly Sign[] = [
  ...signs('name', ['completions'], { before: '[/"\'`}]|%s', after: '[^\\w.-]|$' }),
  ...signs('name', ['generateContent', 'embedContent', 'rawPredict'], {
    before: '[:/"\'`}]|%s|stream|batch',
  }),
  ...signs('name', ['generate_stream', 'serving-endpoints'], { before: '[/"\'`}]|%s' }),
  ...signs('name', ['api/generate', 'api/chat', 'v1/messages', 'v1/responses'], { after: '[^a-z]|$' }),
  ...signs('name', ['embeddings', 'responses', 'rerank'], { before: '(?:^|[}"\'`])/', after: '["\'`/?]|$' }),
  ...signs('name', ['api/embed', 'v1/embeddings', 'v1/audio/', 'v1/images/']),
  ...signs('name', ['images/generations', 'images/edits', 'audio/speech', 'audio/trans'], { before: '/' }),
  ...WORDS_OF_PATHS,
];

/** The binding of a Cloudflare worker, however the call is broken into lines: `env.AI.run(model)`. */
const BINDING_SIGNS: readonly Sign[] = signs('name', ['.run', '.gateway'], {
  before: '(?:ai|gateway\\([^()]{0,80}\\)|gateway)[!?\\s\\]\'"]{0,80}',
  after: '[\\s(<]',
});

/** Settings of a model, of which a table of models has one, if it names no model. */
const SETTING_SIGNS: readonly Sign[] = [
  ...signs('name', ['token'], { before: 'max_?\\w{0,11}', after: 's|[^a-z]|$' }),
  ...signs('name', ['temperature']),
  ...signs('name', ['topp', 'top_p'], { before: '^|[^a-z]', after: '[^\\w]|$' }),
  ...signs('name', ['num_ctx', 'numctx', 'ctx_size', 'ctxsize', 'token_limit', 'tokenlimit']),
  ...signs('name', ['context'], { after: '_?(?:window|length|size)' }),
];

/** Two hexadecimal digits of an ASCII letter, of a digit or of one of `-./:_`. */
const SPELLING_BYTE = '(?:2[d-f]|3[0-9a]|[46][1-9a-f]|5[0-9af]|7[0-9a])';

/** The same in octal digits. */
const OCTAL = '\\\\0?(?:5[5-7]|6[0-7]|7[0-2]|1[0-7][0-7])';

const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7'];

/** An escape that spells part of a URL: such text may say anything. Control characters and accents spell none. */
const ESCAPE_SIGNS: readonly Sign[] = (['word', 'host'] as const).flatMap((kind) => [
  ...['2', '3', '4', '5', '6', '7'].flatMap((digit) => spelled(kind, `\\x${digit}`, `\\\\x${SPELLING_BYTE}`)),
  ...spelled(kind, '\\u0', `\\\\u(?:00${SPELLING_BYTE}|000000${SPELLING_BYTE})`),
  ...signs(kind, ['\\u{']),
  ...spelled(kind, '\\n{', '\\\\N\\{(?:LATIN|DIGIT|FULL|SOLIDUS|COLON|HYPHEN|LOW)'),
  ...['0', '1', '5', '6', '7'].flatMap((first) =>
    DIGITS.flatMap((second) => spelled(kind, `\\${first}${second}`, OCTAL)),
  ),
]);

function spelled(kind: Sign['kind'], literal: string, source: string): Sign[] {
  return [{ kind, literal, pattern: new RegExp(source, 'iy') }];
}

const HOST_SIGNS: readonly Sign[] = signs('host', ['://', ':\\/', 'host']);

/** What every file has that sends a request to a host that it names. */
const SENDER_SIGNS: readonly Sign[] = [
  ...HTTP_LIBRARIES.flatMap(({ modules }) => modules)
    .filter((module) => module.length > 2 && !/^(?:node:)?https?$/.test(module))
    .flatMap((module) => signs('sender', [module], { before: '^|[^\\w]' })),
  ...signs('sender', ['http'], { after: 's?(?!s?://)' }),
  ...['"ws', "'ws", '`ws'].flatMap((literal) => signs('sender', [literal], { after: '\\W' })),
  ...signs('sender', ['ws.', '.ws', 'ws:', ' ws', '(ws'], { after: '\\b' }),
  ...signs('sender', [
    ...['fetch', 'post', 'request', 'stream', 'axios', 'ajax', 'urlopen', 'websocket'],
    ...['ws_connect', 'eventsource', 'sendbeacon', 'curl', 'wget'],
  ]),
  ...signs('sender', ['put', 'patch'], { before: '^|[^\\w]', after: '[^\\w]|$' }),
];

/** What is sent to a URL of which nothing is known: `{"model": model, "messages": messages}`. */
const BODY_SIGNS: readonly Sign[] = [
  ...signs('name', ['messages'], { before: '["\']', after: '["\']\\s{0,9}:' }).map(
    (sign): Sign => ({ ...sign, registry: 'pypi' }),
  ),
  // `{ model, messages }`, in either order: scripts have messages everywhere.
  ...[
    { before: '\\bmodel\\b[^;]{0,300}\\W', after: '["\']?\\s{0,9}[:,}]' },
    { before: '\\W', after: '["\']?\\s{0,9}[:,}][^;]{0,300}\\bmodel\\b' },
  ]
    .flatMap((around) => signs('name', ['messages'], around))
    .map((sign): Sign => ({ ...sign, registry: 'npm' })),
  // `{"model": model, "prompt": prompt, "stream": False}`, in any order.
  ...[
    { before: '\\bstream["\']?\\s{0,9}[:,}][^;]{0,300}\\W', after: '["\']?\\s{0,9}[:,}]' },
    { before: '\\W', after: '["\']?\\s{0,9}[:,}][^;]{0,300}\\bstream["\']?\\s{0,9}[:,}]' },
  ].flatMap((around) => signs('name', ['prompt'], around)),
];

/** The end of a stream: a function that handles it may be called from another file. */
const STREAM_SIGNS = signs('name', ['[done'], { after: '\\\\?\\]' });

/** Programs that ask a model, in a shell's line; where their words stand alone, a vendor's name is quoted. */
const PROGRAM_SIGNS: readonly Sign[] = [
  ...signs('name', ['ollama run', 'claude -p', 'claude --print', 'gemini -p', 'gemini --prompt'], {
    before: '(?:["\'`/]|[|&;] {0,2})',
    after: '[ \\n"\'`]',
  }),
  ...signs('name', ['@google/gemini-cli', '@openai/codex', '@anthropic-ai/claude-code', '@github/copilot'], {
    before: '["\'` ]',
  }),
  ...signs('name', ['@qwen-code/qwen-code', 'opencode-ai'], { before: '["\'` ]' }),
  // `register('copilot', 0xec1e)` is an icon, which every editor in a page brings along.
  ...signs('name', ['codex', 'aichat', 'sgpt', 'copilot', 'qwen', 'opencode', 'aider'], {
    before: '["\'`/]',
    after: '[ "\'`](?!, ?\\d)',
  }),
  ...signs('name', ['llm'], {
    before: '["\'`/]',
    after: '(?:["\'`],)? ["\'`]?(?:-[ms]|--model|--system|prompt)\\b',
  }),
];

/** What a debt comment says; it is reported even where nothing else is found. */
const DEBT_SIGNS = signs('note', ['debt'], { before: 'tech[ \\t]*' });

/** Each file has one of them in which a glance finds a variable of the environment (`../glance.ts`). */
const ENVIRONMENT_SIGNS: readonly Sign[] = [
  ...signs('environment', ['env', 'basesettings']),
  {
    kind: 'environment',
    literal: '.get',
    pattern: /\.get(?:OrThrow)?(?:<\w{1,20}>)?\(\s{0,40}['"`][A-Z][A-Z0-9]*_/y,
  },
];

/** Everything that makes a file worth parsing or a closer look, whatever the policy says. */
export const SIGNS: readonly Sign[] = [
  ...SERVICES.flatMap(hostSigns),
  ...SERVICES.flatMap(({ sdks }) => sdks.flatMap(packageSigns)),
  ...signs('name', GLOBAL_SETTINGS),
  ...PATH_SIGNS,
  ...BINDING_SIGNS,
  ...MODEL_SIGNS,
  ...SETTING_SIGNS,
  ...ASKED_SIGNS,
  ...CALL_SIGNS,
  ...VENDOR_SIGNS,
  ...AUTHENTICATION_SIGNS,
  ...RETRY_SIGNS,
  ...RETRYING_MODEL_SIGNS,
  ...JOB_QUEUE_SIGNS,
  ...AGAIN_SIGNS,
  ...ESCAPE_SIGNS,
  ...HOST_SIGNS,
  ...SENDER_SIGNS,
  ...KEY_SIGNS,
  ...KEY_NAME_SIGNS,
  ...BODY_SIGNS,
  ...STREAM_SIGNS,
  ...PROGRAM_SIGNS,
  ...DEBT_SIGNS,
  ...ENVIRONMENT_SIGNS,
];

/** A host or a variable of the policy; `null` if it has too little ASCII to be looked for. */
export function textSign(text: string): Sign | null {
  const [telling = ''] = longestFirst(text.split(/[^\x20-\x7e]+/));
  return telling.length < SHORTEST_LITERAL ? null : { kind: 'name', literal: telling.toLowerCase() };
}

/**
 * A name of the policy, in whatever case, with or without separators: `llm_provider`, `llmProvider`, `LLM-provider`;
 * `null` as for {@link textSign}.
 */
export function nameSign(name: string): Sign | null {
  const words = name
    .replace(/([a-z\d])([A-Z])|([A-Z]+)([A-Z][a-z])/g, '$1$3_$2$4')
    .split(/[^a-zA-Z\d]+/)
    .filter((word) => word !== '');
  const [telling = ''] = longestFirst(words);
  if (telling.length < SHORTEST_LITERAL) return textSign(name);
  const at = words.indexOf(telling);
  const before = words.slice(0, at).map((word) => `${word}${BETWEEN_WORDS}`);
  const after = words.slice(at + 1).map((word) => `${BETWEEN_WORDS}${word}`);
  return signs('name', [telling], { before: before.join(''), after: after.join('') })[0] ?? null;
}

/** A separator, or a letter of another alphabet in UTF-8. */
const BETWEEN_WORDS = '[^a-z\\d]{0,4}';

function longestFirst(words: readonly string[]): string[] {
  return words.toSorted((a, b) => b.length - a.length);
}
