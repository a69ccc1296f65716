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
  return [...declared.models.keys()].some((pattern) => pattern.includes('*') && matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
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

function lastPart(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1);
}

/** Every name that may be asked for, without patterns. */
export function declaredNames({ models, aliases }: GatewayModels): string[] {
  return [...new Set([...models.keys(), ...aliases.keys()])].filter((name) => !name.includes('*'));
}
