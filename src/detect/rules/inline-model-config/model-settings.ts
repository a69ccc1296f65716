import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import { argumentsByField } from '../../link/members.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { saysSentence } from '../code/kept-values.ts';
import { callBehind } from '../code/structure.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { isConstant } from '../services/model-names.ts';
import type { Setting } from './setting-names.ts';
import { CARRIES, MAX_NAME, settingOf } from './setting-names.ts';
import type { WrittenField } from './shown-settings.ts';
import { isRecord, isShown } from './shown-settings.ts';

/** Deeper than `litellm_params` nobody looks. */
const MAX_NESTING = 2;

/**
 * Which settings of a model a value holds: an object, or what a constructor is given. Empty for what carries a
 * prompt, which is a request, for what hands on settings of which none is written there, and for what may be a model of
 * anything: `{ model: 'LX-200', host: '10.0.0.2' }`.
 */
export function settingsIn(resolver: Resolver, file: LinkedFile, value: Value): ReadonlySet<Setting> {
  const written = fieldsWritten(file, value);
  const isTold = isShown(written) && !CONFIGURES.test(nameMade(file, value));
  if (isTold || isRecord(written)) return new Set();
  const found = nothingFound();
  const isRequest = resolver.objects.resolve(file, value).some((one) => collect(resolver, one, found, 0));
  // `top_k` beside limits alone is how many results a search gives.
  if (found.ranks && (found.settings.has('model') || found.settings.has('url')))
    found.settings.add('sampling');
  // Where the gateway is says nothing of a model, if nothing else is set up.
  if (found.isGateway && !LIMITS.some((limit) => found.settings.has(limit))) found.settings.delete('url');
  // Prompts with what they are sent with, by language or by task, set no model up, whichever they are handed.
  const isOfPrompts = found.prompts && !found.namesModel && !found.settings.has('url');
  const isWritten = found.isWritten || (found.writesUrl && found.handedOn < 2);
  return isRequest || isOfPrompts || !isWritten || !found.isOfLlm ? new Set() : found.settings;
}

const CONFIGURES = /config(?:uration)?$|settings$/i;

/** The name of what a call makes: `ModelConfig`; `''` for what is no call. A class of this file is known by what it is. */
export function nameMade({ facts }: LinkedFile, value: Value): string {
  const callee = callBehind(facts, value)?.callee;
  if (!callee) return '';
  return (callee.kind === 'class' ? facts.classes[callee.class]?.name : calledName(callee)) ?? '';
}

const LIMITS: readonly Setting[] = ['tokens', 'context', 'sampling'];

interface Found {
  settings: Set<Setting>;
  /** Whether its URL is the gateway's. */
  isGateway: boolean;
  /** Whether it has `top_k`, which searches have too. */
  ranks: boolean;
  /** Whether it has a prompt of its own. */
  prompts: boolean;
  /** Whether it says which model. */
  namesModel: boolean;
  /** Whether one of them is said here, and not somewhere else; a URL says little beside what is handed on. */
  isWritten: boolean;
  writesUrl: boolean;
  /** How many are read from an object: `model: settings.model`. */
  handedOn: number;
  /** Whether one of them is of nothing but an LLM. */
  isOfLlm: boolean;
}

function nothingFound(): Found {
  return {
    settings: new Set(),
    isGateway: false,
    isWritten: false,
    writesUrl: false,
    handedOn: 0,
    ranks: false,
    prompts: false,
    namesModel: false,
    isOfLlm: false,
  };
}

/** Adds the settings of one value; true if it is a request, and not what an `input` and an `output` cost. */
function collect(resolver: Resolver, value: Resolved, found: Found, depth: number): boolean {
  const fields = fieldsOf(resolver, value);
  const isPriced = fields.some(({ name }) => name === 'output');
  const isTold = ({ name, value }: Field) =>
    (name === 'input' && (isPriced || listsModalities(value))) || (name === 'text' && saysHow(value));
  if (fields.some((field) => CARRIES.test(field.name) && !isTold(field)))
    return !collectBeside(resolver, fields, found, depth);
  const isSpent = fields.some(({ name }) => SPENT.test(name));
  const ends = new Set(fields.flatMap(({ value }) => endsOfPath(value)));
  for (const { name, value: field, file } of fields) {
    if (isSpent && COUNTED.test(name)) continue;
    found.ranks ||= RANKS.test(name);
    found.prompts ||= PROMPTS.test(name);
    const byName = isLabel(name, field) || isEmpty(field) ? null : settingOf(name);
    // `{ name: 'gemini-chat', url: 'https://…/functions/gemini-chat' }`: what an address is called.
    if (byName === null && field.kind === 'text' && ends.has(field.text)) continue;
    const setting = byName ?? (namesVendorModel(resolver, file, field) ? 'model' : null);
    if (setting) {
      found.settings.add(setting);
      found.isGateway ||= setting === 'url' && isGateway(resolver, file, field);
      const isSaid = saysValue(resolver, file, field);
      if (setting === 'url') found.writesUrl ||= isSaid;
      else if (setting !== 'patience') found.isWritten ||= isSaid;
      if (!isSaid && field.kind === 'member') found.handedOn++;
      found.namesModel ||= isSaid && setting === 'model';
      found.isOfLlm ||= isOfLlm(resolver, { name, value: field, file }, setting);
    } else if (depth < MAX_NESTING && holdsSettings(file, field)) {
      const inner = resolver.resolve(file, field);
      if (inner.some((one) => collect(resolver, one, found, depth + 1))) return true;
    }
  }
  return false;
}

/** `{ … }`, and `Limits(max_tokens=4096)` beside the model that they are for. */
function holdsSettings(file: LinkedFile, value: Value): boolean {
  return value.kind === 'object' || PART.test(nameMade(file, value));
}

const PART = /(?:limits?|features|capabilities|options|settings|params|config)$/i;

/** `input: ['text', 'image']`: what a model may be sent. */
function listsModalities(value: Value): boolean {
  return (
    value.kind === 'list' && value.items.every((item) => item.kind === 'text' && MODALITY.test(item.text))
  );
}

/** `text: true`, `text: { formats: ['json'] }`: whether and how there may be one, which none is. */
function saysHow({ kind }: Value): boolean {
  return kind === 'boolean' || kind === 'object';
}

const MODALITY = /^(?:text|image|audio|video|file|pdf)s?$/;

/** `functions/gemini-chat` and `gemini-chat` of `https://…/functions/gemini-chat`; no model's name has more parts. */
function endsOfPath(value: Value): string[] {
  if (value.kind !== 'text' || !value.text.includes('/')) return [];
  const parts = value.text.slice(-MAX_NAME).split('/').slice(-3);
  return parts.slice(1).map((_, index) => parts.slice(index + 1).join('/'));
}

function isGateway(resolver: Resolver, file: LinkedFile, field: Value): boolean {
  const urls = resolver.resolve(file, field);
  return (
    urls.length > 0 &&
    urls.every((one) => one.kind === 'text' && endpointOwner(resolver, one.text)?.isForeign === false)
  );
}

/** `{ prompt, config: { model, temperature } }`: a prompt that brings its model along is no request that is sent so. */
function collectBeside(resolver: Resolver, fields: readonly Field[], found: Found, depth: number): boolean {
  if (depth > 0) return false;
  return fields.some(({ name, value, file }) => {
    if (CARRIES.test(name) || value.kind !== 'object') return false;
    const beside = nothingFound();
    const isRequest = resolver.resolve(file, value).some((one) => collect(resolver, one, beside, depth + 1));
    if (isRequest || !beside.settings.has('model') || beside.settings.size < 2) return false;
    for (const setting of beside.settings) found.settings.add(setting);
    found.isWritten ||= beside.isWritten || beside.writesUrl;
    found.namesModel ||= beside.namesModel;
    found.isOfLlm ||= beside.isOfLlm;
    return true;
  });
}

/** What an object's entries, or a call's named arguments, say where they stand. */
function fieldsWritten(file: LinkedFile, value: Value): readonly WrittenField[] {
  return value.kind === 'object' ? entriesOf(file, value) : (callBehind(file.facts, value)?.named ?? []);
}

/** `{ model, inputTokens, cost }` says what was used, and sets nothing up. */
const SPENT = /cost|spent|latency|duration|elapsed|^(?:total_?)?(?:requests|calls)$/i;
const COUNTED = /^(?:total_?)?(?:input|output|prompt|completion|total|thinking)?_?tokens(?:_?used)?$/i;

const RANKS = /^top_?k$/i;
const PROMPTS = /(?:system|user)_?prompt|prompt_?template/i;

/** `4096`, `"gpt-4o"`, `MAX_TOKENS`; of what is chosen, `given ?? 4096`, each. */
export function saysValue(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  switch (value.kind) {
    case 'number':
      return true;
    case 'text':
      return value.text.trim() !== '';
    case 'environment':
      return value.fallback !== undefined && saysValue(resolver, file, value.fallback);
    case 'choice':
      return value.options.every((option) => saysValue(resolver, file, option));
    case 'join':
    case 'list':
    case 'object':
      return true;
    default:
      return isConstant(resolver, file, value);
  }
}

/** `'128000'`, `'128,000'` */
function isNumeral(text: string): boolean {
  return /^\s*\d[\d_,]*\s*$/.test(text);
}

/** `apiBase: ""`: a setting that somebody will make, or nobody. */
function isEmpty(field: Value): boolean {
  return field.kind === 'text' && field.text.trim() === '';
}

/** `Model: "Model"`, `Endpoint: "Your endpoint"`, `Temperature: { Title: … }`: what a page says of a setting. */
function isLabel(name: string, field: Value): boolean {
  if (field.kind === 'object') return !field.entries.some(({ value }) => value.kind === 'number');
  if (field.kind === 'function') return true;
  // `server: ['read', 'create']`: what somebody may do with it.
  if (field.kind === 'list') return field.items.every((item) => item.kind === 'text' && WORD.test(item.text));
  // `supports: { llm: true }`
  if (field.kind === 'boolean') return ['model', 'url'].includes(settingOf(name) ?? '');
  if (field.kind !== 'text') return false;
  // Of limits, `MAX_TOKENS: 'truncated'`, why an answer ended, and `contextWindow: '128K'`, which people read.
  const setting = settingOf(name);
  if (setting === 'tokens' || setting === 'context') return !isNumeral(field.text);
  if (/^stop$/i.test(name)) return !/\d/.test(field.text);
  // `temperature: 'number'`, which kind of value a field takes; `temperature: 'https://…'`, where it is explained.
  if (KIND.test(field.text) || (setting === 'sampling' && field.text.includes('://'))) return true;
  // `'base_url': 'openai_base_url'`: what a setting is called that holds it.
  if (setting === 'url' && /^\w+$/.test(field.text) && field.text.toLowerCase().endsWith(name.toLowerCase()))
    return true;
  // A path alone, of some request: `url: '/model/invoke'`; what is loaded from there: `url: 'https://…/model.gguf'`.
  if (setting === 'url' && (field.text.startsWith('/') || LOADED.test(field.text))) return true;
  // `base: 'flux2'`, what a model was made of.
  if (/base$/i.test(name) && !/[:/.]/.test(field.text)) return true;
  // No URL and no model's name is written like that.
  return /[^\x20-\x7e]|\S \S/.test(field.text) || field.text.toLowerCase() === name.toLowerCase();
}

/** Files, and pages of models and code. */
const LOADED =
  /\.(?:gguf|bin|safetensors|onnx|task|pth?|zip|gz|pdf|html?|md|png|jpe?g|svg)(?:$|\?)|^https?:\/\/(?:www\.)?(?:huggingface\.co|github\.com|modelscope\.cn)\//i;

const WORD = /^[a-z]+$/i;
const KIND = /^(?:string|number|integer|float|boolean|object|array)s?$/;

interface Field extends WrittenField {
  file: LinkedFile;
}

/** What an object holds, or a constructor is given. */
export function fieldsOf(resolver: Resolver, value: Resolved): Field[] {
  if (value.kind === 'record') return entriesOf(value.file, value.value);
  if (value.kind !== 'instance' || isAnswer(value.of)) return [];
  const { call, file } = value;
  const objects = call.positional.flatMap((one) => (one.kind === 'object' ? entriesOf(file, one) : []));
  const given =
    value.of.kind === 'class'
      ? argumentsByField(resolver, value.of, call)
      : [...call.named, ...call.positional.map((one) => ({ name: '', value: one }))];
  return [...given.map((one) => ({ ...one, file })), ...objects];
}

/** `client.text_generation(prompt, max_new_tokens=512)`: what was asked with settings has none. */
function isAnswer(made: Resolved): boolean {
  return made.kind === 'member' && ASKS.test(made.name);
}

const ASKS =
  /^a?(?:generate|complete|chat|ask|invoke|predict|query|respond)(?:$|_|[A-Z])|(?:generation|completions?)$/;

function entriesOf(file: LinkedFile, { entries }: Value & { kind: 'object' }): Field[] {
  return entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value, file }] : []));
}

/** Cars and printers are models too, pages have URLs and databases engines: only limits and samplings tell by themselves. */
function isOfLlm(resolver: Resolver, { name, value, file }: Field, setting: Setting): boolean {
  if (setting === 'patience') return false;
  if (setting !== 'url' && setting !== 'model') return true;
  const bare = name.replace(/[_-]/g, '');
  // Shops and printers have a default model and address too.
  if (OF_LLM.test(bare) && !/^default/i.test(bare)) return true;
  if (setting === 'model') return namesVendorModel(resolver, file, value);
  return resolver
    .resolve(file, value)
    .some((one) => one.kind === 'text' && (VERSIONED.test(one.text) || endpointOwner(resolver, one.text)));
}

const OF_LLM = /llm|deployment|base|api|openai|^model(?:endpoint|host)$/i;

/** Where an API begins: `http://models.internal/v1`. */
const VERSIONED = /\/v\d+\w*\/?$/;

function namesVendorModel(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind === 'text') return isVendorModel(value.text);
  if (NO_TEXT.has(value.kind) || saysSentence(value)) return false;
  return resolver.resolve(file, value).some((one) => one.kind === 'text' && isVendorModel(one.text));
}

const NO_TEXT: ReadonlySet<Value['kind']> = new Set([
  'object',
  'list',
  'number',
  'boolean',
  'none',
  'function',
]);
