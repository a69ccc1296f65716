import type { ContainedCode, ContainerLanguage } from './language.ts';
import { notebookCode } from './notebook-code.ts';
import { pageCode } from './page-code.ts';

/** What of a text is code. Linear in the text, whatever it is; never throws. */
export function containedCode(text: string, language: ContainerLanguage): ContainedCode {
  return language === 'notebook' ? notebookCode(text) : pageCode(text, language);
}
