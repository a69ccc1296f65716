import type { FileFacts, Value } from '../../facts.ts';
import { recent } from './remembered.ts';

/** `args.push('-p', prompt)`, `args += ['-p', prompt]`: what is put into each list that has a name, in its order, by the name. */
export const putTo = recent(({ calls, bindings }: FileFacts): ReadonlyMap<number, readonly Value[]> => {
  const all = new Map<number, Value[]>();
  const put = (binding: number, items: readonly Value[]): void => {
    const before = all.get(binding);
    if (!before) all.set(binding, items.slice(0, MOST_PUT));
    else if (before.length < MOST_PUT) before.push(...items.slice(0, MOST_PUT));
  };
  for (const { callee, positional } of calls) {
    if (callee.kind !== 'member' || callee.object.kind !== 'binding' || !PUTS.test(callee.property)) continue;
    put(callee.object.binding, callee.property === 'extend' ? positional.flatMap(itemsOf) : positional);
  }
  for (const [binding, { values }] of bindings.entries())
    for (const value of values) if (addsTo(value, binding)) put(binding, value.parts.flatMap(itemsOf));
  return all;
});

/** Nobody puts more into one list by hand. */
const MOST_PUT = 200;

/** `args += ['-p', prompt]` */
function addsTo(value: Value, binding: number): value is Value & { kind: 'join' } {
  if (value.kind !== 'join') return false;
  const [before] = value.parts;
  return before?.kind === 'binding' && before.binding === binding;
}

/** JavaScript's word for it, and Python's: `args.append('-p')`, `args.extend(['-p', prompt])`. */
const PUTS = /^(?:push|append|extend)$/;

function itemsOf(value: Value): readonly Value[] {
  return value.kind === 'list' ? value.items : [];
}
