/**
 * Remembers what a name or a text means by itself: a tree's names are few, and each is asked about at every call. What
 * is remembered is bounded, whatever a tree holds.
 */
export function byText<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  let last: { text: string; found: Answer } | null = null;
  return (text) => {
    if (text.length > LONGEST) {
      // Everything in a function with an endless name asks for that one.
      if (last?.text !== text) last = { text, found: answer(text) };
      return last.found;
    }
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = answer(text);
    if (known.size >= MOST) known.clear();
    known.set(text, found);
    return found;
  };
}

/** Characters; what is longer is no name. */
const LONGEST = 100;

/** Some 5 MB at most. */
const MOST = 30_000;
