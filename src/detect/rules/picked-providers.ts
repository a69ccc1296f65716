import { vendorInName, vendorOfKey } from '../catalog/vendor-names.ts';
import type { HeaderWords } from '../facts.ts';
import type { LinkedFile } from '../link/model.ts';
import type { Choice } from './choices.ts';
import { givenValue } from './kept-values.ts';
import { isModelSlot } from './model-names.ts';
import { isArm, structureOf } from './structure.ts';

/**
 * Vendors that branches pick by name, by the task or by whose key there is: `if task == "code": provider = "anthropic"`,
 * `if (process.env.OPENAI_API_KEY) return 'openai'`. Who finds out whose a model, an address or a provider's other name
 * is chooses none.
 */
export function pickedProviders({ facts }: LinkedFile): Choice[] {
  const { blocksAround } = structureOf(facts);
  const named = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    if (kept?.value.kind !== 'text' || !PROVIDER.test(kept.name)) return [];
    const vendor = vendorOfKey(kept.value.text);
    if (!vendor) return [];
    const arm = blocksAround(kept.range).find(isArm);
    const slot = `picked ${giving.to} ${giving.of} ${kept.name}`;
    return [{ arm, vendor, slot, range: kept.range }];
  });
  return [...Map.groupBy(named, ({ slot }) => slot).values()].flatMap((group) => {
    const arms = group.flatMap(({ arm }) => arm ?? []);
    const isMeant = arms.some(tellsOfTaskOrKey) && !arms.some(findsOut);
    if (!isMeant || !group.some(({ vendor }) => vendor.isTelling)) return [];
    return group.map(({ vendor: { name, isTelling }, slot, range }): Choice => {
      return { kind: 'service', name, isForeign: true, isTelling, slot, range };
    });
  });
}

/** A variable or a function that says whom to ask. */
export const PROVIDER = /provider|vendor|backend|(?:^|_)llm(?:$|_)/i;

export function tellsOfTaskOrKey({ names = [], texts = [] }: HeaderWords): boolean {
  return names.some((name) => TASK.test(name)) || [...names, ...texts].some(isKeyOfVendor);
}

const TASK =
  /task|tier|complex|intent|quality|priority|difficult|sensitiv|(?:^|[._])(?:mode|budget|speed|stage|role|use_?case|category|domain)$/i;

function isKeyOfVendor(word: string): boolean {
  return KEY.test(word) && vendorInName(word) !== null;
}

const KEY = /(?:key|token)s?$/i;

/** Whose a model or an address is, and what a provider is called otherwise. */
export function findsOut({ names = [], texts = [] }: HeaderWords): boolean {
  if ([...names, ...texts].some(isKeyOfVendor)) return false;
  return (
    names.some((name) => isModelSlot(name) || PROVIDER.test(name) || ADDRESS.test(name)) ||
    texts.some(isAddress)
  );
}

const ADDRESS = /ur[il](?:$|\.)|host|endpoint/i;

function isAddress(text: string): boolean {
  return text.includes('.') || text.includes('://');
}
