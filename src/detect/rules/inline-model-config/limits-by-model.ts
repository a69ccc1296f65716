import { isVendorModel } from '../../catalog/model-names.ts';
import { vendorInName, vendorOfKey } from '../../catalog/vendor-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { Table } from '../code/tables.ts';
import { COUNTS, IS_SIGN, speaksOfLimit } from './limit-names.ts';
import { entriesByModel } from './model-keys.ts';
import { namesFamily } from './named-models.ts';

const LIMITS = /token|context|window|limit|temperature|ctx|output|(?:thinking|reasoning)_?budget|timeout/i;

/** `{ "gpt-5": "low" }`: how much is thought before an answer. */
const EFFORTS = /effort|thinking|reasoning/i;
const EFFORT = /^(?:none|minimal|low|medium|high|xhigh|max)$/;

/** Whatever has a context window is a model, `{"tier-fast": 128000}`. */
const CONTEXTS = /context_?(?:window|length)/i;

/**
 * `MAX_TOKENS = {"gpt-4o": 4096}`, `{ [Model.Gpt4o]: 4096 }`, and by vendor, `{ openai: 4096 }`; under a name that says
 * nothing, only what can be nothing but tokens.
 */
export function limitsModels(resolver: Resolver, file: LinkedFile, { name, entries }: Table): boolean {
  if (COUNTS.test(name)) return false;
  const isNamed = LIMITS.test(name);
  const isOfModels = CONTEXTS.test(name);
  const isOfAnswers = speaksOfLimit(name);
  // What the prefilter knows no key of, it has to know by the table's name.
  const isSigned = IS_SIGN.test(name);
  const told = isSigned ? entries : entries.filter(({ key }) => key?.kind === 'text');
  const byModel = new Set(entriesByModel(resolver, file, told));
  const limits = entries.filter((entry) => {
    const { key, value } = entry;
    if (key === null) return limitsFamily(value, isOfAnswers);
    const text = key.kind === 'text' ? key.text : '';
    if (!byModel.has(entry) || !(isSigned || isVendorModel(text))) {
      const isOne = isOfModels || (isOfAnswers && isVendor(text));
      return isOne && value.kind === 'number' && isManyTokens(text, value.number);
    }
    return resolver.resolve(file, value).some((one) => {
      if (one.kind === 'text') return EFFORTS.test(name) && EFFORT.test(one.text);
      if (one.kind !== 'number') return false;
      return isNamed ? isLimit(name, one.number) : isManyTokens(text, one.number);
    });
  });
  return limits.length > 1;
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

/** What says that so much may be used, and no more. */
const LIMIT = /max|limit|window|ctx|context_?(?:length|size)/i;

/** `openai`, `anthropic`; each makes the prefilter look at the file, as `openai: 4096` too. */
export function isVendor(text: string): boolean {
  return vendorOfKey(text) !== null && vendorInName(text)?.isTelling === true;
}

/** `3.7` may be a temperature; of tokens, it is how many letters one has. */
function isLimit(name: string, number: number): boolean {
  return Number.isInteger(number) || /temp/i.test(name);
}

/** A whole number of thousands; those of embeddings are sizes of their vectors. */
function isManyTokens(model: string, number: number): boolean {
  return Number.isInteger(number) && number >= FEWEST_TOKENS && !/embed/i.test(model);
}

const FEWEST_TOKENS = 2048;
