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
}

/** No notes. `onHold` is told of every thing what is new about it. */
export function createNotes(onHold: (thing: number, traits: number) => void): Notes {
  const traits: number[] = [];
  /** For each thing: `when`, `to`, `then` one after another; a `then` of 0 means the same traits. */
  const follows: (number[] | undefined)[] = [];
  const waiting: [thing: number, traits: number][] = [];
  let said = 0;
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
      const edges = follows[thing] ?? [];
      for (let at = 0; at < edges.length; at += 3) step(fresh, edges[at], edges[at + 1], edges[at + 2]);
      onHold(thing, fresh);
    }
    spreading = false;
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
  };
}
