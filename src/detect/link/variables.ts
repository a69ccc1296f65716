import type { PlacedValue, Resolved, Resolver } from './model.ts';
import { PAGE_ORIGIN } from './text.ts';

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
  const given = otherwise ? resolver.resolve(otherwise.file, otherwise.value) : [];
  const instead = given.filter((value) => !isNothing(value));
  if (instead.length > 0) return instead;
  // `import.meta.env.VITE_API ?? ''` in a page: its own server, unless somebody says otherwise.
  const isOwn = OF_PAGE.test(name) && given.some((value) => value.kind === 'text' && value.text === '');
  return [{ kind: 'environment', name }, ...(isOwn ? [{ kind: 'text' as const, text: PAGE_ORIGIN }] : [])];
}

/** Variables that bundlers write into the code of pages. */
const OF_PAGE = /^(?:VITE|NEXT_PUBLIC|NUXT_PUBLIC|PUBLIC|REACT_APP|VUE_APP|EXPO_PUBLIC|GATSBY)_/;

/**
 * `process.env.X || undefined` and `os.getenv('X', '')` are what the variable is; `{{ .Values.url }}` of a chart is what
 * somebody will say elsewhere.
 */
function isNothing(value: Resolved): boolean {
  return value.kind === 'none' || (value.kind === 'text' && /^(?:\s*\{\{.*)?$/s.test(value.text));
}
