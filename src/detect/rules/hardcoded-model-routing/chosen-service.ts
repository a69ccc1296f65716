import { asksForAnswer, namesLlmCall } from '../../catalog/call-names.ts';
import { sdkUse } from '../../catalog/catalog.ts';
import { isVendorModel } from '../../catalog/model-names.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import {
  mayAsk,
  vendorInName,
  vendorOfClass,
  vendorOfFactory,
  vendorOfKey,
  vendorOfModelNamed,
  vendorOfThing,
} from '../../catalog/vendor-names.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { ClassOf, LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { dottedName, lastPart, llmCall } from '../calls/llm-calls.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { mayTell } from '../calls/telling-calls.ts';
import { declaredClasses } from '../code/declared-classes.ts';
import { recent, remembered } from '../code/remembered.ts';
import { givenTo } from '../code/structure.ts';
import { textsOf } from '../services/model-names.ts';
import { makesProviders } from '../services/provider-module.ts';
import type { ChosenService } from './asked-vendors.ts';
import {
  asksVendorInside,
  isAnyones,
  MODEL_OF_GEMINI,
  madeBy,
  serviceOf,
  telling,
  vendorInside,
  vendorsInside,
} from './asked-vendors.ts';

/**
 * The inference service that a call settles on: by an SDK, by a client that an SDK made, or by the vendor's name in
 * that of the tree's own class or function. `null` for what goes to the gateway, and for everything else.
 */
export const chosenService = remembered((resolver, file, call: CallFact): ChosenService | null => {
  const made = mayTell(resolver, file, call) ? madeBy(resolver, file, call) : null;
  if (made) return isAnyones(resolver, file, call.callee) ? null : serviceOf(made);
  if (makesProviders(file, resolver.tree.policy.provider)) return null;
  const named = namedService(file, call);
  if (named === null)
    return (
      askedByClass(resolver, file, call) ??
      askedByFunction(resolver, file, call) ??
      askedOn(resolver, file, call) ??
      modelOfGemini(call) ??
      configuredGemini(file, call)
    );
  const given = call.construct ? null : givenClient(resolver, file, call);
  if (given) return given;
  return named.isTelling ? named : { ...named, isTelling: asksHere(resolver, file, call) };
});

/**
 * Whether a class or a function of the same file asks a vendor that is called, or a method of whatever file, `self._openai
 * .chat(prompt)`: then no name has to tell.
 */
function asksHere(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  if (callee.kind === 'member') return vendorsInside(resolver, file, callee).length > 0;
  const { classes, functions } = file.facts;
  const fact =
    callee.kind === 'class'
      ? classes[callee.class]
      : callee.kind === 'function'
        ? functions[callee.function]
        : undefined;
  return fact !== undefined && vendorInside(resolver, file, fact) !== null;
}

/**
 * `this.openai.getText(prompt)`: whom that asks which the method is called on, by the method's name or by what it does,
 * `claudeService.draftLetter(notes)`.
 */
function askedOn(resolver: Resolver, file: LinkedFile, { callee }: CallFact): ChosenService | null {
  if (callee.kind !== 'member') return null;
  const isAsking =
    asksForAnswer(callee.property) ||
    (vendorInName(lastName(file, callee.object)) !== null &&
      mayAsk(callee.property) &&
      asksVendorInside(resolver, file, callee));
  return isAsking ? namedChoice(resolver, file, callee.object) : null;
}

/** `OpenRouterPlayer()`: whom the tree's own class asks, whose name says nothing of asking. It tells nothing alone. */
function askedByClass(resolver: Resolver, file: LinkedFile, { callee }: CallFact): ChosenService | null {
  if (callee.kind !== 'class' && callee.kind !== 'import') return null;
  const name = lastName(file, callee);
  if (!/^[A-Z]\w*[a-z]/.test(name) || KEEPS_DATA.test(name)) return null;
  for (const one of resolver.objects.resolve(file, callee)) {
    const fact = one.kind === 'class' ? one.file.facts.classes[one.index] : undefined;
    const asked = fact && one.kind === 'class' ? vendorInside(resolver, one.file, fact) : null;
    if (asked) return { ...asked, isTelling: false, isInside: true };
  }
  return null;
}

/** `LocalVectorStore`: what is put into a database may be embedded on its way. */
const KEEPS_DATA = /VectorStore|(?:Store|Database|Repository|Cache)$/;

/** `gemini(prompt)`, `readWithGemini(page)`: whom the tree's own function asks that names a vendor. */
function askedByFunction(resolver: Resolver, file: LinkedFile, { callee }: CallFact): ChosenService | null {
  if (!CALLED.has(callee.kind)) return null;
  const name = lastName(file, callee);
  if (!vendorOfKey(name) && !(vendorInName(name) && mayAsk(name))) return null;
  for (const one of resolver.objects.resolve(file, callee)) {
    const called = functionOf(one);
    const asked = called && vendorInside(resolver, called.file, called.fact);
    if (asked) return asked;
  }
  return null;
}

const CALLED: ReadonlySet<Value['kind']> = new Set(['import', 'function', 'binding']);

/** `genAI.getGenerativeModel({ model })`, whoever made the client: nobody else's has such a method. */
function modelOfGemini({ callee }: CallFact): ChosenService | null {
  return callee.kind === 'member' && callee.property === MODEL_OF_GEMINI ? telling('Google Gemini') : null;
}

/**
 * `genai.configure(api_key=key)`: the module itself asks from there on, where other vendors have clients. A file that
 * makes no model with it tries a key.
 */
function configuredGemini({ facts }: LinkedFile, { callee }: CallFact): ChosenService | null {
  return nameInGemini(callee) === 'configure' && makesGemini(facts) ? telling('Google Gemini') : null;
}

const makesGemini = recent(({ calls }: FileFacts): boolean =>
  calls.some(({ callee }) => nameInGemini(callee) === 'GenerativeModel'),
);

/** What something is called in Google's first Python SDK. */
function nameInGemini(callee: Value): string | null {
  const [module, name] = callee.kind === 'member' ? [callee.object, callee.property] : [callee, null];
  if (module.kind !== 'import' || module.module !== 'google.generativeai') return null;
  return name ?? module.name;
}

/**
 * `stream_openai(client=xai_client)` speaks as OpenAI does, and asks whomever the client asks that it is given; of one
 * that may be one vendor's or another's the name tells.
 */
function givenClient(resolver: Resolver, file: LinkedFile, call: CallFact): ChosenService | null {
  const values = givenTo(call);
  const given = values.flatMap((value) =>
    value.kind === 'binding' || value.kind === 'member' ? clientsOf(resolver, file, value) : [],
  );
  return given.every(({ name }) => name === given[0]?.name) ? (given[0] ?? null) : null;
}

function clientsOf(resolver: Resolver, file: LinkedFile, value: Value): ChosenService[] {
  return resolver.objects.resolve(file, value).flatMap((one) => {
    const made = one.kind === 'instance' ? sdkCall(resolver, one.file, one.call) : null;
    return made?.use.kind === 'client' ? (serviceOf(made) ?? []) : [];
  });
}

/** `generateText(…)` and `askProvider(prompt, provider)`: who asks a model, and tells by nothing whose. */
export function asksAnybody(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return llmCall(resolver, file, call) !== null && chosenService(resolver, file, call) === null;
}

function namedService(file: LinkedFile, { callee }: CallFact): ChosenService | null {
  if (callee.kind === 'member' && MAKES_ONE.test(callee.property)) {
    const made = lastName(file, callee.object);
    if (/^[A-Z]/.test(made)) return fromVendor(vendorOfClass(made));
  }
  const dotted = isDefaultImport(callee) ? lastName(file, callee) : dottedName(file, callee);
  const last = lastPart(dotted);
  if (/^[A-Z]/.test(last)) return fromVendor(vendorOfClass(last));
  return calledService(dotted, last) ?? fromVendor(vendorOfThing(last));
}

/** `OpenAIClient.fromConfig()`, `ClaudeProvider.create(key)`: what a class makes of itself. */
const MAKES_ONE = /^(?:from[A-Z_]\w*|create|build|make|of|get_?instance)$/i;

/** By the name of a function: `call_openai` asks, `create_openai_client` makes what does. */
function calledService(dotted: string, last: string): ChosenService | null {
  return fromVendor(
    namesLlmCall(dotted) ? (vendorInName(dotted) ?? vendorOfModelNamed(last)) : vendorOfFactory(last),
  );
}

/** The name of a class or a function; of a default export, what the file calls it. */
export function lastName(file: LinkedFile, value: Value): string {
  if (!isDefaultImport(value)) return lastPart(dottedName(file, value));
  const { module } = value;
  const own = file.facts.imports.find((one) => one.module === module && one.name === 'default');
  return own?.local ?? '';
}

function isDefaultImport(value: Value): value is Value & { kind: 'import' } {
  return value.kind === 'import' && value.name === 'default';
}

/**
 * Whom something asks that is named and not called: a class, an SDK's function, a client. `null` if it tells of nobody;
 * what has no vendor's name is looked at only if another module may have made it.
 */
export function namedChoice(resolver: Resolver, file: LinkedFile, value: Value): ChosenService | null {
  if (!NAMED.has(value.kind)) return null;
  const name = lastName(file, value);
  if (value.kind !== 'import' && (!vendorInName(name) || isText(file, value))) return null;
  const isExempt = makesProviders(file, resolver.tree.policy.provider);
  // `openaiEmbeddingProvider`, an object of another file.
  const isHeld =
    (value.kind === 'import' && /^[a-z]/.test(name) && OWN_CLIENT.test(name)) ||
    (value.kind === 'member' &&
      value.object.kind === 'self' &&
      (OWN_CLIENT.test(name) || OWN_API.test(name)));
  const named = isHeld ? vendorOfThing(name.replace(OWN_API, '$1Client')) : null;
  // `this.groqAdapter`, made of a class that speaks as OpenAI does to whomever it is told.
  const asNamed = (own: ChosenService) => (named?.isTelling ? fromVendor(named) : own);
  for (const one of resolver.objects.resolve(file, value)) {
    const use = one.kind === 'symbol' ? sdkUse(one.registry, one.module, one.path) : null;
    if (use) return use.service.hosts.length > 0 || use.service.local ? telling(use.service.name) : null;
    const made = one.kind === 'instance' ? sdkCall(resolver, one.file, one.call) : null;
    if (made) return serviceOf(made);
    const own = one.kind === 'instance' && one.of.kind === 'class' ? classOf(resolver, one.of) : null;
    if (own && !isExempt) return asNamed(own);
    const module = one.kind === 'record' && !isExempt ? vendorOfRecord(resolver, one.file, one.value) : null;
    if (module) return asNamed(module);
    // `ask = ask_openai`, which is called later.
    // Most names speak of no vendor, which one look tells.
    const isAsking = one.kind === 'function' && !isExempt && vendorInName(name) !== null;
    const asked = isAsking ? (namedFunction(file, value) ?? insideOf(resolver, name, one)) : null;
    if (asked) return asked;
  }
  if (isExempt) return null;
  for (const one of declaredClasses(resolver, file, value)) {
    const own = classOf(resolver, one);
    if (own) return asNamed(own);
  }
  if (isHeld) return fromVendor(named);
  // `Provider.OpenAI` is a name for the vendor, and asks nobody; `OPENAI_MODELS` is what there is to choose from.
  const isClass = /^[A-Z]/.test(name) && !LISTS_MODELS.test(name) && value.kind !== 'member';
  // `GEMINI_MODEL = "gemini-2.5-pro"` says which model that is.
  const isModel = isClass && textsOf(resolver, file, value).some((text) => isVendorModel(text));
  return isClass && !isModel ? fromVendor(vendorOfClass(name)) : null;
}

/** `OPENAI_MODELS`, `OpenAIModels` */
const LISTS_MODELS = /(?:_MODELS|[a-zI]Models)$/;

/** `const CLAUDE = '<svg …>'`: a picture, or what a vendor is called. */
function isText({ facts }: LinkedFile, value: Value): boolean {
  const fact = value.kind === 'binding' ? facts.bindings[value.binding] : undefined;
  return fact !== undefined && fact.values.length > 0 && fact.values.every(({ kind }) => kind === 'text');
}

/** `import OpenAI from './icons/OpenAI'`, of a file that holds what pages show. */
export function isComponent(resolver: Resolver, { path, registry }: LinkedFile, value: Value): boolean {
  const target = value.kind === 'import' ? resolver.tree.modules.target(path, registry, value.module) : null;
  return target !== null && /\.(?:[jt]sx|vue|svelte)$/.test(target);
}

const NAMED: ReadonlySet<Value['kind']> = new Set(['import', 'class', 'binding', 'member']);

const OWN_CLIENT = /(?:client|provider|llm|adapter|service|engine)$/i;

/** `this.geminiAPI`, which is what asks it; modules of that name do all kinds of things. */
const OWN_API = /([a-z])_?api$/i;

/** `GROQ = GroqProvider()`: whom the class asks that something was made of, by its name or by what it does. */
function classOf(resolver: Resolver, { file, index }: ClassOf): ChosenService | null {
  const fact = file.facts.classes[index];
  return fact ? (fromVendor(vendorOfClass(fact.name)) ?? vendorInside(resolver, file, fact)) : null;
}

/** `const provider = { name: 'openai', chat: async (prompt) => … }`: whom the functions of an object ask. */
const vendorOfRecord = remembered(
  (resolver, file, { entries }: Value & { kind: 'object' }): ChosenService | null => {
    for (const { value } of entries) {
      const fact = value.kind === 'function' ? file.facts.functions[value.function] : undefined;
      const asked = fact ? vendorInside(resolver, file, fact) : null;
      if (asked) return asked;
    }
    return null;
  },
);

/** Whom an entry of a table or an option of a condition leads to. */
export function serviceOfEntry(resolver: Resolver, file: LinkedFile, value: Value): ChosenService | null {
  if (value.kind === 'function') return namedFunction(file, value) ?? functionAsking(resolver, file, value);
  if (value.kind === 'member') return namedFunction(file, value) ?? namedChoice(resolver, file, value);
  if (value.kind !== 'result') return namedChoice(resolver, file, value);
  const call = file.facts.calls[value.call];
  return call ? chosenService(resolver, file, call) : null;
}

/** `readWithGemini`: whom a function asks that stands in this file and names a vendor. */
function functionAsking(resolver: Resolver, file: LinkedFile, value: Value): ChosenService | null {
  const name = lastName(file, value);
  if (!vendorInName(name)) return null;
  const found = resolver.objects.resolve(file, value).map((one) => insideOf(resolver, name, one));
  return found.find((one) => one !== null) ?? null;
}

function insideOf(resolver: Resolver, name: string, one: Resolved): ChosenService | null {
  const called = mayAsk(name) ? functionOf(one) : null;
  return called && vendorInside(resolver, called.file, called.fact);
}

/** `call_openai`, `self._ask_claude`: a function that is named and not called. */
function namedFunction(file: LinkedFile, value: Value): ChosenService | null {
  return calledService(dottedName(file, value), lastName(file, value));
}

function fromVendor(vendor: NamedVendor | null): ChosenService | null {
  return vendor && { name: vendor.name, isForeign: !vendor.isGateway, isTelling: vendor.isTelling };
}
