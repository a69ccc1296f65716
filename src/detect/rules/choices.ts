import { wordsOf } from '../catalog/call-names.ts';
import { isVendorModel } from '../catalog/model-names.ts';
import { isNamedAsModel, vendorOfKey, vendorOfMember } from '../catalog/vendor-names.ts';
import type { CallFact, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import type { ChosenService } from './chosen-service.ts';
import { chosenService, namedChoice } from './chosen-service.ts';
import type { EndpointOwner } from './endpoint-owner.ts';
import { endpointOwner } from './endpoint-owner.ts';
import type { KeptValue } from './kept-values.ts';
import { assignedName, givenValue, saysSentence } from './kept-values.ts';
import { dottedName, lastPart } from './llm-calls.ts';
import { isForeignModel, isModelSlot, tellsAboutModel, textsOf } from './model-names.ts';
import { recent } from './remembered.ts';
import { isSilent } from './silent-calls.ts';
import { isWithin, structureOf } from './structure.ts';
import { mayTell, requestOf } from './telling-calls.ts';

/** A model, an endpoint or a vendor's SDK that a statement settles on. */
export interface Choice {
  kind: 'model' | 'endpoint' | 'service';
  /** Its name, for people and for telling it from others. */
  name: string;
  /** A vendor's model, or anything but the gateway. */
  isForeign: boolean;
  /** What it is given to: choices for one slot are alternatives. */
  slot: string;
  range: Range;
  /** False for a vendor that many things but models come from, if only a name tells. */
  isTelling?: boolean;
  /** True for whom only the inside of a class tells of, or a setting's name: an alternative to what is given to the same. */
  isInside?: true;
}

/** Every choice of a file, in source order of their kinds. */
export function choicesOf(resolver: Resolver, file: LinkedFile): Choice[] {
  const { facts } = file;
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept && !isMenu(file, kept)
      ? choicesIn(resolver, file, kept, `${giving.to} ${giving.of} ${kept.name}`, giving.to === 'return')
      : [];
  });
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const name = assignedName(target);
    return choicesIn(resolver, file, { value, range, name }, `assigned ${name}`, false);
  });
  return [
    ...given,
    ...assigned,
    ...facts.calls.flatMap((call) => {
      const slot = { slot: 'call', range: call.range, name: '', isResult: false };
      return resultChoices(resolver, file, call, slot);
    }),
  ];
}

/** `function modelOptions(provider)`, `function list_models(provider)`, of which a person takes one. */
function isMenu({ facts }: LinkedFile, { value, name, range }: KeptValue): boolean {
  if (value.kind !== 'list' || value.items.length < 2) return false;
  const around = facts.functions[structureOf(facts).functionAt(range) ?? -1];
  return MENU.test(name) || LISTS.test(around?.name ?? '');
}

const MENU = /options|available|supported|choices|selectable|allowed/i;
const LISTS = /^_?(?:get|list|fetch|load|available|supported).*models$/i;

/**
 * Whether there may be a choice of something foreign among some of those of a file, which nearly none has: told without
 * putting choices together.
 * @param isMeant whether a place is one of those that are asked about
 */
export function hasForeignChoices(
  resolver: Resolver,
  file: LinkedFile,
  isMeant: (range: Range) => boolean,
): boolean {
  const { facts } = file;
  const isForeign = (value: Value) => mayBeForeign(resolver, file, value, 0);
  const calls = facts.calls.filter(({ range }) => isMeant(range));
  return (
    calls.some((call) => chosenService(resolver, file, call)?.isForeign) ||
    calls.some((call) => {
      const name = lastPart(dottedName(file, call.callee));
      return isNamedAsModel(name) || pickedService(call, name) !== null;
    }) ||
    calls.some(
      ({ positional, named }) => positional.some(isForeign) || named.some(({ value }) => isForeign(value)),
    ) ||
    (facts.assignments ?? []).some(({ value, range }) => isMeant(range) && isForeign(value)) ||
    (facts.givings ?? []).some((giving) => {
      const kept = givenValue(facts, giving);
      return kept !== null && isMeant(kept.range) && isForeign(kept.value);
    })
  );
}

/** Deeper tables are looked into in any case. */
const MAX_NESTING = 10;

function mayBeForeign(resolver: Resolver, file: LinkedFile, value: Value, depth: number): boolean {
  if (depth > MAX_NESTING) return true;
  if (value.kind === 'list') return value.items.some((item) => mayBeForeign(resolver, file, item, depth + 1));
  if (value.kind === 'object')
    return value.entries.some((entry) => mayBeForeign(resolver, file, entry.value, depth + 1));
  if (saysSentence(value)) return false;
  if (vendorOfSetting(value) || vendorOfVariable(value) || namedChoice(resolver, file, value)?.isForeign)
    return true;
  return textsOf(resolver, file, value).some((text) => text.includes('://') || isVendorModel(text));
}

/** What one value settles on; a result may be a model whatever its function is called. */
function choicesIn(
  resolver: Resolver,
  file: LinkedFile,
  kept: KeptValue,
  slot: string,
  isResult: boolean,
): Choice[] {
  const { value, range, name } = kept;
  if (value.kind === 'list') {
    return value.items.flatMap((item) =>
      choicesIn(resolver, file, { value: item, range, name }, slot, isResult),
    );
  }
  if (value.kind === 'object') {
    return value.entries.flatMap(({ key, value: entry }) =>
      key.kind === 'text'
        ? choicesIn(resolver, file, { value: entry, range, name: key.text }, `${slot} ${key.text}`, false)
        : [],
    );
  }
  if (value.kind === 'result') {
    const call = file.facts.calls[value.call];
    return call ? resultChoices(resolver, file, call, { slot, range: call.range, name, isResult }) : [];
  }
  const service = namedChoice(resolver, file, value) ?? vendorOfSetting(value);
  if (service) return [{ kind: 'service', ...service, slot, range }];
  const texts = textsOf(resolver, file, value);
  const variable = vendorOfVariable(value);
  return [
    ...texts.flatMap((text) => textChoice(resolver, text, { slot, range, name, isResult })),
    ...(variable ? [{ kind: 'service' as const, ...variable, slot, range }] : []),
  ];
}

/** `settings.deepseek.baseURL`: whose address or model is taken, wherever it is set. */
export function vendorOfSetting(value: Value): ChosenService | null {
  if (value.kind !== 'member' || value.object.kind !== 'member' || !SETTINGS.test(value.property))
    return null;
  const { object, property } = value.object;
  const vendor = NAMED.has(object.kind) ? vendorOfMember(property) : null;
  return vendor && { name: vendor.name, isForeign: true, isTelling: vendor.isTelling };
}

/**
 * `settings.GROQ_BASE_URL`, `url or os.environ["GROQ_BASE_URL"]`: whose address is taken, by one name. It tells nothing
 * alone, and of models nothing at all: what a setting says is shown as often as asked.
 */
function vendorOfVariable(value: Value): ChosenService | null {
  switch (value.kind) {
    case 'choice':
      return value.options.map(vendorOfVariable).find((one) => one !== null) ?? null;
    case 'environment':
      return vendorOfName(value.name) ?? (value.fallback ? vendorOfVariable(value.fallback) : null);
    case 'member':
      return NAMED.has(value.object.kind) ? vendorOfName(value.property) : null;
    default:
      return null;
  }
}

function vendorOfName(name: string): ChosenService | null {
  const vendor = vendorOfMember(VARIABLE.exec(wordsOf(name))?.[1] ?? '');
  return vendor && { name: vendor.name, isForeign: true, isTelling: false, isInside: true };
}

const VARIABLE = /^(?:default )?(.+) (?:base url|api base|api url|endpoint|host)$/;

const NAMED: ReadonlySet<Value['kind']> = new Set(['binding', 'import', 'member', 'global']);
const SETTINGS = /^(?:base_?url|api_?base|api_?url|endpoint|model|model_?name)$/i;

interface Slot {
  slot: string;
  range: Range;
  name: string;
  isResult: boolean;
}

function textChoice(resolver: Resolver, text: string, { slot, range, name, isResult }: Slot): Choice[] {
  const owner = endpointOwner(resolver, text);
  if (owner) return [{ kind: 'endpoint', ...owner, slot, range }];
  const isForeign = isForeignModel(resolver, text);
  const isMeant = isModelSlot(name) || (isResult && isForeign && !tellsAboutModel(name));
  return isMeant && text !== '' ? [{ kind: 'model', name: text, isForeign, slot, range }] : [];
}

/** Who counts tokens for a model, or money, settles on none. */
const COUNTS = /token|count|cost|pric|encoding|encode(?:$|_)/i;

/** What a call settles on: a vendor, an endpoint, a model, as in `openai('gpt-4o')` and `ChatOpenAI(model="gpt-4o")`. */
function resultChoices(resolver: Resolver, file: LinkedFile, call: CallFact, slot: Slot): Choice[] {
  const callee = lastPart(dottedName(file, call.callee));
  if (COUNTS.test(callee)) return [];
  const service = settledService(chosenService(resolver, file, call), slot) ?? pickedService(call, callee);
  const isMeant = service !== null || slot.isResult || isModelSlot(slot.name) || isModelSlot(callee);
  const place = { slot: slot.slot, range: slot.range };
  return [
    ...(service ? [{ kind: 'service' as const, ...service, ...place }] : []),
    ...endpointsGiven(resolver, file, call).map((owner) => ({
      kind: 'endpoint' as const,
      ...owner,
      ...place,
    })),
    ...(isMeant ? firstModel(resolver, file, call) : []).map((name) => ({
      kind: 'model' as const,
      name,
      isForeign: true,
      ...place,
    })),
    ...namedModels(resolver, file, call, slot),
    ...(isNamedAsModel(callee) && /^[A-Z]/.test(callee)
      ? [{ kind: 'model' as const, name: callee, isForeign: true, ...place }]
      : []),
  ];
}

/** What a branch makes besides, and gives to nothing, is no alternative to what another one makes. */
function settledService(service: ChosenService | null, { slot }: Slot): ChosenService | null {
  return service?.isInside === true && slot === 'call' ? null : service;
}

/** `getProvider('openai')`, `create_client("groq")`: whom a call picks by its key. */
function pickedService({ positional: [first] }: CallFact, callee: string): ChosenService | null {
  const vendor = first?.kind === 'text' && PICKS.test(callee) ? vendorOfKey(first.text) : null;
  return vendor?.isTelling ? { name: vendor.name, isForeign: true, isTelling: true } : null;
}

const PICKS =
  /^_?(?:get|create|make|build|init|load|use|select|resolve)?_?(?:llm|ai|chat|language)?_?(?:provider|client|llm|adapter|backend|engine|model)(?:_?(?:by_?name|instance))?$/i;

/** The vendors' models that a call is given which makes a model, or asks one: `openai('gpt-4o')`. */
export function modelsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const slot = { slot: 'call', range: call.range, name: '', isResult: false };
  return resultChoices(resolver, file, call, slot).flatMap(({ kind, name }) =>
    kind === 'model' ? [name] : [],
  );
}

function firstModel(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const [first] = isLookUp(call) ? call.positional.slice(1) : call.positional;
  return first ? textsOf(resolver, file, first).filter((text) => isForeignModel(resolver, text)) : [];
}

/** `settings.get('model', 'gpt-4o')`: the model is what stands there for want of another. */
function isLookUp({ callee, positional }: CallFact): boolean {
  return (
    callee.kind === 'member' &&
    callee.property === 'get' &&
    positional.length === 2 &&
    positional[0]?.kind === 'text'
  );
}

function namedModels(resolver: Resolver, file: LinkedFile, call: CallFact, slot: Slot): Choice[] {
  const models = optionsOf(call)
    .filter(({ name }) => isModelSlot(name))
    .flatMap(({ name, value }) =>
      textsOf(resolver, file, value).flatMap((text) =>
        textChoice(resolver, text, { ...slot, name, isResult: false }),
      ),
    );
  const isAnswer = ({ range }: CallFact) => isWithin(call.range, range);
  return models.length > 0 && answersGiven(file).some(isAnswer) ? [] : models;
}

/** `new Response(JSON.stringify({ text, model: "gpt-4o" }))`: who asks this server is told whose answer it was. */
const answersGiven = recent((file: LinkedFile): CallFact[] =>
  file.facts.calls.filter(({ callee }) => ANSWERS.test(dottedName(file, callee))),
);

const ANSWERS =
  /^(?:Response|NextResponse|JSONResponse|jsonify|json_response)$|^(?:res|reply|response|ctx|c|Response|NextResponse)\b.*\.(?:json|send)$/;

function endpointsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): EndpointOwner[] {
  if (isSilent(call, file.facts)) return [];
  const written = [...call.positional, ...call.named.map(({ value }) => value)].flatMap((value) =>
    textsOf(resolver, file, value),
  );
  const owners = written.flatMap((text) => endpointOwner(resolver, text) ?? []);
  if (owners.length > 0 || !mayTell(resolver, file, call)) return owners;
  // `fetch(endpoint)`, of which a line before says what it is.
  const urls = requestOf(resolver, file, call)?.request.urls ?? [];
  return urls.flatMap((url) => endpointOwner(resolver, url) ?? []);
}

/** Named arguments, and the entries of objects that are handed over or serialised. */
function optionsOf({ named, positional }: CallFact): readonly { name: string; value: Value }[] {
  const isPlain = ({ kind }: Value) => kind !== 'object';
  if (positional.every(isPlain) && named.every(({ value }) => isPlain(value))) return named;
  const objects = [...positional, ...named.map(({ value }) => value)];
  const entries = objects.flatMap((value) => (value.kind === 'object' ? value.entries : []));
  return [
    ...named,
    ...entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : [])),
  ];
}
