import type { CallFact } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';

/** What a rule found, before it has a place in a tree and an identity. */
export interface Hit {
  /** The call that breaks the rule. */
  call: CallFact;
  /** As in a `Finding`, not yet redacted. */
  what: string;
  message: string;
  service: string | null;
}

/** One rule of the rule book: a pure function over the linked facts of one file. It does not know the language. */
export type Rule = (resolver: Resolver, file: LinkedFile) => Hit[];
