import type { FileFacts, ModulePattern } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { parseLenientJson } from './json.ts';

/** More than this of one kind is no configuration that somebody wrote. */
const MAX_ENTRIES = 2_000;

/** Conditions of `exports` and `imports` nest no deeper: `import`, `types`, `default` … */
const MAX_NESTING = 6;

/**
 * What a `tsconfig.json`, a `jsconfig.json` or a `package.json` says about modules. Never throws. Read without zod, which a
 * thread would load for this alone: it takes longer than most scans of a few files.
 */
export function extractModuleConfig(source: string): FileFacts {
  const facts = emptyFacts('module-config');
  const config = parseLenientJson(source);
  if (isRecord(config)) facts.modules = modulesOf(config);
  return facts;
}

function modulesOf(config: Record<string, unknown>): NonNullable<FileFacts['modules']> {
  const options = isRecord(config.compilerOptions) ? config.compilerOptions : {};
  const paths = isRecord(options.paths) ? Object.entries(options.paths) : [];
  const entries = [config.source, config.module, config.main, config.types];
  return {
    extends: textsOf(typeof config.extends === 'string' ? [config.extends] : config.extends),
    baseUrl: textOf(options.baseUrl),
    paths: paths.slice(0, MAX_ENTRIES).map(([pattern, targets]) => ({ pattern, targets: textsOf(targets) })),
    name: textOf(config.name),
    imports: patternsOf(config.imports, '#'),
    exports: patternsOf(config.exports, '.'),
    entries: entries.flatMap((one) => textOf(one) ?? []),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** None at all if one of them is no text. */
function textsOf(value: unknown): string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? value.slice(0, MAX_ENTRIES)
    : [];
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
