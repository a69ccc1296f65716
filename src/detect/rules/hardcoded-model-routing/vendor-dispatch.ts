import { asksByName, namesLlmCall } from '../../catalog/call-names.ts';
import { serviceOfDomain } from '../../catalog/hosts.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { asksChosen, mayAsk, vendorInName, vendorOfKey, vendorOfMember } from '../../catalog/vendor-names.ts';
import type { CallFact, ClassFact, FunctionFact, HeaderWords, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { dottedName, isOfSdkClient } from '../calls/llm-calls.ts';
import { mayTell, requestOf } from '../calls/telling-calls.ts';
import { asksUnknownHost } from '../calls/unknown-hosts.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { asksVendor, isAnyones } from './asked-vendors.ts';
import { chosenService, lastName } from './chosen-service.ts';

/**
 * The vendor that a branch is taken for: `provider == "openai"`, `case Provider.OPENAI`, `url.includes('openrouter.ai')`;
 * `null` if it says none.
 */
export function vendorOfArm({ texts = [], names = [] }: HeaderWords): NamedVendor | null {
  const members = names
    .filter((name) => MEMBER.test(name) && !SETTING.test(name))
    .map((name) => vendorOfMember(lastPart(name)));
  const found = [...texts.map((text) => vendorOfKey(text) ?? vendorOfHost(text)), ...members].find(
    (vendor) => vendor !== null,
  );
  return found ?? vendorOfConstant(names) ?? vendorOfFlag({ names });
}

function vendorOfHost(text: string): NamedVendor | null {
  const service = text.includes('.') ? serviceOfDomain(text) : null;
  return service && { name: service.name, isGateway: false, isTelling: true };
}

/** `isAnthropic`, `this.useGemini`: a flag that says a vendor. */
export function vendorOfFlag({ names = [] }: HeaderWords): NamedVendor | null {
  const flags = names.flatMap((name) => FLAG.exec(lastPart(name))?.[1] ?? []);
  return flags.map((flag) => vendorOfMember(flag)).find((vendor) => vendor !== null) ?? null;
}

const FLAG = /^_?(?:is|uses|using|use|prefer|via|force|want)_?([A-Za-z]\w{2,})$/i;

/** `forceClaude`, and not `isClaude`, which tells of what was chosen before. */
export function wishesForVendor({ names = [], texts = [] }: HeaderWords): boolean {
  // `config.get('USE_BEDROCK')`
  const said = [...names, ...texts.filter((text) => WISHED.test(text))];
  return vendorOfFlag({ names: said.filter((name) => WISH.test(lastPart(name))) }) !== null;
}

const WISH = /^_?(?:use|uses|using|prefer|force|want)[_A-Z]|^(?:USE|PREFER|FORCE)_/;
const WISHED = /^(?:USE|PREFER|FORCE)_[A-Z]\w*$/;

/** `modelType === claude`, of a constant that says which one is meant; it tells nothing alone. */
function vendorOfConstant(names: readonly string[]): NamedVendor | null {
  if (names.length < 2 || !names.some((name) => SAYS_WHOSE.test(name))) return null;
  const vendor = names
    .filter((name) => CONSTANT_NAME.test(name))
    .map((name) => vendorOfKey(name))
    .find((one) => one !== null);
  return vendor ? { ...vendor, isTelling: false } : null;
}

const SAYS_WHOSE = /(?:provider|vendor|model_?type|service|family|engine|backend)$/i;
const CONSTANT_NAME = /^[a-zA-Z]\w*$/;

/** A member of an enum, which may stand in a class. `this.openai` says that there is such a thing, and chooses none. */
const MEMBER = /^(?:(?:\w+\.)*[A-Z]\w*\.[A-Za-z]\w*|[a-z]\w*\.[A-Z][A-Z\d_]*)(?:\.value)?$/;

/** `config.GEMINI_MODEL`: what is set of a vendor, and not which one is meant. */
const SETTING = /(?:settings|config|cfg|env)\.[A-Z][A-Z\d_]*$/;

function lastPart(name: string): string {
  return name.replace(/\.value$/, '').replace(/^.*\./, '');
}

/** The vendor that a key of a table stands for: a text, or a member of an enum. */
export function vendorOfEntry(key: Value | null): NamedVendor | null {
  if (key?.kind === 'text') return vendorOfKey(key.text);
  return key?.kind === 'member' ? vendorOfMember(memberName(key)) : null;
}

function memberName({ object, property }: Value & { kind: 'member' }): string {
  return property === 'value' && object.kind === 'member' ? object.property : property;
}

/**
 * Whether what code calls once it has chosen a vendor asks that one: by a name that says nothing else, or by what it
 * does inside. Where no vendor was chosen before, neither would tell.
 */
export function asksWhatWasChosen(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  if (!NAMED.has(callee.kind) || (callee.kind === 'member' && READS.test(callee.property))) return false;
  const name = tellingName(file, callee);
  // `GeminiRequest` may be what is sent, or what sends it.
  if (/^[A-Z]\w*Request$/.test(name)) return resolvesToAsking(resolver, file, callee);
  return (
    mayAsk(name) &&
    !onlyShapes(resolver, file, callee) &&
    (asksChosen(name) || asksUnknown(resolver, file, callee) || resolvesToAsking(resolver, file, callee))
  );
}

/** `Normalizer._openai(messages)`: whether the tree's own function calls nothing but what puts data together. */
function onlyShapes(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  const found = resolver.objects.resolve(file, callee).map(functionOf);
  return found.length > 0 && found.every((one) => one !== null && shapes(resolver, one.file, one.fact));
}

/** A function that calls nothing at all may be written later. */
const shapes = remembered((_, file, { range }: FunctionFact): boolean => {
  const calls = structureOf(file.facts).callsIn(range);
  return calls.length > 0 && calls.every(isOfData);
});

/** `len(text)`, `parts.append(text)`, `message.get("role")` */
function isOfData({ callee, positional: [key] }: CallFact): boolean {
  if (callee.kind === 'global') return BUILTIN.test(callee.name);
  if (callee.kind !== 'member') return false;
  const isKey = key?.kind === 'text' && /^\w+$/.test(key.text);
  return LOOKS.test(callee.property) || FILLS.test(callee.property) || (callee.property === 'get' && isKey);
}

const BUILTIN =
  /^(?:isinstance|len|str|int|float|bool|list|dict|tuple|set|sorted|enumerate|zip|range|min|max)$/;
const FILLS = /^(?:append|extend|insert|push|unshift|join|map|filter|items|keys|values|copy|pop|setdefault)$/;

/** `ollama.get("base_url")`: what is set for one, and nobody asked. */
const READS = /^(?:get|pop|items|keys|values|setdefault|update|copy)$/;

/**
 * `client.chat.completions.create`, `client.responses.create`, of a client that nobody knows, or that may be anybody's:
 * where one is known, it says whom it asks.
 */
export function asksUnknown(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  const isAsking = asksByName(callee) || asksAsOneVendor(callee);
  return isAsking && (!isOfSdkClient(resolver, file, callee) || isAnyones(resolver, file, callee));
}

/** `client.messages.create`, as Anthropic is asked, and `client.responses.create`, as OpenAI is. */
function asksAsOneVendor(callee: Value): boolean {
  if (callee.kind !== 'member' || !/^(?:create|parse|stream)$/.test(callee.property)) return false;
  return callee.object.kind === 'member' && /^(?:messages|responses)$/.test(callee.object.property);
}

/** The last name; of something in a module, or of what is named as a vendor's, that before it: `backend_openai.query`. */
function tellingName(file: LinkedFile, value: Value): string {
  const name = lastName(file, value);
  if (value.kind !== 'member') return name;
  const owner = lastName(file, value.object);
  const isSaid = value.object.kind === 'import' || (value.object.kind === 'binding' && vendorInName(owner));
  return isSaid ? `${owner}_${name}` : name;
}

/** The same of what is named and not called: `settings.openai_model` is no function. */
export function isWhatWasChosen(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (!NAMED.has(value.kind) || value.kind === 'global') return false;
  const name = tellingName(file, value);
  if (!mayAsk(name) || asksNothing(file, value)) return false;
  return (isFunction(resolver, file, value) && asksChosen(name)) || resolvesToAsking(resolver, file, value);
}

/**
 * `{ openai: (model) => model.startsWith('gpt') }`, `{ openai: () => Boolean(env.OPENAI_API_KEY) }`: a function that stands
 * here and only looks at texts asks nobody, nor
 * does one that calls something else of the vendor: `{ openai: () => fetchOpenAIUsage() }`.
 */
function asksNothing(file: LinkedFile, value: Value): boolean {
  const range = value.kind === 'function' ? file.facts.functions[value.function]?.range : undefined;
  if (!range) return false;
  const calls = structureOf(file.facts).callsIn(range);
  const ofVendor = calls.filter(({ callee }) => vendorInName(lastName(file, callee)));
  return (
    calls.every(looksOnly) ||
    (ofVendor.length > 0 && ofVendor.every(({ callee }) => !mayBeAsked(file, callee)))
  );
}

function looksOnly({ callee }: CallFact): boolean {
  if (callee.kind === 'global') return callee.name === 'Boolean';
  return callee.kind === 'member' && LOOKS.test(callee.property);
}

function mayBeAsked(file: LinkedFile, callee: Value): boolean {
  return mayAsk(lastName(file, callee)) || namesLlmCall(dottedName(file, callee));
}

const LOOKS =
  /^(?:includes|startsWith|startswith|endsWith|endswith|test|match|some|every|any|all|has|indexOf|toLowerCase|toUpperCase|lower|upper|trim|strip|split|replace|slice|concat)$/;

/** Whether a value is a function or a class, of the tree or imported. */
export function isFunction(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind === 'import' || value.kind === 'class' || value.kind === 'function') return true;
  // Of a module that is not in the tree only names are known; what is in capitals is a constant.
  if (value.kind === 'member' && value.object.kind === 'import' && /[a-z]/.test(value.property)) return true;
  return resolver.objects.resolve(file, value).some(({ kind }) => kind === 'function' || kind === 'class');
}

/** Whether a file's own class or function asks a vendor: nothing has to be read from names then. */
export function asksInFile(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (!NAMED.has(value.kind)) return false;
  return resolver.objects.resolve(file, value).some((one) => {
    return 'file' in one && one.file === file && asksInside(resolver, one);
  });
}

function resolvesToAsking(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  return resolver.objects.resolve(file, value).some((one) => asksInside(resolver, one));
}

const NAMED: ReadonlySet<Value['kind']> = new Set([
  'function',
  'class',
  'import',
  'member',
  'binding',
  'global',
]);

function asksInside(resolver: Resolver, one: Resolved): boolean {
  if (one.kind === 'record') return isAskingModule(resolver, one.file, one.value);
  if (one.kind !== 'function' && one.kind !== 'class') return false;
  const { classes, functions } = one.file.facts;
  const fact = one.kind === 'class' ? classes[one.index] : functions[one.index];
  return fact !== undefined && holdsVendor(resolver, one.file, fact);
}

/** `import * as groq from './groq'`, `{ ask: async (prompt) => … }`: whether a function of a module or an object asks. */
const isAskingModule = remembered((resolver, file, { entries }: Value & { kind: 'object' }): boolean =>
  entries.some(({ value }) => {
    const fact = value.kind === 'function' ? file.facts.functions[value.function] : undefined;
    return fact !== undefined && holdsVendor(resolver, file, fact);
  }),
);

/** Whether a vendor is asked somewhere in a function or a class of the tree; of one without a name, by names too. */
const holdsVendor = remembered((resolver, file, { range, name }: ClassFact | FunctionFact): boolean =>
  structureOf(file.facts)
    .callsIn(range)
    .some(
      (call) =>
        asksVendor(resolver, file, call) ||
        asksUnknownAddress(resolver, file, call) ||
        (name === '' && (chosenService(resolver, file, call)?.isForeign === true || makesChosen(file, call))),
    ),
);

/** `fetch(`${this.base}/chat/completions`)`, wherever that is. */
function asksUnknownAddress(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const request = mayTell(resolver, file, call) ? requestOf(resolver, file, call)?.request : null;
  return request?.urls.some((url) => asksUnknownHost(resolver, file, call, request, url)) === true;
}

/** `lambda: OpenAILLMBuilder(config)`, of a vendor's key: what is named after a vendor, and may ask it. */
function makesChosen(file: LinkedFile, { callee }: CallFact): boolean {
  const name = lastName(file, callee);
  return /^[A-Z]/.test(name) && asksChosen(name);
}
