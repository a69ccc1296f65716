const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

const NAMES = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' } as const;

type Unit = keyof typeof UNITS;

/** The largest count that still reads well in one unit: "48 hours" (the rule book's own words), but "3 days". */
const READABLE: Record<Unit, number> = { w: Number.POSITIVE_INFINITY, d: 20, h: 71, m: 119, s: 119 };

/** The smallest count for which a unit is used alone: "24 hours" rather than "1 day". */
const SMALLEST: Record<Unit, number> = { w: 1, d: 3, h: 1, m: 1, s: 1 };

const LARGEST_FIRST: readonly Unit[] = ['w', 'd', 'h', 'm', 's'];

/** Milliseconds of `48h`, `14d`, `2w`, `90m` or `30s`; `null` if it is not a duration of that form above zero. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})\s?([smhdw])$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase();
  if (match === null || !isUnit(unit)) return null;
  const milliseconds = Number(match[1]) * UNITS[unit];
  return milliseconds > 0 ? milliseconds : null;
}

/** For people: `48 hours`, `2 weeks`, `90 minutes`; what fits no single unit is cut to two: `3 days 4 hours`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < UNITS.s) return 'less than a second';
  return inOneUnit(milliseconds) ?? inTwoUnits(milliseconds);
}

function isUnit(text: string | undefined): text is Unit {
  return text !== undefined && text in UNITS;
}

function inOneUnit(milliseconds: number): string | null {
  for (const unit of LARGEST_FIRST) {
    const count = milliseconds / UNITS[unit];
    if (Number.isInteger(count) && count >= SMALLEST[unit] && count <= READABLE[unit])
      return counted(count, unit);
  }
  return null;
}

function inTwoUnits(milliseconds: number): string {
  const shown: string[] = [];
  let rest = milliseconds;
  for (const unit of LARGEST_FIRST.slice(1)) {
    const count = Math.floor(rest / UNITS[unit]);
    if (shown.length === 1 && count === 0) break;
    if (count === 0) continue;
    shown.push(counted(count, unit));
    rest -= count * UNITS[unit];
    if (shown.length === 2) break;
  }
  return shown.join(' ');
}

function counted(count: number, unit: Unit): string {
  return `${count} ${NAMES[unit]}${count === 1 ? '' : 's'}`;
}
