import { wordsOf } from '../../catalog/call-names.ts';
import { isNamedAsModel, vendorOfKey } from '../../catalog/vendor-names.ts';
import type { CallFact, FileFacts, Range } from '../../facts.ts';
import { argumentsByField } from '../../link/members.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { dottedName, lastPart } from '../calls/llm-calls.ts';
import { mayTell, requestOf } from '../calls/telling-calls.ts';
import { isSilent } from '../code/silent-calls.ts';
import { callBehind, givenTo } from '../code/structure.ts';
import type { EndpointOwner } from '../services/endpoint-owner.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import { isForeignModel, isModelSlot, tellsAboutModel, textsOf } from '../services/model-names.ts';
import type { ChosenService } from './asked-vendors.ts';
import { telling } from './asked-vendors.ts';
import type { Choice, Slot } from './choice.ts';
import { isTried, textChoice } from './choice.ts';
import { chosenService } from './chosen-service.ts';
import type { Option } from './given-options.ts';
import { asModel, asModels, optionsOf } from './given-options.ts';
import { foreignHeld, itemsListed } from './held-values.ts';
import { providerNamed } from './picked-providers.ts';
import { isInAnswer, saysOutcome } from './told-names.ts';
import { vendorHanded } from './vendor-settings.ts';

/** Who counts tokens for a model, or money, settles on none. */
const COUNTS = /token|count|cost|pric|encoding|encode(?:$|_)/i;

/** What a call settles on: a vendor, an endpoint, a model, as in `openai('gpt-4o')` and `ChatOpenAI(model="gpt-4o")`. */
export function resultChoices(resolver: Resolver, file: LinkedFile, call: CallFact, slot: Slot): Choice[] {
  const callee = lastPart(dottedName(file, call.callee));
  if (COUNTS.test(callee)) return [];
  const service =
    settledService(chosenService(resolver, file, call), slot) ?? pickedService(file.facts, call, callee);
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
    ...settingsHanded(call, slot),
    ...modelsOfAsked(resolver, file, call, place),
    ...(isNamedAsModel(callee) && /^[A-Z]/.test(callee)
      ? [{ kind: 'model' as const, name: callee, isForeign: true, ...place }]
      : []),
  ];
}

/** `streamChat(messages, 'openai', 'gpt-4o')`, `ask(prompt, provider="groq")`: whom a function is told to ask, and for which model. */
export function askedOf(resolver: Resolver, file: LinkedFile, call: CallFact): Choice[] {
  const callee = lastPart(dottedName(file, call.callee));
  if (!ASKS.test(wordsOf(callee)) || tellsAboutModel(callee) || isSilent(call, file.facts)) return [];
  const place = { slot: 'call', range: call.range };
  const vendors = [
    ...call.positional.flatMap((given) => (given.kind === 'text' ? (vendorOfKey(given.text) ?? []) : [])),
    ...optionsOf(call).flatMap(({ name, value }) => providerNamed(file.facts, value, name) ?? []),
  ].filter(({ isTelling }) => isTelling);
  const models = call.positional
    .flatMap((given) => textsOf(resolver, file, given))
    .filter((text) => isForeignModel(resolver, text));
  return [
    ...vendors.map(({ name }) => ({ kind: 'service' as const, ...telling(name), ...place })),
    ...models.map((name) => ({ kind: 'model' as const, name, isForeign: true, ...place })),
  ];
}

const ASKS =
  /^a?(?:call|ask|query|invoke|generate|complete|chat|stream|prompt)(?: \w+)*$|^(?:execute|run|try|process|translate|summari[sz]e|analy[sz]e) (?:\w+ )?(?:with|using|via) (?:provider|model|llm|ai)$|^(?:\w+ )?(?:run|send|request|get|fetch|create|do|make) (?:\w+ )*(?:llm|ai|chat|completions?|answer|response|prompt)$/;

/** Whether a call's name may say that it settles on something. */
export function mayTellByName(file: LinkedFile, call: CallFact): boolean {
  const name = lastPart(dottedName(file, call.callee));
  return isNamedAsModel(name) || pickedService(file.facts, call, name) !== null || ASKS.test(wordsOf(name));
}

/**
 * `to_try.append(("anthropic", "claude-sonnet-4"))`, `fallbacks.push({ provider: 'groq', model: '…' })`: what is put where
 * the first that works is taken of.
 */
export function triedLater(
  resolver: Resolver,
  file: LinkedFile,
  { callee, positional, range }: CallFact,
): Choice[] {
  if (callee.kind !== 'member' || !PUTS.test(callee.property)) return [];
  const holder = lastPart(dottedName(file, callee.object));
  if (!isTried(holder)) return [];
  return positional
    .flatMap((value) => {
      if (value.kind === 'object')
        return value.entries.flatMap((one) =>
          one.key.kind === 'text' && isModelSlot(one.key.text) ? [one.value] : [],
        );
      // `chain.extend([("groq", "llama-…"), …])`
      return value.kind === 'list'
        ? value.items.flatMap((item) => (item.kind === 'list' ? item.items : [item]))
        : [value];
    })
    .flatMap((value) => (value.kind === 'text' && isForeignModel(resolver, value.text) ? [value.text] : []))
    .map((name) => ({ kind: 'model', name, isForeign: true, slot: `put in ${holder}`, range }));
}

const PUTS = /^(?:append|extend|push|insert|unshift|add)$/;

/** What a branch makes besides, and gives to nothing, is no alternative to what another one makes. */
function settledService(service: ChosenService | null, { slot }: Slot): ChosenService | null {
  return service?.isInside === true && slot === 'call' ? null : service;
}

/**
 * `getProvider('openai')`, `create_client("groq")`, `new ChatApi(Provider.GROQ)`, `LLMClient(provider_type="gemini")`: whom a
 * call picks by its key.
 */
function pickedService(
  facts: FileFacts,
  { positional: [first], named }: CallFact,
  callee: string,
): ChosenService | null {
  if (!(PICKS.test(callee) || MADE_OF_KEY.test(callee))) return null;
  const [told] = named.flatMap(({ name, value }) => providerNamed(facts, value, name) ?? []);
  const isKey = first?.kind === 'text' && PICKS.test(callee);
  const vendor = told ?? (isKey ? vendorOfKey(first.text) : first ? providerNamed(facts, first, '') : null);
  return vendor?.isTelling ? telling(vendor.name) : null;
}

const PICKS =
  /^_?(?:get|create|make|build|init|load|use|select|resolve)?_?(?:llm|ai|chat|language)?_?(?:provider|client|llm|adapter|backend|engine|model)(?:_?(?:by_?name|instance))?$/i;

/** A class that is anybody's, until it is told whose it is. */
const MADE_OF_KEY = /^[A-Z]\w*(?:Api|API|Client|Provider|LLM|Llm|Service|Adapter|Engine|Chat|Agent|Bot)$/;

/** The vendors' models that a call is given which makes a model, or asks one: `openai('gpt-4o')`. */
export function modelsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const slot = { slot: 'call', range: call.range, name: '', isResult: false };
  return resultChoices(resolver, file, call, slot).flatMap(({ kind, name }) =>
    kind === 'model' ? [name] : [],
  );
}

/** `Choice(provider="openai", model="gpt-4o")`: the vendors' models that anything is given by name. */
export function modelsNamed(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  if (COUNTS.test(lastPart(dottedName(file, call.callee)))) return [];
  const slot = { slot: 'call', range: call.range, name: '', isResult: false };
  return namedModels(resolver, file, call, slot).flatMap(({ kind, name, isForeign }) =>
    kind === 'model' && isForeign ? [name] : [],
  );
}

/** `self.fast.invoke(prompt)`: the models that what is asked was made with. */
function modelsOfAsked(
  resolver: Resolver,
  file: LinkedFile,
  { callee }: CallFact,
  place: { slot: string; range: Range },
): Choice[] {
  const held = callee.kind === 'member' ? foreignHeld(resolver, file, callee.object) : null;
  const made = held ? callBehind(file.facts, held) : undefined;
  if (!made) return [];
  // Not what that was asked of in its turn: two things may have made each other.
  const named = namedModels(resolver, file, made, { ...place, name: '', isResult: false });
  const models = [
    ...firstModel(resolver, file, made),
    ...named.flatMap(({ kind, name }) => (kind === 'model' ? [name] : [])),
  ];
  return models.map((name) => ({ kind: 'model' as const, name, isForeign: true, ...place }));
}

/** The model, or those in their order, that a function is given first; a class may be given it anywhere: `Decision("openai", "gpt-4o")`. */
function firstModel(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  const given = isLookUp(call) ? call.positional.slice(1) : call.positional;
  const isClass = /^[A-Z]\w*[a-z]/.test(lastPart(dottedName(file, call.callee)));
  return given
    .slice(0, isClass ? given.length : 1)
    .flatMap((one) => itemsListed(file, one) ?? [one])
    .flatMap((one) => textsOf(resolver, file, one).filter((text) => isForeignModel(resolver, text)));
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
  // `Result(response=text, model="gpt-4o", success=True)`; `grade(answer=text, model="gpt-4o")` asks one.
  if (MAKES.test(calledName(call.callee)) && call.named.some(({ name }) => saysOutcome(name))) return [];
  const fields = asModels(fieldsOf(resolver, file, call));
  // `ModelConfig(name="gpt-4o")`
  const isOfModel = isModelSlot(calledName(call.callee));
  const models = (isOfModel ? fields.map(asModel) : fields)
    .filter(({ name }) => isModelSlot(name))
    .flatMap(({ name, value }) =>
      textsOf(resolver, file, value).flatMap((text) =>
        textChoice(resolver, text, { ...slot, name, isResult: false }),
      ),
    );
  return models.length > 0 && isInAnswer(file, call) ? [] : models;
}

/** Whose settings something is made with that is kept: of what is only asked, its client tells. */
function settingsHanded({ named }: CallFact, { slot, range }: Slot): Choice[] {
  const vendor = slot === 'call' ? null : vendorHanded(named);
  return vendor ? [{ kind: 'service', ...vendor, isSetting: true, slot, range }] : [];
}

/** Classes, and what makes an object. */
const MAKES = /^_?(?:[A-Z]|(?:dict|jsonify)$|(?:make|build|create|to|as)_)/;

/** What a call is given by name, or by the fields of the class that it makes something of. */
export function fieldsOf(resolver: Resolver, file: LinkedFile, call: CallFact): readonly Option[] {
  return fieldsGiven(resolver, file, call) ?? optionsOf(call);
}

/** `Route("openai", "gpt-4o")` of a class that declares `provider` and `model`. */
function fieldsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): Option[] | null {
  const { callee, positional } = call;
  const isMeant =
    (callee.kind === 'class' || callee.kind === 'import') && positional.some(({ kind }) => kind === 'text');
  const made = isMeant
    ? resolver.objects.resolve(file, callee).find((one) => one.kind === 'class')
    : undefined;
  const given = made?.kind === 'class' ? argumentsByField(resolver, made, call) : [];
  return given.length > call.named.length ? given : null;
}

function endpointsGiven(resolver: Resolver, file: LinkedFile, call: CallFact): EndpointOwner[] {
  if (isSilent(call, file.facts)) return [];
  const written = givenTo(call).flatMap((value) => textsOf(resolver, file, value));
  const owners = written.flatMap((text) => endpointOwner(resolver, text) ?? []);
  if (owners.length > 0 || !mayTell(resolver, file, call)) return owners;
  // `fetch(endpoint)`, of which a line before says what it is.
  const urls = requestOf(resolver, file, call)?.request.urls ?? [];
  return urls.flatMap((url) => endpointOwner(resolver, url) ?? []);
}
