import type { SdkUse } from '../../catalog/catalog.ts';
import { ownerOfMethod, sdkUses } from '../../catalog/catalog.ts';
import type { OnlyIf, Sdk } from '../../catalog/service.ts';
import type { Destination } from '../../endpoint.ts';
import { clientDestination, shownUrl } from '../../endpoint.ts';
import type { BlockFact, CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { isOfPagesServer } from '../../link/text.ts';
import { globalKey } from '../../link/tree.ts';
import { remembered } from '../code/remembered.ts';
import { isArm, isWithin, startsAfter, structureOf } from '../code/structure.ts';
import { hostOf, hostsWritten } from '../code/written-hosts.ts';
import { isAsked } from './asked-calls.ts';
import { givesText } from './given-texts.ts';
import { lazilyLoaded } from './lazy-clients.ts';
import { onlyLists } from './listing-clients.ts';
import { isLeftOutAtTimes, optionValues, positionalValues, writtenValues } from './options.ts';
import { givenBaseUrls } from './sdk-base-urls.ts';
import type { NamedSymbol } from './sdk-classes.ts';
import { namedSymbols } from './sdk-classes.ts';
import { variablesRead } from './sdk-variables.ts';

/** A client or model that an SDK makes, or a call that it sends, and where to. */
export interface SdkCall {
  use: SdkUse;
  /** As people write it: `OpenAI`, `litellm.completion`. */
  name: string;
  destination: Destination;
  /** The base URL, for people; `null` if it is the vendor's own. */
  baseUrl: string | null;
  /** What the base URL was read from; `null` if nothing was given. */
  from: Resolved | null;
  /** The base URLs of other inference services that it may have too. */
  otherUrls?: string[];
  /** True if its base URL may be left out as well: `baseURL: isRelayed ? RELAY : undefined`. */
  mayBeOwn?: true;
  /** True if other files alone say where it may go, and not all that it may be is known: each caller hands it another one. */
  isSetElsewhere?: true;
}

/** What a finding calls the client that a class or a function makes. */
export function clientNamed(name: string): string {
  return /client$/i.test(name) ? name : `${name} client`;
}

/** What a call does with an SDK; `null` if it is no such call. Of several classes that may be meant, the worst. */
export const sdkCall = remembered((resolver, file, call: CallFact): SdkCall | null => {
  const named = resolver.objects
    .resolve(file, call.callee)
    .flatMap((callee) => symbolsOf(resolver, file, callee));
  const found = [...named, ...lazilyLoaded(file, call)].flatMap(
    (one) => sdkCallOf(resolver, file, call, one) ?? [],
  );
  return found.find(({ destination }) => destination.kind === 'direct') ?? found[0] ?? null;
});

function symbolsOf(resolver: Resolver, { registry }: LinkedFile, callee: Resolved): NamedSymbol[] {
  const named = namedSymbols(resolver, callee);
  if (named.length > 0 || callee.kind !== 'member') return named;
  const module = ownerOfMethod(registry, callee.name);
  if (module === null) return [];
  return [{ symbol: { kind: 'symbol', registry, module, path: [callee.name] }, through: [] }];
}

function sdkCallOf(resolver: Resolver, file: LinkedFile, call: CallFact, named: NamedSymbol): SdkCall | null {
  const { registry, module, path } = named.symbol;
  const isOwn = () => resolver.tree.modules.target(file.path, registry, module) !== null;
  const use = sdkUses(registry, module, path).find(
    ({ sdk }) => !(sdk.exact && isOwn()) && isMeant(resolver, file, withOptions(call, sdk), sdk),
  );
  if (!use || (use.kind === 'client' && onlyLists(resolver, file, call))) return null;
  return {
    use,
    name: nameOf(use),
    ...destinationOf(resolver, file, withOptions(call, use.sdk), use, named),
  };
}

/** What is given as a dict, as if it were spread: `Memory.from_config(settings)`. */
function withOptions(call: CallFact, { takesDict }: Sdk): CallFact {
  const [first, ...positional] = call.positional;
  if (!takesDict || !first) return call;
  return { ...call, positional, spread: true, spreads: [...(call.spreads ?? []), first] };
}

function isMeant(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { only, askedBy, method, on }: Sdk,
): boolean {
  if (askedBy !== undefined && !isAsked(file.facts, call, askedBy)) return false;
  if (!only || (on && isOn(file.facts, call, method, on))) return true;
  const option = optionValues(resolver, file, call, [only.option]);
  // An option inside of others has a name.
  const first = only.option.includes('.') ? [] : (positionalValues(resolver, file, call, 0) ?? []);
  const values = [...(option ?? []), ...first];
  const names = (value: Resolved) =>
    value.kind === 'text' ? namesIt(only, value.text) : value.kind === 'environment' && anyName(only);
  const isNamed =
    (only.surely ? values.length > 0 && values.every(names) : values.some(names)) ||
    (anyName(only) && givesText(resolver, file, call, only.option));
  const isLeftOut = only.orLeftOut === true && option === null && !isGivenFirst(call);
  return (isNamed || isLeftOut) && !isSet(resolver, only);
}

/** `env.AI.run`, `ai.run`, `env.AI.gateway(id).run`: the method, on something of that name. */
function isOn(facts: FileFacts, { callee }: CallFact, method: string | undefined, name: RegExp): boolean {
  if (callee.kind !== 'member' || callee.property !== method) return false;
  const { object } = callee;
  const named = object.kind === 'result' ? facts.calls[object.call]?.callee : object;
  if (named?.kind === 'member') return name.test(named.property);
  return named?.kind === 'binding' && name.test(facts.bindings[named.binding]?.name ?? '');
}

/** In Python an option may stand first without its name; in scripts the options do. */
function isGivenFirst({ positional: [first] }: CallFact): boolean {
  return first !== undefined && first.kind !== 'object';
}

function namesIt({ texts }: OnlyIf, text: string): boolean {
  return texts instanceof RegExp ? texts.test(text) : texts.includes(text);
}

/** Any text is a name: then what is surely one says enough. */
function anyName({ texts }: OnlyIf): boolean {
  return texts instanceof RegExp && texts.test('?');
}

function isSet(resolver: Resolver, { unlessSet = [] }: OnlyIf): boolean {
  return unlessSet.some((name) => resolver.assigned(globalKey(name)).length > 0);
}

/** A class by its own name, a function behind its package's: `OpenAI`, `litellm.completion`. */
function nameOf({ sdk, module, path, kind }: SdkUse): string {
  const names = path.filter((name) => name !== 'default');
  if (names.length === 0) return module;
  const classAt = names.findIndex((name) => /^[A-Z]/.test(name));
  if (kind === 'client' && classAt >= 0) return names.slice(classAt).join('.');
  const isBare = sdk.registry === 'npm' && path[0] !== 'default';
  return [...(isBare ? [] : [module]), ...names].join('.');
}

type Target = Pick<SdkCall, 'destination' | 'baseUrl' | 'from' | 'otherUrls' | 'mayBeOwn' | 'isSetElsewhere'>;

/**
 * The worst of everything that the base URL is known to be; unknown only if nothing of it is known. That nothing may be
 * given next to what nobody knows is no knowledge: `baseURL: process.env.X || undefined`, a parameter's `null`.
 */
function destinationOf(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  use: SdkUse,
  named: NamedSymbol,
): Target {
  return givenTarget(resolver, file, call, use, named) ?? defaultTarget(resolver, file, call, use);
}

function givenTarget(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  use: SdkUse,
  named: NamedSymbol,
): Target | null {
  const given = givenBaseUrls(resolver, file, call, use, named);
  const targets = given.filter((value) => !namesNoUrl(value)).map((value) => targetOf(resolver, use, value));
  const first = firstDirect(file, targets, given);
  const direct: Target | undefined =
    first && given.some(({ kind }) => kind === 'none') ? { ...first, mayBeOwn: true } : first;
  const gateway = targets.find(({ destination }) => destination.kind === 'gateway');
  const isLeftOut =
    goesSomewhere(use) &&
    ((mayBeLeftOut(given, use) && !isAskedFor(file, call, use)) ||
      isLeftOutAtTimes(resolver, file, call, outerNames(use)));
  const otherwise = isLeftOut ? null : (targets.find(leavesPage) ?? targets[0] ?? null);
  return direct ?? gateway ?? otherwise;
}

/** A path alone is the page's own server, or what a setting that is empty at first was put before: `${settings.url}/v1`. */
function leavesPage({ from }: Target): boolean {
  return from?.kind !== 'text' || !isOfPagesServer(from.text);
}

/** What is made for whoever speaks as OpenAI does goes nowhere by itself; LiteLLM goes where the model's name says. */
function goesSomewhere({ service }: SdkUse): boolean {
  return service.id !== 'openai-compatible';
}

function firstDirect(file: LinkedFile, targets: Target[], given: Resolved[]): Target | undefined {
  const [first, ...others] = directTargets(file, targets);
  if (given.length === 1) return first;
  const urls = others.flatMap(({ baseUrl }) => baseUrl ?? []).filter((url) => url !== first?.baseUrl);
  const isSetElsewhere =
    first !== undefined && !isWritten(file, first) && given.some(({ kind }) => UNSEEN.has(kind));
  return (
    first && {
      ...first,
      ...(urls.length > 0 ? { otherUrls: [...new Set(urls)] } : {}),
      ...(isSetElsewhere ? { isSetElsewhere } : {}),
    }
  );
}

/** What the file itself says comes first: what other files set, they may set for others. */
function directTargets(file: LinkedFile, targets: Target[]): Target[] {
  const direct = targets.filter(({ destination }) => destination.kind === 'direct');
  if (direct.length < 2) return direct;
  const {
    written = [],
    others = [],
    odd = [],
  } = Object.groupBy(direct, (one) =>
    ODD.test(one.baseUrl ?? '') ? 'odd' : isWritten(file, one) ? 'written' : 'others',
  );
  const sure = [...written, ...others];
  return sure.length > 0 ? sure : odd;
}

/** What stands for an address in an example, or was put together of a version twice: no words for people. */
const ODD = /^\w+:\/\/(?:[\w.-]+\.)?(?:example(?:\.(?:com|org|net))?|invalid)(?=[:/]|$)|\/(v\d+)\/\1(?=\/|$)/;

function isWritten({ facts }: LinkedFile, { from }: Target): boolean {
  return from?.kind === 'text' && hostsWritten(facts).has(hostOf(from.text));
}

/** What says that there may be more than is known. */
const UNSEEN: ReadonlySet<Resolved['kind']> = new Set(['unknown', 'member', 'instance']);

/** `def connect(base_url=None)`: Python's way to say that it goes to the vendor unless somebody says otherwise. */
function mayBeLeftOut(given: Resolved[], { sdk }: SdkUse): boolean {
  return sdk.registry === 'pypi' && given.some(({ kind }) => kind === 'none');
}

/** `if base_url:` around it, or `if not base_url: raise` before: then there is one. */
function isAskedFor({ facts }: LinkedFile, call: CallFact, { sdk }: SdkUse): boolean {
  const given = writtenValues(call, sdk.baseUrl).flatMap((value) => headerName(facts, value));
  if (given.length === 0) return false;
  const { blocksAround, functionAround } = structureOf(facts);
  const asks = (block: BlockFact): boolean =>
    isArm(block) && given.some((name) => block.names?.includes(name));
  const ends = (block: BlockFact): boolean => block.exit === 'raise' || block.exit === 'return';
  // What an inner function makes is made behind what the outer one asked before it.
  const isBefore = (block: BlockFact): boolean =>
    startsAfter(call.range, block.range) &&
    isWithin(call.range, functionAround(block.range)?.range ?? call.range);
  return (
    blocksAround(call.range).some(asks) ||
    (facts.blocks ?? []).some((block) => ends(block) && asks(block) && isBefore(block))
  );
}

/** What a condition calls a variable or an attribute. */
function headerName({ bindings }: FileFacts, value: Value): string[] {
  if (value.kind === 'binding') return [bindings[value.binding]?.name ?? ''];
  return value.kind === 'member' && value.object.kind === 'self' ? [`self.${value.property}`] : [];
}

/** `httpOptions` of `httpOptions.baseUrl`. */
function outerNames({ sdk }: SdkUse): string[] {
  return sdk.baseUrl.map((option) => option.split('.')[0] ?? option);
}

function targetOf(resolver: Resolver, use: SdkUse, value: Resolved): Target {
  if (value.kind !== 'text') return { destination: { kind: 'unknown' }, baseUrl: null, from: value };
  const destination = clientDestination(value.text, use.service, resolver.tree.policy);
  return { destination, baseUrl: shownUrl(value.text), from: value };
}

function namesNoUrl(value: Resolved): boolean {
  return value.kind === 'none' || (value.kind === 'text' && !looksLikeUrl(value.text));
}

/** Some options hold a URL or a name: `InferenceClient("meta-llama/Llama-3")` goes to the vendor. */
function looksLikeUrl(text: string): boolean {
  return /[:\uFFFC.]|^\/|localhost/.test(text);
}

/** Without a base URL, the SDK asks its environment, and goes to the vendor if that says nothing. */
function defaultTarget(resolver: Resolver, file: LinkedFile, call: CallFact, use: SdkUse): Target {
  const names = variablesRead(resolver, file, call, use);
  const targets = names.flatMap((name) => environmentTargets(resolver, use, name));
  const direct = directTargets(file, targets)[0];
  const fallback: Target = {
    destination: { kind: 'direct', service: use.service },
    baseUrl: null,
    from: null,
  };
  return direct ?? targets.find(({ destination }) => destination.kind === 'gateway') ?? fallback;
}

function environmentTargets(resolver: Resolver, use: SdkUse, name: string): Target[] {
  const placed = resolver.environment(name) ?? [];
  return placed
    .flatMap(({ file, value }) => resolver.resolve(file, value))
    .filter((value) => value.kind === 'text')
    .map((value) => targetOf(resolver, { ...use, sdk: { ...use.sdk, environment: [] } }, value));
}
