import { isVendorModel } from '../catalog/model-names.ts';
import { matchesWildcard } from '../gateway-config/wildcard.ts';
import type { GatewayModels, LinkedFile } from './model.ts';

/**
 * The models that the gateway's configuration declares: of the file that policy names, else of every file of the
 * tree that reads like one. `null` if there is none.
 */
export function gatewayModels(files: ReadonlyMap<string, LinkedFile>, config: string): GatewayModels | null {
  const named = files.get(config);
  const sources = named?.facts.gateway ? [named] : [...files.values()];
  const facts = sources.flatMap(({ facts: { gateway } }) => gateway ?? []);
  if (facts.length === 0) return null;
  const declared: GatewayModels = { models: new Map(), aliases: new Map(), others: new Set(), open: false };
  for (const { models, aliases, fallbacks, open } of facts) {
    for (const { name, runs } of models) addModel(declared, name, runs);
    for (const { name, of } of aliases) declared.aliases.set(name, of);
    for (const name of fallbacks) declared.others.add(name);
    declared.open ||= open;
  }
  return declared;
}

function addModel({ models }: GatewayModels, name: string, runs: string | null): void {
  models.set(name, [...(models.get(name) ?? []), ...(runs === null ? [] : [runs])]);
}

/** Whether a call to the gateway may name this model: `model_name`, `openai/*`, or another name for one. */
export function isDeclared(declared: GatewayModels, name: string): boolean {
  if (declared.models.has(name) || declared.aliases.has(name) || declared.others.has(name)) return true;
  return [...declared.models.keys()].some(
    (pattern) => pattern.includes('*') && matchesWildcard(pattern, name),
  );
}

/**
 * The name to use in the place of a vendor's: the alias, or else the model, whose deployments run it. A vendor's
 * name stands behind its provider there: `anthropic/claude-3-5-sonnet`. `null` if the gateway does not run it.
 */
export function declaredNameOf(declared: GatewayModels, vendorName: string): string | null {
  const bare = lastPart(vendorName);
  for (const [name, runs] of declared.models) {
    if (!runs.some((model) => model === vendorName || lastPart(model) === bare)) continue;
    const alias = [...declared.aliases].find(([, of]) => of === name);
    return alias?.[0] ?? name;
  }
  return null;
}

/**
 * The alias to use in the place of a vendor's name that the gateway declares too: a group's, or the name of a model
 * that runs the very same. `null` for a name of the gateway's own, and if all that run it are named after the vendor's.
 */
export function aliasOf({ models, aliases }: GatewayModels, name: string): string | null {
  if (!isVendorModel(name) || !isVendorsOwn(models.get(name) ?? [], name)) return null;
  const group = [...aliases].find(([alias, of]) => of === name && !isVendorModel(alias));
  if (group) return group[0];
  const runs = models.get(name) ?? [name];
  const other = [...models].find(
    ([one, itsRuns]) => one !== name && !isVendorModel(one) && itsRuns.some((run) => runs.includes(run)),
  );
  return other?.[0] ?? null;
}

/** `gpt-4o` that runs `azure/gpt-4o-2024-08-06`; not `llama-3-team`, which runs something of another name. */
function isVendorsOwn(runs: readonly string[], name: string): boolean {
  const own = spelling(lastPart(name));
  return runs.length === 0 || runs.some((run) => spelling(lastPart(run)).startsWith(own));
}

/** Vendors write `claude-3.5-sonnet` and `claude-3-5-sonnet`, `llama3:8b` and `llama-3-8b`. */
function spelling(model: string): string {
  return model.toLowerCase().replace(/[^a-z\d]/g, '');
}

function lastPart(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}

/** Every name that may be asked for, without patterns. */
export function declaredNames({ models, aliases }: GatewayModels): string[] {
  return [...new Set([...models.keys(), ...aliases.keys()])].filter((name) => !name.includes('*'));
}
