import type { CellLineFact, CodeLanguage, FileFacts, ProblemFact } from '../facts.ts';
import type { ContainerLanguage } from './language.ts';
import { notebookCode } from './notebook-code.ts';
import { pageCode } from './page-code.ts';

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
}

/** What of a text is code. Linear in the text, whatever it is; never throws. */
export function containedCode(text: string, language: ContainerLanguage): ContainedCode {
  return language === 'notebook' ? notebookCode(text) : pageCode(text, language);
}
