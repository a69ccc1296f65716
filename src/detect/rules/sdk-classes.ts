import type { CallFact } from '../facts.ts';
import type { ClassOf, Resolved, Resolver } from '../link/model.ts';
import type { OptionValues } from './options.ts';
import { optionValues } from './options.ts';

export type SdkSymbol = Resolved & { kind: 'symbol' };

/** A name of a package, and the classes of the tree through which it was come to, the outermost first. */
export interface NamedSymbol {
  symbol: SdkSymbol;
  through: ClassOf[];
}

/** More ancestors than people give a client. */
const MAX_ANCESTORS = 5;

/** The names of packages that a call's callee stands for: a class that is made from an SDK's is the SDK's. */
export function namedSymbols(resolver: Resolver, callee: Resolved, through: ClassOf[] = []): NamedSymbol[] {
  if (callee.kind === 'symbol') return [{ symbol: callee, through }];
  if (callee.kind === 'member') return sessionSymbol(callee);
  if (callee.kind !== 'class' || callee.self || through.length > MAX_ANCESTORS) return [];
  const fact = callee.file.facts.classes[callee.index];
  // JavaScript's `super(…)` is not followed: such a class says itself what it hands on.
  if (!fact || fact.methods.some(({ name }) => name === 'constructor')) return [];
  return fact.bases
    .flatMap((value) => resolver.objects.resolve(callee.file, value))
    .flatMap((base) => namedSymbols(resolver, base, [...through, callee]));
}

/** `boto3.Session().client(…)`: a method of something that the same package made. */
function sessionSymbol({ object, name }: Resolved & { kind: 'member' }): NamedSymbol[] {
  if (object.kind !== 'instance' || object.of.kind !== 'symbol') return [];
  return [{ symbol: { ...object.of, path: [...object.of.path, name] }, through: [] }];
}

/**
 * What classes of the tree themselves give an SDK's class for an option: in `super().__init__(base_url=x)`, or as a
 * field of theirs. The nearest one decides.
 */
export function optionsOfClasses(resolver: Resolver, through: ClassOf[], names: string[]): OptionValues {
  for (const one of through) {
    const found = handedOn(resolver, one, names) ?? fieldValues(resolver, one, names);
    if (found) return found;
  }
  return null;
}

function handedOn(resolver: Resolver, { file, index }: ClassOf, names: string[]): OptionValues {
  const className = file.facts.classes[index]?.name;
  const handing = file.facts.calls.filter(
    (call) => isSuperCall(call, className) && call.named.some(({ name }) => names.includes(name)),
  );
  const found = handing.flatMap((call) => optionValues(resolver, file, call, names) ?? []);
  return found.length > 0 ? found : null;
}

/** `super().__init__(…)`, or the base's own name before it, in a class's constructor. */
function isSuperCall({ callee, scope }: CallFact, className: string | undefined): boolean {
  const isInit = callee.kind === 'member' && callee.property === '__init__';
  return isInit && scope.at(-1) === '__init__' && scope.at(-2) === className;
}

/** `openai_api_base: str = "https://…"` in the body of a pydantic class. */
function fieldValues(resolver: Resolver, { file, index }: ClassOf, names: string[]): OptionValues {
  const fields = (file.facts.classes[index]?.attributes ?? []).filter(({ name }) => names.includes(name));
  const texts = fields
    .flatMap(({ values }) => values.flatMap((value) => resolver.resolve(file, value)))
    .filter(({ kind }) => kind === 'text');
  return texts.length > 0 ? texts : null;
}
