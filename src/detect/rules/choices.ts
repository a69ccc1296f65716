import type { CallFact, Range, Value } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { endpointOwner } from './endpoint-owner.ts';
import type { KeptValue } from './kept-values.ts';
import { assignedName, givenValue } from './kept-values.ts';
import { isAboutModels, isForeignModel, isModelSlot, textsOf } from './model-names.ts';
import { sdkCall } from './sdk-calls.ts';

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
}

/** Every choice of a file, in source order of their kinds. */
export function choicesOf(resolver: Resolver, file: LinkedFile): Choice[] {
  const { facts } = file;
  const given = (facts.givings ?? []).flatMap((giving) => {
    const kept = givenValue(facts, giving);
    return kept
      ? choicesIn(resolver, file, kept, `${giving.to} ${giving.of} ${kept.name}`, giving.to === 'return')
      : [];
  });
  const assigned = (facts.assignments ?? []).flatMap(({ target, value, range }) => {
    const name = assignedName(target);
    return choicesIn(resolver, file, { value, range, name }, `assigned ${name}`, false);
  });
  return [...given, ...assigned, ...facts.calls.flatMap((call) => callChoices(resolver, file, call))];
}

/** What one value settles on; a result may be a model whatever its function is called. */
function choicesIn(
  resolver: Resolver,
  file: LinkedFile,
  kept: KeptValue,
  slot: string,
  isResult: boolean,
): Choice[] {
  const { value, range, name } = kept;
  if (value.kind === 'list') {
    return value.items.flatMap((item) =>
      choicesIn(resolver, file, { value: item, range, name }, slot, isResult),
    );
  }
  if (value.kind === 'object') {
    return value.entries.flatMap(({ key, value: entry }) =>
      key.kind === 'text'
        ? choicesIn(resolver, file, { value: entry, range, name: key.text }, `${slot} ${key.text}`, false)
        : [],
    );
  }
  if (value.kind === 'result') return serviceChoice(resolver, file, file.facts.calls[value.call], slot);
  return textsOf(resolver, file, value).flatMap((text) =>
    textChoice(resolver, text, { slot, range, name, isResult }),
  );
}

interface Slot {
  slot: string;
  range: Range;
  name: string;
  isResult: boolean;
}

function textChoice(resolver: Resolver, text: string, { slot, range, name, isResult }: Slot): Choice[] {
  const owner = endpointOwner(resolver, text);
  if (owner) return [{ kind: 'endpoint', ...owner, slot, range }];
  const isForeign = isForeignModel(resolver, text);
  const isMeant = isModelSlot(name) || (isResult && isForeign && !isAboutModels(name));
  return isMeant && text !== '' ? [{ kind: 'model', name: text, isForeign, slot, range }] : [];
}

/** The vendor that an SDK's client or function goes to, unless that is the gateway. */
function serviceChoice(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact | undefined,
  slot: string,
): Choice[] {
  const found = call ? sdkCall(resolver, file, call) : null;
  if (!call || !found || found.use.service.hosts.length === 0) return [];
  const { destination, use, baseUrl } = found;
  if (destination.kind === 'gateway' || destination.kind === 'elsewhere') return [];
  const known = destination.kind === 'direct' ? (destination.service?.name ?? baseUrl) : null;
  const name = known ?? use.service.name;
  return [{ kind: 'service', name, isForeign: true, slot, range: call.range }];
}

/** The model that a call names, and the vendor that it goes to. */
function callChoices(resolver: Resolver, file: LinkedFile, call: CallFact): Choice[] {
  const models = optionsOf(call).flatMap(({ name, value }) =>
    isModelSlot(name)
      ? textsOf(resolver, file, value).flatMap((text) =>
          textChoice(resolver, text, { slot: 'call', range: call.range, name, isResult: false }),
        )
      : [],
  );
  return [...models, ...serviceChoice(resolver, file, call, 'call')];
}

/** Named arguments, and the entries of objects that are handed over or serialised. */
function optionsOf({ named, positional }: CallFact): { name: string; value: Value }[] {
  const objects = [...positional, ...named.map(({ value }) => value)];
  const entries = objects.flatMap((value) => (value.kind === 'object' ? value.entries : []));
  return [
    ...named,
    ...entries.flatMap(({ key, value }) => (key.kind === 'text' ? [{ name: key.text, value }] : [])),
  ];
}
