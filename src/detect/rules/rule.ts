import type { CallFact, Range } from '../facts.ts';
import type { Origin } from '../finding.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';

/** Where a rule found something: a call, a branch, an assignment, an entry of a table … */
export interface Place {
  range: Range;
  /** Index of the innermost statement that holds it. */
  statement: number;
  /** Names of the enclosing classes and functions, outermost first. */
  scope: readonly string[];
}

/** What a rule found, before it has a place in a tree and an identity. */
export interface Hit {
  place: Place;
  /** As in a `Finding`, not yet redacted: with the names of `place.scope` it is the finding's identity. */
  what: string;
  message: string;
  service: string | null;
  /** As in a `Finding`. */
  origin?: Origin;
  /** Texts that must not be shown, in whatever form: keys. */
  secrets?: string[];
}

/** One rule of the rule book: a pure function over the linked facts of one file. It does not know the language. */
export type Rule = (resolver: Resolver, file: LinkedFile) => Hit[];

/** The place of a call. */
export function placeOf({ range, statement, scope }: CallFact): Place {
  return { range, statement, scope };
}
