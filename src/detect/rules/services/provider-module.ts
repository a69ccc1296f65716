import type { Policy } from '../../../policy/policy.ts';
import { byText } from '../../catalog/by-text.ts';
import type { LinkedFile, Resolved } from '../../link/model.ts';

type ProviderPolicy = Policy['provider'];

/** Whether two names are the same words: `get_llm_provider`, `getLlmProvider`. */
export function sameName(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

const bare = byText((name): string => name.replace(/[_-]/g, '').toLowerCase());

/** Whether a module, as an import names it, is the provider module or lies in it: `services.llm_provider.base`. */
function isProviderModule(module: string, { module: name }: ProviderPolicy): boolean {
  return isBelow(name)(module);
}

const isBelow = byText((name) =>
  byText((module): boolean => module.split(/[./@:]+/).some((part) => sameName(part, name))),
);

/** Whether a file is part of the provider module. */
export function isProviderFile(file: LinkedFile, policy: ProviderPolicy): boolean {
  return isProviderModule(file.path, policy);
}

/**
 * Whether a file is where the provider module makes its providers: of its folder, or a file of its name that has the function
 * that gives one. Other programs call a file `llm_provider` too.
 */
export function makesProviders(file: LinkedFile, policy: ProviderPolicy): boolean {
  if (!isProviderFile(file, policy)) return false;
  const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1);
  const { functions, exports } = file.facts;
  return (
    isProviderModule(folder, policy) ||
    [...functions, ...exports].some(({ name }) => sameName(name, policy.factory))
  );
}

/** The name that something of the provider module has there; `null` if it is of another module. */
export function providerName(value: Resolved, policy: ProviderPolicy): string | null {
  switch (value.kind) {
    case 'symbol':
      return isProviderModule(value.module, policy) ? (value.path.at(-1) ?? null) : null;
    case 'function':
      return isProviderFile(value.file, policy)
        ? (value.file.facts.functions[value.index]?.name ?? null)
        : null;
    case 'class':
      return isProviderFile(value.file, policy)
        ? (value.file.facts.classes[value.index]?.name ?? null)
        : null;
    default:
      return null;
  }
}
