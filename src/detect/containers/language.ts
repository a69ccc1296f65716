import type { CellLineFact, CodeLanguage, FileFacts, Language, ProblemFact } from '../facts.ts';

/** The languages of files that hold code among other things: scripts of pages and components, cells of notebooks. */
export type ContainerLanguage = Extract<Language, 'vue' | 'svelte' | 'html' | 'notebook'>;

/** Those whose code is scripts between tags. */
export type PageLanguage = Exclude<ContainerLanguage, 'notebook'>;

/** Whether code of a known language is only a part of such a file. */
export function isContainer(language: Language): language is ContainerLanguage {
  return language === 'vue' || language === 'svelte' || language === 'html' || language === 'notebook';
}

/** The code of a file that holds other things too, as one module. */
export interface ContainedCode {
  code: string;
  language: CodeLanguage;
  /** UTF-16 code units of what is code in it. */
  size: number;
  /** What is wrong with what the code stands in. */
  problems: ProblemFact[];
  /** Variables that are set by what is no code. */
  environment?: FileFacts['environment'];
  /** Where the lines of the code stand, if not where they are. */
  cells?: () => CellLineFact[];
  /** The same code, line for line, with nothing in the cells that are left out. */
  withoutCells?: (isLeftOut: (code: string) => boolean) => string;
}
