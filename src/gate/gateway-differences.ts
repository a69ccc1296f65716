import type {
  ConfiguredFallback,
  ConfiguredModel,
  FallbackKind,
  GatewayConfiguration,
} from '../detect/gateway-config/configuration.ts';

/** One thing that a change of the gateway's configuration means. Names are the repository's: hostile text. */
export type Difference =
  | { kind: 'model-added'; name: string; runs: string[] }
  /** `instead`: what a call that asks for it gets all the same, an alias's target or a pattern that covers it. */
  | { kind: 'model-removed'; name: string; instead: string | null }
  | { kind: 'model-renamed'; from: string; to: string; instead: string | null }
  /** What stands behind a name: with its server, where it names one. */
  | { kind: 'model-moved'; name: string; before: string[]; after: string[] }
  /** Several values are those of several deployments; none is LiteLLM's own default. */
  | { kind: 'model-limit'; name: string; setting: string; before: number[]; after: number[] }
  | { kind: 'alias-added'; name: string; of: string | null }
  | { kind: 'alias-removed'; name: string; instead: string | null }
  | { kind: 'alias-moved'; name: string; before: string | null; after: string | null }
  | { kind: 'fallback-moved'; fallback: FallbackKind; of: string; before: string[]; after: string[] }
  | { kind: 'limit'; setting: string; before: number | null; after: number | null };

/**
 * What the gateway does otherwise once it runs with `after`: models first, then aliases, fallbacks and limits, each in
 * the order of the file. The order of entries, what is written around them and what is no model's is left out.
 */
export function differences(before: GatewayConfiguration, after: GatewayConfiguration): Difference[] {
  return [
    ...modelDifferences(before, after),
    ...aliasDifferences(before, after),
    ...fallbackDifferences(before, after),
    ...limitDifferences(before, after),
  ];
}

/** The names that calls can no longer ask for, though they could: for all that the configuration itself says. */
export function lostNames(found: readonly Difference[]): string[] {
  return found.flatMap((difference) => {
    switch (difference.kind) {
      case 'model-removed':
      case 'alias-removed':
        return isAnswered(difference.instead) ? [] : [difference.name];
      case 'model-renamed':
        return isAnswered(difference.instead) ? [] : [difference.from];
      default:
        return [];
    }
  });
}

function isAnswered(instead: string | null): boolean {
  return instead !== null && instead !== ELSEWHERE;
}

/** Whether a lost name is what a call for this one was answered by: the name itself, or a pattern. */
export function covers(lost: string, name: string): boolean {
  return lost === name || (lost.includes('*') && matches(lost, name));
}

/** The names that calls can ask for now. */
export function newNames(found: readonly Difference[]): string[] {
  return found.flatMap((difference) => {
    switch (difference.kind) {
      case 'model-added':
      case 'alias-added':
        return [difference.name];
      case 'model-renamed':
        return [difference.to];
      default:
        return [];
    }
  });
}

type Deployments = ReadonlyMap<string, readonly ConfiguredModel[]>;

function modelDifferences(before: GatewayConfiguration, after: GatewayConfiguration): Difference[] {
  const old = Map.groupBy(before.models, ({ name }) => name);
  const now = Map.groupBy(after.models, ({ name }) => name);
  const gone = [...old.keys()].filter((name) => !now.has(name));
  const fresh = [...now.keys()].filter((name) => !old.has(name));
  const renamed = renamings(gone, fresh, old, now);
  const taken = new Set(renamed.values());
  return [
    ...fresh
      .filter((name) => !taken.has(name))
      .map((name): Difference => ({ kind: 'model-added', name, runs: runsOf(now.get(name) ?? []) })),
    ...gone.map((name): Difference => {
      const to = renamed.get(name);
      const instead = answeredBy(after, name);
      return to === undefined
        ? { kind: 'model-removed', name, instead }
        : { kind: 'model-renamed', from: name, to, instead };
    }),
    ...[...old].flatMap(([name, models]) =>
      deploymentDifferences(name, models, now.get(renamed.get(name) ?? name)),
    ),
  ];
}

/** A name that is gone and one that is new, behind which the very same stands. */
function renamings(
  gone: readonly string[],
  fresh: readonly string[],
  old: Deployments,
  now: Deployments,
): Map<string, string> {
  const free = new Set(fresh);
  const found = new Map<string, string>();
  for (const from of gone) {
    const runs = JSON.stringify(runsOf(old.get(from) ?? []));
    const to = [...free].find((name) => JSON.stringify(runsOf(now.get(name) ?? [])) === runs);
    if (to === undefined || runs === '[]') continue;
    found.set(from, to);
    free.delete(to);
  }
  return found;
}

function deploymentDifferences(
  name: string,
  before: readonly ConfiguredModel[],
  after: readonly ConfiguredModel[] | undefined,
): Difference[] {
  if (after === undefined) return [];
  const now = after[0]?.name ?? name;
  const [old, fresh] = [runsOf(before), runsOf(after)];
  const moved: Difference[] = isSame(old, fresh)
    ? []
    : [{ kind: 'model-moved', name: now, before: old, after: fresh }];
  const settings = new Set([...before, ...after].flatMap(({ numbers }) => Object.keys(numbers)));
  const limits = [...settings].flatMap((setting): Difference[] => {
    const [was, is] = [valuesOf(before, setting), valuesOf(after, setting)];
    return isSame(was, is) ? [] : [{ kind: 'model-limit', name: now, setting, before: was, after: is }];
  });
  return [...moved, ...limits];
}

/** What the deployments of a name run, and where: `openai//models/a.gguf at http://zoe-llamacpp:11434/v1`. */
function runsOf(models: readonly ConfiguredModel[]): string[] {
  const runs = models.flatMap(({ runs, apiBase }) => {
    if (runs === null) return [];
    return apiBase === null ? runs : `${runs} at ${withoutSecrets(apiBase)}`;
  });
  return runs.toSorted();
}

/** An address may hold a password or a key. */
function withoutSecrets(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, '');
}

function valuesOf(models: readonly ConfiguredModel[], setting: string): number[] {
  const values = models.flatMap(({ numbers }) =>
    Object.hasOwn(numbers, setting) ? (numbers[setting] ?? []) : [],
  );
  return [...new Set(values)].toSorted((one, other) => one - other);
}

/** What answers to a name that is no model's any more; `null` if nothing does. */
export function answeredBy({ models, aliases, open }: GatewayConfiguration, name: string): string | null {
  const alias = aliases.find((one) => one.name === name);
  if (alias) return alias.of;
  const pattern = models.find((model) => model.name.includes('*') && matches(model.name, name));
  if (pattern) return pattern.name;
  const byId = models.find(({ id }) => id === name);
  return byId?.name ?? (models.some((model) => model.name === name) ? name : open ? ELSEWHERE : null);
}

/** Where models come from a database or from other files, a name may be declared there. */
export const ELSEWHERE = 'what is declared elsewhere';

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function aliasDifferences(before: GatewayConfiguration, after: GatewayConfiguration): Difference[] {
  const old = new Map(before.aliases.map(({ name, of }) => [name, of]));
  const now = new Map(after.aliases.map(({ name, of }) => [name, of]));
  const added = [...now].filter(([name]) => !old.has(name));
  return [
    ...added.map(([name, of]): Difference => ({ kind: 'alias-added', name, of })),
    ...[...old].flatMap(([name, was]): Difference[] => {
      const is = now.get(name);
      if (is === undefined) return [{ kind: 'alias-removed', name, instead: answeredBy(after, name) }];
      return is === was ? [] : [{ kind: 'alias-moved', name, before: was, after: is }];
    }),
  ];
}

function fallbackDifferences(before: GatewayConfiguration, after: GatewayConfiguration): Difference[] {
  const old = Map.groupBy(before.fallbacks, fallbackKey);
  const now = Map.groupBy(after.fallbacks, fallbackKey);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key): Difference[] => {
    const [was, is] = [old.get(key) ?? [], now.get(key) ?? []];
    const [first] = [...is, ...was];
    const targets = [was, is].map((list) => list.flatMap(({ to }) => to));
    const [from = [], to = []] = targets;
    if (first === undefined || isSame(from, to)) return [];
    return [{ kind: 'fallback-moved', fallback: first.kind, of: first.of, before: from, after: to }];
  });
}

function fallbackKey({ kind, of }: ConfiguredFallback): string {
  return `${kind} ${of}`;
}

function limitDifferences(before: GatewayConfiguration, after: GatewayConfiguration): Difference[] {
  const old = new Map(before.limits.map(({ setting, value }) => [setting, value]));
  const now = new Map(after.limits.map(({ setting, value }) => [setting, value]));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((setting): Difference[] => {
    const [was, is] = [old.get(setting) ?? null, now.get(setting) ?? null];
    return was === is ? [] : [{ kind: 'limit', setting, before: was, after: is }];
  });
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
