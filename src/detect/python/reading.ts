import type { AssignmentFact, CallFact, FileFacts, GivingFact, ProblemFact, Range, Value } from '../facts.ts';
import { givingAt, isGivingTold } from '../facts.ts';
import type { Positions } from '../positions.ts';
import { positionsOf } from '../positions.ts';
import type { Outline } from './outline.ts';
import { type Declaration, declaredValue, lookUp, type Scope } from './scopes.ts';
import type { SyntaxTree } from './syntax-tree.ts';
import { UNKNOWN } from './values.ts';

/** How deep expressions and blocks may nest before the rest is left out: ten times what people write. */
const MAX_DEPTH = 400;

/** Where in the code the second walk is. */
export interface Place {
  scope: Scope;
  /** Names of the enclosing classes and functions, outermost first. */
  names: readonly string[];
  /** Index of the innermost statement, -1 before the first. */
  statement: number;
  /** Index of the enclosing function; `null` outside of one. */
  function: number | null;
  /** Inside `if TYPE_CHECKING:`. */
  typeOnly: boolean;
}

/** The second walk over a file: what is known about it, where the walk is, and the facts found so far. */
export class Reading {
  readonly tree: SyntaxTree;
  readonly outline: Outline;
  readonly facts: FileFacts;
  readonly positions: Positions;
  /** Attributes by name, for each class. */
  readonly attributes: Map<string, Value[]>[];
  /** The prefix of their environment variables, for the classes of pydantic settings. */
  readonly settings: Map<number, { prefix: string }> = new Map();
  /** The offset at which each statement starts, by its index. */
  readonly statementStarts: number[] = [];
  place: Place;
  private readonly isOutOfTime: () => boolean;
  private readonly evaluator: (reading: Reading, node: number) => Value;
  private readonly statementReader: (reading: Reading, node: number, parent: number | null) => void;
  private depth = 0;
  private visited = 0;
  private stopped = false;

  constructor(
    tree: SyntaxTree,
    outline: Outline,
    facts: FileFacts,
    isOutOfTime: () => boolean,
    readers: {
      evaluate: (reading: Reading, node: number) => Value;
      readStatement: (reading: Reading, node: number, parent: number | null) => void;
    },
  ) {
    this.tree = tree;
    this.outline = outline;
    this.facts = facts;
    this.isOutOfTime = isOutOfTime;
    this.evaluator = readers.evaluate;
    this.statementReader = readers.readStatement;
    this.positions = positionsOf(tree.text);
    this.attributes = Array.from(outline.classOf, () => new Map());
    this.place = { scope: outline.module, names: [], statement: -1, function: null, typeOnly: false };
  }

  /** The value of an expression; every call inside it becomes a fact, so each expression is evaluated once. */
  evaluate(node: number): Value {
    if (!this.enter(node)) return UNKNOWN;
    const value = this.evaluator(this, node);
    this.depth -= 1;
    return value;
  }

  readStatement(node: number, parent: number | null): void {
    this.descend(node, () => this.statementReader(this, node, parent));
  }

  /** Runs `action`, which goes one level deeper, unless the walk must not go further here. */
  descend(node: number, action: () => void): void {
    if (!this.enter(node)) return;
    action();
    this.depth -= 1;
  }

  /** Runs `action` at another place, and comes back. */
  at<T>(change: Partial<Place>, action: () => T): T {
    const before = this.place;
    this.place = { ...before, ...change };
    try {
      return action();
    } finally {
      this.place = before;
    }
  }

  range(node: number): Range {
    return this.positions.range(this.tree.start(node), this.tree.end(node));
  }

  resolve(name: string): Value {
    const declaration = lookUp(this.place.scope, name);
    return declaration === null ? { kind: 'global', name } : declaredValue(declaration);
  }

  /** Gives a declared name one more value; a name that stands for its only declaration needs none. */
  addValue(name: string, value: Value, scope: Scope = this.place.scope): void {
    const of = ownDeclaration(scope, name)?.binding ?? null;
    const binding = of === null ? undefined : this.facts.bindings[of];
    if (of === null || binding === undefined) return;
    binding.values.push(value);
    this.addGiving(value, { to: 'name', of, value: binding.values.length - 1 });
  }

  /** Adds one more value that the enclosing function may return. */
  addReturn(value: Value): void {
    const of = this.place.function;
    const returns = of === null ? undefined : this.facts.functions[of]?.returns;
    if (of === null || returns === undefined) return;
    returns.push(value);
    this.addGiving(value, { to: 'return', of, value: returns.length - 1 });
  }

  /** Notes that something unseen may give the name a value too. */
  markOpen(name: string, scope: Scope = this.place.scope): void {
    const binding = this.bindingOf(ownDeclaration(scope, name));
    if (binding !== null) binding.open = true;
  }

  addAttribute(classIndex: number, name: string, values: readonly Value[]): void {
    const attributes = this.attributes[classIndex];
    const known = attributes?.get(name);
    const first = known?.length ?? 0;
    if (known === undefined) attributes?.set(name, [...values]);
    else for (const value of values) known.push(value);
    values.forEach((value, index) => {
      this.addGiving(value, { to: 'attribute', of: classIndex, name, value: first + index });
    });
  }

  addCall(call: Omit<CallFact, 'scope' | 'statement' | 'construct'>): number {
    const { names: scope, statement } = this.place;
    const { callee, positional, named, spread, spreads, range, calleeRange } = call;
    const fact: CallFact = {
      callee,
      construct: false,
      positional,
      named,
      spread,
      range,
      calleeRange,
      scope,
      statement,
    };
    if (spreads) fact.spreads = spreads;
    return this.facts.calls.push(fact) - 1;
  }

  addAssignment({ target, value, range }: Omit<AssignmentFact, 'statement'>): void {
    this.facts.assignments ??= [];
    this.facts.assignments.push({ target, value, range, statement: this.place.statement });
  }

  addProblem(reason: NonNullable<ProblemFact['reason']>, message: string, range: Range | null): void {
    this.facts.problems.push({ reason, message, range });
  }

  private addGiving(value: Value, giving: Omit<GivingFact, 'statement'>): void {
    if (!isGivingTold(this.facts, giving, value)) return;
    this.facts.givings ??= [];
    this.facts.givings.push(givingAt(giving, this.place.statement));
  }

  private bindingOf(declaration: Declaration | null) {
    if (declaration === null || declaration.binding === null) return null;
    return this.facts.bindings[declaration.binding] ?? null;
  }

  /** False if the walk must not go further here. */
  private enter(node: number): boolean {
    if (this.stopped) return false;
    this.visited += 1;
    if (this.visited % 1024 === 0 && this.isOutOfTime()) return this.stop();
    if (this.depth >= MAX_DEPTH) return this.tooDeep(node);
    this.depth += 1;
    return true;
  }

  private stop(): boolean {
    this.stopped = true;
    this.addProblem('too-slow', 'Reading the file took too long; what comes later in it was not read.', null);
    return false;
  }

  /** One problem for a file is enough: whoever nests code this deep does it more than once. */
  private tooDeep(node: number): boolean {
    if (this.facts.problems.some((problem) => problem.reason === 'too-deep')) return false;
    const message = `Code is nested deeper than ${MAX_DEPTH} levels; what is inside was not read.`;
    this.addProblem('too-deep', message, this.range(node));
    return false;
  }
}

/** The declaration that an assignment to `name` in `scope` belongs to. */
function ownDeclaration(scope: Scope, name: string): Declaration | null {
  return (scope.elsewhere.get(name) ?? scope).names.get(name) ?? null;
}
