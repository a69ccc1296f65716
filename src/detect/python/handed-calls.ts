import type { CallFact, Value } from '../facts.ts';
import type { FoldableCall } from './folded-calls.ts';
import type { Reading } from './reading.ts';
import { isReference, qualifiedName } from './values.ts';

/** How a function calls what it is handed: the position of that, and whether its result is the call's own. */
interface Handing {
  position: number;
  givesResult: boolean;
}

const NOW: Handing = { position: 0, givesResult: true };
const LATER: Handing = { position: 0, givesResult: false };

const BY_NAME: Record<string, Handing> = {
  'functools.partial': LATER,
  'instructor.from_litellm': LATER,
  'asyncio.to_thread': NOW,
  'anyio.to_thread.run_sync': NOW,
  'trio.to_thread.run_sync': NOW,
  'fastapi.concurrency.run_in_threadpool': NOW,
  'starlette.concurrency.run_in_threadpool': NOW,
};

/** Methods of event loops, executors and breakers; `async_add_executor_job` is Home Assistant's, `call_async` PyBreaker's. */
const BY_METHOD: Record<string, Handing> = {
  run_in_executor: { position: 1, givesResult: true },
  async_add_executor_job: NOW,
  call_async: NOW,
  submit: LATER,
};

/**
 * `asyncio.to_thread(requests.post, url)` and `partial(boto3.client, "bedrock-runtime")` call what they are handed:
 * notes that call too. What it returns, if that is what the call around it returns; else `null`.
 */
export function handedCall(reading: Reading, call: FoldableCall): Value | null {
  const handing = handingOf(call.callee) ?? (handsRequest(call) ? LATER : null);
  if (handing === null) return handedThread(reading, call);
  const callee = call.positional[handing.position];
  if (callee === undefined || !isReference(callee)) return null;
  const positional = call.positional.slice(handing.position + 1);
  const index = addHanded(reading, call, { ...reading.facts.calls[call.index], callee, positional });
  return handing.givesResult ? { kind: 'result', call: index } : null;
}

/** `run_sync(requests.post, url, json=body)`: whatever it is handed to, it is there to be called with the rest. */
function handsRequest({ positional: [first] }: FoldableCall): boolean {
  return (
    first !== undefined && /^(?:requests|httpx)\.(?:post|put|patch|request)$/.test(qualifiedName(first) ?? '')
  );
}

function handingOf(callee: Value): Handing | null {
  const name = qualifiedName(callee);
  if (name !== null && Object.hasOwn(BY_NAME, name)) return BY_NAME[name] ?? null;
  if (callee.kind !== 'member' || !Object.hasOwn(BY_METHOD, callee.property)) return null;
  return BY_METHOD[callee.property] ?? null;
}

/** `Thread(target=f, args=(a, b))` */
function handedThread(reading: Reading, call: FoldableCall): null {
  if (qualifiedName(call.callee) !== 'threading.Thread') return null;
  const given = (name: string) => call.named.find((argument) => argument.name === name)?.value;
  const callee = given('target');
  const list = given('args');
  if (callee === undefined || !isReference(callee)) return null;
  const positional = list?.kind === 'list' ? list.items : [];
  addHanded(reading, call, {
    callee,
    positional,
    named: [],
    spread: list !== undefined && list.kind !== 'list',
  });
  return null;
}

function addHanded(
  reading: Reading,
  { range }: FoldableCall,
  { callee, positional = [], named = [], spread = false, spreads }: Partial<CallFact> & { callee: Value },
): number {
  const given = { callee, positional, named, spread, ...(spreads === undefined ? {} : { spreads }) };
  return reading.addCall({ ...given, range, calleeRange: range });
}
