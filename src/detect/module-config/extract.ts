import { z } from 'zod';
import type { FileFacts, ModulePattern } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { parseLenientJson } from './json.ts';

/** More than this of one kind is no configuration that somebody wrote. */
const MAX_ENTRIES = 2_000;

/** Conditions of `exports` and `imports` nest no deeper: `import`, `types`, `default` … */
const MAX_NESTING = 6;

const texts = z.array(z.string()).catch([]);
const text = z.string().optional().catch(undefined);

const CONFIG = z.object({
  extends: z.union([z.string().transform((one) => [one]), texts]).catch([]),
  compilerOptions: z
    .object({ baseUrl: text, paths: z.record(z.string(), texts).catch({}) })
    .catch({ baseUrl: undefined, paths: {} }),
  name: text,
  imports: z.unknown().optional(),
  exports: z.unknown().optional(),
  source: text,
  module: text,
  main: text,
  types: text,
});

type Config = z.infer<typeof CONFIG>;

/** What a `tsconfig.json`, a `jsconfig.json` or a `package.json` says about modules. Never throws. */
export function extractModuleConfig(source: string): FileFacts {
  const facts = emptyFacts('module-config');
  const read = CONFIG.safeParse(parseLenientJson(source));
  if (read.success) facts.modules = modulesOf(read.data);
  return facts;
}

function modulesOf(config: Config): NonNullable<FileFacts['modules']> {
  const { baseUrl, paths } = config.compilerOptions;
  return {
    extends: config.extends.slice(0, MAX_ENTRIES),
    baseUrl: baseUrl ?? null,
    paths: Object.entries(paths)
      .slice(0, MAX_ENTRIES)
      .map(([pattern, targets]) => ({ pattern, targets })),
    name: config.name ?? null,
    imports: patternsOf(config.imports, '#'),
    exports: patternsOf(config.exports, '.'),
    entries: [config.source, config.module, config.main, config.types].flatMap((one) => one ?? []),
  };
}

/** `exports` may be the target of `.` itself, with or without conditions. */
function patternsOf(written: unknown, prefix: string): ModulePattern[] {
  const entries = typeof written === 'object' && written !== null ? Object.entries(written) : [];
  const named = entries.filter(([key]) => key.startsWith(prefix)).slice(0, MAX_ENTRIES);
  if (named.length > 0) return named.map(([pattern, value]) => ({ pattern, targets: targetsOf(value) }));
  const targets = prefix === '.' ? targetsOf(written) : [];
  return targets.length > 0 ? [{ pattern: '.', targets }] : [];
}

/** Every file that some condition names. */
function targetsOf(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > MAX_NESTING) return [];
  return [...new Set(Object.values(value).flatMap((one) => targetsOf(one, depth + 1)))].slice(0, MAX_ENTRIES);
}
