import { CALL_STEMS } from './call-names.ts';
import { SERVICES } from './catalog.ts';
import { HTTP_LIBRARIES } from './http-libraries.ts';
import { MODEL_STEMS } from './model-names.ts';
import { PATH_WORDS } from './paths.ts';

/** Labels of hosts that do not tell whose they are, or that are words of their own. */
const COMMON_LABELS = new Set([
  ...[
    'api',
    'www',
    'com',
    'ai',
    'co',
    'cn',
    'io',
    'net',
    'us',
    'xyz',
    'sh',
    'dev',
    'cloud',
    'run',
    'ml',
    'v0',
  ],
  ...[
    'router',
    'studio',
    'integrate',
    'models',
    'production',
    'services',
    'inference',
    'audio',
    'ark',
    'open',
  ],
  ...[
    'endpoints',
    'chat',
    'gateway',
    'client',
    'azure',
    'github',
    'together',
    'ibm',
    'cloudflare',
    'fast-api',
  ],
]);

/** First names of modules that many packages share. */
const COMMON_MODULES = new Set(['google', 'azure', 'ai', 'aio', 'client', 'cloud', 'sdk', 'inference']);

/** The label that tells a host apart: `openai` of `*.openai.azure.com`; else its longest part without wildcards. */
function tellingLabel(pattern: string): string {
  const host = pattern.replace(/\/.*$/, '');
  const labels = host.split('.').map((label) => label.replace(/^[*-]+|[*-]+$/g, ''));
  const telling = labels.find((label) => label.length > 1 && !COMMON_LABELS.has(label));
  return (
    telling ?? host.split('*').reduce((longest, part) => (part.length > longest.length ? part : longest))
  );
}

/** `from google import genai` names the parts of a module one by one: the telling one must be there. */
function tellingModule(module: string): string {
  const parts = module.includes('.') ? module.split('.') : [module];
  return parts.find((part) => !COMMON_MODULES.has(part)) ?? module;
}

/** An English word, so that only its import counts. */
const TOGETHER = 'together';

const WORDS: readonly string[] = [
  ...SERVICES.flatMap(({ hosts, sdks, local }) => [
    ...hosts.map(tellingLabel),
    ...sdks.flatMap(({ modules }) => modules.map(tellingModule)),
    ...(local?.names ?? []),
    ...(local?.ownPort ? local.ports.map(String) : []),
  ]),
  ...PATH_WORDS.strong,
];

/** So short that other words hold it by chance (`getTgid`): it counts only as a whole. */
const isShort = (word: string) => /^[a-z]{1,4}$/i.test(word);

/** Settings of a model of which a table of models has one, if it names no model. */
const SETTING_STEMS = [
  'max_?\\w{0,11}tokens',
  'temperature|top_?p\\b|num_?ctx',
  'context_?(?:window|length|size)|token_?limit',
];

/** Patterns of which one is in every file that names a service, its SDK or a path that is hardly anything else. */
export const STRONG_PATTERNS: readonly string[] = [
  ...minimalWords(WORDS.filter((word) => word !== TOGETHER && !isShort(word))).map(escapedWord),
  ...new Set(WORDS.filter(isShort).map((word) => `(?<![a-z])${word.toLowerCase()}(?![a-z])`)),
  `(?:import|from)[ \\t]+${TOGETHER}\\b`,
  ...CALL_STEMS,
  ...MODEL_STEMS,
  ...SETTING_STEMS,
  // One more of several imports. Told by what stands around it: a pattern for the whole line would take quadratic time.
  `,[ \\t\\r\\n\\\\]*${TOGETHER}[ \\t]*(?:[.,;#\\r\\n\\\\]|as\\b|$)`,
];

/** Two hexadecimal digits of an ASCII letter, of a digit or of one of `-./:_`. */
const SPELLING_BYTE = '(?:2[d-f]|3[0-9a]|[46][1-9a-f]|5[0-9af]|7[0-9a])';

/** An escape that spells part of a URL: such text may say anything. Control characters and accents spell none. */
export const ESCAPE_PATTERN = [
  `\\\\x${SPELLING_BYTE}`,
  `\\\\u(?:00${SPELLING_BYTE}|000000${SPELLING_BYTE}|\\{)`,
  '\\\\N\\{(?:LATIN|DIGIT|FULL|SOLIDUS|COLON|HYPHEN|LOW)',
  '\\\\0?(?:5[5-7]|6[0-7]|7[0-2]|1[0-7][0-7])',
].join('|');

/** A less telling path, whole or in parts; an escape may spell anything. */
export const WEAK_PATTERN = `[/'"\`](?:${PATH_WORDS.weak.join('|')})|${ESCAPE_PATTERN}`;

/** What every file has that sends a request to a host that it names. */
export const SENDER_PATTERN = [
  ...minimalWords(
    HTTP_LIBRARIES.flatMap(({ modules }) => modules).filter(
      (module) => !/^(?:node:)?https?$|^ws$/.test(module),
    ),
  ).map((module) => `\\b${escapedWord(module)}`),
  ...[
    'https?(?!://)',
    '\\bws\\b',
    'fetch',
    'post',
    'request',
    'stream',
    'axios',
    'ajax',
    'urlopen',
    'websocket',
  ],
  ...['\\bput\\b', '\\bpatch\\b', 'ws_connect', 'eventsource', 'sendbeacon'],
].join('|');

/** In lower case; a word that holds another one adds nothing. */
export function minimalWords(words: readonly string[]): string[] {
  const distinct = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word !== '');
  return distinct.filter((word) => !distinct.some((other) => other !== word && word.includes(other))).sort();
}

/** A word as the source of a regular expression. */
export function escapedWord(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
