import type { ClassFact } from '../facts.ts';
import type { ClassOf, LinkedFile, Resolver } from './model.ts';

/** A field of a class that has no constructor of its own, and where what it is given is noted. */
export interface Field {
  file: LinkedFile;
  /** Below zero, where no binding is: what is handed to fields stands beside what is handed to parameters. */
  place: number;
}

/** No class has more fields. */
const MOST_FIELDS = 4096;

/** The field of a dataclass, or of one that it is made from; `null` if none of them declares it. */
export function fieldOf(
  resolver: Resolver,
  { file, index }: ClassOf,
  name: string,
  seen = new Set<ClassFact>(),
): Field | null {
  const fact = file.facts.classes[index];
  // Each is looked at once, in whatever circle classes are made from each other.
  if (!fact || seen.has(fact) || file.registry === 'npm') return null;
  seen.add(fact);
  const at = fact.fields?.indexOf(name) ?? -1;
  if (at !== -1 && at < MOST_FIELDS) return { file, place: -1 - (index * MOST_FIELDS + at) };
  for (const base of fact.bases.flatMap((value) => resolver.objects.resolve(file, value))) {
    const found = base.kind === 'class' ? fieldOf(resolver, base, name, seen) : null;
    if (found) return found;
  }
  return null;
}
