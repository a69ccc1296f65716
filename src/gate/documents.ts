/** A line of a document that names a model. Path and name are hostile text. */
export interface DocumentMention {
  path: string;
  line: number;
  name: string;
}

/** Files that people write for people. What tells of the past may name what is gone. */
const DOCUMENT = /\.(md|mdx|markdown|rst|adoc|txt)$/i;
const HISTORY =
  /(^|\/)(change-?log|history|releases?|news|upgrading|migrations?|migrating|adr|decisions)([-_. ][^/]*)?(\/|\.\w+$)/i;

/** Whether a path is of a document that should speak of the gateway as it is. */
export function isDocument(path: string): boolean {
  return DOCUMENT.test(path) && !HISTORY.test(path);
}

/** What is shown of one document; who mends it searches the rest. */
const MOST_MENTIONS = 20;

/** Longer lines are data. */
const LONGEST_LINE = 2_000;

/** The lines of a document that name one of these models. Each name once a line. */
export function mentionsIn(path: string, text: string, names: readonly string[]): DocumentMention[] {
  const patterns = names.filter((name) => name.trim() !== '').map((name) => [name, patternOf(name)] as const);
  const found: DocumentMention[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE) continue;
    for (const [name, pattern] of patterns)
      if (pattern.test(line)) found.push({ path, line: index + 1, name });
    if (found.length >= MOST_MENTIONS) break;
  }
  return found.slice(0, MOST_MENTIONS);
}

/** `fast` is a word like any other unless it is quoted; `gpt-4o` is no word, and stands for itself. */
function patternOf(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quoted = `[\`"'\u201c\u2018]${literal}[\`"'\u201d\u2019]`;
  if (!/[\d\-_./:]/.test(name)) return new RegExp(quoted);
  return new RegExp(`(?<![\\w\\-./:])${literal}(?![\\w\\-/:]|\\.\\w)`);
}
