import type { Value } from '../facts.ts';
import { importedNames } from './import-names.ts';
import { parameterName, receiverOf } from './parameters.ts';
import { declarePatternNames } from './pattern-names.ts';
import type { Scope } from './scopes.ts';
import { declare, moduleScope, newScope, nonlocalScope, walrusScope } from './scopes.ts';
import type { SyntaxTree } from './syntax-tree.ts';

/**
 * What a file declares and where: its scopes, and a number for every function and class, so that a use may come
 * before its declaration.
 */
export interface Outline {
  module: Scope;
  /** All scopes in source order, the module's first. */
  scopes: Scope[];
  /** By the node that opens it: a function, class, lambda or comprehension. */
  scopeOf: Map<number, Scope>;
  /** Index in `FileFacts.functions` by the node of a function or lambda. */
  functionOf: Map<number, number>;
  /** Index in `FileFacts.classes` by the node of a class. */
  classOf: Map<number, number>;
  /** The scopes of class bodies, by index in `FileFacts.classes`. */
  classScopes: Scope[];
  /** Dotted modules that were imported whole: after `import a.b`, `a.b` names one. */
  dottedModules: Set<string>;
  /** Classes that are enumerations, by index: their members' `.value` is what they were given. */
  enums: Set<number>;
}

/** The first walk over a file: one loop over its nodes in source order. */
export function outlineOf(tree: SyntaxTree): Outline {
  const module = newScope('module', null);
  const outline: Outline = {
    module,
    scopes: [module],
    scopeOf: new Map(),
    functionOf: new Map(),
    classOf: new Map(),
    classScopes: [],
    dottedModules: new Set(),
    enums: new Set(),
  };
  new Outliner(tree, outline).run();
  return outline;
}

const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

/** What gives its `left` a value. */
const ASSIGNMENTS = new Set([
  'assignment',
  'augmented_assignment',
  'for_statement',
  'for_in_clause',
  'type_alias_statement',
]);

/** Patterns of a `case` in which a bare name may stand. */
const CAPTURES = new Set(['case_pattern', 'keyword_pattern', 'splat_pattern', 'as_pattern']);

class Outliner {
  private readonly tree: SyntaxTree;
  private readonly outline: Outline;
  private scope: Scope;
  /** The scopes around the current one, each with the node behind its last. */
  private readonly open: { scope: Scope; after: number }[] = [];
  private after: number;

  constructor(tree: SyntaxTree, outline: Outline) {
    this.tree = tree;
    this.outline = outline;
    this.scope = outline.module;
    this.after = tree.size;
  }

  run(): void {
    for (let node = 0; node < this.tree.size; node += 1) {
      while (node >= this.after && this.open.length > 0) this.close();
      this.visit(node);
    }
  }

  private visit(node: number): void {
    const kind = this.tree.kind(node);
    if (kind === 'function_definition') this.visitFunction(node);
    else if (kind === 'lambda') this.visitLambda(node);
    else if (kind === 'class_definition') this.visitClass(node);
    else if (COMPREHENSIONS.has(kind)) this.enter(node, newScope('comprehension', this.scope));
    else if (kind === 'import_statement' || kind === 'import_from_statement') this.visitImport(node);
    else if (kind === 'global_statement') this.visitElsewhere(node, () => moduleScope(this.scope));
    else if (kind === 'nonlocal_statement') {
      this.visitElsewhere(node, (name) => nonlocalScope(this.scope, name));
    } else this.visitTargets(node, kind);
  }

  private visitTargets(node: number, kind: string): void {
    const { tree, scope } = this;
    if (ASSIGNMENTS.has(kind)) declarePatternNames(tree, tree.child(node, 'left'), scope);
    else if (CAPTURES.has(kind)) this.visitCapture(node);
    else if (kind === 'as_pattern_target') declarePatternNames(tree, tree.firstChild(node), scope);
    else if (kind === 'named_expression') {
      declarePatternNames(tree, tree.child(node, 'name'), walrusScope(scope));
    }
  }

  /** A name in a `case` that stands alone takes what it matches; `case a.b` and `case Kind()` compare instead. */
  private visitCapture(node: number): void {
    for (const child of this.tree.children(node)) {
      if (!isCapture(this.tree, node, child)) continue;
      const name = this.tree.source(child);
      if (!name.includes('.') && name !== '_') declare(this.scope, name);
    }
  }

  private visitFunction(node: number): void {
    const { tree, outline } = this;
    const index = this.number(outline.functionOf, node);
    const name = tree.child(node, 'name');
    if (name !== null) declare(this.scope, tree.source(name), { kind: 'function', function: index });
    const receiver = receiverOf(tree, node, this.scope.classIndex);
    const parameters = tree.child(node, 'parameters');
    this.enter(node, newScope('function', this.scope));
    if (parameters !== null) this.declareParameters(parameters, receiver);
  }

  private visitLambda(node: number): void {
    this.number(this.outline.functionOf, node);
    const parameters = this.tree.child(node, 'parameters');
    this.enter(node, newScope('function', this.scope));
    if (parameters !== null) this.declareParameters(parameters, null);
  }

  private visitClass(node: number): void {
    const index = this.number(this.outline.classOf, node);
    const name = this.tree.child(node, 'name');
    if (name !== null) declare(this.scope, this.tree.source(name), { kind: 'class', class: index });
    const bases = this.tree.child(node, 'superclasses');
    if (bases !== null && /\b\w*(Enum|Flag)\b/.test(this.tree.source(bases))) this.outline.enums.add(index);
    const scope = newScope('class', this.scope, index);
    this.outline.classScopes.push(scope);
    this.enter(node, scope);
  }

  private declareParameters(parameters: number, receiver: Value | null): void {
    let first = true;
    for (const parameter of this.tree.children(parameters)) {
      const name = parameterName(this.tree, parameter);
      if (name === null) continue;
      if (first && receiver !== null) declare(this.scope, name, receiver, 'parameter');
      else declare(this.scope, name, null, 'parameter');
      first = false;
    }
  }

  private visitImport(node: number): void {
    for (const imported of importedNames(this.tree, node)) {
      if (imported.dotted) this.outline.dottedModules.add(imported.module);
      if (imported.local === null || imported.local === '*') continue;
      this.declareImport(imported.local, {
        kind: 'import',
        module: imported.boundModule,
        name: imported.name,
      });
    }
  }

  /** `import a.b` and `import a.c` both bind `a`, to the same module. */
  private declareImport(name: string, value: Extract<Value, { kind: 'import' }>): void {
    const known = (this.scope.elsewhere.get(name) ?? this.scope).names.get(name);
    if (known?.count === 1 && known.direct !== null && isSameImport(known.direct, value)) return;
    declare(this.scope, name, value);
  }

  private visitElsewhere(node: number, ownerOf: (name: string) => Scope): void {
    for (const child of this.tree.children(node)) {
      const name = this.tree.source(child);
      const owner = ownerOf(name);
      if (owner !== this.scope) this.scope.elsewhere.set(name, owner);
    }
  }

  private number(numbers: Map<number, number>, node: number): number {
    const index = numbers.size;
    numbers.set(node, index);
    return index;
  }

  private enter(node: number, scope: Scope): void {
    this.outline.scopes.push(scope);
    this.outline.scopeOf.set(node, scope);
    this.open.push({ scope: this.scope, after: this.after });
    this.scope = scope;
    this.after = this.tree.after(node);
  }

  private close(): void {
    const outer = this.open.pop();
    if (outer === undefined) return;
    this.scope = outer.scope;
    this.after = outer.after;
  }
}

function isSameImport(known: Value, value: Extract<Value, { kind: 'import' }>): boolean {
  return known.kind === 'import' && known.module === value.module && known.name === value.name;
}

/** Whether `child` is a name that the pattern `parent` of a `case` captures. */
function isCapture(tree: SyntaxTree, parent: number, child: number): boolean {
  const kind = tree.kind(child);
  if (kind === 'dotted_name') return true;
  // An `as_pattern` of a `with` or `except` holds an `as_pattern_target`, and its identifier is an expression.
  if (tree.kind(parent) === 'as_pattern')
    return kind === 'identifier' && !tree.childOfKind(parent, 'as_pattern_target');
  return kind === 'identifier' && tree.kind(parent) === 'splat_pattern';
}
