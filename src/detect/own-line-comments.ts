import type { CodeLanguage } from './facts.ts';

/**
 * A text of code without comments that begin a line; whatever may be code stays. Within a template, JSX or a text of
 * several lines a line may look like a comment: once one of them may have begun, a comment only goes up to what could end
 * that or hold code. Linear. The text may be latin1 for UTF-8.
 */
export function withoutOwnLineComments(text: string, language: CodeLanguage): string {
  const { begins, opens, mayEnd, looksSo } = language === 'python' ? PYTHON : scriptSyntax(text, language);
  const kept: string[] = [];
  let from = 0;
  let isOpened = false;
  for (begins.lastIndex = 0; ; ) {
    const begin = begins.exec(text)?.index;
    const end = begin === undefined ? -1 : endOf(text, begin, language);
    if (begin === undefined || end < 0) break;
    const between = text.slice(from, begin);
    isOpened ||= opens.test(between);
    const comment = text.slice(begin, end);
    const sure = isOpened ? (looksSo.test(comment) ? comment.search(mayEnd) : 0) : -1;
    kept.push(between, sure < 0 ? '' : comment.slice(sure));
    from = end;
    begins.lastIndex = end;
  }
  return from === 0 ? text : kept.join('') + text.slice(from);
}

interface Syntax {
  /** A comment behind the start of a line; behind a backslash a line only goes on. */
  begins: RegExp;
  /** What may begin something in which nothing is a comment. */
  opens: RegExp;
  /** What may end that, or hold code in it. */
  mayEnd: RegExp;
  /** How people write a comment, and no URL. */
  looksSo: RegExp;
}

const PYTHON: Syntax = {
  begins: /(?<!\\\r?\n)^[ \t]*#/gm,
  opens: /"""|'''/,
  mayEnd: /"""|'''|\{/,
  looksSo: /^/,
};

const SCRIPT_BEGINS = /(?<!\\\r?\n)^[ \t]*\/[/*]/gm;
const SCRIPT_LOOKS_SO = /^[ \t]*\/[/*][\s*]/;

const SCRIPT: Syntax = { begins: SCRIPT_BEGINS, opens: /`/, mayEnd: /[`{]/, looksSo: SCRIPT_LOOKS_SO };
const SCRIPT_WITH_JSX: Syntax = { ...SCRIPT, opens: /[`<]/, mayEnd: /[`{<]/ };

/** JSX is closed somewhere: `</p>`, `<br />`; without that each `<` compares. */
function scriptSyntax(text: string, language: CodeLanguage): Syntax {
  return language !== 'typescript' && /<\s*\/|\/\s*>/.test(text) ? SCRIPT_WITH_JSX : SCRIPT;
}

/** Where the comment ends that begins there; -1 if nothing is sure from there on. */
function endOf(text: string, begin: number, language: CodeLanguage): number {
  const isBlock = language !== 'python' && text.startsWith('/*', text.indexOf('/', begin));
  if (isBlock) {
    const close = text.indexOf('*/', text.indexOf('/', begin) + 2);
    return close < 0 ? -1 : close + 2;
  }
  LINE.lastIndex = begin;
  return begin + (LINE.exec(text)?.[0].length ?? 0);
}

/** Up to the end of the line as JavaScript sees it (U+2028 and U+2029 are three bytes), or of a comment around it. */
const LINE = /(?:(?!\*\/)[^\n\r\xe2]|\xe2(?!\x80[\xa8\xa9]))*/y;
