import type { BlockFact, FileFacts, GivingFact, Range, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { compareStarts, isArm, isWithin, structureOf } from '../code/structure.ts';

/** A place in a file at which a value is used. */
export interface Use {
  file: LinkedFile;
  range: Range;
  /** Branches that end somewhere else than here: what they give goes there. */
  elsewhere: readonly BlockFact[];
}

/**
 * What a value can be at a place: of a name or an attribute, without what is given to it in a branch that never comes
 * there, or that is given another value before it does.
 */
export function valuesAt(resolver: Resolver, { file, ...use }: Use, value: Value): Resolved[] {
  if (value.kind === 'choice')
    return value.options.flatMap((option) => valuesAt(resolver, { file, ...use }, option));
  const all = resolver.resolve(file, value);
  const given = givingsOf(file, value);
  if (given.length < 2) return all;
  const [reaching, lost] = [new Set<string>(), new Set<string>()];
  for (const one of given) {
    const texts = textsOf(resolver.resolve(file, one.value));
    const set = reaches(file, one, given, use) ? reaching : lost;
    for (const text of texts) set.add(text);
  }
  return all.filter((one) => one.kind !== 'text' || reaching.has(one.text) || !lost.has(one.text));
}

function textsOf(values: Resolved[]): string[] {
  return values.flatMap((one) => (one.kind === 'text' ? [one.text] : []));
}

/** A value that is given to a name or an attribute, and where. */
export interface Given {
  value: Value;
  range: Range;
  isName: boolean;
}

/** Everything that a file gives to a name of its own or to an attribute of `self`. */
export function givingsOf({ facts }: LinkedFile, value: Value): Given[] {
  const isMeant = targetOf(value);
  if (!isMeant) return [];
  return (facts.givings ?? []).filter(isMeant).flatMap((giving) => {
    const range = facts.statements[giving.statement]?.range;
    const one = givenValueOf(facts, giving);
    return range && one ? [{ value: one, range, isName: giving.to === 'name' }] : [];
  });
}

function targetOf(value: Value): ((giving: GivingFact) => boolean) | null {
  if (value.kind === 'binding') return ({ to, of }) => to === 'name' && of === value.binding;
  if (value.kind !== 'member' || value.object.kind !== 'self') return null;
  const { object, property } = value;
  return ({ to, of, name }) => to === 'attribute' && of === object.class && name === property;
}

function givenValueOf(
  { bindings, classes }: FileFacts,
  { to, of, name, value }: GivingFact,
): Value | undefined {
  if (to === 'name') return bindings[of]?.values[value];
  return classes[of]?.attributes.find((attribute) => attribute.name === name)?.values[value];
}

function reaches(file: LinkedFile, given: Given, all: readonly Given[], use: Omit<Use, 'file'>): boolean {
  if (use.elsewhere.some(({ range }) => isWithin(given.range, range))) return false;
  const structure = structureOf(file.facts);
  if (structure.functionAt(given.range) !== structure.functionAt(use.range)) return true;
  const around = structure.blocksAround(given.range);
  if (around.some((block) => !comesTo(file, block, use.range))) return false;
  return !given.isName || !all.some((other) => isOverwrittenBy(file, given, other, use.range));
}

/** Whether what runs in a branch can come to a place: not out of one that leaves, nor into another of its statement. */
function comesTo({ facts }: LinkedFile, block: BlockFact, place: Range): boolean {
  if ((block.kind !== 'branch' && block.kind !== 'case') || isWithin(place, block.range)) return true;
  if (block.exit === 'return' || block.exit === 'raise') return false;
  return !(facts.blocks ?? []).some(
    ({ statement, kind, range }) =>
      statement === block.statement && kind === block.kind && isWithin(place, range),
  );
}

/** Whether a name is given another value between, on every way from the one place to the other. */
function isOverwrittenBy(file: LinkedFile, given: Given, other: Given, place: Range): boolean {
  if (other === given || compareStarts(other.range, given.range) <= 0) return false;
  if (compareStarts(other.range, place) >= 0) return false;
  const structure = structureOf(file.facts);
  if (structure.functionAt(other.range) !== structure.functionAt(place)) return false;
  return structure.blocksAround(other.range).every(({ range }) => isWithin(place, range));
}

/** The branch in which something is given; `null` if it is given in any case. */
export function branchOf({ facts }: LinkedFile, { range }: Given): BlockFact | null {
  return structureOf(facts).blocksAround(range).find(isArm) ?? null;
}
