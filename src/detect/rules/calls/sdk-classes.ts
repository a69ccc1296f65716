import type { ClassOf, Resolved, Resolver } from '../../link/model.ts';
import type { OptionValues } from './options.ts';

export type SdkSymbol = Resolved & { kind: 'symbol' };

/** A name of a package, and the classes of the tree through which it was come to, the outermost first. */
export interface NamedSymbol {
  symbol: SdkSymbol;
  through: ClassOf[];
}

/** More ancestors than people give a client. */
const MAX_ANCESTORS = 5;

/**
 * The names of packages that a call's callee stands for. A class that is made from an SDK's is the SDK's; one with a
 * constructor of its own makes the client there, by `super().__init__(…)`, once for everybody who makes an instance.
 */
export function namedSymbols(resolver: Resolver, callee: Resolved, through: ClassOf[] = []): NamedSymbol[] {
  if (callee.kind === 'symbol') return [{ symbol: withoutInit(callee), through }];
  if (callee.kind === 'member') return memberSymbols(resolver, callee);
  if (callee.kind !== 'class' || callee.self || through.length > MAX_ANCESTORS) return [];
  const fact = callee.file.facts.classes[callee.index];
  if (!fact || fact.methods.some(({ name }) => CONSTRUCTORS.has(name))) return [];
  return basesOf(resolver, callee).flatMap((base) => namedSymbols(resolver, base, [...through, callee]));
}

const CONSTRUCTORS = new Set(['__init__', 'constructor']);

/** What a class is made from. */
export function basesOf(resolver: Resolver, { file, index }: ClassOf): Resolved[] {
  return (file.facts.classes[index]?.bases ?? []).flatMap((value) => resolver.objects.resolve(file, value));
}

/** `OpenAI.__init__` is what `OpenAI` itself calls. */
function withoutInit(symbol: SdkSymbol): SdkSymbol {
  return symbol.path.at(-1) === '__init__' ? { ...symbol, path: symbol.path.slice(0, -1) } : symbol;
}

/**
 * `boto3.Session().client(…)`, a method of something that the same package made; and what a class of the tree has of
 * an SDK's: `super().__init__(…)`, `OwnGeneration.call(…)`.
 */
function memberSymbols(resolver: Resolver, { object, name }: Resolved & { kind: 'member' }): NamedSymbol[] {
  if (object.kind === 'instance' && object.of.kind === 'symbol') {
    return [{ symbol: { ...object.of, path: [...object.of.path, name] }, through: [] }];
  }
  if (object.kind !== 'class') return [];
  return namedSymbols(resolver, { ...object, self: undefined }).map(({ symbol, through }) => ({
    symbol: withoutInit({ ...symbol, path: [...symbol.path, name] }),
    through,
  }));
}

/** What classes of the tree themselves give an SDK's class for an option, as fields of theirs. The nearest decides. */
export function optionsOfClasses(resolver: Resolver, through: ClassOf[], names: string[]): OptionValues {
  for (const one of through) {
    const found = fieldValues(resolver, one, names);
    if (found) return found;
  }
  return null;
}

/** `openai_api_base: str = "https://…"` in the body of a pydantic class. */
function fieldValues(resolver: Resolver, { file, index }: ClassOf, names: string[]): OptionValues {
  const fields = (file.facts.classes[index]?.attributes ?? []).filter(({ name }) => names.includes(name));
  const texts = fields
    .flatMap(({ values }) => values.flatMap((value) => resolver.resolve(file, value)))
    .filter(({ kind }) => kind === 'text');
  return texts.length > 0 ? texts : null;
}
