import { createHash, type Hash } from 'node:crypto';
import { testMatcher } from '../policy/ignore.ts';
import type { Policy } from '../policy/policy.ts';
import type { Sign } from './catalog/sign.ts';
import { nameSign, SIGNS, textSign } from './catalog/signs.ts';
import { containedCode } from './containers/contained-code.ts';
import type { ContainerLanguage } from './containers/language.ts';
import { isContainer } from './containers/language.ts';
import { encodingOf, latin1 } from './encoding.ts';
import { parseBase } from './endpoint.ts';
import type { CodeLanguage, Language } from './facts.ts';
import { readsLikeGateway } from './gateway-config/language.ts';
import type { Glance } from './glance.ts';
import { glanceAt } from './glance.ts';
import { mayHoldKey } from './keys/key-forms.ts';
import { isCode } from './languages.ts';
import { withoutOwnLineComments } from './own-line-comments.ts';
import { type Registry, registryOf } from './registry.ts';
import type { SignSearch } from './sign-search.ts';
import { createSignSearch, KIND_BITS } from './sign-search.ts';

/**
 * Which blobs are worth parsing, by their bytes alone: see `SignKind` for what a file has to hold. It is plain data, so
 * that it can be sent to a thread.
 */
export interface Vocabulary {
  /** What the policy adds to the signs of the catalogue; `null` if every blob is worth parsing. */
  added: readonly Sign[] | null;
  /** Globs of tests, of which only keys are wanted: see {@link vocabularyByPath}. */
  tests: readonly string[];
  /** Set for a test's, of which only what may hold a key is worth parsing: what code is looked at with that is none. */
  asCode?: Vocabulary;
  /** Part of the key that a cached `Extraction` is kept under. */
  digest: string;
}

/** With this vocabulary every blob is parsed: for those that other files of their tree call for. */
export const EVERYTHING: Vocabulary = { added: null, tests: [], digest: 'everything' };

/** The vocabulary of the catalogue and of what the policy adds to it. */
export function prefilterVocabulary(policy: WordsOfPolicy): Vocabulary {
  const wanted = [...policyWords(policy).map(textSign), ...providerNames(policy).map(nameSign)];
  const added = wanted.filter((sign) => sign !== null);
  const { tests } = policy.paths;
  // What cannot be looked for may stand in any file.
  if (added.length < wanted.length) return { ...EVERYTHING, tests };
  catalogueDigest ??= createHash('sha256').update(SIGNS.map(shown).join('\n'));
  const digest = catalogueDigest.copy().update(['', ...added.map(shown)].join('\n'));
  return { added, tests, digest: digest.digest('hex') };
}

/** Of the thousands of signs that no policy changes: told once. */
let catalogueDigest: Hash | undefined;

function shown({ kind, literal, pattern, registry }: Sign): string {
  return [kind, literal, pattern, registry].join(' ');
}

type WordsOfPolicy = Pick<Policy, 'gateway' | 'services' | 'provider' | 'paths'>;

function policyWords({ gateway, services }: WordsOfPolicy): string[] {
  const hosts = gateway.urls.flatMap((url) => parseBase(url)?.host ?? []);
  return [...hosts, ...gateway.env, ...services.map((service) => service.replace(/:\d+$/, ''))];
}

function providerNames({ provider }: WordsOfPolicy): string[] {
  return [provider.module, provider.factory, ...provider.classes];
}

/**
 * What the blob at a path is looked at with. Unless scanned code imports it, which calls for it then, a test may hold no
 * other finding than a key, and what else it says counts nowhere (decisions 2 and 5).
 */
export function vocabularyByPath(vocabulary: Vocabulary): (path: string, language: Language) => Vocabulary {
  const isTest = testCodeOf(vocabulary);
  const ofTests = { ...vocabulary, asCode: vocabulary, digest: `keys ${vocabulary.digest}` };
  return (path, language) => (isTest(path, language) ? ofTests : vocabulary);
}

/** Which code is looked at as a test; other files say for every path what they set. */
export function testCodeOf({ tests }: Vocabulary): (path: string, language: Language) => boolean {
  if (tests.length === 0) return () => false;
  const matches = matcherFor(tests);
  return (path, language) => isCodeAlone(language) && matches(path);
}

const matchers = new Map<string, (path: string) => boolean>();

/** A thread is sent the same globs again and again. */
function matcherFor(tests: readonly string[]): (path: string) => boolean {
  const key = tests.join('\n');
  const known = matchers.get(key);
  if (known) return known;
  const matcher = testMatcher({ paths: { ignore: [], tests: [...tests] } });
  if (matchers.size >= MOST_SEARCHES) matchers.clear();
  matchers.set(key, matcher);
  return matcher;
}

/** What can be seen of a blob without parsing it. */
export interface Sight {
  /** Whether it may hold a finding or a debt comment. */
  mayMatter: boolean;
  /** Whether it holds an ordinary word of an inference path. */
  words: boolean;
  /** Whether it names a host. */
  hosts: boolean;
  /** Whether it has what every file has that sends a request. */
  sends: boolean;
  /** Whether it says that it tries something again. */
  again: boolean;
  /** Whether it may read a variable of the environment. */
  environment: boolean;
  /** Whether it is a test that might matter if it were none. */
  asCode: boolean;
}

const EVERYTHING_MATTERS = sight(true, () => true);
const NOTHING_MATTERS = sight(false, () => false);

function sight(mayMatter: boolean, has: (kind: keyof typeof KIND_BITS) => boolean): Sight {
  return {
    mayMatter,
    words: has('word'),
    hosts: has('host'),
    sends: has('sender'),
    again: has('again'),
    environment: has('environment'),
    asCode: false,
  };
}

/**
 * Looks at a blob, given by its {@link latin1 bytes as characters}. Files that set environment variables or say where
 * modules are are few and small, and any line of theirs may matter elsewhere: they always may. Of a file that may
 * matter no more is said than that.
 */
export function lookAt(bytes: string, language: Language, vocabulary: Vocabulary): Sight {
  if (language.startsWith('environment') || language === 'module-config') return EVERYTHING_MATTERS;
  if (language === 'gateway-yaml') return readsLikeGateway(bytes) ? EVERYTHING_MATTERS : NOTHING_MATTERS;
  if (encodingOf(bytes) !== 'utf-8') return EVERYTHING_MATTERS;
  const { asCode } = vocabulary;
  const seen = lookAtAll(bytes, language, asCode ?? vocabulary);
  return asCode && seen.mayMatter && !mayHoldKey(bytes) ? { ...seen, mayMatter: false, asCode: true } : seen;
}

function lookAtAll(bytes: string, language: Language, vocabulary: Vocabulary): Sight {
  if (vocabulary.added === null) return EVERYTHING_MATTERS;
  return isContainer(language)
    ? lookAtCode(bytes, language, vocabulary)
    : searchIn(bytes, language, vocabulary);
}

/** Markup is text as it is, and most of it is quickly told to be none of ours; a notebook's code is spelled in JSON. */
function lookAtCode(bytes: string, language: ContainerLanguage, vocabulary: Vocabulary): Sight {
  const whole = language === 'notebook' ? null : searchIn(bytes, language, vocabulary);
  if (whole && !whole.mayMatter) return whole;
  const { code, language: inner, isWhole } = codeIn(bytes, language);
  return searchIn(isWhole ? code : bytes, inner, vocabulary);
}

function searchIn(bytes: string, language: Language, vocabulary: Vocabulary): Sight {
  // Packages of the other language tell nothing.
  const registry = isCode(language) ? registryOf(language) : null;
  const kinds = kindsIn(bytes, language, searchFor(vocabulary, registry));
  return isEnough(kinds) ? EVERYTHING_MATTERS : sight(false, (kind) => (kinds & KIND_BITS[kind]) !== 0);
}

/** Comments speak of everything: where they alone tell something, what is in them alone does not count. */
function kindsIn(bytes: string, language: Language, search: SignSearch): number {
  const kinds = search(bytes, isEnough);
  if (!isEnough(kinds) || isNote(kinds) || !isCodeAlone(language)) return kinds;
  const withoutComments = search(withoutOwnLineComments(bytes, language), isEnough);
  return isEnough(withoutComments) ? withoutComments : withoutComments | notesIn(bytes);
}

function isCodeAlone(language: Language): language is CodeLanguage {
  return isCode(language) && !isContainer(language);
}

let noteSearch: SignSearch | null = null;

/** What counts in a comment too. */
function notesIn(bytes: string): number {
  noteSearch ??= createSignSearch(SIGNS.filter(({ kind }) => kind === 'note'));
  return noteSearch(bytes, isNote);
}

function isNote(kinds: number): boolean {
  return (kinds & KIND_BITS.note) !== 0;
}

const RETRIED = KIND_BITS.call | KIND_BITS.retry;
const SENT = KIND_BITS.word | KIND_BITS.host | KIND_BITS.sender;

function isEnough(kinds: number): boolean {
  return isName(kinds) || (kinds & RETRIED) === RETRIED || (kinds & SENT) === SENT;
}

function isName(kinds: number): boolean {
  return (kinds & (KIND_BITS.name | KIND_BITS.note)) !== 0;
}

const searches = new Map<string, SignSearch>();

/** By digest: a vocabulary that was sent to a thread is another object each time. */
function searchFor({ added, digest }: Vocabulary, registry: Registry | null): SignSearch {
  const key = `${digest} ${registry}`;
  const known = searches.get(key);
  if (known) return known;
  const tells = (sign: Sign) => !sign.registry || registry === null || sign.registry === registry;
  const search = createSignSearch([...SIGNS, ...(added ?? [])].filter(tells));
  if (searches.size >= MOST_SEARCHES) searches.clear();
  searches.set(key, search);
  return search;
}

/** A policy has two; a server judges by one policy after another. */
const MOST_SEARCHES = 32;

/** Whether a blob may hold a finding or a debt comment. */
export function mayMatter(bytes: Uint8Array, language: Language, vocabulary: Vocabulary): boolean {
  return lookAt(latin1(bytes), language, vocabulary).mayMatter;
}

/** Whether a name or a text of code, which stands between quotes there, would make a file matter by itself. */
export function tellsOf(text: string, vocabulary: Vocabulary): boolean {
  const bytes = Buffer.from(`"${text}"`, 'utf8');
  return isName(searchFor(vocabulary, null)(latin1(bytes), isName));
}

/** What is noted of a blob that may not matter by itself; `null` if nothing could make it matter. */
export function glanceOf(bytes: string, language: Language, seen: Sight): Glance | null {
  if (!isCode(language)) return null;
  const { code, language: inner } = codeIn(bytes, language);
  return glanceAt(code, inner, seen);
}

/** The code of a blob, its bytes as characters; `isWhole` is false if some of it could not be read. */
function codeIn(bytes: string, language: Language): { code: string; language: Language; isWhole: boolean } {
  if (!isContainer(language)) return { code: bytes, language, isWhole: true };
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  const { code, language: inner, problems } = containedCode(text, language);
  return { code: latin1(Buffer.from(code, 'utf8')), language: inner, isWhole: problems.length === 0 };
}
