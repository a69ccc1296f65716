import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { TableEntry } from '../code/tables.ts';
import { textsOf } from '../services/model-names.ts';
import { constantName, namesFamily } from './named-models.ts';

/** What a vendor's models are called for short; one of them alone is a codec, a plan or a poem. */
const TIERS: readonly RegExp[] = [/^(?:opus|sonnet|haiku)$/i, /^(?:pro|flash|flash[-_]?lite)$/i];

/**
 * The entries of a table that are each of one model: by its name, by a constant that holds it or is called like it,
 * `{ [Model.Gpt4o]: … }`, or by what it is for short, `{ opus: …, haiku: … }`.
 */
export function entriesByModel<Entry extends Pick<TableEntry, 'key'>>(
  resolver: Resolver,
  file: LinkedFile,
  entries: readonly Entry[],
): Entry[] {
  const tiers = TIERS.filter((tiers) => entries.filter(({ key }) => isOneOf(tiers, key)).length > 1);
  return entries.filter(
    ({ key }) => isModelKey(resolver, file, key) || tiers.some((tiers) => isOneOf(tiers, key)),
  );
}

function isOneOf(tiers: RegExp, key: Value | null): boolean {
  return key?.kind === 'text' && tiers.test(key.text);
}

/** `"gpt-4o"`, `Model.GPT_4O` of whatever module, and `FAST_MODEL` that is one. */
function isModelKey(resolver: Resolver, file: LinkedFile, key: Value | null): boolean {
  if (key === null || key.kind === 'unknown') return false;
  if (key.kind === 'text') return isVendorModel(key.text);
  if (key.kind === 'member' && namesFamily(constantName(`.${key.property}`))) return true;
  return textsOf(resolver, file, key).some(isVendorModel);
}
