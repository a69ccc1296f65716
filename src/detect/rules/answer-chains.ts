import { vendorInName } from '../catalog/vendor-names.ts';
import type { BlockFact, CallFact, Range } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { lastPart, llmCall, surelySends } from './llm-calls.ts';
import { answersNamed, givesAnswer, isGiven, namesGiven } from './refilled-answers.ts';
import { callsIn, hitAt } from './retried-calls.ts';
import { IS_WELL, waitsIn } from './retry-blocks.ts';
import type { Hit } from './rule.ts';
import { isWithin, itemsWithin, startsAfter, structureOf } from './structure.ts';

/** A call that asks a vendor by its name. */
interface VendorCall {
  call: CallFact;
  name: string;
  vendor: string;
}

/** Fallbacks and retries without a `try` or a loop: what is asked tells by its answer that it failed. */
export function answerChains(resolver: Resolver, file: LinkedFile): Hit[] {
  return [...nextVendors(resolver, file), ...againAtStatus(resolver, file)];
}

/**
 * `text = ask_gemini(prompt); if text: return text; return ask_groq(prompt)`, and `if not text: text = ask_groq(prompt)`:
 * the next vendor is asked when nothing came of the first. One for each function.
 */
function nextVendors(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt } = structureOf(file.facts);
  const asked = vendorCalls(resolver, file);
  if (!asked.some(({ call }) => surelySends(resolver, file, call))) return [];
  return [...Map.groupBy(asked, ({ call }) => functionAt(call.range))].flatMap(([place, calls]) => {
    const whole = file.facts.functions[place ?? -1]?.range;
    const isOne = new Set(calls.map(({ vendor }) => vendor)).size < 2;
    return whole && !isOne ? nextVendor(file, whole, calls) : [];
  });
}

function vendorCalls(resolver: Resolver, file: LinkedFile): VendorCall[] {
  return file.facts.calls.flatMap((call) => {
    const asked = llmCall(resolver, file, call);
    const vendor = asked ? vendorInName(lastPart(asked.name)) : null;
    return asked && vendor && !vendor.isGateway ? [{ call, name: asked.name, vendor: vendor.name }] : [];
  });
}

/** How many calls and branches of one function are compared; nobody writes more. */
const MOST = 40;

function nextVendor(file: LinkedFile, whole: Range, calls: readonly VendorCall[]): Hit[] {
  const asked = calls.slice(0, MOST);
  const branches = itemsWithin(file.facts.blocks ?? [], whole)
    .filter(({ kind }) => kind === 'branch')
    .slice(0, MOST);
  for (const first of asked) {
    const [answer] = answersNamed(file, whole, (call) => call === first.call);
    if (answer === undefined) continue;
    const about = branches.filter(
      ({ names = [], range }) =>
        startsAfter(range, first.call.range) && names.some((name) => name.replace(IS_WELL, '') === answer),
    );
    for (const branch of about) {
      const next = asked.find(
        (other) =>
          other.vendor !== first.vendor &&
          !isGiven(file, other.call, [answer]) &&
          isNext(file, branch, other.call, answer),
      );
      if (next) return [chainHit(file, branch, first, next)];
    }
  }
  return [];
}

/** Whether a call is come to when an answer does not suit: behind a branch that gives it back, or to fill it again in one. */
function isNext(file: LinkedFile, branch: BlockFact, { range }: CallFact, answer: string): boolean {
  if (startsAfter(range, branch.range))
    return branch.exit === 'return' && givesAnswer(file, branch.range, [answer]);
  const given = itemsWithin(namesGiven(file.facts), branch.range);
  return isWithin(range, branch.range) && given.some(({ name }) => name === answer);
}

function chainHit(file: LinkedFile, { statement }: BlockFact, first: VendorCall, next: VendorCall): Hit {
  const what = `fallback from ${first.name}() to ${next.name}()`;
  const asked = { name: first.name, service: null };
  return hitAt(file, statement, what, asked, 'When nothing comes of this LLM call, another vendor is asked');
}

/** `if response.status_code == 503: time.sleep(20); response = requests.post(…)` */
function againAtStatus(resolver: Resolver, file: LinkedFile): Hit[] {
  const { functionAt, callsIn: rawCallsIn } = structureOf(file.facts);
  const known = new Map<number, readonly string[]>();

  /** The names that a function gives to answers of models. */
  function answersOf(index: number): readonly string[] {
    const whole = file.facts.functions[index]?.range;
    const isAsked = (call: CallFact) => llmCall(resolver, file, call) !== null;
    const found = known.get(index) ?? (whole ? answersNamed(file, whole, isAsked) : []);
    known.set(index, found);
    return found;
  }

  return (file.facts.blocks ?? []).flatMap(({ kind, names = [], range, statement }) => {
    const answers = names.flatMap((name) => (IS_WELL.test(name) ? [name.replace(IS_WELL, '')] : []));
    if (kind !== 'branch' || answers.length === 0 || !waitsIn(file, rawCallsIn(range))) return [];
    const [asked] = callsIn(resolver, file, range);
    const place = functionAt(range);
    if (!asked || place === null || !answers.some((name) => answersOf(place).includes(name))) return [];
    const fault = 'This LLM call is sent again when it fails';
    return [hitAt(file, statement, `retry of ${asked.name}()`, asked, fault)];
  });
}
