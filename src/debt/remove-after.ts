/** What `Remove after:` says about time, if anything. */
export type RemovalDate =
  | { kind: 'none' }
  /** `until` is the end of that day, exclusive: the next midnight UTC. */
  | { kind: 'date'; text: string; from: Date; until: Date }
  | { kind: 'unreal'; text: string };

/** An ISO date that stands by itself: not the tail of a model's name, not a version with `-preview`. */
const ISO_DATE =
  /(?<![\w./-])(\d{4})-(\d{2})-(\d{2})(?![\w-]|\.\d)|(?<![\w./-])(\d{4})-(\d{2})-(\d{2})(?=T\d)/g;

const DAY = 86_400_000;

/** The earliest ISO date in a text (decisions 11); one that no calendar has makes the whole text unreal. */
export function removalDate(text: string): RemovalDate {
  let earliest: RemovalDate = { kind: 'none' };
  for (const match of text.matchAll(ISO_DATE)) {
    const date = dayOf(match[0]);
    if (date.kind === 'unreal') return date;
    if (earliest.kind !== 'date' || date.from < earliest.from) earliest = date;
  }
  return earliest;
}

function dayOf(text: string): Extract<RemovalDate, { kind: 'date' | 'unreal' }> {
  const from = new Date(`${text}T00:00:00.000Z`);
  // `2025-02-30` is read as the 2nd of March by some engines and refused by others.
  const real = !Number.isNaN(from.getTime()) && from.toISOString().startsWith(text);
  return real
    ? { kind: 'date', text, from, until: new Date(from.getTime() + DAY) }
    : { kind: 'unreal', text };
}
