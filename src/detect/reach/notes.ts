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

/** Notes as plain data. Of thing `n` the edges begin at `starts[n]`: `when`, `to`, `then` one after another. */
export interface SavedNotes {
  traits: Uint8Array;
  starts: Int32Array;
  edges: Int32Array;
  said: number;
}

const NO_NOTES: SavedNotes = {
  traits: new Uint8Array(),
  starts: new Int32Array(),
  edges: new Int32Array(),
  said: 0,
};

/** Goes on with what was noted before. `onHold` is told of every thing what is new about it. */
export function createNotes(
  onHold: (thing: number, traits: number) => void,
  before: SavedNotes = NO_NOTES,
): Notes {
  const traits = Array.from(before.traits);
  /** For each thing, what was said since: edges as in `SavedNotes`; a `then` of 0 means the same traits. */
  const follows: (number[] | undefined)[] = [];
  const waiting: [thing: number, traits: number][] = [];
  let said = before.said;
  let spreading = false;

  function hold(thing: number, more: number): void {
    const before = traits[thing] ?? 0;
    const fresh = more & ~before;
    if (fresh === 0) return;
    said++;
    traits[thing] = before | fresh;
    waiting.push([thing, fresh]);
    if (!spreading) spread();
  }

  function spread(): void {
    spreading = true;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [thing, fresh] = next;
      stepAll(fresh, before.edges, oldStart(thing), oldEnd(thing));
      const edges = follows[thing];
      if (edges) stepAll(fresh, edges, 0, edges.length);
      onHold(thing, fresh);
    }
    spreading = false;
  }

  function oldStart(thing: number): number {
    return before.starts[thing] ?? 0;
  }

  function oldEnd(thing: number): number {
    return before.starts[thing + 1] ?? oldStart(thing);
  }

  function stepAll(fresh: number, edges: ArrayLike<number>, start: number, end: number): void {
    for (let at = start; at < end; at += 3) step(fresh, edges[at], edges[at + 1], edges[at + 2]);
  }

  function step(fresh: number, when = 0, to = 0, then = 0): void {
    const met = fresh & when;
    if (met !== 0) hold(to, then === 0 ? met : then);
  }

  return {
    more(count) {
      const first = traits.length;
      for (let index = 0; index < count; index++) traits.push(0);
      return first;
    },
    follow(from, when, to, then = 0) {
      if (said >= REACH_LIMITS.notes) return;
      said++;
      const edges = follows[from];
      if (edges) edges.push(when, to, then);
      else follows[from] = [when, to, then];
      step(traits[from] ?? 0, when, to, then);
    },
    hold,
    traitsOf: (thing) => traits[thing] ?? 0,
    get overflown() {
      return said >= REACH_LIMITS.notes;
    },
    said: () => said,
    save() {
      const starts = new Int32Array(traits.length + 1);
      let end = 0;
      for (let thing = 0; thing < traits.length; thing++) {
        starts[thing] = end;
        end += oldEnd(thing) - oldStart(thing) + (follows[thing]?.length ?? 0);
      }
      starts[traits.length] = end;
      const edges = new Int32Array(end);
      let at = 0;
      for (let thing = 0; thing < traits.length; thing++) {
        for (let old = oldStart(thing); old < oldEnd(thing); old++) edges[at++] = before.edges[old] ?? 0;
        for (const edge of follows[thing] ?? []) edges[at++] = edge;
      }
      return { traits: Uint8Array.from(traits), starts, edges, said };
    },
  };
}
