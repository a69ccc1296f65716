import { createHash } from 'node:crypto';
import type { Policy } from '../policy/policy.ts';
import { SERVICES } from './catalog/catalog.ts';
import { PATH_WORDS } from './catalog/paths.ts';
import { parseBase } from './endpoint.ts';
import type { Language } from './facts.ts';

/**
 * Which blobs are worth parsing, by their bytes alone. A finding needs either a name of the catalogue or the policy
 * (`pattern`), or a URL pieced together from ordinary words (`words`) next to something that sends it (`senders`).
 */
export interface Vocabulary {
  pattern: RegExp;
  words: RegExp;
  senders: RegExp;
  /** Part of the key that a cached `Extraction` is kept under. */
  digest: string;
}

/** The vocabulary of the catalogue and of what the policy adds to it. */
export function prefilterVocabulary(policy: Pick<Policy, 'gateway' | 'services'>): Vocabulary {
  const pattern = anyOf([...catalogWords(), ...policyWords(policy), ...PATH_WORDS.strong, ...DEBT_WORDS]);
  const words = anyOf([...PATH_WORDS.weak, ...LOCAL_PORTS]);
  const digest = createHash('sha256').update([pattern, words, SENDERS].map(String).join('\n')).digest('hex');
  return { pattern, words: withEscapes(words), senders: SENDERS, digest };
}

/**
 * Whether a blob may hold a finding or a debt comment. Files of environment variables are few and small, and
 * any line of theirs may matter elsewhere: they always may.
 */
export function mayMatter(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): boolean {
  if (language.startsWith('environment')) return true;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  if (vocabulary.pattern.test(text)) return true;
  return vocabulary.words.test(text) && vocabulary.senders.test(text);
}

/** What a debt comment says; it is reported even where nothing else is found. */
const DEBT_WORDS = ['tech debt', 'techdebt'];

const LOCAL_PORTS = SERVICES.flatMap(({ local }) => local?.ports.map(String) ?? []);

const SENDERS =
  /fetch|axios|request|https?|urlopen|urllib|post\b|\bgot\b|\bky\b|undici|websocket|aiohttp|ajax|connect/i;

function catalogWords(): string[] {
  return SERVICES.flatMap(({ hosts, sdks, local }) => [
    ...hosts.map(distinctPart),
    ...sdks.flatMap(({ modules }) => modules.map(moduleWord)),
    ...(local?.names ?? []),
  ]);
}

/** The last name of a host that tells it apart: `openai` of `*.openai.azure.com`. */
function distinctPart(host: string): string {
  const labels = host
    .replace(/\/.*$/, '')
    .split('.')
    .map((label) => label.replace(/^[*-]+|[*-]+$/g, ''));
  const telling = labels.filter((label) => label.length > 1 && !COMMON_LABELS.has(label));
  return telling[0] ?? host;
}

const COMMON_LABELS = new Set([
  'api',
  'com',
  'ai',
  'co',
  'cn',
  'io',
  'net',
  'cloud',
  'us',
  'xyz',
  'www',
  'router',
  'studio',
  'integrate',
  'models',
  'production',
  'services',
  'inference',
  'ml',
  'audio',
  'ark',
  'open',
  'endpoints',
  'chat',
  'run',
  'sh',
  'dev',
  'gateway',
  'client',
]);

/** A module is imported by its first name and one of its exports: the first name must be there. */
function moduleWord(module: string): string {
  const dotted = module.includes('.') ? module.split('.') : [module];
  return dotted.find((part) => !COMMON_MODULES.has(part)) ?? module;
}

const COMMON_MODULES = new Set(['google', 'azure', 'ai', 'client', 'cloud', 'sdk', 'langchain', 'inference']);

function policyWords({ gateway, services }: Pick<Policy, 'gateway' | 'services'>): string[] {
  const hosts = gateway.urls.flatMap((url) => parseBase(url)?.host ?? []);
  return [...hosts, ...gateway.env, ...services.map((service) => service.replace(/:\d+$/, ''))];
}

function anyOf(words: string[]): RegExp {
  const distinct = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word !== '');
  const minimal = distinct.filter(
    (word) => !distinct.some((other) => other !== word && word.includes(other)),
  );
  return new RegExp(minimal.sort().map(escaped).join('|'), 'i');
}

/** `"\u0061pi…"` may spell anything. */
function withEscapes(words: RegExp): RegExp {
  return new RegExp(`${words.source}|\\\\[xuN0-7]`, 'i');
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
