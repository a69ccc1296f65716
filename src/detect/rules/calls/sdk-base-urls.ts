import type { SdkUse } from '../../catalog/catalog.ts';
import type { Sdk } from '../../catalog/service.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { symbolKey } from '../../link/tree.ts';
import { remembered } from '../code/remembered.ts';
import type { OptionValues } from './options.ts';
import { entriesNamed, optionValues, positionalValues } from './options.ts';
import type { NamedSymbol, SdkSymbol } from './sdk-classes.ts';
import { optionsOfClasses } from './sdk-classes.ts';

/** Every base URL that a call of an SDK is given, by itself, its class, its module or its models; `none` without one. */
export function givenBaseUrls(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  use: SdkUse,
  { symbol, through }: NamedSymbol,
): Resolved[] {
  const { sdk, kind } = use;
  const position = sdk.baseUrlPosition;
  const positional: OptionValues =
    position === undefined
      ? null
      : (positionalValues(resolver, file, call, position)?.filter(isText) ?? null);
  // A function's own arguments are models and prompts: what nobody knows of them holds no options.
  const options = seenOptions(
    resolver,
    file,
    call,
    use,
    optionValues(resolver, file, call, sdk.baseUrl, kind === 'client' ? 'may hold' : 'hold'),
  );
  const given =
    options?.filter((value) => !isHolder(value, sdk)) ??
    positional ??
    optionsOfClasses(resolver, through, sdk.baseUrl) ??
    urlsAmong(optionValues(resolver, file, call, sdk.baseUrlOrName)) ??
    (kind === 'function' ? moduleBaseUrls(resolver, sdk, symbol) : null) ??
    setUpUrls(resolver, sdk) ??
    urlsOfModels(resolver, file, sdk);
  const ownNone: Resolved[] = [{ kind: 'none' }];
  return given && given.length > 0 ? given : ownNone;
}

/**
 * Of options that are handed on without being known, most hold no base URL: who writes others out would write it out too
 * (`ChatOpenAI(model=m, **options)`, `{ apiKey, ...options }`), and one vendor's client is made for that vendor.
 */
function seenOptions(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  use: SdkUse,
  options: OptionValues,
): OptionValues {
  const { sdk, kind } = use;
  if (!options?.every((value) => value.kind === 'unknown')) return options;
  const isBaseUrl = (name: string): boolean => sdk.baseUrl.some((option) => option.split('.')[0] === name);
  const handed = [...call.positional, ...(call.spreads ?? [])];
  const placed = handed.flatMap((value) => placedValues(file, value, isBaseUrl));
  if (placed.length > 0) return placed.flatMap((value) => resolver.resolve(file, value));
  const written = writtenOptions(resolver, file, call);
  if (written.some(isBaseUrl)) return options;
  const isMeant = written.length > 0 || (kind === 'client' && hasOneVendor(use));
  return isMeant ? null : options;
}

/** The names of the options that stand in a call, or in objects that it is handed. */
function writtenOptions(
  resolver: Resolver,
  file: LinkedFile,
  { named, positional, spreads = [] }: CallFact,
): string[] {
  const objects = file.registry === 'pypi' ? spreads : [...positional, ...spreads];
  const keys = objects
    .flatMap((value) => resolver.resolve(file, value))
    .flatMap((value) => (value.kind === 'record' ? [value.value, ...value.value.spreads] : []))
    .flatMap((value) => (value.kind === 'object' ? value.entries : []))
    .flatMap(({ key }) => (key.kind === 'text' ? [key.text] : []));
  return [...named.map(({ name }) => name), ...keys];
}

/** What a name's value gets under such an option: `options["base_url"] = url`, `options.setdefault("base_url", url)`. */
function placedValues({ assigned }: LinkedFile, holder: Value, isMeant: (name: string) => boolean): Value[] {
  const placed = holder.kind === 'binding' ? assigned.get(holder.binding) : undefined;
  return placed?.flatMap(({ key, value }) => (key.kind === 'text' && isMeant(key.text) ? [value] : [])) ?? [];
}

/** Not one that speaks to whoever answers as OpenAI does, is told its address anyway, or runs on somebody's own machine. */
function hasOneVendor({ service }: SdkUse): boolean {
  return service.local === undefined && !MANY_ADDRESSES.has(service.id);
}

const MANY_ADDRESSES: ReadonlySet<string> = new Set([
  'openai',
  'openai-compatible',
  'azure-openai',
  'litellm',
]);

/** `InferenceClient(model="http://…")`; a model's name says nothing of where the client goes. */
function urlsAmong(values: OptionValues): OptionValues {
  const urls = values?.filter((value) => value.kind === 'text' && /^https?:\/\//.test(value.text)) ?? [];
  return urls.length > 0 ? urls : null;
}

/** `http_options={"api_version": "v1"}`: options of which the base URL is one say nothing of it where it is not among them. */
function isHolder(value: Resolved, { baseUrl }: Sdk): boolean {
  if (value.kind !== 'record' && value.kind !== 'instance') return false;
  return baseUrl.some((option) => baseUrl.some((other) => other.startsWith(`${option}.`)));
}

function isText(value: Resolved): boolean {
  return value.kind !== 'record';
}

/** `openai.api_base = x`, anywhere in the tree, sets the base URL of the module's own functions. */
function moduleBaseUrls(resolver: Resolver, sdk: Sdk, { registry, module }: SdkSymbol): OptionValues {
  const placed = sdk.baseUrl.flatMap((name) => resolver.assigned(symbolKey(registry, [module, name])));
  return placed.length > 0 ? placed.flatMap(({ file, value }) => resolver.resolve(file, value)) : null;
}

/** `vertexai.init(api_endpoint=x)`, anywhere in the tree. */
function setUpUrls(resolver: Resolver, { registry, setUpAs }: Sdk): OptionValues {
  const placed = setUpAs === undefined ? [] : resolver.assigned(symbolKey(registry, [setUpAs]));
  return placed.length > 0 ? placed.flatMap(({ file, value }) => resolver.resolve(file, value)) : null;
}

function urlsOfModels(resolver: Resolver, file: LinkedFile, { modelsBy }: Sdk): OptionValues {
  return modelsBy ? urlsMadeWith(resolver, file, modelsBy) : null;
}

/** `client.getGenerativeModel({ model }, { baseUrl })`, if every model of the file is made so. */
const urlsMadeWith = remembered(
  (resolver, file, { method, baseUrl }: NonNullable<Sdk['modelsBy']>): OptionValues => {
    const made = file.facts.calls.filter(
      ({ callee }) => callee.kind === 'member' && callee.property === method,
    );
    const urls = made.map(({ positional: [, options] }) =>
      options?.kind === 'object' ? entriesNamed(options, [baseUrl]) : [],
    );
    if (urls.length === 0 || urls.some((one) => one.length === 0)) return null;
    return oncePerUrl(urls.flat().flatMap((value) => resolver.resolve(file, value)));
  },
);

/** Each client of a file may make each of its models: of what is no address, and of the same one, the first is enough. */
function oncePerUrl(values: Resolved[]): Resolved[] {
  const first = new Map<string, Resolved>();
  for (const value of values) {
    const said = value.kind === 'text' ? `at ${value.text}` : value.kind;
    if (!first.has(said)) first.set(said, value);
  }
  return [...first.values()].slice(0, MOST_URLS);
}

/** Nobody's file asks more hosts. */
const MOST_URLS = 40;
