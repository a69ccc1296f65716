import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { vendorOfKey } from '../../catalog/vendor-names.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { isArm, structureOf } from '../code/structure.ts';
import type { Choice } from './choice.ts';
import { lastName } from './chosen-service.ts';

/**
 * What branches take by a vendor's key, from whatever makes or holds one for each: `RunnerFactory.create("codex")`,
 * `get_provider("openai")`, `self.providers.get("groq")`. The key says whose it is, whoever wrote what takes it.
 */
export function madeByKey(file: LinkedFile): Choice[] {
  const { blocksAround } = structureOf(file.facts);
  return file.facts.calls.flatMap((call): Choice[] => {
    const vendor = vendorByKey(file, call);
    if (!vendor || !blocksAround(call.range).some(isArm)) return [];
    const { name, isTelling } = vendor;
    return [{ kind: 'service', name, isForeign: true, isTelling, slot: 'call', range: call.range }];
  });
}

/** The vendor that a call takes from all by its key. */
export function vendorByKey(file: LinkedFile, call: CallFact): NamedVendor | null {
  return takesOne(file, call) ? vendorOfKey(keyOf(call)) : null;
}

/** What stands first, or under `provider=`. */
function keyOf({ positional: [first], named }: CallFact): string {
  const key =
    first ?? named.find(({ name }) => /^(?:provider|engine|backend|vendor|name|type)$/.test(name))?.value;
  return key?.kind === 'text' ? key.text : '';
}

function takesOne(file: LinkedFile, call: CallFact): boolean {
  if (keyOf(call) === '') return false;
  const name = calledName(call.callee);
  if (TAKES.test(name)) return true;
  return call.callee.kind === 'member' && VERB.test(name) && HOLDS.test(lastName(file, call.callee.object));
}

/** `get_client_status(…)` takes none. */
const TAKES =
  /^_?(?:get|create|make|build|load|resolve|init|new|use|select)_?(?:[a-z]+_?)?(?:provider|client|llm|engine|adapter|backend|runner|agent)(?:_?(?:for|by_?name|by_?id|instance))?$/i;

const VERB = /^(?:create|make|build|get|of|for_?name|from_?name|instantiate)$/i;

const HOLDS = /(?:factory|registry|(?:provider|client|llm|engine|runner|adapter|backend)s?)$/i;
