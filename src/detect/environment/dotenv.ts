import type { EnvironmentFact } from '../facts.ts';
import { Positions } from '../positions.ts';

/**
 * `NAME=value`, as dotenv, `docker --env-file` and shells read it: `export` before it, quotes of three kinds that
 * may span lines, ` #` and what follows it after an unquoted value is a comment. The last group is what an
 * unclosed quote leaves.
 */
const LINE =
  /^[ \t\f]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:=|:[ \t])[ \t]*(?:'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"|`([^`]*)`|([^\r\n]*))/gm;

/** The variables of an env file, in order. Escapes in double quotes are read, `${NAME}` stays as written. */
export function readDotenv(source: string): EnvironmentFact[] {
  const positions = new Positions(source);
  return Array.from(source.matchAll(LINE), (match) => factOf(positions, match));
}

function factOf(positions: Positions, match: RegExpExecArray): EnvironmentFact {
  const [whole, name = '', single, double, backtick, unquoted] = match;
  const start = match.index + whole.search(/\S/);
  if (unquoted === undefined) {
    const value = single ?? backtick ?? unescaped(double ?? '');
    return { name, value, range: positions.range(start, match.index + whole.length) };
  }
  const value = withoutComment(unquoted);
  const valueStart = match.index + whole.length - unquoted.length;
  return { name, value: value.trim(), range: positions.range(start, valueStart + value.length) };
}

function withoutComment(value: string): string {
  const comment = value.search(/(^|[ \t])#/);
  return comment === -1 ? value : value.slice(0, comment);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescaped(value: string): string {
  return value.replace(/\\([\s\S])/g, (whole, character: string) => {
    if (character === '$') return whole;
    return ESCAPES[character] ?? (/["'\\`]/.test(character) ? character : whole);
  });
}
