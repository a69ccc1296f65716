import type { ts } from 'ts-morph';
import { assigns } from './assignments.ts';
import {
  forEachChild,
  isBinaryExpression,
  isBlock,
  isClassLike,
  isIfStatement,
  isObjectLiteralExpression,
  isPropertyAssignment,
  isReturnStatement,
  isVariableDeclaration,
  SyntaxKind,
} from './compiler.ts';
import type { Outline, OwnObject, ParsedFile, Place } from './context.ts';
import { rangeOf, startOf } from './context.ts';
import type { FunctionNode } from './names.ts';
import { className, functionName, isFunctionWithBody } from './names.ts';
import { declareClass, declareFunction, declareNames, openScope } from './scopes.ts';
import {
  CHAIN_END,
  CLASS,
  DECLARATION,
  EXPORT,
  FUNCTION,
  LEAF,
  LITERAL,
  OPAQUE,
  SCOPE,
  STATEMENT,
  STATEMENT_KINDS,
  TELLING,
  TRAITS,
} from './traits.ts';

/**
 * The first walk, and the only one over every node: what the file declares, so that a use may stand before its
 * declaration, its statements, and where there is something to read.
 */
export function outlineOf(file: ParsedFile): Outline {
  const top: Place = {
    scope: openScope(null, true),
    statement: -1,
    chain: null,
    owner: { names: [], function: null, self: null, object: null, class: null },
  };
  const outline: Outline = {
    functions: new Map(),
    classes: new Map(),
    parameters: new Map(),
    members: new Map(),
    objects: new Map(),
    branches: new Map(),
    statementStarts: [],
    telling: [],
    places: [],
    opaque: [],
    top,
  };
  new Outliner(file, outline).run();
  return outline;
}

class Outliner {
  private readonly file: ParsedFile;
  private readonly outline: Outline;
  private parent: ts.Node;
  private place: Place;

  constructor(file: ParsedFile, outline: Outline) {
    this.file = file;
    this.outline = outline;
    this.parent = file.source;
    this.place = outline.top;
  }

  run(): void {
    forEachChild(this.file.source, this.visit);
  }

  private readonly visit = (node: ts.Node): void => {
    linkToParent(node, this.parent);
    const traits = TRAITS[node.kind] ?? 0;
    if (traits === 0) this.descend(node);
    else if ((traits & LEAF) === 0) this.enter(node, traits);
    else if ((traits & LITERAL) !== 0) this.outline.opaque.push(node);
  };

  private descend(node: ts.Node): void {
    const { parent } = this;
    this.parent = node;
    forEachChild(node, this.visit);
    this.parent = parent;
  }

  private enter(node: ts.Node, traits: number): void {
    const { place } = this;
    if ((traits & STATEMENT) !== 0) this.enterStatement(node, traits);
    if ((traits & DECLARATION) !== 0) declareNames(this.file, node, place.scope);
    if ((traits & SCOPE) !== 0) this.enterScope(node, traits);
    else if ((traits & FUNCTION) !== 0) this.enterFunction(node);
    else if ((traits & CLASS) !== 0) this.enterClass(node);
    if ((traits & (TELLING | EXPORT)) !== 0 && this.isToRead(node, traits)) this.note(node);
    if ((traits & OPAQUE) === 0) this.descend(node);
    else this.outline.opaque.push(node);
    this.place = place;
  }

  private enterStatement(node: ts.Node, traits: number): void {
    const { facts, source } = this.file;
    const kind = STATEMENT_KINDS[node.kind];
    const isMember = isClassLike(this.parent);
    const isMethod = (traits & FUNCTION) !== 0 && node.kind !== SyntaxKind.FunctionDeclaration;
    if (kind === undefined || (isMethod && !(isMember && isFunctionWithBody(node)))) return;
    const { place } = this;
    const statement = facts.statements.length;
    facts.statements.push({ kind, range: rangeOf(this.file, node), parent: place.chain });
    this.outline.statementStarts.push(startOf(source, node));
    this.place = { ...place, statement, chain: statement };
    if (isMember) this.outline.members.set(node, this.place);
    if (isIfStatement(node)) this.enterBranch(node, statement);
  }

  private enterBranch(node: ts.IfStatement, statement: number): void {
    const { branches } = this.outline;
    const { parent } = this;
    const isElse = isIfStatement(parent) && parent.elseStatement === node;
    branches.set(node, (isElse ? branches.get(parent) : undefined) ?? statement);
  }

  /** A function's own block shares the scope of its parameters. */
  private enterScope(node: ts.Node, traits: number): void {
    if (isBlock(node) && isFunctionWithBody(this.parent)) return;
    const isEnd = (traits & CHAIN_END) !== 0;
    const { place } = this;
    this.place = {
      ...place,
      scope: openScope(place.scope, isEnd),
      chain: isEnd ? null : place.chain,
    };
  }

  private enterFunction(node: ts.Node): void {
    if (!isFunctionWithBody(node)) return;
    const { place } = this;
    const { owner } = place;
    const name = functionName(node);
    const index = this.file.facts.functions.length;
    this.outline.functions.set(node, index);
    const hasOwnThis = this.hasOwnThis(node);
    const object = hasOwnThis ? objectAround(node) : owner.object;
    if (object && !this.outline.objects.has(object)) this.outline.objects.set(object, unread());
    this.place = {
      scope: declareFunction(this.file, this.outline, node, place.scope, name),
      statement: place.statement,
      chain: null,
      owner: {
        names: name === '' ? owner.names : [...owner.names, name],
        function: index,
        self: hasOwnThis ? null : owner.self,
        object,
        class: owner.class,
      },
    };
  }

  /** `this` belongs to the nearest method of a class or an object; other functions but arrows have one that nobody knows. */
  private hasOwnThis({ kind }: FunctionNode): boolean {
    return (
      kind === SyntaxKind.FunctionDeclaration ||
      kind === SyntaxKind.FunctionExpression ||
      this.parent.kind === SyntaxKind.ObjectLiteralExpression
    );
  }

  private enterClass(node: ts.Node): void {
    if (!isClassLike(node)) return;
    const { place } = this;
    const { owner } = place;
    const name = className(node);
    const index = this.file.facts.classes.length;
    this.outline.classes.set(node, index);
    const names = name === '' ? owner.names : [...owner.names, name];
    this.place = {
      scope: declareClass(this.file, node, place.scope, name),
      statement: place.statement,
      chain: null,
      owner: { names, function: owner.function, self: index, object: null, class: null },
    };
    this.place.owner.class = { node, place: this.place };
  }

  /** Whether the second walk has something to read from a node. */
  private isToRead(node: ts.Node, traits: number): boolean {
    if (this.parent === this.file.source) return true;
    if (isBinaryExpression(node)) return assigns(node);
    if (isVariableDeclaration(node)) return node.initializer !== undefined;
    if (isReturnStatement(node)) return node.expression !== undefined;
    if ((traits & FUNCTION) !== 0) return isFunctionWithBody(node);
    return (traits & TELLING) !== 0;
  }

  private note(node: ts.Node): void {
    this.outline.telling.push(node);
    this.outline.places.push(this.place);
  }
}

/** The object literal that a function is a method of: `{ ask() {} }`, `{ ask: function () {} }`. */
function objectAround({ kind, parent }: FunctionNode): ts.ObjectLiteralExpression | null {
  if (isObjectLiteralExpression(parent)) return parent;
  if (kind !== SyntaxKind.FunctionExpression || !isPropertyAssignment(parent)) return null;
  return parent.parent;
}

function unread(): OwnObject {
  return { value: { kind: 'object', entries: [], spreads: [] }, names: new Set(), binding: null };
}

/** The compiler would do it in a walk of its own, for nodes too that nobody asks about. */
function linkToParent(node: ts.Node, parent: ts.Node): void {
  const linked: { -readonly [Key in 'parent']: ts.Node } = node;
  linked.parent = parent;
}
