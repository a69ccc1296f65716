/** The known name that a mistyped one was most likely meant to be; `null` if none is close. */
export function nearestName(typed: string, known: readonly string[]): string | null {
  const wanted = typed.slice(0, 60).toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let best: { name: string; distance: number } | null = null;
  for (const name of known) {
    const distance = sameLetters(wanted, name.toLowerCase()) ? 1 : editDistance(wanted, name.toLowerCase());
    if (distance <= allowed && (best === null || distance < best.distance)) best = { name, distance };
  }
  return best?.name ?? null;
}

/** The commonest slip, two letters swapped, which would otherwise count as two. */
function sameLetters(left: string, right: string): boolean {
  return [...left].sort().join('') === [...right].sort().join('');
}

/** Levenshtein distance: letters added, dropped or changed. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) previous = nextRow(previous, row, left, right);
  return previous[right.length] ?? 0;
}

function nextRow(previous: number[], row: number, left: string, right: string): number[] {
  const current = [row];
  for (let column = 1; column <= right.length; column += 1) {
    const above = previous[column] ?? 0;
    const diagonal = previous[column - 1] ?? 0;
    const before = current[column - 1] ?? 0;
    const change = left[row - 1] === right[column - 1] ? 0 : 1;
    current.push(Math.min(above + 1, before + 1, diagonal + change));
  }
  return current;
}
