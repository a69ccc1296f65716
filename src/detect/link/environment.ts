import type { Value } from '../facts.ts';

/** `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$NAME`, as compose and shells read them. */
const VARIABLE = /\$\{(\w+)(?:[^}:-][^}]*|:?-([^}]*)|:?\?[^}]*)?\}|\$(\w+)/g;

/** The value of a line in an env or compose file, with the variables in it. */
function environmentText(written: string): Value {
  const text = unquoted(written);
  const parts: Value[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const [whole, name, fallback, plain] = match;
    parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push(variable(name ?? plain ?? '', fallback));
    end = match.index + whole.length;
  }
  parts.push({ kind: 'text', text: text.slice(end) });
  return parts.length === 1 ? { kind: 'text', text } : { kind: 'join', parts, how: 'concat' };
}

/** A list in a compose file keeps the quotes of `- NAME="value"`; no URL begins with one. */
function unquoted(text: string): string {
  return text.replace(/^\s*(["'])(.*)\1\s*$/s, '$2');
}

function variable(name: string, fallback: string | undefined): Value {
  const value: Value = { kind: 'environment', name };
  return fallback === undefined ? value : { ...value, fallback: { kind: 'text', text: fallback } };
}

/**
 * What a file sets a variable to, where it may name the variable itself, as compose files do to hand it on:
 * `X: ${X:-default}` sets the default, and `X: ${X}` nothing at all (`null`).
 */
export function settingOf(name: string, written: string): Value | null {
  const value = environmentText(written);
  if (value.kind !== 'join') return value;
  const parts = value.parts
    .filter((part) => part.kind !== 'text' || part.text !== '')
    .map((part) => (part.kind === 'environment' && part.name === name ? (part.fallback ?? null) : part));
  const [only] = parts;
  if (parts.length === 1) return only ?? null;
  return { ...value, parts: parts.map((part) => part ?? { kind: 'unknown' }) };
}
