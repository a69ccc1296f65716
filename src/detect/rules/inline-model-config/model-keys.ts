import { isVendorModel } from '../../catalog/model-names.ts';
import { vendorOfMember } from '../../catalog/vendor-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { TableEntry } from '../code/tables.ts';
import { textsOf } from '../services/model-names.ts';
import { constantName, isVendor, namesFamily } from './named-models.ts';

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

/**
 * Those, and the entries of some models and not of others: by their vendor or family, `{ openai: …, kimi: … }`,
 * `[{ provider: 'openai', … }, …]`, if there are two.
 */
export function entriesByKind(
  entries: readonly TableEntry[],
  byModel: ReadonlySet<TableEntry>,
): ReadonlySet<TableEntry> {
  const found = entries.filter((entry) => byModel.has(entry) || toldOf(entry).some(isOfKind));
  return found.length > 1 ? new Set(found) : byModel;
}

/** What an entry is kept under; of a list's, what it says it is. */
function toldOf({ key, value }: TableEntry): Value[] {
  if (key !== null) return [key];
  if (value.kind !== 'object') return [];
  return value.entries.flatMap((entry) =>
    entry.key.kind === 'text' && SAYS_KIND.test(entry.key.text) ? [entry.value] : [],
  );
}

const SAYS_KIND = /^(?:(?:model_?)?(?:id|name|key|family|prefix|match|pattern)|model|provider|vendor)$/i;

function isOfKind(value: Value): boolean {
  if (value.kind === 'text')
    return isVendor(value.text) || namesFamily(value.text) || FAMILIES.test(value.text);
  return value.kind === 'member' && vendorOfMember(value.property) !== null;
}

/** Families that are called like other things too; beside each other or a vendor they are models. */
const FAMILIES =
  /^(?:kimi|moonshot|glm|chatglm|deepseek|grok|gemma|phi|mixtral|codestral|minimax|doubao|ernie|hunyuan|spark|qwq|gpt)$/i;

function isOneOf(tiers: RegExp, key: Value | null): boolean {
  return key?.kind === 'text' && tiers.test(key.text);
}

/** `"gpt-4o"`, `Model.GPT_4O` of whatever module, and `FAST_MODEL` that is one. */
export function isModelKey(resolver: Resolver, file: LinkedFile, key: Value | null): boolean {
  if (key === null || key.kind === 'unknown') return false;
  if (key.kind === 'text') return isVendorModel(key.text);
  if (key.kind === 'member' && namesFamily(constantName(`.${key.property}`))) return true;
  return textsOf(resolver, file, key).some(isVendorModel);
}
