import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { Table } from '../code/tables.ts';
import { COUNTS, EFFORT, IS_SIGN, speaksOfLimit } from './limit-names.ts';
import { entriesByKind, entriesByModel } from './model-keys.ts';
import { isVendor, namesFamily } from './named-models.ts';

/** How many pictures a model is shown, and how large those are that it makes. */
const OF_FILES = /image|picture|resolution|pixel|video|audio|duration|upload|file|(?:^|_)refs?(?:_|$)/i;

const LIMITS = /token|context|window|limit|temperature|ctx|output|(?:thinking|reasoning)_?budget|timeout/i;

/** `{ "gpt-5": "low" }`: how much is thought before an answer. */
const EFFORTS = /effort|thinking|reasoning/i;

/** Whatever has a context window is a model, `{"tier-fast": 128000}`. */
const CONTEXTS = /context_?(?:window|length)/i;

/**
 * `MAX_TOKENS = {"gpt-4o": 4096}`, `{ [Model.Gpt4o]: 4096 }`, and by vendor, `{ openai: 4096 }`; under a name that says
 * nothing, only what can be nothing but tokens.
 */
export function limitsModels(resolver: Resolver, file: LinkedFile, { name, entries }: Table): boolean {
  if (COUNTS.test(name) || (OF_FILES.test(name) && !speaksOfLimit(name))) return false;
  const isNamed = LIMITS.test(name);
  const isOfModels = CONTEXTS.test(name);
  const isOfAnswers = speaksOfLimit(name);
  // What the prefilter knows no key of, it has to know by the table's name.
  const isSigned = IS_SIGN.test(name);
  const told = isSigned ? entries : entries.filter(({ key }) => key?.kind === 'text' && isTelling(key.text));
  const byModel = new Set(entriesByModel(resolver, file, told));
  const byKind = entriesByKind(told, byModel);
  const limits = entries.filter((entry) => {
    const { key, value } = entry;
    if (key === null) return limitsFamily(value, isOfAnswers) || limitsMatching(value);
    const text = key.kind === 'text' ? key.text : '';
    if (BOUND.test(text)) return false;
    if (isOfModels && value.kind === 'number' && isManyTokens(text, value.number)) return true;
    if (byModel.has(entry) && isOfAnswers && isRange(text, value)) return true;
    if (!byKind.has(entry)) return false;
    return resolver.resolve(file, value).some((one) => {
      if (one.kind === 'text') return EFFORTS.test(name) && EFFORT.test(one.text);
      if (one.kind !== 'number') return false;
      if (byModel.has(entry) && isNamed) return isLimit(name, one.number);
      if (OF_ALL.test(name)) return true;
      return (byModel.size > 0 || isOfAnswers) && isManyTokens(text, one.number);
    });
  });
  return limits.length > 1;
}

/** `{ min: 4096, max: 1000000 }`: what a setting may be. */
const BOUND = /^(?:min|max)(?:imum)?$/i;

/** `{ min: 1024, max: 32768 }` of one model. */
function isRange(model: string, value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.entries.some(
      ({ key, value }) =>
        key.kind === 'text' &&
        /^max(?:imum)?$/i.test(key.text) &&
        value.kind === 'number' &&
        isManyTokens(model, value.number),
    )
  );
}

/** Of a vendor, one has no other: a limit may be of how often it is asked. */
const OF_ALL = /temperature|timeout/i;

/** What the prefilter knows by itself. */
function isTelling(text: string): boolean {
  return isVendorModel(text) || isVendor(text);
}

/**
 * `{ match: "gemini", limit: 8192 }`: what models are told by, and how much those may use; of `{ model, tokens: 8192 }`
 * only where the table says so, for it may count what was used.
 */
function limitsFamily(value: Value, isOfLimits: boolean): boolean {
  const entries = value.kind === 'object' ? value.entries : [];
  if (entries.length !== 2) return false;
  const family = entries.find((entry) => entry.value.kind === 'text')?.value;
  const limit = entries.find((entry) => entry.value.kind === 'number');
  if (family?.kind !== 'text' || limit?.value.kind !== 'number' || limit.key.kind !== 'text') return false;
  const name = limit.key.text;
  const isLimit = isOfLimits || (LIMIT.test(name) && !COUNTS.test(name));
  return isLimit && namesFamily(family.text) && isManyTokens(family.text, limit.value.number);
}

/** `{ match: /^gpt-4o/, contextWindow: 128000 }`, `{ test: (id) => …, maxTokens: 8192 }`: of a pattern nothing is kept. */
function limitsMatching(value: Value): boolean {
  const entries = value.kind === 'object' ? value.entries : [];
  const named = entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : []));
  return (
    !named.some(({ name }) => COUNTS.test(name)) &&
    named.some(({ name, value }) => MATCHES.test(name) && PATTERNS.has(value.kind)) &&
    named.some(({ name, value }) => isModelLimit(name, value))
  );
}

function isModelLimit(name: string, value: Value): boolean {
  return (
    IS_SIGN.test(name) && speaksOfLimit(name) && value.kind === 'number' && isManyTokens('', value.number)
  );
}

const MATCHES = /^(?:match(?:es)?|pattern|regexp?|re|test)$/i;
const PATTERNS: ReadonlySet<Value['kind']> = new Set(['unknown', 'function', 'result']);

/** What says that so much may be used, and no more. */
const LIMIT = /max|limit|window|ctx|context_?(?:length|size)/i;

/** `3.7` may be a temperature; of tokens, it is how many letters one has, and `15` what a million of them costs. */
function isLimit(name: string, number: number): boolean {
  return OF_ALL.test(name) || (Number.isInteger(number) && number >= SHORTEST_ANSWER);
}

const SHORTEST_ANSWER = 50;

/** A whole number of thousands; those of embeddings are sizes of their vectors. */
export function isManyTokens(model: string, number: number): boolean {
  return Number.isInteger(number) && number >= FEWEST_TOKENS && !/embed/i.test(model);
}

const FEWEST_TOKENS = 2048;
