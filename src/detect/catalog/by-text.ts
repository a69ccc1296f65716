/**
 * Remembers what was read from the texts that were asked about lately: code says the same few names again and again.
 * For what a text alone settles. Memory is bounded, by how many texts there are and by how long each is.
 */
export function byText<Answer>(read: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    if (text.length > LONGEST) return read(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = read(text);
    if (known.size >= MOST) known.clear();
    known.set(text, found);
    return found;
  };
}

const MOST = 20_000;
const LONGEST = 200;
