import type { CallFact } from '../facts.ts';
import { cleaned, KEEPS_TEXT } from './cleaned-texts.ts';
import { defaulted, looked, mapped, registered, setting } from './look-ups.ts';
import { itemsOf } from './members.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { UNKNOWN } from './model.ts';
import { concatText, textOf } from './text.ts';

/** Methods of lists that give one of the items; which, only the program's run tells. */
const TAKES_ITEM = new Set(['find', 'findLast', 'at', 'pop', 'shift']);

/** Methods of lists that give a list of the same items, or of fewer. */
const KEEPS_ITEMS = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed']);

type Method = Resolved & { kind: 'member' };

/** What a method of something gives that is looked into, or of something that is known by its name alone. */
export function methodResult(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  method: Method,
): Resolved[] {
  const { object, name } = method;
  if (object.kind === 'text' && KEEPS_TEXT.has(name)) return [cleaned(object, name)];
  if (object.kind === 'text' && name === 'concat') return concatenated(resolver, file, call, object.text);
  if (object.kind === 'list' && KEEPS_ITEMS.has(name)) return [object];
  if (object.kind === 'list' && TAKES_ITEM.has(name)) return itemsOf(resolver, object);
  if (object.kind === 'record' && name === 'get') return looked(resolver, file, call, object);
  if (name === 'get' || name === 'getOrThrow') {
    const found =
      mapped(resolver, file, call, object) ??
      setting(resolver, file, call, object) ??
      registered(resolver, call) ??
      defaulted(resolver, file, call);
    if (found) return found;
  }
  return [{ kind: 'instance', file, call, of: method }];
}

function concatenated(resolver: Resolver, file: LinkedFile, call: CallFact, start: string): Resolved[] {
  const text = call.positional.reduce((before, value) => {
    const [first = UNKNOWN] = resolver.resolve(file, value);
    return concatText(before, textOf(first));
  }, start);
  return [{ kind: 'text', text }];
}
