import type { Value } from '../facts.ts';
import type { LinkedFile, Resolved } from './model.ts';

/** Methods of texts that leave a URL what it is. */
export const KEEPS_TEXT: ReadonlySet<string> = new Set([
  'strip',
  'rstrip',
  'lstrip',
  'trim',
  'trimEnd',
  'trimStart',
  'toString',
  'lower',
  'toLowerCase',
  'replace',
  'removesuffix',
  'removeprefix',
  'unicode_string',
  'valueOf',
  'geturl',
]);

/** `BASE.rstrip('/')` and `BASE.replace(/\/$/, '')` are there to take a slash from the end. */
export function cleaned(value: Resolved, method: string): Resolved {
  return value.kind === 'text' && (method === 'rstrip' || method === 'replace')
    ? { kind: 'text', text: value.text.replace(/\/+$/, '') }
    : value;
}

/** A value that only methods of texts, functions and names have been put around. */
interface CleanedText {
  source: Value;
  /** Those methods, the first one first. */
  methods: readonly string[];
}

/** Code cleans a text in fewer steps. */
const MAX_STEPS = 8;

/** What `text` is made of in a function, `const text = String(given || '').trim()`; `null` if that is several things. */
export function cleanedText(file: LinkedFile, value: Value, steps = 0): CleanedText | null {
  const from = (inner: Value | undefined): CleanedText | null =>
    inner && steps < MAX_STEPS ? cleanedText(file, inner, steps + 1) : null;
  const { bindings, calls } = file.facts;
  if (value.kind === 'binding') {
    const { values = [], open } = bindings[value.binding] ?? {};
    if (open && values.length === 0) return { source: value, methods: [] };
    return open || values.length > 1 ? null : from(values[0]);
  }
  if (value.kind === 'choice') {
    const [only, ...more] = value.options.filter((option) => !isNothing(option));
    return more.length === 0 ? from(only) : null;
  }
  const call = value.kind === 'result' ? calls[value.call] : undefined;
  if (call?.callee.kind === 'global')
    return /^(?:String|str)$/.test(call.callee.name) ? from(call.positional[0]) : null;
  if (call?.callee.kind !== 'member' || !KEEPS_TEXT.has(call.callee.property)) return null;
  const inner = from(call.callee.object);
  return inner && { source: inner.source, methods: [...inner.methods, call.callee.property] };
}

function isNothing(value: Value): boolean {
  return value.kind === 'none' || (value.kind === 'text' && value.text === '');
}
