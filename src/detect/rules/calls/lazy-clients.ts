import { sdkUses } from '../../catalog/catalog.ts';
import type { CallFact, FileFacts, Value } from '../../facts.ts';
import type { LinkedFile } from '../../link/model.ts';
import type { NamedSymbol } from './sdk-classes.ts';

/**
 * `OpenAI = lazily("OpenAI")`, in a file that imports `openai`: a name that is given what somebody makes out of that
 * name. Whoever loads an SDK no sooner than it is needed calls the class by it.
 */
export function lazilyLoaded({ facts, registry }: LinkedFile, { callee }: CallFact): NamedSymbol[] {
  const name = callee.kind === 'binding' ? nameOfItself(facts, callee) : null;
  if (name === null) return [];
  const modules = new Set(facts.imports.map(({ module }) => module));
  const module = [...modules].find((one) =>
    sdkUses(registry, one, [name]).some(({ kind, sdk }) => kind === 'client' && !sdk.exact),
  );
  if (module === undefined) return [];
  return [{ symbol: { kind: 'symbol', registry, module, path: [name] }, through: [] }];
}

/** The name of a class that is given nothing but what a call makes out of that name. */
function nameOfItself(
  { bindings, calls }: FileFacts,
  { binding }: Value & { kind: 'binding' },
): string | null {
  const fact = bindings[binding];
  const [made, ...others] = fact?.values ?? [];
  if (!fact || fact.open || made?.kind !== 'result' || others.length > 0) return null;
  const isHanded = calls[made.call]?.positional.some(
    (value) => value.kind === 'text' && value.text === fact.name,
  );
  return isHanded === true && /^[A-Z]/.test(fact.name) ? fact.name : null;
}
