import type { LinkedFile, Resolved } from './model.ts';

/**
 * Remembers what values resolve to. Values may lead back to themselves; what is found inside such a circle, before
 * all of the circle is known, is used while the circle is walked and then forgotten, so that the answer to a
 * question does not depend on what was asked before.
 */
export interface Memory {
  /**
   * What is known for a key of a file; while it is being found out, what was noted of it so far, since
   * `url = 'https://' + url` is made of what `url` was before. `null` if nobody has asked.
   */
  recall(file: LinkedFile, key: object): Resolved[] | null;
  /** Begins to find out what nobody has asked before; whoever finds a part of it notes that in the question. */
  ask(file: LinkedFile, key: object): Question;
  /** Ends the question that was begun last. */
  answer(question: Question, found: Resolved[]): void;
  /** Says that a limit cut something off: only the outermost question may keep its answer. */
  cutOff(): void;
}

/**
 * A question: under way, as the `depth`-th inside others, or answered. An answer from inside a circle says how far
 * out the circle reaches (`cutTo`): whoever uses it is inside the circle too.
 */
export interface Question {
  readonly depth: number;
  /** While it is under way, what is found so far. */
  found: Resolved[];
  /** While it is under way, its own depth. */
  cutTo: number;
  readonly entries: Map<object, Question>;
  readonly key: object;
  /** How far out circles reached before it, and how many answers they had part in. */
  readonly before: number;
  readonly passing: number;
}

const NOTHING_CUT = Number.POSITIVE_INFINITY;

/** A memory with nothing in it. */
export function createMemory(): Memory {
  const files = new Map<LinkedFile, Map<object, Question>>();
  /** The answers that a circle which is still open has part in. */
  const passing: Question[] = [];
  /** Depth of the outermost question that something inside led back to. */
  let cutTo = NOTHING_CUT;
  let running = 0;

  /** Of the file that was asked about last: most questions are about the same one. */
  let nearest: { file: LinkedFile; entries: Map<object, Question> } | null = null;

  function entriesOf(file: LinkedFile): Map<object, Question> {
    if (nearest?.file === file) return nearest.entries;
    const entries = files.get(file) ?? new Map<object, Question>();
    if (entries.size === 0) files.set(file, entries);
    nearest = { file, entries };
    return entries;
  }

  return {
    recall(file, key) {
      const question = entriesOf(file).get(key);
      if (!question) return null;
      cutTo = Math.min(cutTo, question.cutTo);
      return question.found;
    },
    ask(file, key) {
      const entries = entriesOf(file);
      const depth = running++;
      const question = {
        depth,
        found: [],
        cutTo: depth,
        entries,
        key,
        before: cutTo,
        passing: passing.length,
      };
      entries.set(key, question);
      cutTo = NOTHING_CUT;
      return question;
    },
    answer(question, found) {
      running--;
      const isWhole = cutTo >= question.depth || question.depth === 0;
      question.found = found;
      question.cutTo = isWhole ? NOTHING_CUT : cutTo;
      if (isWhole) {
        while (passing.length > question.passing) {
          const inside = passing.pop();
          inside?.entries.delete(inside.key);
        }
        cutTo = question.before;
        return;
      }
      // What is inside reaches as far out as this does: the depth that it names is soon another question's.
      for (const inside of passing.slice(question.passing)) inside.cutTo = Math.min(inside.cutTo, cutTo);
      passing.push(question);
      cutTo = Math.min(question.before, cutTo);
    },
    cutOff() {
      cutTo = -1;
    },
  };
}
