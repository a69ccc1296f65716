import { makesRetrying, retryOption, setsRetries } from '../../catalog/retry-clients.ts';
import type { CallFact, FileFacts, Range } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { dottedName, llmCall } from '../calls/llm-calls.ts';
import { optionValues } from '../calls/options.ts';
import { tellingCalls } from '../calls/telling-calls.ts';
import { remembered } from '../code/remembered.ts';
import { givenTo } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';

/** Where an HTTP client was told to send again what fails. */
interface Setup {
  file: LinkedFile;
  call: CallFact;
}

/**
 * HTTP clients that send an LLM call again when it fails, since code told them to: `axiosRetry(client)`,
 * `session.mount("https://", HTTPAdapter(max_retries=retry))`, `ky.post(url, { retry: 3 })`. An SDK's own `max_retries`
 * is none of them (decisions 3). Each is reported once: where it was told, if the file says so itself.
 */
export function retryingClients(resolver: Resolver, file: LinkedFile): Hit[] {
  const found = new Map<Range, Hit>();
  for (const { call, sdk, sender } of tellingCalls(resolver, file)) {
    const setup = sender
      ? setupOf(resolver, file, call)
      : sdk && firstSetup(resolver, file, transportsOf(resolver, file, call));
    if (!setup) continue;
    const asked = sender ? llmCall(resolver, file, call)?.name : dottedName(file, call.callee);
    const at = setup.file === file ? setup.call : call;
    if (asked !== undefined && !found.has(at.range)) found.set(at.range, hitAt(setup, at, asked));
  }
  return [...found.values()];
}

function hitAt({ file, call }: Setup, at: CallFact, asked: string): Hit {
  return {
    place: placeOf(at),
    what: `${dottedName(file, call.callee)} retries ${asked}()`,
    message:
      'This HTTP client sends an LLM call again when it fails. The gateway retries and falls back by itself: send it once, and let its configuration say how often.',
    service: null,
  };
}

/** What makes a request be sent again: its own option, or what was said of the client that it is sent on. */
function setupOf(resolver: Resolver, file: LinkedFile, call: CallFact): Setup | null {
  const { callee } = call;
  const client = resolver.objects.resolve(file, callee.kind === 'member' ? callee.object : callee);
  if (isToldToRetry(resolver, file, call, client)) return { file, call };
  return firstSetup(resolver, file, client);
}

function firstSetup(resolver: Resolver, file: LinkedFile, clients: Resolved[]): Setup | null {
  for (const client of clients) {
    const setup = clientSetup(resolver, file, client);
    if (setup) return setup;
  }
  return null;
}

function clientSetup(resolver: Resolver, file: LinkedFile, client: Resolved): Setup | null {
  if (client.kind === 'symbol') return setupOn(resolver, file, client);
  if (client.kind !== 'instance') return null;
  const made = { file: client.file, call: client.call };
  if (retriesByItself(client.of) || isToldToRetry(resolver, made.file, made.call, [client.of])) return made;
  return (
    setupOn(resolver, made.file, client) ??
    firstSetup(resolver, made.file, transportsOf(resolver, made.file, made.call))
  );
}

function retriesByItself(made: Resolved): boolean {
  return made.kind === 'symbol' && makesRetrying(made.registry, made.module, made.path.at(-1) ?? 'default');
}

const TRANSPORTS = [
  'transport',
  'http_client',
  'http_async_client',
  'httpClient',
  'fetch',
  'configuration.fetch',
];

/** `httpx.Client(transport=RetryTransport())`, `new OpenAI({ fetch: fetchRetry(fetch) })` */
function transportsOf(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  const given = optionValues(resolver, file, call, TRANSPORTS, 'hold') ?? [];
  return given.filter(({ kind }) => kind === 'instance');
}

/** `ky.post(url, { retry: 3 })`, `got.extend({ retry: { limit: 3 } })`, `httpx.HTTPTransport(retries=3)` */
function isToldToRetry(resolver: Resolver, file: LinkedFile, call: CallFact, of: Resolved[]): boolean {
  const option = of.flatMap((one) => retryOptionOf(one) ?? [])[0];
  if (option === undefined) return false;
  const retry = optionValues(resolver, file, call, [option], 'hold') ?? [];
  const limits = retry.some(({ kind }) => kind === 'record')
    ? (optionValues(resolver, file, call, ['retry.limit'], 'hold') ?? retry)
    : retry;
  return limits.some(retries);
}

function retryOptionOf(client: Resolved): string | null {
  if (client.kind === 'instance') return retryOptionOf(client.of);
  if (client.kind === 'member') return retryOptionOf(client.object);
  return client.kind === 'symbol' ? retryOption(client.registry, client.module, client.path) : null;
}

/** A number of tries, or what nobody knows; not `0` or `false`. */
function retries(value: Resolved): boolean {
  if (value.kind === 'number') return value.number > 0;
  return value.kind !== 'none' && !(value.kind === 'boolean' && !value.boolean);
}

interface ClientSetup extends Setup {
  of: Resolved[];
}

function setupOn(resolver: Resolver, file: LinkedFile, client: Resolved): Setup | null {
  return setupsIn(resolver, file, file.facts).find(({ of }) => of.some((one) => isSame(one, client))) ?? null;
}

function isSame(one: Resolved, other: Resolved): boolean {
  if (one.kind === 'instance') return other.kind === 'instance' && one.call === other.call;
  return one.kind === 'symbol' && other.kind === 'symbol' && one.module === other.module;
}

/** Every client of a file that is told to retry by a call that makes nothing else. */
const setupsIn = remembered((resolver, file, { calls }: FileFacts): ClientSetup[] =>
  calls.flatMap((call) => {
    const client = mountedOn(resolver, file, call) ?? attachedTo(resolver, file, call);
    return client ? [{ file, call, of: client }] : [];
  }),
);

/** `session.mount("https://", HTTPAdapter(max_retries=3))` */
function mountedOn(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] | null {
  const { callee } = call;
  if (callee.kind !== 'member' || callee.property !== 'mount') return null;
  const adapters = givenTo(call).flatMap((value) => resolver.objects.resolve(file, value));
  return adapters.some((adapter) => isRetryingAdapter(resolver, adapter))
    ? resolver.objects.resolve(file, callee.object)
    : null;
}

/** An adapter of `requests`, or of a class of the tree that is made from one, as its name says. */
function isRetryingAdapter(resolver: Resolver, adapter: Resolved): boolean {
  if (adapter.kind !== 'instance') return false;
  const { of, file, call } = adapter;
  const name = of.kind === 'symbol' ? (of.path.at(-1) ?? '') : dottedName(file, call.callee);
  return /Adapter$/.test(name) && (optionValues(resolver, file, call, ['max_retries']) ?? []).some(retries);
}

/** `axiosRetry(client, { retries: 3 })`, `rax.attach()` */
function attachedTo(
  resolver: Resolver,
  file: LinkedFile,
  { callee, positional }: CallFact,
): Resolved[] | null {
  const isSetter = resolver.objects
    .resolve(file, callee)
    .some((one) => one.kind === 'symbol' && setsRetries(one.registry, one.module));
  if (!isSetter) return null;
  const [client] = positional;
  return client
    ? resolver.objects.resolve(file, client)
    : [{ kind: 'symbol', registry: 'npm', module: 'axios', path: [] }];
}
