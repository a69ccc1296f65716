import { isRouted, isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { Table, TableEntry } from '../code/tables.ts';

/** A table by model: prices, limits, labels, other names for it; not one that leads on to the providers of models. */
export function namesModels({ name, entries }: Pick<Table, 'name' | 'entries'>): boolean {
  if (isOfStandIns(name, entries)) return false;
  const models = entries.filter(({ key }) => isModel(key));
  const routed = models.filter(
    ({ key, value }) =>
      key?.kind === 'text' &&
      value.kind === 'text' &&
      ((isRouted(value.text) && !isRouted(key.text)) || isOfOtherMaker(key.text, value.text)),
  );
  if (isOfOwnNames(entries)) return true;
  return models.length * 2 >= entries.length && (routed.length < 2 || isOwnPrefix(routed));
}

/** `"gpt-4o"`, and `("gpt-4o", "openai")`. */
function isModel(key: Value | null): boolean {
  const texts = key?.kind === 'list' ? key.items : [key];
  return texts.some((one) => one?.kind === 'text' && isVendorModel(one.text));
}

/** `FALLBACKS = {"gpt-4o": ["gpt-4o-mini"]}`: of a model, those that stand in for it. */
export function isOfStandIns(name: string, entries: TableEntry[]): boolean {
  return STAND_INS.test(name) && entries.every(({ key, value }) => isStandIn(key, value));
}

const STAND_INS =
  /fall_?back|backup|substitut|alternat|(?:up|down)_?grade|escalat|(?:quality|speed|cheaper|faster|better|stronger|lighter|light_?weight|smaller)_?(?:map|models?)/i;

function isStandIn(key: Value | null, value: Value): boolean {
  const others = value.kind === 'list' ? value.items : [value];
  return [...others, key].every((one) => one?.kind === 'text' && isVendorModel(one.text));
}

/** `TASK_SCORES = {"code": {"gpt-4o": 95, …}, …}`: of a task, how well each model does it, of which the best is taken. */
export function isOfScores(table: string, { entries }: Value & { kind: 'object' }): boolean {
  return SCORES.test(table) && entries.every(({ key, value }) => value.kind === 'number' && isModel(key));
}

const SCORES = /(?:scores?|strengths?|rank(?:ing)?s?|ratings?|affinit(?:y|ies)|suitability|preferences?)$/i;

/** Each model under a name of one's own that says it, and not whose it is: `{"llama3": "ollama/llama3"}` settles that. */
function isOfOwnNames(entries: TableEntry[]): boolean {
  const isSettled = entries.every(({ value }) => value.kind === 'text' && isRouted(value.text));
  return (!isSettled || isOfMaker(entries)) && entries.every(isOwnName);
}

/**
 * `"groq-llama-3.1-8b": "llama-3.1-8b-instant"`, `[Model.GPT_4O]: "gpt-4o"`, `"opus": Model.CLAUDE_OPUS`, and
 * `gpt_4o: { model: "gpt-4o", … }`
 */
function isOwnName({ key, value: given }: TableEntry): boolean {
  const value = modelIn(given) ?? given;
  const name = key?.kind === 'text' ? key.text : key?.kind === 'member' ? key.property : '';
  const said = bare(name.replace(/^[a-z]+[-_/:]/, ''));
  if (value.kind === 'member')
    return NAMES_MODEL.test(value.property) && said.length > 3 && bare(value.property).includes(said);
  if (value.kind === 'text' && CLAUDES.test(name)) return bare(value.text).includes(bare(name));
  if (value.kind !== 'text') return false;
  // `gpt_5`, of which nothing but a number stands behind whose it is.
  if (!/[a-z]/.test(said)) return saysInWords(name, value.text);
  // `"mistral_large_cloud": "mistral-large"`: one word is whose it is, as in `"mistral": "mistral-large"`.
  if (!/\d/.test(said)) return wordsSaid(name, value.text) > 1 && saysInWords(name, value.text);
  return bare(value.text).includes(said) || saysInWords(name, value.text);
}

/** The model of a row that says more of it. */
function modelIn(row: Value): Value | undefined {
  if (row.kind !== 'object') return undefined;
  const own = row.entries.find(
    ({ key }) => key.kind === 'text' && /^model(?:_?(?:id|name))?$/i.test(key.text),
  );
  return own?.value ?? modelById(row);
}

/** `{ id: 'claude-haiku-4-5', provider: 'anthropic' }`: a model by its own name; not what a person is shown of one. */
export function modelById({ entries }: Value & { kind: 'object' }): Value | undefined {
  const named = entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : []));
  const isShown = named.some(
    ({ name, value }) =>
      SHOWN.test(name) || (name === 'name' && value.kind === 'text' && value.text.includes(' ')),
  );
  if (isShown) return undefined;
  return named.find(
    ({ name, value }) => /^(?:id|name)$/.test(name) && value.kind === 'text' && isVendorModel(value.text),
  )?.value;
}

const SHOWN =
  /^(?:label|title|description|recommendation|display_?name|icon|emoji|badge|tagline|about|note|hint)$/i;

function wordsSaid(name: string, model: string): number {
  const own = new Set(wordsAndNumbers(model));
  return wordsAndNumbers(name).filter((word) => own.has(word)).length;
}

/** `"haiku": "claude-haiku-4-5"` */
const CLAUDES = /^(?:opus|sonnet|haiku)$/i;

/** `{"opus": "anthropic/claude-opus-4"}`: nobody else makes those. */
function isOfMaker(entries: TableEntry[]): boolean {
  return entries.every(({ value }) => value.kind === 'text' && value.text.startsWith('anthropic/claude'));
}

/** Whether a name, or a part of one, is that of a model, with its version or without: `opus` of `claude-opus-4`. */
export function saysModel(name: string, model: string): boolean {
  const [own, whole] = [bare(name), bare(model)];
  return whole.includes(own) || own.includes(whole) || saysInWords(name, model);
}

/** `FLASH_THINKING_2_5: 'gemini-2.5-flash-preview'`: its version, and most of its other words, in whatever order. */
function saysInWords(name: string, model: string): boolean {
  const [words, own] = [wordsAndNumbers(name), new Set(wordsAndNumbers(model))];
  const said = words.filter((word) => own.has(word));
  const isMost = said.length * 2 > words.length && said.some((word) => /[a-z]{3}/.test(word));
  return isMost && words.every((word) => !/\d/.test(word) || own.has(word));
}

function wordsAndNumbers(text: string): string[] {
  return text.toLowerCase().match(/[a-z]+|\d+/g) ?? [];
}

/** `CLAUDE_OPUS`, `GPT_4O` */
const NAMES_MODEL = /^(?:GPT|CLAUDE|GEMINI|LLAMA|MISTRAL|DEEPSEEK|QWEN|GROK)_[A-Z\d_]+$/;

/**
 * `{"llama3-8b": "groq/llama3-8b", "gpt4o": "openai/gpt-4o-2024-08-06"}`: models with one provider's name before each, and
 * with their versions behind.
 */
function isOwnPrefix(entries: TableEntry[]): boolean {
  const prefixes = entries.map(({ key, value }) => {
    if (key?.kind !== 'text' || value.kind !== 'text') return null;
    const start = value.text.lastIndexOf('/') + 1;
    const [name, model] = [bare(key.text), bare(value.text.slice(start))];
    const isSame = name !== '' && model.startsWith(name) && /^\d*$/.test(model.slice(name.length));
    return isSame && start > 0 ? value.text.slice(0, start) : null;
  });
  return prefixes.every((prefix) => prefix !== null && prefix === prefixes[0]);
}

/** `{"claude-opus-4": "llama-3.3", "claude-haiku-4": "llama-3.3"}`: one model in place of every other maker's. */
export function isInPlaceOfAll(entries: readonly TableEntry[]): boolean {
  return entries.every(
    ({ key, value }) =>
      key?.kind === 'text' &&
      value.kind === 'text' &&
      isVendorModel(key.text) &&
      isOfOtherMaker(key.text, value.text),
  );
}

/** `{"claude-sonnet-4": "gpt-5"}`: another vendor's model in place of the one that was asked for. */
function isOfOtherMaker(model: string, other: string): boolean {
  const [maker, another] = [MAKER.exec(model)?.[0], MAKER.exec(other)?.[0]];
  return maker !== undefined && another !== undefined && maker !== another;
}

const MAKER = /gpt|claude|gemini|gemma|llama|mistral|deepseek|qwen|grok|command/;

/** `GPT_4O = "gpt-4o"`, `GROQ_LLAMA_3_8B = "llama3-8b-8192"`: most members of an enum are models by their own names. */
export function spellsModels({ entries }: Pick<Table, 'entries'>): boolean {
  const spelt = entries.filter(
    ({ key, value }) =>
      key?.kind === 'text' &&
      value.kind === 'text' &&
      (bare(value.text).includes(bare(key.text)) || saysInWords(key.text, value.text)),
  );
  return spelt.length * 2 >= entries.length;
}

function bare(name: string): string {
  return name.replace(/[^a-z\d]/gi, '').toLowerCase();
}
