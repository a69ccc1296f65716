import { createHash } from 'node:crypto';
import type { Policy } from '../policy/policy.ts';
import {
  ESCAPE_PATTERN,
  escapedWord,
  minimalWords,
  SENDER_PATTERN,
  STRONG_PATTERNS,
  WEAK_PATTERN,
} from './catalog/words.ts';
import { isContainer } from './containers/language.ts';
import { pageCode } from './containers/page-code.ts';
import { parseBase } from './endpoint.ts';
import type { Language } from './facts.ts';
import { readsLikeGateway } from './gateway-config/language.ts';
import type { Glance } from './glance.ts';
import { glanceAt } from './glance.ts';
import { KEY_PATTERN } from './keys/key-forms.ts';
import { isCode } from './languages.ts';

/**
 * Which blobs are worth parsing, by their bytes alone. A finding needs either a name of the catalogue or the policy
 * (`pattern`), or a URL pieced together from ordinary words (`words`), with a host, next to what sends it (`senders`).
 */
export interface Vocabulary {
  pattern: RegExp;
  words: RegExp;
  hosts: RegExp;
  senders: RegExp;
  /** Part of the key that a cached `Extraction` is kept under. */
  digest: string;
}

/** With this vocabulary every blob is parsed: for those that other files of their tree call for. */
export const EVERYTHING: Vocabulary = {
  pattern: /^/,
  words: /^/,
  hosts: /^/,
  senders: /^/,
  digest: 'everything',
};

/** The end of a stream: a function that handles it may be called from another file. */
const STREAM_PATTERN = '\\[DONE\\\\?\\]';

/** What a debt comment says; it is reported even where nothing else is found. */
const DEBT_PATTERN = 'tech[ \\t]*debt';

const WORDS = new RegExp(WEAK_PATTERN, 'i');
const HOSTS = new RegExp(`:\\\\?/\\\\?/|host|${ESCAPE_PATTERN}`, 'i');
const SENDERS = new RegExp(SENDER_PATTERN, 'i');

/** The vocabulary of the catalogue and of what the policy adds to it. */
export function prefilterVocabulary(policy: WordsOfPolicy): Vocabulary {
  const added = minimalWords(policyWords(policy)).map(escapedWord);
  const names = providerNames(policy).map(namePattern);
  const pattern = new RegExp(
    [...STRONG_PATTERNS, KEY_PATTERN, STREAM_PATTERN, DEBT_PATTERN, ...added, ...names].join('|'),
    'i',
  );
  const all = [pattern, WORDS, HOSTS, SENDERS].map(String).join('\n');
  const digest = createHash('sha256').update(all).digest('hex');
  return { pattern, words: WORDS, hosts: HOSTS, senders: SENDERS, digest };
}

type WordsOfPolicy = Pick<Policy, 'gateway' | 'services' | 'provider'>;

function policyWords({ gateway, services }: WordsOfPolicy): string[] {
  const hosts = gateway.urls.flatMap((url) => parseBase(url)?.host ?? []);
  return [...hosts, ...gateway.env, ...services.map((service) => service.replace(/:\d+$/, ''))];
}

function providerNames({ provider }: WordsOfPolicy): string[] {
  const all = [provider.module, provider.factory, ...provider.classes];
  return minimalWords(all.map((name) => name.replace(/[_-]/g, '')));
}

/** `llmprovider` is `llm_provider` and `llm-provider` too. */
function namePattern(name: string): string {
  return [...name].map(escapedWord).join('[_-]?');
}

/**
 * Whether a blob may hold a finding or a debt comment. Files that set environment variables or say where modules are
 * are few and small, and any line of theirs may matter elsewhere: they always may.
 */
export function mayMatter(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): boolean {
  if (language.startsWith('environment') || language === 'module-config') return true;
  const text = latin1(bytes);
  if (language === 'gateway-yaml') return readsLikeGateway(text);
  // Most pages have scripts that are quickly told to be none of ours, and most others have none.
  return speaks(text, vocabulary) && (!isContainer(language) || speaks(codeOf(text, language), vocabulary));
}

function speaks(text: string, { pattern, words, hosts, senders }: Vocabulary): boolean {
  return pattern.test(text) || (words.test(text) && hosts.test(text) && senders.test(text));
}

/** What is noted of a blob that may not matter by itself; `null` if nothing could make it matter. */
export function glanceOf(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): Glance | null {
  if (!isCode(language)) return null;
  const text = codeOf(latin1(bytes), language);
  return glanceAt(text, language, vocabulary.words.test(text), vocabulary.hosts.test(text));
}

/** Whether a blob has what every file has that sends a request. */
export function maySend(bytes: Uint8Array, vocabulary: Vocabulary): boolean {
  return vocabulary.senders.test(latin1(bytes));
}

/** What of a text is code; the same text where all of it is. */
function codeOf(text: string, language: Language): string {
  return isContainer(language) ? pageCode(text, language).code : text;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
