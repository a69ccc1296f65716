import { isVendorModel } from '../../catalog/model-names.ts';
import type { CallFact, ClassFact, FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { givenValue, keptValues } from '../code/kept-values.ts';
import { callBehind, compareStarts, structureOf } from '../code/structure.ts';
import type { Table } from '../code/tables.ts';
import { CONSTANT, someOf, textsOf } from '../services/model-names.ts';
import { isManyTokens } from './limits-by-model.ts';
import { nameMade, settingsIn } from './model-settings.ts';
import { isVendor } from './named-models.ts';
import { CARRIES, setsModelUp } from './setting-names.ts';

/**
 * `MODELS = { 'gpt-4o': { contextLength: 128000, temperature: 0.7 } }`, `providers: [{ endpoint, model, temperature }]`: the
 * only model so far.
 */
export function loneModels(resolver: Resolver, file: LinkedFile): Table[] {
  return keptValues(file.facts).holders.flatMap(({ value, name, range }) => {
    if (value.kind === 'list') return loneItem(resolver, file, { value, name, range });
    const [entry, more] = value.kind === 'object' ? value.entries : [];
    if (!entry || more || entry.key.kind !== 'text' || !SPEAKS_OF_MODELS.test(name)) return [];
    const isByVendor = isVendor(entry.key.text);
    if (!(isByVendor || isVendorModel(entry.key.text)) || !maySetUp(entry.value)) return [];
    const settings = settingsIn(resolver, file, entry.value);
    const isSetUp = isByVendor ? settings.has('model') && settings.size > 2 : settings.size > 1;
    return isSetUp ? [{ name, range, entries: [entry], isLookedUp: false }] : [];
  });
}

/** An address, a model and what that is asked with, which nothing has but a model's configuration. */
function loneItem(
  resolver: Resolver,
  file: LinkedFile,
  { value, name, range }: { value: Value & { kind: 'list' }; name: string; range: Range },
): Table[] {
  const [item, more] = value.items;
  if (item?.kind !== 'object' || more || !HOLDS_MODELS.test(name)) return [];
  const settings = settingsIn(resolver, file, item);
  const isSetUp = settings.has('model') && settings.has('url') && settings.size > 2;
  return isSetUp ? [{ name, range, entries: [{ key: null, value: item }], isLookedUp: false }] : [];
}

const HOLDS_MODELS = /(?:models|llms|providers|model_?list)$/i;

/** Names of what may hold models. */
export const SPEAKS_OF_MODELS = /model|llm|provider/i;

/** `FAST_CONFIG = { model, temperature }` beside `STRONG_CONFIG = { … }`: what a table would hold, one by one. */
export function modelConstants(resolver: Resolver, file: LinkedFile): Pick<Table, 'name' | 'range'>[] {
  const { facts } = file;
  const constants = (facts.givings ?? []).flatMap((giving) => {
    const given = giving.to === 'name' ? givenValue(facts, giving) : null;
    const kept = given && { ...given, value: unfrozen(facts, given.value) };
    if (!kept || !(isConfiguration(file, kept.value) || isConstantObject(facts, kept))) return [];
    const models = modelsSaid(resolver, file, kept.value);
    if (models.length === 0) return [];
    const settings = settingsIn(resolver, file, kept.value);
    return settings.has('model') && settings.size > 1 ? [{ ...kept, models }] : [];
  });
  const classes = file.facts.classes.flatMap((fact) => classOfModel(resolver, file, fact));
  const all = [...constants, ...classes].toSorted((a, b) => compareStarts(a.range, b.range));
  const names = [...new Set(all.map(({ name }) => name))];
  // What one model is asked with in two forms, or by default, is no choice of models.
  const models = new Set(all.flatMap((one) => one.models));
  const [first] = all;
  return first && names.length > 1 && models.size > 1 ? [{ name: someOf(names), range: first.range }] : [];
}

/** Of `Object.freeze({ … })` what is in it. */
function unfrozen(facts: FileFacts, value: Value): Value {
  const call = callBehind(facts, value);
  const [held] = call && calledName(call.callee) === 'freeze' ? call.positional : [];
  return held ?? value;
}

/** `STRONG_CONFIG = { … }`; in a function, what is asked with what stands there. */
function isConstantObject(facts: FileFacts, { name, value, range }: KeptValue): boolean {
  const isNamed = CONSTANT.test(name) || HOLDS_SETTINGS.test(name);
  return isNamed && value.kind === 'object' && structureOf(facts).functionAt(range) === null;
}

/** `class Fast: model = "gpt-4o-mini"; max_tokens = 512` beside another. */
function classOfModel(
  resolver: Resolver,
  file: LinkedFile,
  { name, range, attributes, fields = [] }: ClassFact,
): (Pick<Table, 'name' | 'range'> & { models: string[] })[] {
  const said = attributes.flatMap((attribute) => {
    const [value] = attribute.values;
    return value ? [{ key: { kind: 'text' as const, text: attribute.name }, value, range }] : [];
  });
  const models = said.flatMap(({ value }) => (isChatModel(value) ? [value.text] : []));
  // `class ChatRequest(BaseModel): messages: list[str]; model: str = "gpt-4o"`: what callers send, and its defaults.
  const isRequest = fields.some((field) => CARRIES.test(field));
  if (models.length !== 1 || said.length < 2 || isRequest) return [];
  const settings = settingsIn(resolver, file, { kind: 'object', entries: said, spreads: [] });
  return settings.has('model') && settings.size > 1 ? [{ name, range, models }] : [];
}

/** `"gpt-4o"`, and `FAST_MODEL` that is one. */
function modelsSaid(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  const given = value.kind === 'object' ? value.entries : (callBehind(file.facts, value)?.named ?? []);
  return given.flatMap((one) => {
    const isNamed = one.value.kind === 'binding' || one.value.kind === 'import';
    const texts = isNamed ? textsOf(resolver, file, one.value) : [];
    return isChatModel(one.value) ? [one.value.text] : texts.filter(answers);
  });
}

/** A vendor's model that answers, which those of embeddings do not. */
function isChatModel(value: Value): value is Value & { kind: 'text' } {
  return value.kind === 'text' && answers(value.text);
}

function answers(model: string): boolean {
  return isVendorModel(model) && !/embed|whisper|tts|dall-e|image/i.test(model);
}

/** `{ plannerModel: 'gpt-4o', writerModel: 'gpt-4o-mini', temperature: 0.2 }`: models by role, and what all are sent. */
export function modelsByRole({ facts }: LinkedFile): Pick<Table, 'name' | 'range' | 'entries'>[] {
  return keptValues(facts).holders.flatMap(({ value, name, range }) => {
    if (value.kind !== 'object' || name === '') return [];
    const said = value.entries.map((entry) => ({
      ...entry,
      name: entry.key.kind === 'text' ? entry.key.text : '',
    }));
    if (said.some((entry) => CARRIES.test(entry.name))) return [];
    const models = said.filter((entry) => /model|llm/i.test(entry.name) && isChatModel(entry.value));
    const isSetUp = said.some((entry) => entry.value.kind === 'number' && setsModelUp(entry.name));
    return models.length > 1 && isSetUp ? [{ name, range, entries: value.entries }] : [];
  });
}

/** Whether a value may be an object, or what a constructor gives: a text or a number has no settings. */
export function maySetUp({ kind }: Value): boolean {
  return !PLAIN.has(kind);
}

const PLAIN: ReadonlySet<Value['kind']> = new Set([
  'text',
  'number',
  'boolean',
  'none',
  'join',
  'list',
  'function',
  'unknown',
]);

/** `ModelConfig(name="gpt-4", max_tokens=8192)`; a client or an agent is handed its settings too, to ask with them. */
export function isConfiguration(file: LinkedFile, value: Value): boolean {
  return HOLDS_SETTINGS.test(nameMade(file, value));
}

const HOLDS_SETTINGS = /(?:config|configuration|settings|spec|profile|preset|params|definition|info)$/i;

/**
 * `make("gpt-4o", 0.2)`, where `def make(model, temperature)`, and `make({ model: 'gpt-4o', temperature: 0.2 })`: what a
 * function of this file sets up.
 */
export function isSetUpByFunction(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  const call = callBehind(file.facts, value);
  if (call?.callee.kind !== 'function') return false;
  const parameters = parametersOf(file.facts, call.callee.function);
  return namesModelIn(resolver, file, call, parameters);
}

function parametersOf({ functions }: FileFacts, index: number): string[] {
  return (functions[index]?.parameters ?? []).map(({ name }) => name);
}

/** Whether a call is given a model and a setting: in an object, or by the names of the parameters. */
function namesModelIn(
  resolver: Resolver,
  file: LinkedFile,
  { positional, named }: CallFact,
  parameters: readonly string[],
): boolean {
  const [handed] = positional;
  const given = [
    ...positional.map((value, index) => ({ name: nameOfGiven(parameters[index], value), value })),
    ...named,
  ];
  const entries = given.map(({ name, value }) => ({
    key: { kind: 'text' as const, text: name },
    value,
    range: NOWHERE,
  }));
  const value: Value = handed?.kind === 'object' ? handed : { kind: 'object', entries, spreads: [] };
  const settings = settingsIn(resolver, file, value);
  return settings.has('model') && settings.size > 1;
}

const NOWHERE = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 };

/** A number of thousands beside a model, where nobody knows what it is given as, is how many tokens that may use. */
function nameOfGiven(parameter: string | undefined, value: Value): string {
  return parameter ?? (value.kind === 'number' && isManyTokens('', value.number) ? 'max_tokens' : '');
}

/** `super().__init__("gpt-4o", 16384)` in one class, and in another of another model. */
export function modelClasses(resolver: Resolver, file: LinkedFile): Pick<Table, 'name' | 'range'>[] {
  const { facts } = file;
  const made = facts.calls.filter((call) => {
    if (call.positional.length + call.named.length < 2 || !isToBase(call)) return false;
    return namesModelIn(resolver, file, call, constructorOf(resolver, file, call.callee));
  });
  const models = made.flatMap(
    ({ positional, named }) => [...positional, ...named.map(({ value }) => value)].find(isChatModel) ?? [],
  );
  const names = [...new Set(made.map(({ scope }) => scope.at(-2) ?? ''))];
  const [first] = made;
  return first && names.length > 1 && new Set(models.map(({ text }) => text)).size > 1
    ? [{ name: someOf(names), range: first.range }]
    : [];
}

/** `super(…)`, `super().__init__(…)`, which is the class that it is made from. */
function isToBase({ callee, construct, scope }: CallFact): boolean {
  if (scope.at(-1) === '__init__') return callee.kind === 'member' && callee.property === '__init__';
  return scope.at(-1) === 'constructor' && construct;
}

/** The parameters of a class's constructor, if one of this tree declares it. */
function constructorOf(resolver: Resolver, file: LinkedFile, callee: Value): string[] {
  const made = callee.kind === 'member' && callee.property === '__init__' ? callee.object : callee;
  const [of] = resolver.objects.resolve(file, made);
  if (of?.kind !== 'class') return [];
  const { facts } = of.file;
  const own = facts.classes[of.index]?.methods.find(({ name }) => /^(?:__init__|constructor)$/.test(name));
  return own ? parametersOf(facts, own.function) : [];
}
