import type { Range } from '../../facts.ts';
import type { Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { endpointOwner } from '../services/endpoint-owner.ts';
import {
  distinct,
  isForeignModel,
  isModelSlot,
  isPrefixed,
  tellsAboutModel,
} from '../services/model-names.ts';

/** A model, an endpoint or a vendor's SDK that a statement settles on. */
export interface Choice {
  kind: 'model' | 'endpoint' | 'service';
  /** Its name, for people and for telling it from others. */
  name: string;
  /** A vendor's model, or anything but the gateway. */
  isForeign: boolean;
  /** What it is given to: choices for one slot are alternatives. */
  slot: string;
  range: Range;
  /** False for a vendor that many things but models come from, if only a name tells. */
  isTelling?: boolean;
  /** True for what stands only if nothing else is set: `tool.get("model", "gpt-4o")`. */
  isDefault?: true;
  /** True for whom only the inside of a class tells of, or a setting's name: an alternative to what is given to the same. */
  isInside?: true;
  /** True for what is set of one vendor, by one name: `settings.openai_model`. */
  isSetting?: true;
}

export interface Slot {
  slot: string;
  range: Range;
  name: string;
  isResult: boolean;
}

export function textChoice(
  resolver: Resolver,
  text: string,
  { slot, range, name, isResult }: Slot,
): Choice[] {
  const owner = endpointOwner(resolver, text);
  if (owner) return [{ kind: 'endpoint', ...owner, slot, range }];
  const isForeign = isForeignModel(resolver, text) || isPrefixed(text);
  const isMeant =
    isModelSlot(name) ||
    (isForeign && (isResult ? !tellsAboutModel(name) : SETTLED.test(name) || isTried(name)));
  return isMeant && text !== '' ? [{ kind: 'model', name: nameWithHoles(text), isForeign, slot, range }] : [];
}

/** `claude-…`: be it that a version stands behind what is unknown, or two. */
function nameWithHoles(text: string): string {
  return text.replaceAll(HOLE, '…').replace(/…(?:[-._]…)+/g, '…');
}

/** Names of what was chosen, whatever it is: `selected = "gpt-4o"`, `candidates = ["gpt-4o", "gpt-4o-mini"]`. */
const SETTLED =
  /^(?:selected|chosen|choice|candidates?|m|mdl|primary|preferred|target|best|(?:default_)?(?:fast|quick|light|small|large|heavy|smart|deep|balanced|cheap|strong))$/i;

/** Whether what has this name is tried, one after the other: `fallback_chain`, `models_to_try`. */
export function isTried(name: string): boolean {
  return TRIED.test(name);
}

const TRIED =
  /(?:to_?try|tries|attempts|fallbacks?|fallback_?(?:list|models?|providers?|sequence)|candidates|chain|priorit(?:y|ies)|order|(?:priority|preference|preferred|candidate)_?(?:list|models?))$/i;

/** Of what may be taken, what there is to choose between: nothing, if it is one and the same. */
export function between(names: readonly string[]): string[] {
  const all = distinct(names);
  return all.length > 1 ? all : [];
}

/** What a model is for, by its name: those that do different things are no alternatives. */
export function purposeOf(model: string): 'speech' | 'picture' | 'embedding' | 'text' {
  if (SPEAKS.test(model)) return 'speech';
  if (PAINTS.test(model)) return 'picture';
  return EMBEDS.test(model) ? 'embedding' : 'text';
}

const SPEAKS = /tts|whisper|transcribe|audio/i;
const PAINTS = /dall-e|gpt-image|imagen|veo-/i;
const EMBEDS = /embed/i;
