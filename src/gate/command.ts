import { lexer, type Token } from 'marked';
import { plainLine } from '../debt/markdown.ts';

/** What people can ask for in a comment. */
export const COMMAND_NAMES = ['status', 'recheck', 'classify', 'override', 'help'] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];

/** `words`: what follows the name on its line. Hostile text. */
export type Command = { name: CommandName; words: string } | { name: 'unknown'; word: string };

/** Commands of one comment that are read; nobody needs more at once. */
const MOST_COMMANDS = 5;

/** Characters of a comment with commands; a parser gets slow over what is built to make it so. */
const LONGEST_COMMENT = 20_000;

/** Nobody replies a hundred times; the parser takes a second over a few thousand. */
const DEEP_QUOTE = /^(?:[ \t]*>){100}/m;

const LONGEST_WORDS = 500;

/**
 * The commands of a comment, in order: lines of its own paragraphs that begin with `/tollgate`. What stands in a quote, a
 * list, a table, a heading, HTML or code is spoken of, and not meant.
 */
export function commandsIn(body: string): Command[] {
  if (body.length > LONGEST_COMMENT || !/\/tollgate/i.test(body) || DEEP_QUOTE.test(body)) return [];
  return ownLines(body)
    .flatMap((line) => commandOf(line) ?? [])
    .slice(0, MOST_COMMANDS);
}

function commandOf(line: string): Command | null {
  const match = /^\s*\/tollgate(?:\s+(\S+)([\s\S]*))?\s*$/i.exec(line);
  if (!match) return null;
  const word = plainLine(match[1] ?? 'help', LONGEST_WORDS);
  const name = COMMAND_NAMES.find((known) => known === word.toLowerCase());
  if (name === undefined) return { name: 'unknown', word };
  return { name, words: plainLine(match[2] ?? '', LONGEST_WORDS) };
}

/** Lines of top-level paragraphs that begin with plain text. */
function ownLines(body: string): string[] {
  return blocksOf(body).flatMap((block) =>
    block.type === 'paragraph' ? plainStarts(block.tokens ?? []) : [],
  );
}

/** Quotes within quotes, thousands deep, overflow the parser's stack: there is nobody's command in them. */
function blocksOf(body: string): Token[] {
  try {
    return lexer(body);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function plainStarts(inline: readonly Token[]): string[] {
  const lines: { text: string; isPlain: boolean | null }[] = [{ text: '', isPlain: null }];
  for (const { type, raw } of inline) {
    for (const [index, piece] of raw.split('\n').entries()) {
      if (index > 0) lines.push({ text: '', isPlain: null });
      const line = lines.at(-1);
      if (!line) continue;
      line.text += piece;
      // A code span or a comment in HTML may begin lines before this one.
      if (piece !== '') line.isPlain ??= type === 'text';
    }
  }
  return lines.flatMap(({ text, isPlain }) => (isPlain ? [text] : []));
}
