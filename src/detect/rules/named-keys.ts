import type { Range, Value } from '../facts.ts';
import { isKeyName } from '../keys/key-names.ts';
import type { LinkedFile } from '../link/model.ts';

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
 * `AZURE_OPENAI_API_KEY = "…"`, `self.openai_api_key = "…"`. What a Python class gives its fields stands in the whole
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
    const text = given && isKeyName(given.name) ? given.values[value] : undefined;
    return text?.kind === 'text' ? [{ text: text.text, range, isOfClass: kind === 'definition' }] : [];
  });
  const inBody = new Set(found.flatMap(({ text, isOfClass }) => (isOfClass ? [] : [text])));
  return found.filter(({ text, isOfClass }) => !isOfClass || !inBody.has(text));
}

/** Tables of settings nest no deeper. */
const MAX_DEPTH = 6;

/** `{ azureOpenAIApiKey: '…' }` */
function entryTexts({ facts }: LinkedFile): NamedText[] {
  const roots = [
    ...facts.bindings.flatMap(({ values }) => values),
    ...facts.exports.map(({ value }) => value),
    ...facts.classes.flatMap(({ attributes }) => attributes.flatMap(({ values }) => values)),
  ];
  const found = roots.flatMap((value) => entriesWithin(value, 0));
  return [...new Map(found.map((one) => [JSON.stringify(one.range), one])).values()];
}

function entriesWithin(value: Value, depth: number): NamedText[] {
  if (depth > MAX_DEPTH) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => entriesWithin(item, depth + 1));
  if (value.kind !== 'object') return [];
  return value.entries.flatMap((entry) => {
    if (entry.value.kind !== 'text') return entriesWithin(entry.value, depth + 1);
    const isNamed = entry.key.kind === 'text' && isKeyName(entry.key.text);
    return isNamed ? [{ text: entry.value.text, range: entry.range }] : [];
  });
}
