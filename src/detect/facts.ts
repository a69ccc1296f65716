/**
 * What one file says, in no particular language. Facts are plain JSON: they are cached for good under the
 * blob's SHA, the language it was read as and {@link ENGINE_VERSION}, and know neither path nor policy.
 */

import type { ConfigJudgement } from './gateway-config/configuration.ts';
import type { Range } from './range.ts';

export type { Range } from './range.ts';

/** Raised by every change that can alter the facts or the findings of some file; part of the cache's key. */
export const ENGINE_VERSION = 11;

/**
 * Those that begin with `environment` hold `NAME=value` pairs: env files, YAML (compose files, Kubernetes manifests,
 * `render.yaml`, and `app.json`, since JSON is YAML) and Dockerfiles. `gateway-yaml` is any other YAML, which may
 * hold the gateway's configuration. `module-config` says where modules are: `tsconfig.json`, `package.json`. Code stands
 * among other things in `vue`, `svelte`, `html` and `notebook`: the facts of such a file have the language of its code.
 */
export type Language =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'vue'
  | 'svelte'
  | 'html'
  | 'notebook'
  | 'environment'
  | 'environment-yaml'
  | 'environment-dockerfile'
  | 'gateway-yaml'
  | 'module-config';

/** The languages that an extractor reads code in. */
export type CodeLanguage = Extract<Language, 'typescript' | 'tsx' | 'javascript' | 'python'>;

/** A line of a notebook's code, and where it stands in the file. */
export interface CellLineFact {
  cell: number;
  line: number;
  /**
   * From each of these columns on (from 1), the line of the file and the column there; JSON spells some characters
   * in several. The last one is the line's end.
   */
  pieces: [column: number, fileLine: number, fileColumn: number][];
}

/**
 * The abstract value of an expression. Names are already resolved within the file: a `binding` points into
 * {@link FileFacts.bindings}. What the extractor cannot read is `unknown`, never left out.
 */
export type Value =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number }
  | { kind: 'boolean'; boolean: boolean }
  | { kind: 'none' }
  /** Strings joined in order: concatenation, template, f-string, `.format`, `urljoin`, `new URL(a, b)`. */
  | { kind: 'join'; parts: Value[]; how: 'concat' | 'url' | 'path' }
  /**
   * One of several: a conditional expression, `a or b`, `a ?? b`. `when` holds the words of the conditions under which
   * the first options are taken, if those may say something; the last option has none.
   */
  | { kind: 'choice'; options: Value[]; when?: (HeaderWords | null)[] }
  /** An environment variable: `os.getenv("X", d)`, `os.environ["X"]`, `process.env.X ?? d`. */
  | { kind: 'environment'; name: string; fallback?: Value }
  | { kind: 'object'; entries: { key: Value; value: Value; range: Range }[]; spreads: Value[] }
  | { kind: 'list'; items: Value[] }
  /** A name declared in this file, by its index in {@link FileFacts.bindings}. */
  | { kind: 'binding'; binding: number }
  /** A name that this file does not declare: a global such as `fetch`, or a builtin. */
  | { kind: 'global'; name: string }
  /** Something imported: `name` is the exported name, `default`, or `*` for the module itself. */
  | { kind: 'import'; module: string; name: string }
  | { kind: 'member'; object: Value; property: string }
  /** `object[key]`; a key that is a literal string is a `member` instead. */
  | { kind: 'index'; object: Value; key: Value }
  /** The instance inside a class's own methods (`self`, `this`), by index in {@link FileFacts.classes}. */
  | { kind: 'self'; class: number }
  /** A class declared in this file, by index in {@link FileFacts.classes}. */
  | { kind: 'class'; class: number }
  /** A function declared in this file, by index in {@link FileFacts.functions}. */
  | { kind: 'function'; function: number }
  /** What a call returns, by index in {@link FileFacts.calls}; `await` is transparent. */
  | { kind: 'result'; call: number }
  | { kind: 'unknown' };

/** A variable, constant, parameter or loop name with every value that the file gives it. */
export interface BindingFact {
  name: string;
  kind: 'variable' | 'parameter';
  /** Every value assigned anywhere in its scope, in source order; a parameter's default comes first. */
  values: Value[];
  /** True if something besides `values` may give it a value: a parameter, a loop name, an augmented assignment. */
  open: boolean;
  /** A parameter's declared type, if that is a name; in scripts, a class that a constructor is handed an instance of. */
  type?: Value;
}

export interface FunctionFact {
  name: string;
  /** Bindings of the parameters, in order, without `self` and `cls`. */
  parameters: { name: string; binding: number; rest: boolean }[];
  returns: Value[];
  /** True if it is declared to give back a text, `-> str`, and none of its own is known. */
  text?: true;
  range: Range;
}

export interface ClassFact {
  name: string;
  bases: Value[];
  /** Class attributes, fields and everything set on `self`/`this` in any method. */
  attributes: { name: string; values: Value[] }[];
  methods: { name: string; function: number }[];
  /** Of a class that declares fields without a value, a dataclass, all of them in the order of its constructor. */
  fields?: string[];
  range: Range;
}

export interface ImportFact {
  /** As written: `openai`, `./config`, `..settings`. */
  module: string;
  /** The exported name, `default`, or `*` for the module itself (`import x`, `import * as x`, `require`). */
  name: string;
  /**
   * The local name, or `null` for a side-effect import. `*` (with name `*`) is Python's `from x import *`: every
   * name that the file does not declare may come from it.
   */
  local: string | null;
  typeOnly: boolean;
  range: Range;
}

export interface CallFact {
  callee: Value;
  /** `new X()` in JavaScript; Python's constructors look like calls. */
  construct: boolean;
  positional: Value[];
  named: { name: string; value: Value }[];
  /** True if `*args`, `**kwargs` or `...spread` may add arguments that are not listed. */
  spread: boolean;
  /** What is spread into the named arguments, in order: `**options`. Left out if nothing is. */
  spreads?: Value[];
  /**
   * What one of several is found by: `MODELS.find((one) => one.id === 'gpt-4o')`, or a part of that, `one.includes('qwen')`.
   * Left out for every other call.
   */
  sought?: string;
  /** The field that rows are found by: `MODELS.find((one) => one.tier === tier && one.enabled)`. Left out for every other call. */
  soughtBy?: string;
  range: Range;
  /** The range of the callee alone, for messages that point at the name. */
  calleeRange: Range;
  /** Names of the enclosing classes and functions, outermost first; empty at module level. */
  scope: readonly string[];
  /** Index in {@link FileFacts.statements} of the innermost statement that holds the call. */
  statement: number;
}

/**
 * A statement, as far as debt comments care. `parent` links to the enclosing statement within the same
 * function body; it is `null` at a module's, class's or block-bodied function's top level, so that a
 * comment never reaches into a whole function, class or module (decisions 8).
 */
export interface StatementFact {
  kind: 'simple' | 'compound' | 'definition';
  range: Range;
  parent: number | null;
  /** Its source, at most 400 characters, for statements that a finding may stand on; `extractFacts` fills it in. */
  text?: string;
}

/** A run of comment lines that stands together, markers (`#`, `//`, `*`) and indentation stripped. */
export interface CommentFact {
  lines: { text: string; line: number }[];
  range: Range;
  /** `own`: nothing else on its lines. `trailing`: behind code on the same line. */
  placement: 'own' | 'trailing';
  /** The statement that an `own` comment directly precedes (no blank line is needed), if any. */
  before: number | null;
}

/**
 * An assignment whose target is no plain name and no attribute of `self`/`this`: `openai.api_base = x`,
 * `client.baseURL = x`, `options["url"] = x`, `os.environ["X"] = x`; or a name that the file does not declare.
 */
export interface AssignmentFact {
  /** What is assigned to: a `member`, an `index`, an `environment` variable, or a `global`. */
  target: Value;
  value: Value;
  range: Range;
  /** Index of the innermost statement that holds it. */
  statement: number;
}

/** What a header says: that of a block, or the condition of a conditional expression. */
export interface HeaderWords {
  /** Names in it, `self.model` whole: of a condition, a loop's head, the faults that a handler takes. */
  names?: string[];
  /** Texts in it. */
  texts?: string[];
}

/** What is asked under a name: of `is_new = "gpt-5" in model`, or of what a function gives back, the words. */
export interface ModelTestFact extends HeaderWords {
  /** The last part of the name: `is_new` of `self.is_new`. */
  name: string;
}

/** Statements that run under a condition, again and again, or after a fault. */
export interface BlockFact extends HeaderWords {
  kind: 'loop' | 'branch' | 'case' | 'try' | 'handler';
  /** From the first to the last of its statements. */
  range: Range;
  /** Index of the statement that it is a part of; the branches of one `if … else if … else` share theirs. */
  statement: number;
  /** True for a loop over the items of something; not for one that counts or waits for a condition. */
  each?: boolean;
  /** How its last statement leaves it, if it does. */
  exit?: 'return' | 'raise' | 'break' | 'continue';
}

/**
 * Where a value comes from that a name, an attribute or a function's result may have. Values that say nothing about
 * URLs, models and vendors (numbers, functions, what is unknown) are left out.
 */
export interface GivingFact {
  to: 'name' | 'attribute' | 'return';
  /** Index in {@link FileFacts.bindings}, {@link FileFacts.classes} or {@link FileFacts.functions}. */
  of: number;
  /** The attribute's name. */
  name?: string;
  /** Index among the values of the binding or attribute, or among what the function returns. */
  value: number;
  /** Index of the innermost statement that gives it. */
  statement: number;
}

/** `NAME=value` in an env file, a compose file or a manifest. */
export interface EnvironmentFact {
  name: string;
  value: string;
  range: Range;
}

/** A key in the form that a vendor gives its keys, outside of comments. The key itself is not kept here. */
export interface KeyFact {
  /** The vendor's name; `null` if several give their keys this form. */
  service: string | null;
  /** Its prefix and a few characters. */
  shown: string;
  range: Range;
}

/** A place that speaks of the form in which OpenAI-compatible servers stream: `data: …`, and `[DONE]` at the end. */
export interface StreamMarkFact {
  kind: 'data' | 'done';
  line: number;
}

/** What the gateway's configuration (LiteLLM's `config.yaml`) declares. */
export interface GatewayFact {
  /** Each entry of `model_list`: its `model_name`, which may hold `*`, and its `litellm_params.model`. */
  models: { name: string; runs: string | null }[];
  /** `model_group_alias`, `model_alias_map` and the ids of single deployments. */
  aliases: { name: string; of: string }[];
  /** Every model that a fallback names. */
  fallbacks: string[];
  /** True if models may be declared elsewhere too: `store_model_in_db`, `include`. */
  open: boolean;
}

/** `@/*` and where it leads: `src/*`. */
export interface ModulePattern {
  /** With at most one `*`. */
  pattern: string;
  targets: string[];
}

/** What `tsconfig.json`, `jsconfig.json` and `package.json` say about where modules are. */
export interface ModuleConfigFact {
  /** Other configuration files, the later one first in line. */
  extends: string[];
  baseUrl: string | null;
  /** `compilerOptions.paths` */
  paths: ModulePattern[];
  /** The package's name. */
  name: string | null;
  /** The package's own `#names`. */
  imports: ModulePattern[];
  /** What others may import of the package, by `.` and `./name`. */
  exports: ModulePattern[];
  /** Where the package begins, as its older fields say: `main`, `module` … */
  entries: string[];
}

/** Something in a file that could not be read; the facts hold what could. */
export interface ProblemFact {
  /**
   * `syntax`: the parser recovered and read the rest. `too-deep`: what is nested deeper than the extractor goes was
   * left out. `too-slow`: the deadline passed; such facts depend on the machine and must not be cached.
   * `crashed`: the parser failed. Left out means `syntax`.
   */
  reason?: 'syntax' | 'too-deep' | 'too-slow' | 'crashed';
  message: string;
  range: Range | null;
}

/** The name of an export that is the whole module: `module.exports = new Client()`. */
export const MODULE_ITSELF = 'module.exports';

export interface FileFacts {
  language: Language;
  /** What could not be read: a syntax error (facts go as far as the parser got), or a skip. */
  problems: ProblemFact[];
  imports: ImportFact[];
  exports: { name: string; value: Value }[];
  bindings: BindingFact[];
  functions: FunctionFact[];
  classes: ClassFact[];
  calls: CallFact[];
  statements: StatementFact[];
  /** In source order; none if the file speaks neither of debts nor of streams, and holds no key. */
  comments: CommentFact[];
  environment: EnvironmentFact[];
  gateway?: GatewayFact | undefined;
  /** The same file, wholly: what it configures, and what is wrong with it. */
  gatewayConfig?: ConfigJudgement | undefined;
  modules?: ModuleConfigFact | undefined;
  keys?: KeyFact[] | undefined;
  streamMarks?: StreamMarkFact[] | undefined;
  /** Texts that the code compares names of models with: `model == "auto"`. */
  comparedModels?: string[] | undefined;
  /** In source order. */
  modelTests?: ModelTestFact[] | undefined;
  assignments?: AssignmentFact[] | undefined;
  /** In source order, outer ones first. */
  blocks?: BlockFact[] | undefined;
  givings?: GivingFact[] | undefined;
  /**
   * The lines of a notebook's code, in order. Its cells make one module, and all other facts count its lines; what is
   * found has the lines of the file (see `containers/cell-places.ts`).
   */
  cells?: CellLineFact[] | undefined;
}

/** Written out: V8 keeps what is added to an object apart from it, which takes as much room again. */
export function givingAt(
  { to, of, name, value }: Omit<GivingFact, 'statement'>,
  statement: number,
): GivingFact {
  return name === undefined ? { to, of, value, statement } : { to, of, name, value, statement };
}

/** What a header says, without what it has none of. */
export function headerWords(names: string[], texts: string[]): HeaderWords {
  return { ...(names.length > 0 ? { names } : {}), ...(texts.length > 0 ? { texts } : {}) };
}

/** Whether it is worth saying where a value was given: see {@link GivingFact}. */
export function isTelling(value: Value): boolean {
  return !SAYS_NOTHING.has(value.kind);
}

const SAYS_NOTHING: ReadonlySet<Value['kind']> = new Set([
  'unknown',
  'number',
  'boolean',
  'none',
  'function',
]);

/** Whether it is worth saying that something is given this here; a number, where a model's setting is: `temperature = 1`. */
export function isGivingTold(
  { bindings }: Pick<FileFacts, 'bindings'>,
  { to, of, name }: Pick<GivingFact, 'to' | 'of' | 'name'>,
  value: Value,
): boolean {
  if (value.kind !== 'number') return isTelling(value);
  const given = to === 'name' ? bindings[of]?.name : name;
  return to !== 'return' && given !== undefined && OF_SETTINGS.test(given);
}

const OF_SETTINGS =
  /^(?:temperature|top_?p|timeout|max_?\w{0,11}tokens|(?:request|response|output|context)_?tokens|(?:(?:max|model)_?)?tokens?_?limit|max_?output|num_?ctx|thinking_?budget|budget_?tokens|(?:(?:max|model)_?)?context_?(?:limit|window|length|size))$/i;

/** What a file gives to names, results, attributes and places. */
export function valuesKept({ bindings, functions, classes, assignments = [] }: FileFacts): Value[] {
  return [
    ...bindings.flatMap(({ values }) => values),
    ...functions.flatMap(({ returns }) => returns),
    ...classes.flatMap(({ attributes }) => attributes.flatMap(({ values }) => values)),
    ...assignments.map(({ value }) => value),
  ];
}

/** The values that one is made of where it stands; none of a name, and of what says something by itself. */
export function valuesWithin(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'join':
      return value.parts;
    case 'choice':
      return value.options;
    case 'list':
      return value.items;
    case 'object':
      return [...value.entries.map((entry) => entry.value), ...value.spreads];
    case 'member':
      return [value.object];
    case 'index':
      return [value.object, value.key];
    case 'environment':
      return value.fallback ? [value.fallback] : [];
    default:
      return [];
  }
}

/** `a` of `a.b.c`; what is no member is that itself. */
export function rootOf(value: Value): Value {
  let root = value;
  while (root.kind === 'member') root = root.object;
  return root;
}

/** Facts of a file in which there is nothing to see. */
export function emptyFacts(language: Language): FileFacts {
  return {
    language,
    problems: [],
    imports: [],
    exports: [],
    bindings: [],
    functions: [],
    classes: [],
    calls: [],
    statements: [],
    comments: [],
    environment: [],
  };
}
