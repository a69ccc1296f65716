import type { Language } from '../facts.ts';

/** The languages of files that hold code among other things: scripts of pages and components, cells of notebooks. */
export type ContainerLanguage = Extract<Language, 'vue' | 'svelte' | 'html' | 'notebook'>;

/** Those whose code is scripts between tags. */
export type PageLanguage = Exclude<ContainerLanguage, 'notebook'>;

/** Whether code of a known language is only a part of such a file. */
export function isContainer(language: Language): language is ContainerLanguage {
  return language === 'vue' || language === 'svelte' || language === 'html' || language === 'notebook';
}
