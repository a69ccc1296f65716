import { REACH_LIMITS } from '../limits.ts';

/** What is noted of names, values and calls; several are joined with `|`. */
export const TRAITS = {
  /** It may be, or hold, something of an endpoint: a part of a URL, an SDK, a client. */
  carries: 1,
  /** A function or class inside which something is called with that: what its callers hand it matters. */
  calls: 2,
  /** One that hands its own parameters on to such a function. */
  deep: 4,
  /** It holds what its function was handed, which carries. */
  given: 8,
  /** What it can be matters, since it stands next to what carries. */
  asked: 16,
  /** What carries is passed to it. */
  handed: 32,
  /** A function or class inside which something is called with what carries, however many functions lie between. */
  asks: 64,
} as const;

/** Traits that a whole has from its parts. */
export const OUTWARDS = TRAITS.carries | TRAITS.calls | TRAITS.deep | TRAITS.given;
/** Traits that parts have from their whole. */
export const INWARDS = TRAITS.asked | TRAITS.handed;

/** Notes on numbered things, which follow from each other, in whatever order they are said. */
export interface Notes {
  /** Numbers for so many more things; the first of them. */
  more(count: number): number;
  /** From now on `to` has `then`, or else the same traits, whenever `from` has one of `when`. */
  follow(from: number, when: number, to: number, then?: number): void;
  hold(thing: number, traits: number): void;
  traitsOf(thing: number): number;
  /** True once more was said than the limit: what is not noted may hold too. */
  readonly overflown: boolean;
  /** How many notes there are. */
  said(): number;
  save(): SavedNotes;
}

/** Notes as plain data: see `createNotes`. */
export interface SavedNotes {
  traits: Uint8Array;
  last: Int32Array;
  edges: Int32Array;
  said: number;
}

/** Numbers of an edge: `when` and `then` (0: the same traits), `to`, and where the edge begins that its thing had before. */
const EDGE = 3;
/** Bits of `when`; `then` stands above them. */
const WHEN_BITS = 8;
const WHEN = (1 << WHEN_BITS) - 1;
/** No edge begins there. */
const NOWHERE = -1;

const NO_NOTES: SavedNotes = {
  traits: new Uint8Array(),
  last: new Int32Array(),
  edges: new Int32Array(),
  said: 0,
};

/**
 * Goes on with what was noted before. `onHold` is told of every thing what is new about it. There are a million things in
 * a large tree: they are numbers in a few long arrays, since an array a thing takes ten times the room.
 */
export function createNotes(
  onHold: (thing: number, traits: number) => void,
  before: SavedNotes = NO_NOTES,
): Notes {
  let { traits, last, edges, said } = before;
  let things = traits.length;
  let edgesEnd = edges.length;
  const waiting: [thing: number, traits: number][] = [];
  let spreading = false;

  function hold(thing: number, more: number): void {
    const known = traits[thing] ?? 0;
    const fresh = more & ~known;
    if (fresh === 0) return;
    said++;
    traits[thing] = known | fresh;
    waiting.push([thing, fresh]);
    if (!spreading) spread();
  }

  function spread(): void {
    spreading = true;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [thing, fresh] = next;
      for (let at = last[thing] ?? NOWHERE; at !== NOWHERE; at = edges[at + 2] ?? NOWHERE) {
        const both = edges[at] ?? 0;
        step(fresh, both & WHEN, edges[at + 1] ?? 0, both >> WHEN_BITS);
      }
      onHold(thing, fresh);
    }
    spreading = false;
  }

  function step(fresh: number, when: number, to: number, then: number): void {
    const met = fresh & when;
    if (met !== 0) hold(to, then === 0 ? met : then);
  }

  return {
    more(count) {
      const first = things;
      things += count;
      if (things > traits.length) {
        traits = grown(traits, new Uint8Array(roomFor(things)), 0);
        last = grown(last, new Int32Array(roomFor(things)), NOWHERE);
      }
      return first;
    },
    follow(from, when, to, then = 0) {
      if (said >= REACH_LIMITS.notes) return;
      said++;
      const end = edgesEnd + EDGE;
      if (end > edges.length) edges = grown(edges, new Int32Array(roomFor(end)), 0);
      edges[edgesEnd] = when | (then << WHEN_BITS);
      edges[edgesEnd + 1] = to;
      edges[edgesEnd + 2] = last[from] ?? NOWHERE;
      last[from] = edgesEnd;
      edgesEnd = end;
      step(traits[from] ?? 0, when, to, then);
    },
    hold,
    traitsOf: (thing) => traits[thing] ?? 0,
    get overflown() {
      return said >= REACH_LIMITS.notes;
    },
    said: () => said,
    save: () => ({
      traits: traits.slice(0, things),
      last: last.slice(0, things),
      edges: edges.slice(0, edgesEnd),
      said,
    }),
  };
}

/** More than is wanted now, so that growing takes a few copies; a large tree's arrays take some 40 MB. */
function roomFor(wanted: number): number {
  return Math.ceil(1.5 * wanted);
}

function grown<Numbers extends Uint8Array | Int32Array>(
  old: Numbers,
  room: Numbers,
  filler: number,
): Numbers {
  room.fill(filler, old.length);
  room.set(old);
  return room;
}
