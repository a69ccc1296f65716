import type { CodeLanguage, ProblemFact } from '../facts.ts';
import { Positions } from '../positions.ts';
import type { ContainedCode, PageLanguage } from './language.ts';
import type { ScriptElement } from './script-elements.ts';
import { scriptElements } from './script-elements.ts';

type ScriptLanguage = Exclude<CodeLanguage, 'python'>;

/**
 * The scripts of a page or component, with spaces for all else: in its own lines and columns. They share a module: those
 * of a component are one, and classic scripts of a page share their names. Code in
 * attributes and in the expressions of templates is left out.
 */
export function pageCode(text: string, language: PageLanguage): ContainedCode {
  const all = /<script/i.test(text) ? scriptElements(text, language) : [];
  const scripts = all.flatMap((element) => {
    const dialect = scriptLanguage(element.attributes);
    return dialect === null ? [] : [{ ...element, dialect }];
  });
  const dialects = scripts.map(({ dialect }) => dialect);
  return {
    code: scripts.length === 0 ? '' : withoutMarkup(text, scripts),
    language: LANGUAGES.find((one) => dialects.includes(one)) ?? 'javascript',
    size: scripts.reduce((sum, { start, end }) => sum + end - start, 0),
    problems: scripts.flatMap((element) => (element.closed ? [] : [unclosed(text, element)])),
  };
}

/** What holds all that the later ones may hold, first. */
const LANGUAGES = ['tsx', 'typescript', 'javascript'] as const;

/** HTML, 4.12.1.1: a script of any other type is data for somebody. */
const SCRIPT_TYPES: readonly (readonly [RegExp, ScriptLanguage])[] = [
  [/^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script(?:[\d.]*)?)$/, 'javascript'],
  [/^text\/(?:jscript|livescript|babel|jsx)$/, 'javascript'],
  [/^(?:text|application)\/(?:x-)?typescript$/, 'typescript'],
];

const COMPONENT_LANGUAGES: Readonly<Record<string, ScriptLanguage>> = {
  js: 'javascript',
  javascript: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  typescript: 'typescript',
  tsx: 'tsx',
};

/** The language of a script's text; `null` if it is no code, or stands elsewhere and is a file of its own. */
function scriptLanguage(attributes: ScriptElement['attributes']): ScriptLanguage | null {
  if (attributes.has('src')) return null;
  const lang = attributes.get('lang')?.trim().toLowerCase();
  if (lang) return Object.hasOwn(COMPONENT_LANGUAGES, lang) ? (COMPONENT_LANGUAGES[lang] ?? null) : null;
  const type = attributes.get('type')?.split(';')[0]?.trim().toLowerCase();
  const legacy = attributes.get('language')?.trim().toLowerCase();
  const whole = type || (legacy ? `text/${legacy}` : 'module');
  return SCRIPT_TYPES.find(([pattern]) => pattern.test(whole))?.[1] ?? null;
}

/**
 * Ends a script's last statement and its last `//` comment in place of `</`: what comes next may stand on the same
 * line. A line separator ends a line for the parser alone; people count line feeds.
 */
const BETWEEN = '\u2028;';

function withoutMarkup(text: string, scripts: readonly ScriptElement[]): string {
  const parts: string[] = [];
  let last = 0;
  for (const { start, end, closed } of scripts) {
    parts.push(blank(text.slice(last, start)), withoutOldMarks(text.slice(start, end)));
    if (closed) parts.push(BETWEEN);
    last = closed ? end + BETWEEN.length : end;
  }
  return parts.join('');
}

/** Line ends stay, all else becomes a space: every offset stays too. */
function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (run) => ' '.repeat(run.length));
}

/** What hides a script from browsers without scripts, and from XML: `<!--` and the line's rest, `-->`, CDATA marks. */
function withoutOldMarks(script: string): string {
  return script
    .replace(/^\s*<!--[^\r\n]*/, blank)
    .replace(/[\r\n][ \t]*-->[^\r\n]*\s*$/, blank)
    .replace(/^\s*<!\[CDATA\[/, blank)
    .replace(/\]\]>\s*$/, blank);
}

function unclosed(text: string, { start, end }: ScriptElement): ProblemFact {
  const range = new Positions(text).range(start, end);
  return { reason: 'syntax', message: 'The script that begins here is never closed.', range };
}
