import type { NamedVendor } from '../../catalog/vendor-names.ts';
import type { BlockFact, HeaderWords, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import { filledName } from '../code/kept-values.ts';
import { callBehind, startsAfter } from '../code/structure.ts';
import { distinct, isModelSlot } from '../services/model-names.ts';
import { lastSettled, settledIn } from './vendor-branches.ts';
import { vendorOfArm } from './vendor-dispatch.ts';
import { vendorGivingModel, vendorOfModelSetting, vendorOfSetting } from './vendor-settings.ts';

/** What one arm of a branch or a condition takes for a model, and what the arm says of whom is asked. */
export interface SetArm {
  words: HeaderWords;
  values: readonly Value[];
}

/**
 * `if provider == "ollama": model = settings.ollama_model`, `else: model = settings.model`: each model is set elsewhere,
 * and which one is taken stays code. So it is where a function of a vendor's name says the model:
 * `if name == "groq": model = self.router.select_groq_model(mode)`.
 */
export function setByVendor(file: LinkedFile, arms: readonly SetArm[]): string[] {
  const own = arms.map(({ words, values }) => {
    const vendor = vendorOfArm(words);
    return vendor?.isTelling && values.some((value) => isOwnModel(file, value, vendor)) ? vendor : null;
  });
  const vendors = distinct(own.flatMap((vendor) => vendor?.name ?? []));
  if (vendors.length !== 1) return vendors;
  const others = arms.filter((_, index) => own[index] === null);
  const isSet = others.some(({ words, values }) => !vendorOfArm(words) && values.some(isAnyModel));
  return isSet ? [...vendors, 'what is set otherwise'] : [];
}

/** What the arms of a branch give to one and the same, and what is given back behind one that returns. */
export function armsSet(file: LinkedFile, arms: readonly BlockFact[]): SetArm[][] {
  const settled = arms.map((arm) =>
    settledIn(file, arm.range).filter(
      ({ value, slot }) => isModelSlot(filledName(slot)) || isAnyModel(value),
    ),
  );
  const slots = new Set(settled.flatMap((some) => some.map(({ slot }) => slot)));
  return [...slots].slice(0, MOST_SLOTS).map((slot) => {
    const last = lastSettled(file.facts).get(slot);
    const end = arms.at(-1);
    const isBehind = last && end && end.exit === 'return' && startsAfter(last.range, end.range);
    return [
      ...arms.map((words, index) => ({
        words,
        values: (settled[index] ?? []).filter((one) => one.slot === slot).map(({ value }) => value),
      })),
      ...(isBehind ? [{ words: {}, values: [last.value] }] : []),
    ];
  });
}

/** Branches give to fewer things. */
const MOST_SLOTS = 20;

function isOwnModel(file: LinkedFile, value: Value, { name }: NamedVendor): boolean {
  const setting = vendorOfModelSetting(value) ?? (isAnyModel(value) ? vendorOfSetting(value) : null);
  if (setting) return setting.name === name;
  const call = callBehind(file.facts, value);
  return call !== undefined && vendorGivingModel(file, call)?.name === name;
}

/** A model that is set elsewhere, by its name: `settings.llm_model`. */
function isAnyModel(value: Value): boolean {
  return value.kind === 'member' && isModelSlot(value.property);
}
