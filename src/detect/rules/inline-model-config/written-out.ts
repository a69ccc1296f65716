import type { FileFacts, Value } from '../../facts.ts';
import { keptValues } from '../code/kept-values.ts';
import { recent } from '../code/remembered.ts';
import { CONSTANT } from '../services/model-names.ts';

/** Functions that make a text of what they are given: `json.dump(report, file)`, `JSON.stringify(settings)`. */
const WRITES_OUT = /^(?:dumps?|safe_dump|stringify)$/;

/** Tables nest no deeper. */
const MAX_NESTING = 6;

/**
 * `{ description: "…", example: { … } }`: shown to people, who write their own; `mockIntegrations`: shown until there
 * are some; `PROVIDER_HINTS`, in the fields of a form.
 */
const EXAMPLE =
  /^(?:mock|fake|dummy|sample|[Ee]xample)s?(?:[A-Z_]|$)|^(?:MOCK|FAKE|DUMMY|SAMPLE|EXAMPLE)S?(?:_|$)|[a-z](?:Hints?|Placeholders?)$|(?:^|_)(?:hints?|placeholders?|HINTS?|PLACEHOLDERS?)$/;

/** The entries of every object that a file does nothing with but write it out or show it, by their identity. */
export const writtenOut = recent((facts: FileFacts): ReadonlySet<object> => {
  const found = new Set<object>();
  for (const { callee, positional } of facts.calls) {
    const [value] = positional;
    const isWriter =
      (callee.kind === 'member' && WRITES_OUT.test(callee.property)) ||
      (callee.kind === 'import' && WRITES_OUT.test(callee.name));
    if (isWriter && value) for (const one of valuesOf(facts, value)) addWithin(one, found, 0);
  }
  for (const { name, value } of keptValues(facts).holders) if (EXAMPLE.test(name)) addWithin(value, found, 0);
  return found;
});

/** Constants are read too, wherever they are written to. */
function valuesOf({ bindings }: FileFacts, value: Value): readonly Value[] {
  if (value.kind !== 'binding') return [value];
  const named = bindings[value.binding];
  return named?.kind === 'variable' && !CONSTANT.test(named.name) ? named.values : [];
}

function addWithin(value: Value, found: Set<object>, depth: number): void {
  if (depth > MAX_NESTING) return;
  if (value.kind === 'list') for (const item of value.items) addWithin(item, found, depth + 1);
  if (value.kind !== 'object') return;
  found.add(value.entries);
  for (const entry of value.entries) addWithin(entry.value, found, depth + 1);
}
