import type { Policy } from '../../policy/policy.ts';
import type { CallFact, FileFacts, Value } from '../facts.ts';
import type { Registry } from '../registry.ts';
import type { ModulePaths } from './module-paths.ts';

/** What a value can be, once names are followed. Values inside still belong to `file` and resolve there. */
export type Resolved =
  /** Unknown parts are the character `HOLE`. */
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'none' }
  | { kind: 'record'; file: LinkedFile; value: Value & { kind: 'object' } }
  /** `declared`: it holds objects of the classes that its items are. */
  | { kind: 'list'; file: LinkedFile; items: Value[]; declared?: true }
  /** Something of a package: `openai` and `['OpenAI']`; `['default']` is the default export, `[]` the module. */
  | { kind: 'symbol'; registry: Registry; module: string; path: string[] }
  | { kind: 'global'; path: string[] }
  | { kind: 'function'; file: LinkedFile; index: number }
  /** `self` is an instance inside the class's own methods, which may be one of a class made from it. */
  | { kind: 'class'; file: LinkedFile; index: number; self?: true | undefined }
  /** What calling `of` gives. */
  | { kind: 'instance'; file: LinkedFile; call: CallFact; of: Resolved }
  /** A member of something that is not looked into. */
  | { kind: 'member'; object: Resolved; name: string }
  /** An environment variable that no file of the tree sets. */
  | { kind: 'environment'; name: string }
  | { kind: 'unknown' };

export const UNKNOWN: Resolved = { kind: 'unknown' };

/** What follows from each of some alternatives; mostly there is one, whose answer needs no copy. */
export function fromEach(found: readonly Resolved[], follow: (one: Resolved) => Resolved[]): Resolved[] {
  const first = found[0];
  return found.length === 1 && first ? follow(first) : found.flatMap(follow);
}

/** One file of a linked tree. */
export interface LinkedFile {
  path: string;
  facts: FileFacts;
  registry: Registry;
  /** What is assigned to properties of a binding outside of its own value: `options.baseURL = x`, `clients[name] = x`. */
  assigned: ReadonlyMap<number, AssignedEntry[]>;
  /** Modules of which Python takes every name: `from x import *`. */
  stars: readonly string[];
}

/** `options.baseURL = x`, `clients[name] = x` */
export interface AssignedEntry {
  key: Value;
  value: Value;
}

/** A value and the file whose names it uses. */
export interface PlacedValue {
  file: LinkedFile;
  value: Value;
  /** What a parameter is where a call leaves it out: however many do, it is one value. */
  leftOut?: true;
  /** Of what a call hands to a parameter, the index of the call in its file's facts: what it hands over together belongs together. */
  caller?: number;
}

/** A class of the tree. */
export interface ClassOf {
  file: LinkedFile;
  index: number;
}

/** What a name means that a file exports; `null` if it exports none of that name. */
export interface ExportedName {
  found: PlacedValue[] | null;
  /** The files that were looked through. */
  seen: ReadonlySet<LinkedFile>;
}

/** What is said of something that a file declares: by the file, and an index in its facts. */
export type ByPlace<Item> = Map<LinkedFile, Map<number, Item[]>>;

/** All files of one tree, and what only the whole tree knows. */
export interface LinkedTree {
  policy: Policy;
  files: Map<string, LinkedFile>;
  modules: ModulePaths;
  /** What is known of names that files export: by file and name. */
  exported: Map<LinkedFile, Map<string, ExportedName>>;
  /** What env files, compose files and assignments to the process environment set, by name. */
  environment: Map<string, PlacedValue[]>;
  /**
   * What calls hand to parameters, by the file that declares them and their index in its bindings; and to fields of
   * dataclasses, by their place below zero.
   */
  flows: ByPlace<PlacedValue>;
  /** Classes that are made from a class of the tree, by that one's file and index. */
  subclasses: ByPlace<ClassOf>;
  /** What is assigned to attributes of packages and to globals, by `symbolKey`: `openai.api_base = x`. */
  symbolAssignments: Map<string, PlacedValue[]>;
  /** Paths of the tests that no scanned code imports (decisions 5): they say nothing about how the code runs. */
  tests: ReadonlySet<string>;
  /** What the gateway's configuration declares; `null` if it is not in the tree. */
  gateway: GatewayModels | null;
}

/** The models that calls to the gateway may name. */
export interface GatewayModels {
  /** By `model_name`, which may hold `*`: what its deployments run. */
  models: Map<string, string[]>;
  /** Other names for them. */
  aliases: Map<string, string>;
  /** Names that the configuration mentions without declaring them: fallbacks. */
  others: Set<string>;
  /** True if more models may be declared elsewhere: in the gateway's database, or an included file. */
  open: boolean;
}

/**
 * Follows names through one tree. Bounded: cycles end in `unknown`, and so does what takes more steps, depth or
 * alternatives than `RESOLVE_LIMITS` allow. The same tree, asked in the same order, answers the same.
 */
export interface Resolver {
  tree: LinkedTree;
  /** Everything that a value of a file can be; never empty. */
  resolve(file: LinkedFile, value: Value): Resolved[];
  /**
   * The same, but every text is `ANY_TEXT`: who asks what a call calls has no use for texts, and to put them together
   * takes most of the time. `texts` leads back.
   */
  objects: Pick<Resolver, 'resolve'>;
  /** For what decides which object it is: keys. */
  texts: Pick<Resolver, 'resolve'>;
  /** What the tree sets an environment variable to. */
  environment(name: string): readonly PlacedValue[] | null;
  /** All variables that the tree sets, for who looks for one by what it is set to. */
  variables(): ReadonlyMap<string, readonly PlacedValue[]>;
  /** What calls hand to a parameter, by its binding, or to a field of a dataclass, by its place. */
  handed(file: LinkedFile, index: number): readonly PlacedValue[];
  /** The classes of the tree that are made from one of its classes. */
  subclasses(of: ClassOf): readonly ClassOf[];
  /** What the tree assigns to an attribute of a package, by `symbolKey`. */
  assigned(symbol: string): readonly PlacedValue[];
  /**
   * Begins with the questions about one file: what was found out before is forgotten, so that the answers depend on
   * nothing but the tree. Gives what the answers will have looked at, which grows with the questions.
   */
  begin(file: LinkedFile): Looked;
  /** Whether the questions about that file had more to look at than `FILE_LIMITS` allow. */
  isCutShort(): boolean;
  /** A new object for each file begun, for what rules remember until the next. */
  turn: object;
}

/** Things that files declare: by the file, and their index in its facts. */
export type Places = Map<LinkedFile, Set<number>>;

/** Stands among names of variables for all of them: no name is empty. */
export const EVERY_VARIABLE = '';

/** What of a tree the answers about one file depend on, besides that file. */
export interface Looked {
  files: Set<LinkedFile>;
  /** Parameters: whatever calls hand to them. */
  flows: Places;
  /** Classes: whatever is made from them. */
  subclasses: Places;
  /** Names of environment variables, or `EVERY_VARIABLE`. */
  environment: Set<string>;
  /** Attributes of packages, by `symbolKey`. */
  symbols: Set<string>;
}
