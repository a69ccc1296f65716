import type { FileFacts, Value } from '../facts.ts';

type ObjectValue = Value & { kind: 'object' };

const NOWHERE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };

const known = new WeakMap<FileFacts, Map<string, ObjectValue>>();

/**
 * What a class puts into an attribute by keys, somewhere in its methods: `self.clients[name] = client`,
 * `this.clients.set(name, client)`; `null` if nothing.
 */
export function keptEntries(facts: FileFacts, index: number, attribute: string): ObjectValue | null {
  const all = known.get(facts) ?? readEntries(facts);
  known.set(facts, all);
  return all.get(`${index}.${attribute}`) ?? null;
}

function readEntries(facts: FileFacts): Map<string, ObjectValue> {
  const found = new Map<string, ObjectValue>();
  const keep = (holder: Value, key: Value, value: Value): void => {
    if (holder.kind !== 'member' || holder.object.kind !== 'self') return;
    const place = `${holder.object.class}.${holder.property}`;
    const object = found.get(place) ?? { kind: 'object', entries: [], spreads: [] };
    object.entries.push({ key, value, range: NOWHERE });
    found.set(place, object);
  };
  for (const { target, value } of facts.assignments ?? []) {
    if (target.kind === 'index') keep(target.object, target.key, value);
    else if (target.kind === 'member') keep(target.object, { kind: 'text', text: target.property }, value);
  }
  for (const { callee, positional } of facts.calls) {
    const [key, value] = positional;
    if (callee.kind === 'member' && callee.property === 'set' && key && value)
      keep(callee.object, key, value);
  }
  return found;
}
