/** A start or end tag. */
export interface Tag {
  /** In lower case. */
  name: string;
  isEnd: boolean;
  /** By their names in lower case, the first of each; a value that is left out is the empty text. */
  attributes: ReadonlyMap<string, string>;
  selfClosing: boolean;
  /** Behind its `>`. */
  end: number;
}

/** Where an expression in braces ends that begins at an offset: Svelte has them in tags and in text. */
export type Braces = (text: string, at: number) => number;

const NAME = /<(\/?)([a-z][^\s/>]*)/iy;

/**
 * The tag that begins at a `<`, as the HTML standard's tokenizer reads it (13.2.5.6 and on). `null` if none begins
 * there, `unclosed` if the text ends before it does: then nothing behind it is a tag either.
 */
export function tagAt(text: string, at: number, braces?: Braces): Tag | null | 'unclosed' {
  NAME.lastIndex = at;
  const [opening, slash, name] = NAME.exec(text) ?? [];
  if (opening === undefined || name === undefined) return null;
  const attributes = new Map<string, string>();
  let next = at + opening.length;
  while (next < text.length) {
    const gap = matchAt(GAP, text, next);
    next += gap.length;
    if (text[next] === '>') {
      const selfClosing = gap.endsWith('/');
      return { name: name.toLowerCase(), isEnd: slash === '/', attributes, selfClosing, end: next + 1 };
    }
    next = readAttribute(text, next, attributes, braces);
  }
  return 'unclosed';
}

/** What separates attributes. */
const GAP = /[\s/]*/y;
/** An attribute's name may begin with `=`, but not go on with it. */
const ATTRIBUTE_NAME = /=?[^\s/>=]*/y;
const EQUALS = /\s*=\s*/y;
const UNQUOTED = /[^\s>]*/y;

/** Adds one attribute. @returns where it ends */
function readAttribute(text: string, at: number, attributes: Map<string, string>, braces?: Braces): number {
  if (braces && text[at] === '{') return braces(text, at);
  const name = matchAt(ATTRIBUTE_NAME, text, at).toLowerCase();
  const afterName = at + name.length;
  const equals = matchAt(EQUALS, text, afterName);
  const start = afterName + equals.length;
  const value = equals === '' ? { text: '', end: afterName } : valueAt(text, start, braces);
  if (!attributes.has(name)) attributes.set(name, value.text);
  return value.end;
}

function valueAt(text: string, start: number, braces?: Braces): { text: string; end: number } {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    const close = closingQuote(text, start + 1, quote, braces);
    // One that is never closed would take the rest of the file with it, scripts and all.
    if (close >= 0) return { text: text.slice(start + 1, close), end: close + 1 };
  }
  let end = start;
  while (braces && text[end] === '{') end = braces(text, end);
  end += matchAt(UNQUOTED, text, end).length;
  return { text: text.slice(start, end), end };
}

/** In Svelte a quoted value may hold expressions with quotes of their own. */
function closingQuote(text: string, start: number, quote: string, braces?: Braces): number {
  const close = text.indexOf(quote, start);
  if (!braces) return close;
  for (let next = start; next < text.length && close >= 0; ) {
    if (text[next] === quote) return next;
    next = text[next] === '{' ? braces(text, next) : next + 1;
  }
  return close;
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
