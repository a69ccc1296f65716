import type { FileFacts } from '../facts.ts';
import type { Notes } from './notes.ts';
import type { Kind, Naming } from './parts.ts';

/** Numbers for everything that one file declares and calls. */
export function ownNames(notes: Notes, facts: FileFacts): Pick<Naming, 'own' | 'attribute' | 'isParameter'> {
  const { bindings, functions, classes, calls } = facts;
  const first: Record<Kind, number> = {
    binding: notes.more(bindings.length),
    function: notes.more(functions.length),
    class: notes.more(classes.length),
    result: notes.more(calls.length),
    use: notes.more(calls.length),
    passed: notes.more(calls.length),
  };
  const attributes = new Map<string, number>();
  return {
    own: (kind, index) => first[kind] + index,
    attribute(ofClass, name) {
      const key = `${ofClass}.${name}`;
      const thing = attributes.get(key) ?? notes.more(1);
      attributes.set(key, thing);
      return thing;
    },
    isParameter: (thing) => bindings[thing - first.binding]?.kind === 'parameter',
  };
}
