import type { Language } from './facts.ts';

/** Where packages come from; it decides how module names read. */
export type Registry = 'npm' | 'pypi';

/** Of a notebook that was not read, only most likely. */
export function registryOf(language: Language | undefined): Registry {
  return language === 'python' || language === 'notebook' ? 'pypi' : 'npm';
}
