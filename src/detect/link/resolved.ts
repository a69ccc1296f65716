import type { CallFact, Value } from '../facts.ts';
import type { LinkedFile } from './tree.ts';

/** Where packages come from; it decides how module names read. */
export type Registry = 'npm' | 'pypi';

/** What a value can be, once names are followed. Values inside still belong to `file` and resolve there. */
export type Resolved =
  /** Unknown parts are the character `HOLE`. */
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'none' }
  | { kind: 'record'; file: LinkedFile; value: Value & { kind: 'object' } }
  | { kind: 'list'; file: LinkedFile; items: Value[] }
  /** Something of a package: `openai` and `['OpenAI']`; `['default']` is the default export, `[]` the module. */
  | { kind: 'symbol'; registry: Registry; module: string; path: string[] }
  | { kind: 'global'; path: string[] }
  | { kind: 'function'; file: LinkedFile; index: number }
  | { kind: 'class'; file: LinkedFile; index: number }
  /** What calling `of` gives. */
  | { kind: 'instance'; file: LinkedFile; call: CallFact; of: Resolved }
  /** A member of something that is not looked into. */
  | { kind: 'member'; object: Resolved; name: string }
  /** An environment variable that no file of the tree sets. */
  | { kind: 'environment'; name: string }
  | { kind: 'unknown' };

export const UNKNOWN: Resolved = { kind: 'unknown' };
