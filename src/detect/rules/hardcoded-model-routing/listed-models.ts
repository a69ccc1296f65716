import type { BlockFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { filledName } from '../code/kept-values.ts';
import { callBehind, structureOf } from '../code/structure.ts';
import { isForeignModel, isModelSlot, textsOf } from '../services/model-names.ts';
import type { Choice } from './choice.ts';
import { isTried } from './choice.ts';
import { listNamed } from './held-values.ts';
import { tellsOfSize } from './lone-vendors.ts';
import { isListed } from './ordered-models.ts';
import { tellsOfTaskOrKey } from './picked-providers.ts';
import { settledIn } from './vendor-branches.ts';
import { vendorOfArm } from './vendor-dispatch.ts';

/**
 * The models of lists that have a name, here or in another file, where branches take one of those by what is to be done or
 * by whose keys there are: `if groq_key and openai_key: models = list(BOTH)`. By the vendor they are what there is to choose
 * from: `if provider == "groq": models = GROQ_MODELS`.
 */
export function listedModels(resolver: Resolver, file: LinkedFile, blocks: readonly BlockFact[]): Choice[] {
  const { functionAt } = structureOf(file.facts);
  const meant = Map.groupBy(blocks, ({ statement }) => statement);
  return blocks.flatMap((arm) => {
    const arms = meant.get(arm.statement) ?? [];
    if (!arms.some((one) => tellsOfTaskOrKey(one) || tellsOfSize(one)) || arms.some(vendorOfArm)) return [];
    return settledIn(file, arm.range).flatMap(({ value, range, slot }) => {
      const name = filledName(slot);
      if (functionAt(range) !== functionAt(arm.range)) return [];
      if (isListed(name) || !(isModelSlot(name) || isTried(name))) return [];
      return modelsListed(resolver, file, value).map((model) => ({
        kind: 'model' as const,
        name: model,
        isForeign: true,
        slot,
        range,
      }));
    });
  });
}

/** The vendors' models of a list that a name stands for, or of its copy. */
function modelsListed(resolver: Resolver, file: LinkedFile, value: Value): string[] {
  const call = callBehind(file.facts, value);
  const [copied] = call && COPIES.test(calledName(call.callee)) ? call.positional : [];
  const list = listNamed(resolver, file, copied ?? value);
  if (!list) return [];
  const models = list.items.map((item) =>
    textsOf(resolver, list.file, item).filter((text) => isForeignModel(resolver, text)),
  );
  return models.every((some) => some.length === 1) ? [...new Set(models.flat())] : [];
}

const COPIES = /^(?:list|from|slice)$/;
