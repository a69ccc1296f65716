import { ownerOfMethod } from '../../catalog/catalog.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { remembered } from '../code/remembered.ts';
import type { HttpRequest } from './request-urls.ts';
import { readRequest } from './request-urls.ts';
import type { Sender } from './requests.ts';
import { senderOf, sendsByName, sendsGlobally } from './requests.ts';
import type { SdkCall } from './sdk-calls.ts';
import { sdkCall } from './sdk-calls.ts';

/** A call that makes a client, or sends something, as far as its callee tells. */
export interface TellingCall {
  call: CallFact;
  sdk: SdkCall | null;
  sender: Sender | null;
}

/** The calls of a file that have to do with SDKs and requests, in order: rules look at no others. */
export function tellingCalls(resolver: Resolver, file: LinkedFile): readonly TellingCall[] {
  return tellingCallsOf(resolver, file, file.facts);
}

const tellingCallsOf = remembered((resolver, file, { calls }: FileFacts): TellingCall[] =>
  calls.flatMap((call) => {
    if (!mayTell(resolver, file, call)) return [];
    const [sdk, sender] = [sdkCall(resolver, file, call), senderOf(resolver, file, call)];
    return sdk || sender ? [{ call, sdk, sender }] : [];
  }),
);

/** A request that a call sends, and how. */
export interface SentRequest {
  sender: Sender;
  request: HttpRequest;
}

/** The request that a call sends, as far as it can be read; `null` if it sends none. */
export const requestOf = remembered((resolver, file, call: CallFact): SentRequest | null => {
  const sender = senderOf(resolver, file, call);
  return sender ? { sender, request: readRequest(resolver, file, call, sender) } : null;
});

/**
 * Whether what is called may be an SDK's, or send a request, before anything is resolved: half of all calls are of
 * functions that stand next to them, or of the language's own.
 */
export function mayTell(resolver: Resolver, file: LinkedFile, { callee }: CallFact): boolean {
  switch (callee.kind) {
    case 'function':
      return false;
    case 'class':
      return mayBeSdk(file.facts, callee.class);
    case 'global':
      return file.stars.length > 0 || sendsGlobally([callee.name]);
    case 'member':
      return memberMayTell(resolver, file, callee);
    default:
      return true;
  }
}

/** A class that is made from an SDK's is the SDK's. */
function mayBeSdk({ classes }: FileFacts, index: number): boolean {
  const fact = classes[index];
  if (!fact || fact.bases.length === 0) return false;
  return !fact.methods.some(({ name }) => name === 'constructor');
}

function memberMayTell(
  resolver: Resolver,
  file: LinkedFile,
  { object, property }: Value & { kind: 'member' },
): boolean {
  if (object.kind === 'class') return !isMethod(file.facts, object.class, property);
  if (object.kind === 'self')
    return (
      !isMethod(file.facts, object.class, property) ||
      resolver.subclasses({ file, index: object.class }).length > 0
    );
  if (object.kind === 'unknown')
    return sendsByName(property) || ownerOfMethod(file.registry, property) !== null;
  if (object.kind === 'text' || object.kind === 'list') return false;
  const path = file.stars.length > 0 ? null : globalPath(object, [property]);
  return path === null || sendsGlobally(path);
}

/** What a class has as a method of its own, and sets nowhere, is a function. */
function isMethod({ classes }: FileFacts, index: number, name: string): boolean {
  const fact = classes[index];
  if (!fact || fact.attributes.some((attribute) => attribute.name === name)) return false;
  return fact.methods.some((method) => method.name === name);
}

/** `window.api.post` as its names, if it begins with a global. */
function globalPath(object: Value, path: string[]): string[] | null {
  if (object.kind === 'global') return [object.name, ...path];
  return object.kind === 'member' ? globalPath(object.object, [object.property, ...path]) : null;
}
