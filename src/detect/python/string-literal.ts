/** A Python string literal taken apart. */
export interface StringLiteral {
  raw: boolean;
  interpolated: boolean;
  /** Offsets of the text between the quotes within the literal's source. */
  start: number;
  end: number;
}

/** Takes apart a literal as written: prefix, quotes, text. An unclosed literal's text goes to its end. */
export function readStringLiteral(source: string): StringLiteral {
  let start = 0;
  while (start < source.length && source[start] !== '"' && source[start] !== "'") start += 1;
  const prefix = source.slice(0, start).toLowerCase();
  const quote = source[start] ?? '"';
  const quotes =
    source.startsWith(quote.repeat(3), start) && source.length >= start + 6 ? quote.repeat(3) : quote;
  const closed = source.endsWith(quotes) && source.length >= start + 2 * quotes.length;
  return {
    raw: prefix.includes('r'),
    interpolated: prefix.includes('f') || prefix.includes('t'),
    start: start + quotes.length,
    end: closed ? source.length - quotes.length : source.length,
  };
}

const ESCAPES: Record<string, string> = {
  '\n': '',
  '\r\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(\r\n|[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|[\s\S])/g;

/** The text that the source between the quotes stands for. An escape that Python does not know stays as written. */
export function unescaped(source: string, raw: boolean): string {
  if (raw || !source.includes('\\')) return source;
  return source.replace(ESCAPE, (whole, code: string) => ESCAPES[code] ?? characterOf(code) ?? whole);
}

function characterOf(code: string): string | null {
  if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
  if (!/^[xuU][\da-fA-F]/.test(code)) return null;
  const point = Number.parseInt(code.slice(1), 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : null;
}

/** In an f-string `{{` and `}}` are single braces. */
export function unescapedBraces(source: string): string {
  return source.replaceAll('{{', '{').replaceAll('}}', '}');
}
