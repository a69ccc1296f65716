import { isSendingMethod, mentionsModel, namesLlmCall, saysMeans } from '../../catalog/call-names.ts';
import { sdkUse } from '../../catalog/catalog.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import { parseEndpoint, requestDestination, showsPrompt } from '../../endpoint.ts';
import type { CallFact, FileFacts, FunctionFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { HOLE, isOfPage } from '../../link/text.ts';
import { recent, remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { commandRequest } from './command-requests.ts';
import { asksDeclared } from './declared-models.ts';
import { clientBehind, isGraph, isProgram, isRun, lastOf } from './framework-calls.ts';
import { givesPrompt, givesProvider } from './given-prompts.ts';
import { optionValues, writtenValues } from './options.ts';
import type { HttpRequest } from './request-urls.ts';
import { sdkCall } from './sdk-calls.ts';
import { sentRequest } from './sent-request.ts';
import { mayTell, requestOf } from './telling-calls.ts';
import { asksUnknownHost } from './unknown-hosts.ts';

/** A call that asks a model, wherever it goes. */
export interface LlmCall {
  /** As written, receivers before it: `client.chat.completions.create`. */
  name: string;
  /** The inference service, if it surely goes to one by name. */
  service: string | null;
}

const known = remembered((_resolver, _file, _call: CallFact): Reading => ({ isRead: false, found: null }));

interface Reading {
  isRead: boolean;
  found: LlmCall | null;
}

/**
 * Whether a call asks a model: through the gateway or around it, by HTTP, by an SDK, by a function of the same file
 * that does, or by a name that says so. What other files do is told by names alone, unless their module's name tells
 * that there are models in it, so that a file says the same whether or not they were worth parsing.
 */
export function llmCall(resolver: Resolver, file: LinkedFile, call: CallFact): LlmCall | null {
  const reading = known(resolver, file, call);
  if (reading.isRead) return reading.found;
  // A function that calls itself is looked at once.
  reading.isRead = true;
  reading.found = readCall(resolver, file, call);
  return reading.found;
}

/** The calls inside a region that ask a model, in source order. */
export function llmCallsIn(resolver: Resolver, file: LinkedFile, calls: CallFact[]): LlmCall[] {
  return calls.flatMap((call) => llmCall(resolver, file, call) ?? []);
}

function readCall(resolver: Resolver, file: LinkedFile, call: CallFact): LlmCall | null {
  const name = dottedName(file, call.callee);
  const callees = resolver.objects.resolve(file, call.callee);
  const sent = mayTell(resolver, file, call)
    ? (sdkSent(resolver, file, call, callees) ?? requestSent(resolver, file, call))
    : null;
  if (sent !== null) return { name, service: sent.service };
  // `client = get_client(name)`: one for each vendor, and one for tests that asks nobody.
  const called = callees
    .flatMap((callee) => (callee.kind === 'function' ? [callee] : []))
    .slice(0, MOST_CALLED);
  const [first] = called;
  if (first && (makesModel(lastPart(name)) || onlyReads(resolver, file, call))) return null;
  if (first && (first.file === file || comesFromTellingModule(call.callee))) {
    for (const one of called) {
      const asked = askedInside(resolver, one.file, one.index);
      if (asked !== null) return { name: name === '' ? asked.name : name, service: null };
    }
    return saysAsking(file, call) ? { name, service: null } : null;
  }
  if (call.construct) return null;
  if (importsModels(file) && called.some((one) => asksInTwo(resolver, one))) return { name, service: null };
  return namesLlmCall(name) || sendsMessages(resolver, file, call, name) || saysAsking(file, call)
    ? { name, service: null }
    : null;
}

/** Whether what a call is given, or the class that it is declared to be a method of, says that a model is asked. */
function saysAsking(file: LinkedFile, call: CallFact): boolean {
  return givesPrompt(file, call) || givesProvider(file, call) || asksDeclared(file, call.callee);
}

function makesModel(name: string): boolean {
  return MAKES_MODEL.test(name) && !saysMeans(name);
}

/**
 * `get_model()`, `loadTokenizer()`, `init_client()`, `get_vector_store()`, `build_rag_agent()`: what makes a model, or what
 * has one, asks it nothing yet, whatever it tries.
 */
const MAKES_MODEL =
  /^_?(?:get|load|init|create|make|build|setup|bootstrap|ensure)_?(?:llm_?|chat_?)?(?:llms?|models?|tokenizers?|clients?|pipelines?|vector_?stores?|collections?|retrievers?)$|^_?(?:get|init|create|make|build|setup)_?(?:\w{0,30}(?:agent|chain|crew|workflow|llm|client)(?:_?executor)?|(?:state_?)?graph)$/i;

/** Nobody has more clients behind one name. */
const MOST_CALLED = 10;

/**
 * What a helper asks for others says nothing of who only reads by it, `fetchWithTimeout(tasksUrl)`,
 * `callApi('/runs/7', 'GET')`, or hands it another URL: `safe_post(webhook_url, data=body)`.
 */
export const onlyReads = remembered((resolver, file, call: CallFact): boolean => {
  if (isToldToRead(call)) return true;
  const sent = sentRequest(resolver, file, call);
  if (sent === null || sent.method === 'GET') return sent !== null;
  const isHelped = requestOf(resolver, file, call) === null && isHandedUrl(file, call, sent);
  return isHelped && requestTo(resolver, file, call, sent) === null;
});

/** By a word of its own, wherever it stands: `callApi(path, 'GET')`, `send({ method: 'GET', path })`. */
function isToldToRead(call: CallFact): boolean {
  const given = [...call.positional, ...writtenValues(call, ['method'])];
  return given.some((value) => value.kind === 'text' && READS.test(value.text));
}

const READS = /^(?:GET|HEAD|DELETE)$/;

/** `request_with_retry(language, prompt)` is handed none, and asks whomever it likes. */
function isHandedUrl(file: LinkedFile, { positional, named }: CallFact, { urls }: HttpRequest): boolean {
  const isNamed = ({ name, value }: { name: string; value: Value }) =>
    URL_NAME.test(name) || URL_NAME.test(dottedName(file, value));
  return (
    urls.some((url) => /[:/]/.test(url)) ||
    [...positional.map((value) => ({ name: '', value })), ...named].some(isNamed)
  );
}

const URL_NAME = /ur[il]s?$|endpoint|href|address$/i;

/**
 * `client.messages.create` sends an SMS too; one with a model is Anthropic's, and so is one of which nothing is known in
 * a file that has to do with models.
 */
function sendsMessages(resolver: Resolver, file: LinkedFile, call: CallFact, name: string): boolean {
  // Of OpenAI's assistants: it is put there, for whoever runs the thread.
  if (!name.endsWith('.messages.create') || name.endsWith('.threads.messages.create')) return false;
  if (writtenValues(call, OF_ANTHROPIC).length > 0) return true;
  const given = optionValues(resolver, file, call, OF_ANTHROPIC) ?? [];
  return given.some(({ kind }) => kind !== 'unknown') || (given.length > 0 && importsModels(file));
}

const OF_ANTHROPIC = ['model', 'max_tokens', 'messages'];

/** `from .llm import ask`: the module's name is in this file, so that the prefilter lets it through. */
export function comesFromTellingModule(callee: Value): boolean {
  if (callee.kind === 'member') return comesFromTellingModule(callee.object);
  return callee.kind === 'import' && mentionsModel(callee.module);
}

/** Something that is imported is named after models, so that the prefilter lets the file through. */
export const importsModels = recent(({ facts }: LinkedFile): boolean =>
  facts.imports.some(({ module, name }) => mentionsModel(module) || mentionsModel(name)),
);

type FunctionOf = Resolved & { kind: 'function' };

/** Whether a function sends an LLM call itself. */
function sendsInside(resolver: Resolver, { file, index }: FunctionOf): boolean {
  const fact = file.facts.functions[index];
  return fact !== undefined && sendsIn(resolver, file, fact);
}

const sendsIn = remembered((resolver, file, { range }: FunctionFact): boolean =>
  structureOf(file.facts)
    .callsIn(range)
    .some((call) => isSentCall(resolver, file, call)),
);

/** Whether a function sends an LLM call, or the next one does: of its file, or of any where that imports models too. */
function asksInTwo(resolver: Resolver, one: FunctionOf): boolean {
  const fact = one.file.facts.functions[one.index];
  return fact !== undefined && (sendsIn(resolver, one.file, fact) || handsOn(resolver, one.file, fact));
}

const handsOn = remembered((resolver, file, { range }: FunctionFact): boolean => {
  const calls = structureOf(file.facts).callsIn(range);
  if (calls.length > MOST_HANDED) return false;
  const isSender = (next: Resolved) =>
    next.kind === 'function' && (next.file === file || importsModels(file)) && sendsInside(resolver, next);
  return calls.some(
    (call) => resolver.objects.resolve(file, call.callee).some(isSender) && !onlyReads(resolver, file, call),
  );
});

/** A function that calls more does work of its own, of which a model is one part. */
const MOST_HANDED = 12;

/** Whether a call sends a request to a model, itself or by a function of its file, whatever things are called. */
export function surelySends(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  if (isSentCall(resolver, file, call)) return true;
  const isSender = (one: Resolved) =>
    one.kind === 'function' && one.file === file && sendsInside(resolver, one);
  return resolver.objects.resolve(file, call.callee).some(isSender) && !onlyReads(resolver, file, call);
}

/** Whether a call itself sends a request to a model, whatever it is called. */
export function isSentCall(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  if (!mayTell(resolver, file, call)) return false;
  const callees = resolver.objects.resolve(file, call.callee);
  return (sdkSent(resolver, file, call, callees) ?? requestSent(resolver, file, call)) !== null;
}

/** Whether a function of a file asks a model. */
export function asksInside(resolver: Resolver, file: LinkedFile, index: number): boolean {
  return askedInside(resolver, file, index) !== null;
}

/** How a function of a file asks a model. */
export function askedInside(resolver: Resolver, file: LinkedFile, index: number): LlmCall | null {
  const fact = file.facts.functions[index];
  return fact ? firstAsked(resolver, file, fact) : null;
}

const firstAsked = remembered((resolver, file, { range }: FunctionFact): LlmCall | null => {
  for (const call of structureOf(file.facts).callsIn(range)) {
    const asked = llmCall(resolver, file, call);
    if (asked !== null) return asked;
  }
  return null;
});

type Sent = { service: string | null } | null;

/** A function of an SDK, or a method of a client that an SDK made. */
function sdkSent(resolver: Resolver, file: LinkedFile, call: CallFact, callees: Resolved[]): Sent {
  const made = sdkCall(resolver, file, call);
  if (made) return made.use.kind === 'function' ? { service: made.use.service.name } : null;
  for (const callee of callees) {
    if (asksOfPackage(callee)) return { service: null };
    if (isProgram(callee) || isRun(resolver, file, callee) || isGraph(file, callee)) return { service: null };
    const service = clientService(resolver, callee);
    if (service !== null) return { service };
  }
  return null;
}

/** Whether a function that is named and not called is an SDK's client's, which sends: `client.messages.create`. */
export function isSdkSender(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  if (value.kind !== 'member') return false;
  return resolver.objects.resolve(file, value).some((one) => clientService(resolver, one) !== null);
}

/** Whether a function of the Vercel AI SDK is named that is given a model, and asks it. */
export function asksOfPackage(named: Resolved): boolean {
  return named.kind === 'symbol' && named.module === 'ai' && AI_SDK.test(named.path.join('.'));
}

const AI_SDK = /^(?:generateText|streamText|generateObject|streamObject|embed|embedMany|generateImage)$/;

function clientService(resolver: Resolver, callee: Resolved): string | null {
  const path: string[] = [];
  let object = callee;
  while (object.kind === 'member') {
    path.unshift(object.name);
    object = object.object;
  }
  // What a client made: `client.chats.create(…).send_message(…)`.
  while (path.length > 0 && object.kind === 'instance' && object.of.kind === 'member') {
    // `boto3.Session().client('bedrock-runtime')`: what made it is no client of a vendor's itself.
    const made = sdkCall(resolver, object.file, object.call)?.use;
    if (made && made.kind !== 'function') return isSendingMethod(path.join('.')) ? made.service.name : null;
    object = clientBehind(object.of);
  }
  if (object.kind !== 'instance' || object.of.kind !== 'symbol' || path.length === 0) return null;
  const { registry, module, path: names } = object.of;
  const use = sdkUse(registry, module, names);
  const method = path.join('.');
  // `client.path('/chat/completions').post({ body })` of Azure's REST clients.
  const isPosted = method === 'post' && module.startsWith('@azure-rest/');
  if (!use || !(isPosted || isSendingMethod(method))) return null;
  // `boto3.client('sqs')` makes a client too, of something else; an agent asks whatever model it was handed.
  const isMeant = !use.sdk.only || use.sdk.only.option === 'model';
  return isMeant || sdkCall(resolver, object.file, object.call) ? use.service.name : null;
}

/** Whether something is one of a known SDK's client: what that does is known too. */
export function isOfSdkClient(resolver: Resolver, file: LinkedFile, value: Value): boolean {
  return resolver.objects.resolve(file, value).some((one) => {
    const client = clientBehind(one);
    return client.kind === 'instance' && sdkCall(resolver, client.file, client.call) !== null;
  });
}

/** A request that is built before it is sent: `urlopen(Request(url))`. */
function builtRequest(resolver: Resolver, file: LinkedFile, { positional: [first] }: CallFact): Sent {
  if (first?.kind !== 'binding' && first?.kind !== 'result') return null;
  for (const one of resolver.objects.resolve(file, first)) {
    const isBuilt = one.kind === 'instance' && /^(?:Request|build_request)$/.test(lastOf(one.of));
    const sent = isBuilt && one.call !== undefined ? requestSent(resolver, one.file, one.call) : null;
    if (sent) return sent;
  }
  return null;
}

/** A request to an inference service, to the gateway, or to an inference path wherever it is. */
function requestSent(resolver: Resolver, file: LinkedFile, call: CallFact): Sent {
  const request = requestOf(resolver, file, call)?.request;
  if (!request) return commandSent(resolver, file, call);
  const built = builtRequest(resolver, file, call);
  if (built) return built;
  return requestTo(resolver, file, call, request);
}

function requestTo(resolver: Resolver, file: LinkedFile, call: CallFact, request: HttpRequest): Sent {
  const isOwn = isOwnServer(call, request);
  for (const url of request.urls) {
    const { kind, ...destination } = requestDestination(url, request, resolver.tree.policy);
    if (kind === 'direct' && 'service' in destination) return { service: destination.service?.name ?? null };
    if (kind === 'elsewhere' || (isOwn && kind === 'unknown') || request.method === 'GET') continue;
    if (asksAt(url, request) || asksUnknownHost(resolver, file, call, request, url)) return { service: null };
  }
  return null;
}

/** `spawn('curl', ['-X', 'POST', url])` */
function commandSent(resolver: Resolver, file: LinkedFile, call: CallFact): Sent {
  const command = commandRequest(resolver, file, call);
  if (!command) return null;
  const { destination } = command;
  return { service: destination.kind === 'direct' ? (destination.service?.name ?? null) : null };
}

/** What the page's own server answers, whatever that asks: `fetch('/api/chat')`. */
function isOwnServer({ callee }: CallFact, { urls }: HttpRequest): boolean {
  const isFetch = callee.kind === 'global' && callee.name === 'fetch';
  return urls.some(isOfPage) || (isFetch && urls.every((url) => url.startsWith('/')));
}

function asksAt(url: string, { body }: HttpRequest): boolean {
  const path = parseEndpoint(url)?.path ?? url.slice(url.indexOf(HOLE) + 1).replace(/[?#].*$/s, '');
  const meaning = pathMeaning(path);
  return meaning === 'inference' || meaning === 'likely' || (meaning === 'shared' && showsPrompt(body));
}

/** What a file calls something that it imports: `from .openai import chat as chat_openai`. */
function importedAs({ facts }: LinkedFile, { module, name }: Value & { kind: 'import' }): string {
  if (name === '*' || name === 'default') return module;
  return aliasesOf(facts).get(`${module} ${name}`) ?? name;
}

/** Names that are imported under others. */
const aliasesOf = recent(
  ({ imports }: FileFacts): ReadonlyMap<string, string> =>
    new Map(
      imports.flatMap(({ module, name, local }) =>
        local !== null && local !== name && name !== '*' ? [[`${module} ${name}`, local] as const] : [],
      ),
    ),
);

/** `create` of `client.chat.completions.create`. */
export function lastPart(dotted: string): string {
  return dotted.slice(dotted.lastIndexOf('.') + 1);
}

/** What is called, as people write it; `''` for what has no name. */
export function dottedName(file: LinkedFile, value: Value): string {
  switch (value.kind) {
    case 'binding':
      return file.facts.bindings[value.binding]?.name ?? '';
    case 'function':
      return file.facts.functions[value.function]?.name ?? '';
    case 'class':
      return file.facts.classes[value.class]?.name ?? '';
    case 'self':
      return 'self';
    case 'global':
      return value.name;
    case 'import':
      return importedAs(file, value);
    case 'member':
      return `${dottedName(file, value.object)}.${value.property}`;
    case 'index':
      return dottedName(file, value.object);
    case 'result':
      return resultName(file, value.call);
    default:
      return '';
  }
}

function resultName(file: LinkedFile, index: number): string {
  const callee = file.facts.calls[index]?.callee;
  return callee ? dottedName(file, callee) : '';
}
