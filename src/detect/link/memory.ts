import type { LinkedFile, Resolved } from './model.ts';

/**
 * Remembers what values resolve to. Values may lead back to themselves; what is found inside such a circle, before
 * all of the circle is known, is used while the circle is walked and then forgotten, so that the answer to a
 * question does not depend on what was asked before.
 */
export interface Memory {
  /**
   * What is known for a key of a file, else what `compute` finds. While that is under way already: what it has noted
   * so far, since `url = 'https://' + url` is made of what `url` was before.
   */
  recall(file: LinkedFile, key: object, compute: (note: Note) => Resolved[]): Resolved[];
  /** Says that a limit cut something off: only the outermost question may keep its answer. */
  cutOff(): void;
}

/** Says what is found so far. */
export type Note = (found: Resolved[]) => void;

/**
 * A question: under way, as the `depth`-th inside others, or answered. An answer from inside a circle says how far
 * out the circle reaches (`cutTo`): whoever uses it is inside the circle too.
 */
type Entry =
  | { kind: 'running'; depth: number; soFar: Resolved[] }
  | { kind: 'known'; found: Resolved[]; cutTo: number };

const NOTHING_CUT = Number.POSITIVE_INFINITY;

/** A memory with nothing in it. */
export function createMemory(): Memory {
  const files = new Map<LinkedFile, Map<object, Entry>>();
  /** The answers that a circle which is still open has part in, and how to forget them. */
  const passing: { entry: Entry & { kind: 'known' }; forget: () => void }[] = [];
  /** Depth of the outermost question that something inside led back to. */
  let cutTo = NOTHING_CUT;
  let running = 0;

  /** Of the file that was asked about last: most questions are about the same one. */
  let nearest: { file: LinkedFile; entries: Map<object, Entry> } | null = null;

  function entriesOf(file: LinkedFile): Map<object, Entry> {
    if (nearest?.file === file) return nearest.entries;
    const entries = files.get(file) ?? new Map<object, Entry>();
    if (entries.size === 0) files.set(file, entries);
    nearest = { file, entries };
    return entries;
  }

  function recall(file: LinkedFile, key: object, compute: (note: Note) => Resolved[]): Resolved[] {
    const entries = entriesOf(file);
    const entry = entries.get(key);
    if (!entry) return answer(entries, key, compute);
    cutTo = Math.min(cutTo, entry.kind === 'known' ? entry.cutTo : entry.depth);
    return entry.kind === 'known' ? entry.found : entry.soFar;
  }

  function answer(entries: Map<object, Entry>, key: object, compute: (note: Note) => Resolved[]): Resolved[] {
    const [depth, cutBefore, passingBefore] = [running, cutTo, passing.length];
    const question: Entry & { kind: 'running' } = { kind: 'running', depth, soFar: [] };
    entries.set(key, question);
    running++;
    cutTo = NOTHING_CUT;
    const found = compute((before) => {
      question.soFar = before;
    });
    running--;
    const isWhole = cutTo >= depth || depth === 0;
    const entry: Entry = { kind: 'known', found, cutTo: isWhole ? NOTHING_CUT : cutTo };
    entries.set(key, entry);
    if (isWhole) for (const { forget } of passing.splice(passingBefore)) forget();
    else {
      // What is inside reaches as far out as this does: the depth that it names is soon another question's.
      for (const inside of passing.slice(passingBefore)) {
        inside.entry.cutTo = Math.min(inside.entry.cutTo, cutTo);
      }
      passing.push({ entry, forget: () => entries.delete(key) });
    }
    cutTo = isWhole ? cutBefore : Math.min(cutBefore, cutTo);
    return found;
  }

  return {
    recall,
    cutOff: () => {
      cutTo = -1;
    },
  };
}
