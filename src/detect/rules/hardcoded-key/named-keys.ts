import type { Range, Value } from '../../facts.ts';
import { isKeyName } from '../../keys/key-names.ts';
import type { LinkedFile } from '../../link/model.ts';

/** A text under a name that says it is a vendor's key. */
export interface NamedText {
  text: string;
  range: Range;
}

/** Texts that a file keeps under the name of a vendor's key: in a variable, an attribute or an entry of an object. */
export function namedKeys(file: LinkedFile): NamedText[] {
  return [...givenTexts(file), ...entryTexts(file)];
}

/**
 * `AZURE_OPENAI_API_KEY = "…"`, `self.openai_api_key = "…"`, `key = os.getenv("OPENAI_API_KEY", "…")`. What a Python class gives its fields stands in the whole
 * class, and is a variable of its body as well.
 */
function givenTexts({ facts }: LinkedFile): NamedText[] {
  const found = (facts.givings ?? []).flatMap(({ to, of, name, value, statement }) => {
    const { range, kind } = facts.statements[statement] ?? {};
    if (!range || to === 'return') return [];
    const given =
      to === 'name'
        ? facts.bindings[of]
        : facts.classes[of]?.attributes.find((attribute) => attribute.name === name);
    const texts = given ? keyTexts(given.name, given.values[value]) : [];
    return texts.map((text) => ({ text, range, isOfClass: kind === 'definition' }));
  });
  const inBody = new Set(found.flatMap(({ text, isOfClass }) => (isOfClass ? [] : [text])));
  return found.filter(({ text, isOfClass }) => !isOfClass || !inBody.has(text));
}

/** What a name may hold that says it is a key, itself or by the variable that it is read from. */
function keyTexts(name: string, value: Value | undefined): string[] {
  if (value?.kind === 'text') return isKeyName(name) ? [value.text] : [];
  if (value?.kind === 'choice') return value.options.flatMap((option) => keyTexts(name, option));
  if (value?.kind !== 'environment') return [];
  return keyTexts(isKeyName(name) ? name : value.name, value.fallback);
}

/** Tables of settings nest no deeper. */
const MAX_DEPTH = 6;

/** `{ azureOpenAIApiKey: '…' }`, `{ mistral: { apiKey: '…' } }`, and `API_KEYS = { mistral: '…' }`. */
function entryTexts({ facts }: LinkedFile): NamedText[] {
  const found = [
    ...facts.bindings.flatMap(({ name, values }) => textsWithin(name, values)),
    ...facts.exports.flatMap(({ name, value }) => textsWithin(name, [value])),
    ...facts.classes.flatMap(({ attributes }) =>
      attributes.flatMap(({ name, values }) => textsWithin(name, values)),
    ),
    ...(facts.assignments ?? []).flatMap(({ target, value }) => textsWithin(nameOf(target), [value])),
  ];
  return [...new Map(found.map((one) => [JSON.stringify(one.range), one])).values()];
}

function textsWithin(name: string, values: readonly Value[]): NamedText[] {
  return values.flatMap((value) => entriesWithin(value, name, 0));
}

/** What an assignment's target is called; empty if it has no name. */
function nameOf(target: Value): string {
  if (target.kind === 'member') return target.property;
  return target.kind === 'global' || target.kind === 'environment' ? target.name : '';
}

/** `holder` is what the object is called that the entries stand in. */
function entriesWithin(value: Value, holder: string, depth: number): NamedText[] {
  if (depth > MAX_DEPTH) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => entriesWithin(item, holder, depth + 1));
  if (value.kind !== 'object') return [];
  return value.entries.flatMap(({ key, value: held, range }) => {
    const name = key.kind === 'text' ? key.text : '';
    if (held.kind !== 'text') return entriesWithin(held, name, depth + 1);
    return isKeyEntry(name, holder) ? [{ text: held.text, range }] : [];
  });
}

function isKeyEntry(name: string, holder: string): boolean {
  if (isKeyName(name)) return true;
  if (/^api_?key$/i.test(name)) return isKeyName(`${holder}.${name}`);
  return /(?:keys?|tokens?)$/i.test(holder) && isKeyName(`${name}.${holder.replace(/s$/i, '')}`);
}
