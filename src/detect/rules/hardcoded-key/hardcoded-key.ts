import { sdkUse } from '../../catalog/catalog.ts';
import { serviceByHost } from '../../catalog/hosts.ts';
import { parseEndpoint, requestDestination, showsPrompt } from '../../endpoint.ts';
import type { CallFact, Range, Value } from '../../facts.ts';
import { handedKey, isLikeKey } from '../../keys/key-forms.ts';
import { isKeyName, isKeyVariable } from '../../keys/key-names.ts';
import { entriesOf } from '../../link/entries.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { optionValues } from '../calls/options.ts';
import type { TellingCall } from '../calls/telling-calls.ts';
import { requestOf, tellingCalls } from '../calls/telling-calls.ts';
import { structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { namedKeys } from './named-keys.ts';

/**
 * Decisions 2: a key that is written down. A text in the form of a vendor's key counts wherever it stands; any other
 * text where it is handed over as a key. No message holds more of it than its first characters.
 */
export function hardcodedKey(resolver: Resolver, file: LinkedFile): Hit[] {
  const written = (file.facts.keys ?? []).map((key) => writtenKey(file, key.range, key));
  const named = namedTexts(file);
  const known = new Set(named.flatMap(({ secrets = [] }) => secrets));
  const handed = tellingCalls(resolver, file).flatMap((telling) => handedOver(resolver, file, telling));
  return [
    ...written,
    ...handed.filter(({ secrets = [] }) => !secrets.some((secret) => known.has(secret))),
    ...assignedKeys(resolver, file),
    ...named,
  ];
}

/** A key as it is shown; `text` is what must not be. */
interface Key {
  shown: string;
  service: string | null;
  text?: string;
  /** Where it stands, if that is not here. */
  variable?: Variable;
}

function writtenKey({ facts }: LinkedFile, range: Range, key: Key): Hit {
  return keyHit(structureOf(facts).placeAt(range), key);
}

function keyHit(place: Hit['place'], { shown, service, text, variable }: Key): Hit {
  const whose = service === null ? 'A key' : `A key of ${service}`;
  const written = variable
    ? `is sent here that \`${variable.path}\` holds as \`${variable.name}\``
    : 'is written here';
  return {
    place,
    what: `key ${shown}`,
    message: `${whose} ${written}, for everybody who can read the repository. Read it from the environment, and make a new one: this one is known.`,
    service,
    ...(text === undefined ? {} : { secrets: [text] }),
  };
}

const KEY_OPTIONS = [
  ...[
    'api_key',
    'apiKey',
    'openai_api_key',
    'openAIApiKey',
    'openaiApiKey',
    'anthropic_api_key',
    'anthropicApiKey',
  ],
  ...[
    'azure_api_key',
    'azureOpenAIApiKey',
    'google_api_key',
    'googleApiKey',
    'groq_api_key',
    'mistral_api_key',
  ],
  ...['auth_token', 'authToken', 'api_token', 'apiToken', 'token', 'litellm_key', 'master_key'],
];

const HEADER_OPTIONS = [
  'headers',
  'default_headers',
  'defaultHeaders',
  'extra_headers',
  'configuration.defaultHeaders',
];

const KEY_HEADERS = [
  'Authorization',
  'authorization',
  'x-api-key',
  'X-API-Key',
  'X-Api-Key',
  'api-key',
  'x-goog-api-key',
];

function handedOver(resolver: Resolver, file: LinkedFile, { call, sdk }: TellingCall): Hit[] {
  if (!sdk && !isLlmRequest(resolver, file, call)) return [];
  const values = [
    ...(optionValues(resolver, file, call, KEY_OPTIONS) ?? []),
    ...(optionValues(resolver, file, call, HEADER_OPTIONS) ?? []).flatMap((headers) =>
      headerValues(resolver, headers),
    ),
  ];
  return keysAmong(resolver, file, values).flatMap((key) => {
    const variable = variableWith(resolver, key.text);
    if (isFoundWhereSet(variable)) return [];
    return [keyHit(placeOf(call), { ...key, ...(variable && { variable }) })];
  });
}

/** Files of variables are looked at by themselves, and known names of keys are found there. */
function isFoundWhereSet(variable: Variable | null): boolean {
  return variable !== null && isKeyVariable(variable.name);
}

interface Variable {
  name: string;
  path: string;
}

/** The variable that a file of the tree sets to a text. */
function variableWith(resolver: Resolver, text: string): Variable | null {
  for (const [name, placed] of resolver.variables()) {
    const found = placed.find(({ value }) => value.kind === 'text' && value.text.includes(text));
    if (found) return { name, path: found.file.path };
  }
  return null;
}

function headerValues(resolver: Resolver, headers: Resolved): Resolved[] {
  if (headers.kind !== 'record') return [];
  return KEY_HEADERS.flatMap((name) => entriesOf(resolver, headers, name) ?? []);
}

/** Each key once, though several ways lead to it. Tests hand over what they made up, unless it looks like a key by itself. */
function keysAmong(
  { tree }: Resolver,
  { path }: LinkedFile,
  values: readonly Resolved[],
): (Key & { text: string })[] {
  const isKey = tree.tests.has(path) ? isLikeKey : () => true;
  const keys = values
    .flatMap((value) => (value.kind === 'text' ? (handedKey(value.text) ?? []) : []))
    .filter(({ text }) => isKey(text));
  return [...new Map(keys.map((key) => [key.text, { ...key, service: null }])).values()];
}

/** A request to the gateway, to a vendor's host, though it only lists or deletes there, or with a prompt in it. */
function isLlmRequest(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const sent = requestOf(resolver, file, call);
  if (!sent) return false;
  const { request } = sent;
  return request.urls.some((url) => {
    const { kind } = requestDestination(url, request, resolver.tree.policy);
    if (kind === 'unknown') return showsPrompt(request.body);
    return kind !== 'elsewhere' || isVendorHost(url);
  });
}

function isVendorHost(url: string): boolean {
  const endpoint = parseEndpoint(url);
  return endpoint !== null && serviceByHost(endpoint.host, endpoint.path) !== null;
}

/** `openai.api_key = "…"`, `os.environ["OPENAI_API_KEY"] = "…"` */
function assignedKeys(resolver: Resolver, file: LinkedFile): Hit[] {
  return (file.facts.assignments ?? []).flatMap(({ target, value, range }) => {
    if (!isKeyTarget(resolver, file, target)) return [];
    return keysAmong(resolver, file, resolver.resolve(file, value)).flatMap((key) => {
      const variable = variableWith(resolver, key.text);
      // What is set here is among the variables too.
      if (isFoundWhereSet(variable) && variable?.path !== file.path) return [];
      return [writtenKey(file, range, key)];
    });
  });
}

function isKeyTarget(resolver: Resolver, file: LinkedFile, target: Value): boolean {
  if (target.kind === 'environment') return isKeyName(target.name);
  if (target.kind !== 'member' || !/^api_?key$/i.test(target.property)) return false;
  return resolver.resolve(file, target.object).some((object) => object.kind === 'symbol' && isSdk(object));
}

/** The package itself, which has functions or clients. */
function isSdk({ registry, module, path }: Resolved & { kind: 'symbol' }): boolean {
  return ['OpenAI', 'Client', 'ChatCompletion.create', 'completion', 'chat', 'configure'].some(
    (name) => sdkUse(registry, module, [...path, ...name.split('.')]) !== null,
  );
}

/** A text that has no vendor's form, under a name that says it is a key: in code, env files, compose files, manifests. */
function namedTexts(file: LinkedFile): Hit[] {
  const variables = file.facts.environment.filter(({ name }) => isKeyVariable(name));
  const texts = [...namedKeys(file), ...variables.map(({ value, range }) => ({ text: value, range }))];
  return texts.flatMap(({ text, range }) => {
    const key = isLikeKey(text) ? handedKey(text) : null;
    return key === null ? [] : [writtenKey(file, range, { ...key, service: null })];
  });
}
