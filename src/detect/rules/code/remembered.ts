import type { LinkedFile, Resolver } from '../../link/model.ts';
import { timesPutAway } from '../../packed-facts.ts';

/**
 * Remembers an answer about something of a file until the next file's turn: several rules ask the same of a call, and
 * what they were told of the files before would only take memory.
 */
export function remembered<Key extends object, Answer>(
  answer: (resolver: Resolver, file: LinkedFile, key: Key) => Answer,
): (resolver: Resolver, file: LinkedFile, key: Key) => Answer {
  let turn: object | null = null;
  let files = new Map<LinkedFile, Map<Key, Answer>>();

  function answersOf(resolver: Resolver, file: LinkedFile): Map<Key, Answer> {
    if (resolver.turn !== turn) {
      turn = resolver.turn;
      files = new Map();
    }
    const known = files.get(file) ?? new Map<Key, Answer>();
    if (known.size === 0) files.set(file, known);
    return known;
  }

  return (resolver, file, key) => {
    const answers = answersOf(resolver, file);
    const before = answers.get(key);
    if (before !== undefined) return before;
    const found = answer(resolver, file, key);
    answers.set(key, found);
    return found;
  };
}

/**
 * Remembers what was read from the last few things: files are judged one after the other. Once facts are put away in between,
 * a block of theirs that was remembered is another object than the one that they have now.
 */
export function recent<Key extends object, Answer>(read: (key: Key) => Answer): (key: Key) => Answer {
  const known = new Map<Key, Answer>();
  let times = 0;
  return (key) => {
    if (times !== timesPutAway()) known.clear();
    times = timesPutAway();
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = read(key);
    if (known.size >= MAX_RECENT) known.clear();
    known.set(key, found);
    return found;
  };
}

/** A file and those whose functions it calls. */
const MAX_RECENT = 32;
