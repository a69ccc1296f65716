import type { PlacedValue, Resolved, Resolver } from './model.ts';

const ENVIRONMENTS = new Set(['process.env', 'import.meta.env', 'Bun.env']);

/** The environment itself, handed around: `function load(env = process.env)`, `env: Mapping = os.environ`. */
export function isEnvironment(value: Resolved & { kind: 'symbol' | 'global' }): boolean {
  const path = value.path.join('.');
  if (value.kind === 'global') return ENVIRONMENTS.has(path);
  if (/^(?:node:)?process$/.test(value.module)) return path === 'env';
  return value.module === 'os' && path === 'environ';
}

/** What a variable of the environment is set to in the tree, else what is taken instead. */
export function resolveVariable(resolver: Resolver, name: string, otherwise?: PlacedValue): Resolved[] {
  // `NAME=` in an env file says that there is such a variable, and nothing of what it is.
  const set = (resolver.environment(name) ?? [])
    .flatMap((placed) => resolver.resolve(placed.file, placed.value))
    .filter((value) => !isNothing(value));
  if (set.length > 0) return set;
  const instead = otherwise
    ? resolver.resolve(otherwise.file, otherwise.value).filter((value) => !isNothing(value))
    : [];
  return instead.length > 0 ? instead : [{ kind: 'environment', name }];
}

/**
 * `process.env.X || undefined` and `os.getenv('X', '')` are what the variable is; `{{ .Values.url }}` of a chart is what
 * somebody will say elsewhere.
 */
function isNothing(value: Resolved): boolean {
  return value.kind === 'none' || (value.kind === 'text' && /^(?:\s*\{\{.*)?$/s.test(value.text));
}
