import { ignoreMatcher } from '../policy/ignore.ts';
import type { Policy } from '../policy/policy.ts';
import { isContainer } from './containers/language.ts';
import { environmentLanguage } from './environment/language.ts';
import type { Language } from './facts.ts';
import { isGatewayPath } from './gateway-config/language.ts';
import { baseName } from './link/paths.ts';
import { isModuleConfigPath } from './module-config/language.ts';

const LANGUAGE_BY_EXTENSION: Readonly<Record<string, Language>> = {
  py: 'python',
  pyi: 'python',
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'tsx',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  vue: 'vue',
  svelte: 'svelte',
  html: 'html',
  htm: 'html',
  ipynb: 'notebook',
};

/** Declarations hold types alone, and minified code is somebody else's, built. */
const WITHOUT_SOURCE = /\.d\.[mc]?ts$|\.d\.[^./]+\.ts$|[.-]min\.[mc]?js$/;

/** The language that a file is read as, by its path alone; `null` for a file that no extractor reads. */
export function languageOf(path: string): Language | null {
  const name = baseName(path).toLowerCase();
  if (WITHOUT_SOURCE.test(name)) return null;
  const extension = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1) : '';
  const language = Object.hasOwn(LANGUAGE_BY_EXTENSION, extension) ? LANGUAGE_BY_EXTENSION[extension] : null;
  return language ?? environmentLanguage(path) ?? configurationLanguage(path);
}

function configurationLanguage(path: string): Language | null {
  if (isModuleConfigPath(path)) return 'module-config';
  return isGatewayPath(path) ? 'gateway-yaml' : null;
}

/** Whether a language is one of programs, alone or among other things: files of the others are read whatever they say. */
export function isCode(language: Language): boolean {
  return (
    language === 'python' ||
    language === 'typescript' ||
    language === 'tsx' ||
    language === 'javascript' ||
    isContainer(language)
  );
}

/** The language of a file that is read. Throws for any other: left out, it would shift the answers of those behind it. */
export function sourceLanguage(path: string): Language {
  const language = languageOf(path);
  if (language === null) throw new Error(`${path} is no source file.`);
  return language;
}

/** Whether the pipeline reads this file: its language is known and `paths.ignore` does not name it. */
export function isSourcePath(path: string, policy: Pick<Policy, 'paths'>): boolean {
  return languageOf(path) !== null && !ignores(policy.paths)(path);
}

const matchers = new WeakMap<Policy['paths'], (path: string) => boolean>();

/** Compiling globs costs more than matching: one matcher a policy. */
function ignores(paths: Policy['paths']): (path: string) => boolean {
  const known = matchers.get(paths);
  if (known) return known;
  const matcher = ignoreMatcher({ paths });
  matchers.set(paths, matcher);
  return matcher;
}
