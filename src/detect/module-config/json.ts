/** A string, or what the compiler's configuration may hold besides JSON; what is left open goes on to the end. */
const STRING_OR_COMMENT = /"(?:\\[\s\S]|[^"\\])*(?:"|$)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;
const STRING_OR_TRAILING_COMMA = /"(?:\\[\s\S]|[^"\\])*(?:"|$)|,(?=\s*[}\]])/g;

/** JSON with comments and trailing commas; `undefined` if it is none. */
export function parseLenientJson(text: string): unknown {
  const keepStrings = (part: string) => (part.startsWith('"') ? part : ' ');
  const bare = text.replace(/^\uFEFF/, '').replace(STRING_OR_COMMENT, keepStrings);
  try {
    return JSON.parse(bare.replace(STRING_OR_TRAILING_COMMA, keepStrings));
  } catch {
    return undefined;
  }
}
