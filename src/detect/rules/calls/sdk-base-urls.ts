import type { SdkUse } from '../../catalog/catalog.ts';
import type { Sdk } from '../../catalog/service.ts';
import type { CallFact } from '../../facts.ts';
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
  { sdk, kind }: SdkUse,
  { symbol, through }: NamedSymbol,
): Resolved[] {
  const position = sdk.baseUrlPosition;
  const positional: OptionValues =
    position === undefined
      ? null
      : (positionalValues(resolver, file, call, position)?.filter(isText) ?? null);
  // A function's own arguments are models and prompts: what nobody knows of them holds no options.
  const options = seenOptions(
    call,
    sdk,
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

/** `ChatOpenAI(model=m, **options)`: who writes the arguments out writes the base URL out too. */
function seenOptions({ named }: CallFact, { registry, baseUrl }: Sdk, options: OptionValues): OptionValues {
  const isNamed = named.some(({ name }) => baseUrl.some((option) => option.split('.')[0] === name));
  if (registry !== 'pypi' || isNamed || named.length === 0) return options;
  return options?.every(({ kind }) => kind === 'unknown') ? null : options;
}

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
