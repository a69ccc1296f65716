import type { Language } from '../facts.ts';

/** The languages of files that hold code among other things: the scripts of pages and components. */
export type ContainerLanguage = Extract<Language, 'vue' | 'svelte' | 'html'>;

/** Whether code of a known language is only a part of such a file. */
export function isContainer(language: Language): language is ContainerLanguage {
  return language === 'vue' || language === 'svelte' || language === 'html';
}
