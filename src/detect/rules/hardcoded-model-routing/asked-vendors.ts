import { isSendingMethod } from '../../catalog/call-names.ts';
import type { CallFact, ClassFact, FunctionFact, Value } from '../../facts.ts';
import { functionOf } from '../../link/function-of.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import type { SdkCall } from '../calls/sdk-calls.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { serviceSent } from '../calls/sent-request.ts';
import { mayTell, requestOf } from '../calls/telling-calls.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';

/** Whom a call asks, or makes something that asks. */
export interface ChosenService {
  name: string;
  /** False for the gateway. */
  isForeign: boolean;
  /** False if only a name says so that other things have too: `GoogleClient`. */
  isTelling: boolean;
  /** True if only what the tree's own class does inside says so. */
  isInside?: true;
}

/** Whether a call asks a vendor or makes a client of one, as SDKs and addresses tell, whatever things are called. */
export function asksVendor(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return vendorAsked(resolver, file, call) !== null;
}

export function vendorAsked(resolver: Resolver, file: LinkedFile, call: CallFact): ChosenService | null {
  if (!mayTell(resolver, file, call)) return null;
  const made = madeBy(resolver, file, call);
  if (made) return serviceOf(made);
  const asked = serviceSent(resolver, requestOf(resolver, file, call)?.request ?? null);
  return asked === null ? null : telling(asked);
}

/** What an SDK does in a call: itself, or the client that it is called on or that is called itself. */
export function madeBy(resolver: Resolver, file: LinkedFile, call: CallFact): SdkCall | null {
  const itself = sdkCall(resolver, file, call);
  if (itself) return itself;
  const [first] = clientsAsked(resolver, file, call.callee);
  return first ?? null;
}

/** Whether something is asked on a client that may be one vendor's or another's: whose it is, nothing of it tells. */
export function isAnyones(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  const services = [...clientsAsked(resolver, file, callee)].flatMap((made) => serviceOf(made)?.name ?? []);
  return new Set(services).size > 1;
}

/** What made the clients that something is asked on, as far as SDKs did. */
function* clientsAsked(resolver: Resolver, file: LinkedFile, callee: Value): Generator<SdkCall> {
  for (const one of resolver.objects.resolve(file, callee)) {
    const client = clientOf(one);
    const made = client && sdkCall(resolver, client.file, client.call);
    if (made) yield made;
  }
}

/** `createOpenAI()(model)` and `client.chat.completions.create(…)`: what the client was made by. */
function clientOf(callee: Resolved): (Resolved & { kind: 'instance' }) | null {
  const path: string[] = [];
  let object = callee;
  while (object.kind === 'member') {
    path.unshift(object.name);
    object = object.object;
  }
  if (object.kind !== 'instance') return null;
  const dotted = path.join('.');
  return path.length === 0 || isSendingMethod(dotted) || dotted === MODEL_OF_GEMINI ? object : null;
}

export const MODEL_OF_GEMINI = 'getGenerativeModel';

export function serviceOf({ destination, use, baseUrl, mayBeOwn }: SdkCall): ChosenService | null {
  if (use.service.hosts.length === 0 && !use.service.local) return null;
  if (destination.kind === 'gateway' || destination.kind === 'elsewhere') return null;
  const known = destination.kind === 'direct' && !mayBeOwn ? (destination.service?.name ?? baseUrl) : null;
  return telling(known ?? use.service.name);
}

export function telling(name: string): ChosenService {
  return { name, isForeign: true, isTelling: true };
}

/** The vendor that is asked first in a class or a function. */
export const vendorInside = remembered(
  (resolver, file, { range }: ClassFact | FunctionFact): ChosenService | null => {
    for (const call of structureOf(file.facts).callsIn(range)) {
      const asked = vendorAsked(resolver, file, call);
      if (asked) return asked;
    }
    return null;
  },
);

/** The vendors that the tree's own functions ask that something is. */
export function vendorsInside(resolver: Resolver, file: LinkedFile, callee: Value): string[] {
  return resolver.objects.resolve(file, callee).flatMap((one) => {
    const called = functionOf(one);
    return (called && vendorInside(resolver, called.file, called.fact)?.name) ?? [];
  });
}

/**
 * Whether the tree's own function asks a vendor that something is, itself or by one that it calls: `editImage(picture)`,
 * which calls `this.send(prompt)`.
 */
export function asksVendorInside(resolver: Resolver, file: LinkedFile, callee: Value): boolean {
  return resolver.objects.resolve(file, callee).some((one) => {
    const called = functionOf(one);
    return called !== null && leadsToVendor(resolver, called.file, called.fact);
  });
}

const leadsToVendor = remembered(
  (resolver, file, fact: FunctionFact): boolean =>
    vendorInside(resolver, file, fact) !== null ||
    structureOf(file.facts)
      .callsIn(fact.range)
      .slice(0, MOST_STEPS)
      .some(({ callee }) => STEPS.has(callee.kind) && vendorsInside(resolver, file, callee).length > 0),
);

/** A function that asks by another one does less besides. */
const MOST_STEPS = 40;
const STEPS: ReadonlySet<Value['kind']> = new Set(['function', 'member', 'import']);

/** `init_chat_model(model)`, `litellm.completion(model=model)`: who asks whichever vendor the model's name says. */
export function asksByModelName(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const made = mayTell(resolver, file, call) ? sdkCall(resolver, file, call) : null;
  if (!made || made.use.service.hosts.length > 0 || made.use.service.local) return false;
  return made.destination.kind !== 'gateway' && made.destination.kind !== 'elsewhere';
}

/** `AnyProvider()` of the tree's own class, which asks whichever vendor the model's name says, and no known one. */
export function makesAnybody(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const { callee } = call;
  if (callee.kind !== 'class' && callee.kind !== 'import') return false;
  return resolver.objects.resolve(file, callee).some((one) => {
    const fact = one.kind === 'class' ? one.file.facts.classes[one.index] : undefined;
    return fact && one.kind === 'class' && isAnybodys(resolver, one.file, fact);
  });
}

const isAnybodys = remembered(
  (resolver, file, fact: ClassFact): boolean =>
    vendorInside(resolver, file, fact) === null &&
    structureOf(file.facts)
      .callsIn(fact.range)
      .some((call) => asksByModelName(resolver, file, call)),
);
