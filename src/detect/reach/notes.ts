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
  /** Not a copy: it grows with them. */
  save(): SavedNotes;
}

/** Notes as plain data: see `createNotes`. */
export interface SavedNotes {
  things: number;
  /** By thing. */
  traits: Uint8Array[];
  /** By thing, where its last edge begins. */
  last: Int32Array[];
  edgesEnd: number;
  edges: Int32Array[];
  said: number;
}

/** Numbers of an edge: `when` and `then` (0: the same traits), `to`, and where the edge begins that its thing had before. */
const EDGE = 3;
/** Bits of `when`; `then` stands above them. */
const WHEN_BITS = 8;
const WHEN = (1 << WHEN_BITS) - 1;
/** No edge begins there. */
const NOWHERE = -1;

/**
 * Numbers stand in arrays of this length, one behind the other: to make room for more takes no copy then, and no room
 * that is not used.
 */
const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
const IN_CHUNK = CHUNK - 1;

/**
 * Goes on with what was noted before. `onHold` is told of every thing what is new about it. There are a million things in
 * a large tree: they are numbers in a few long arrays, since an array a thing takes ten times the room.
 */
export function createNotes(onHold: (thing: number, traits: number) => void, before?: SavedNotes): Notes {
  const { traits, last, edges, ...counts } = before ?? nothingNoted();
  let { things, edgesEnd, said } = counts;
  /** Things, each with what is new of it behind it. */
  const waiting: number[] = [];
  let spreading = false;

  function hold(thing: number, more: number): void {
    const known = at(traits, thing);
    const fresh = more & ~known;
    if (fresh === 0) return;
    said++;
    put(traits, thing, known | fresh);
    waiting.push(thing, fresh);
    if (!spreading) spread();
  }

  function spread(): void {
    spreading = true;
    for (let fresh = waiting.pop(); fresh !== undefined; fresh = waiting.pop()) {
      const thing = waiting.pop() ?? 0;
      for (let edge = at(last, thing); edge !== NOWHERE; edge = at(edges, edge + 2)) {
        const both = at(edges, edge);
        step(fresh, both & WHEN, at(edges, edge + 1), both >> WHEN_BITS);
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
      while (traits.length * CHUNK < things) {
        traits.push(new Uint8Array(CHUNK));
        last.push(new Int32Array(CHUNK).fill(NOWHERE));
      }
      return first;
    },
    follow(from, when, to, then = 0) {
      if (said >= REACH_LIMITS.notes) return;
      said++;
      const edge = edgesEnd;
      edgesEnd += EDGE;
      while (edges.length * CHUNK < edgesEnd) edges.push(new Int32Array(CHUNK));
      put(edges, edge, when | (then << WHEN_BITS));
      put(edges, edge + 1, to);
      put(edges, edge + 2, at(last, from));
      put(last, from, edge);
      step(at(traits, from), when, to, then);
    },
    hold,
    traitsOf: (thing) => at(traits, thing),
    get overflown() {
      return said >= REACH_LIMITS.notes;
    },
    said: () => said,
    save: () => ({ things, traits, last, edgesEnd, edges, said }),
  };
}

function nothingNoted(): SavedNotes {
  return { things: 0, traits: [], last: [], edgesEnd: 0, edges: [], said: 0 };
}

type Numbers = Uint8Array | Int32Array;

/** The number that stands there; every index that is asked for was given out. */
function at(chunks: readonly Numbers[], index: number): number {
  return chunks[index >> CHUNK_BITS]?.[index & IN_CHUNK] ?? 0;
}

function put(chunks: readonly Numbers[], index: number, number: number): void {
  const chunk = chunks[index >> CHUNK_BITS];
  if (chunk) chunk[index & IN_CHUNK] = number;
}
