import { parseAllDocuments } from 'yaml';

/** Anchors that multiply themselves end in an error of the parser's own. */
const MAX_ALIASES = 100;

const OPTIONS = { logLevel: 'silent', strict: false, uniqueKeys: false, prettyErrors: false } as const;

/** The documents of a YAML file as plain values; none if it cannot be read, whatever stands there. */
export function yamlValues(text: string): unknown[] {
  try {
    return parseAllDocuments(text, OPTIONS).map((document): unknown =>
      document.toJS({ maxAliasCount: MAX_ALIASES }),
    );
  } catch {
    return [];
  }
}

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a key holds, if that is a map; an empty one otherwise. */
export function fieldsOf(value: unknown, key: string): Fields {
  const inner = isFields(value) ? value[key] : undefined;
  return isFields(inner) ? inner : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : null;
}
