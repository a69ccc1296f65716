/** `model == "auto"`, `this.model !== 'auto'`, `modelName in ("auto", "default")`; and the other way round. */
const COMPARED =
  /model(?:_?name|_?id)?["'\])]{0,2}(?:\.(?:lower|strip|toLowerCase|trim)\(\))?\s{0,3}(?:[!=]==?|not in|in)\s{0,3}([([{]?["'][^\n:?]{0,80})|(["'][\w.:/-]{1,40}["'])\s{0,3}[!=]==?\s{0,3}[\w.]{0,40}model/gi;

const QUOTED = /(["'])([\w.:/-]{1,40})\1/g;

/** What a file compares the names of models with, wherever it does. */
export function comparedModels(text: string): string[] {
  const found = Array.from(text.matchAll(COMPARED)).flatMap(([, behind, before]) =>
    quoted(behind ?? before ?? ''),
  );
  return [...new Set(found)];
}

/** Of a list all, of a single text that one: what stands behind it is other code. */
function quoted(text: string): string[] {
  const texts = Array.from(text.matchAll(QUOTED), ([, , inner]) => inner ?? '');
  return /^[([{]/.test(text) ? texts : texts.slice(0, 1);
}
