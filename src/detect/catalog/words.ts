import { SERVICES } from './catalog.ts';
import { HTTP_LIBRARIES } from './http-libraries.ts';
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

/** Patterns of which one is in every file that names a service, its SDK or a path that is hardly anything else. */
export const STRONG_PATTERNS: readonly string[] = [
  ...minimalWords(WORDS.filter((word) => word !== TOGETHER)).map(escapedWord),
  `(?:import|from)[ \\t]+(?:[\\w., ]+,[ \\t]*)?${TOGETHER}\\b`,
];

/** A less telling path, whole or in parts; an escape may spell anything. */
export const WEAK_PATTERN = `[/'"\`](?:${PATH_WORDS.weak.join('|')})|\\\\[xuN0-7]`;

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
