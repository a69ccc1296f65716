/**
 * GitHub Markdown that is safe to write whatever it quotes. A text from a repository, a PR or a comment may only
 * enter a message through a function of this file: nothing in it can then mention, refer, link, render HTML,
 * break out of its table cell or line, or turn the reading direction, and what looks like a key is taken out.
 */
import { redact } from '../detect/redact.ts';

/** A line of at most this many characters is quoted whole. */
const LONGEST_QUOTE = 200;

/** Keeps `@name`, `#1`, `GH-1`, SHAs and URLs from being what they look like. Invisible. */
const BREAK = '\u200B';

/** Control, bidi and other invisible characters, which could make a text read as something else. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029\uFFF9-\uFFFB]|\p{Cs}/gu;

/** Hostile text as one code span. Empty text reads `(empty)`. */
export function code(text: string, longest: number = LONGEST_QUOTE): string {
  const line = oneLine(text, longest);
  if (line === '') return '(empty)';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${padding}${line}${padding}${ticks}`;
}

/** Hostile text as words in a line of Markdown. */
export function prose(text: string, longest: number = LONGEST_PROSE): string {
  return oneLine(text, longest)
    .replace(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[@#]|:(?=\/)|www(?=\.)|GH-(?=\d)/gi, `$&${BREAK}`)
    .replace(SHA, (sha) => sha.replace(/.{3}/g, `$&${BREAK}`))
    .replace(/^(?=[-+=:]|\d{1,9}[.)])/, BREAK);
}

const LONGEST_PROSE = 1_000;

/**
 * A word that GitHub would link if a commit's name begins with it. A number is no such word: numbers (`1048576`, the date in
 * `claude-3-5-sonnet-20241022`) are read and copied, and the most that one could be is a link to a commit of the repository.
 */
const SHA = /(?<![0-9a-z])(?!\d+(?![0-9a-z]))[0-9a-f]{7,}(?![0-9a-z])/gi;

/**
 * A plain message with `quoted` parts: they become code, what stands between them prose, but for addresses: who copies one
 * must not copy what keeps it from being a link. All of it may be hostile.
 */
export function message(text: string): string {
  const parts = oneLine(text, LONGEST_PROSE).split('`');
  const shown = parts.map((part, index) => {
    if (index % 2 === 0) return withAddresses(part);
    return index < parts.length - 1 ? code(part) : `\\\`${withAddresses(part)}`;
  });
  return shown.join('');
}

/** An address in a sentence, without the dot or bracket that ends it. */
const ADDRESS = /(https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])/;

function withAddresses(part: string): string {
  return part
    .split(ADDRESS)
    .map((piece, index) => (index % 2 === 0 ? edgesKept(piece) : code(piece)))
    .join('');
}

function edgesKept(part: string): string {
  const before = part.startsWith(' ') ? ' ' : '';
  const after = part.length > 1 && part.endsWith(' ') ? ' ' : '';
  return before + prose(part) + after;
}

/** Hostile lines as a code block; the fence is longer than any run of backticks inside. */
export function fence(text: string, language: string = ''): string {
  const lines = text
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replace(/\t/g, '    ').replace(INVISIBLE, ''));
  const shown = redact(lines.join('\n'));
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return [ticks + language, shown, ticks].join('\n');
}

/**
 * Lines that GitHub offers to put in the place of those that a review comment stands on. `null` where they cannot be
 * quoted as they are: they hold a key, or what makes a text read as something else.
 */
export function suggestion(lines: readonly string[]): string | null {
  const text = lines.join('\n');
  const shown = lines.map((line) => line.replace(/\t/g, ' '));
  if (redact(text) !== text || shown.some((line) => line.search(INVISIBLE) >= 0)) return null;
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${ticks}suggestion`, text, ticks].join('\n');
}

/** A link with a label that is Markdown already. The URL may hold hostile parts; they stay inside it. */
export function link(label: string, url: string): string {
  const target = url.replace(/[\s<>()[\]\\`"'|*_~]|[^\x21-\x7e]/gu, percentEncoded);
  return `[${label}](${target})`;
}

/** A table of cells that are Markdown already, one line each; GitHub fills rows that are short. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** GitHub splits a row at every bar without a backslash, in code spans too, and takes that backslash away again. */
function cell(markdown: string): string {
  return markdown.replace(/\\[\s\S]|\|/g, (found) => (found === '|' ? '\\|' : found));
}

/** Cuts a text to so many bytes of UTF-8, at a line's end, with a last line that says so. */
export function cutToBytes(text: string, maximum: number): string {
  if (Buffer.byteLength(text) <= maximum) return text;
  const note = '\n\n_Cut here: GitHub takes no longer text. The rest shows once this much is mended._';
  const kept = Buffer.from(text)
    .subarray(0, maximum - Buffer.byteLength(note) - FENCE_RESERVE)
    .toString('utf8');
  const lines = kept.slice(0, Math.max(kept.lastIndexOf('\n'), 0));
  return lines + openFence(lines) + note;
}

/** Room for closing a fence that the cut left open. */
const FENCE_RESERVE = 500;

function openFence(text: string): string {
  let open = '';
  for (const line of text.split('\n')) {
    const ticks = /^`{3,}/.exec(line)?.[0] ?? '';
    if (open === '') open = ticks;
    else if (line === open) open = '';
  }
  return open === '' ? '' : `\n${open.slice(0, FENCE_RESERVE - 1)}`;
}

/** Markdown-free text for titles and annotations, which GitHub shows as they are: one line, nothing invisible. */
export function plainLine(text: string, longest: number): string {
  return oneLine(text, longest);
}

function oneLine(text: string, longest: number): string {
  const whole = text
    .slice(0, longest * 4)
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .trim();
  const line = redact(whole);
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

function percentEncoded(character: string): string {
  const bytes = [...Buffer.from(character)];
  return bytes.map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
