/** Characters that punctuation and one name or number take, more or less. */
const OVERHEAD = 4;

/**
 * Whether a value of plain data has at most so many characters as JSON, give or take a tenth. Looks no further once it
 * knows, and writes nothing: a file of 1 MB can have 100 MB of facts.
 */
export function fitsInJson(value: unknown, most: number): boolean {
  return roomLeft(value, most) >= 0;
}

function roomLeft(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length - OVERHEAD;
  if (typeof value !== 'object' || value === null) return room - 1 - OVERHEAD;
  let rest = room - OVERHEAD;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && rest >= 0; index++) rest = roomLeft(value[index], rest);
    return rest;
  }
  // Plain data has no names but its own, and pairs of them would be made for every one of a million objects.
  for (const name in value) {
    if (rest < 0) return rest;
    rest = roomLeft(value[name as keyof typeof value], rest - name.length - OVERHEAD);
  }
  return rest;
}
