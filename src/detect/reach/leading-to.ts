/** Whether who imports a file, or who imports that one and so on, is one of some files. */
export function leadingTo(
  ends: ReadonlySet<number>,
  importersOf: (index: number) => readonly { index: number }[],
): (index: number) => boolean {
  const known = new Map<number, boolean>();

  function isKnown(index: number): boolean {
    return ends.has(index) || known.get(index) === true;
  }

  return (start) => {
    const before = new Map<number, number | null>([[start, null]]);
    // A map goes on with what is added while it is gone through.
    for (const index of before.keys()) {
      if (isKnown(index)) {
        for (let at: number | null = index; at !== null; at = before.get(at) ?? null) known.set(at, true);
        return true;
      }
      if (known.get(index) === false) continue;
      for (const { index: next } of importersOf(index)) if (!before.has(next)) before.set(next, index);
    }
    for (const index of before.keys()) known.set(index, false);
    return false;
  };
}
