import type { ts } from 'ts-morph';
import type { BlockFact, HeaderWords, Range } from '../facts.ts';
import { headerWords } from '../facts.ts';
import { MAX_CONDITION_LENGTH, MAX_HEADER_WORDS } from '../limits.ts';
import {
  forEachChild,
  isBlock,
  isCaseClause,
  isForInStatement,
  isForOfStatement,
  isFunctionLike,
  isIdentifier,
  isIfStatement,
  isIterationStatement,
  isPropertyAccessExpression,
  isRegularExpressionLiteral,
  isStringLiteralLike,
  isSwitchStatement,
  isTryStatement,
  SyntaxKind,
} from './compiler.ts';
import type { Context } from './context.ts';
import { startOf } from './context.ts';

/** Records the blocks of a statement that branches, loops, or catches faults; of any other node, nothing. */
export function readBlocks(context: Context, node: ts.Node): void {
  if (isIfStatement(node)) readIf(context, node);
  else if (isIterationStatement(node, false)) readLoop(context, node);
  else if (isSwitchStatement(node)) readSwitch(context, node);
  else if (isTryStatement(node)) readTry(context, node);
}

function readIf(context: Context, node: ts.IfStatement): void {
  const statement = context.outline.branches.get(node) ?? context.place.statement;
  addBlock(context, 'branch', statement, statementsOf(node.thenStatement), [node.expression]);
  if (node.elseStatement && !isIfStatement(node.elseStatement)) {
    addBlock(context, 'branch', statement, statementsOf(node.elseStatement), []);
  }
}

function readLoop(context: Context, node: ts.IterationStatement): void {
  const header: ts.Node[] = [];
  forEachChild(node, (child) => {
    if (child !== node.statement) header.push(child);
  });
  const block = addBlock(context, 'loop', context.place.statement, statementsOf(node.statement), header);
  if (block && (isForOfStatement(node) || isForInStatement(node))) block.each = true;
}

/** Clauses that fall through to the next one have no statements of their own, and hand their texts on. */
function readSwitch(context: Context, node: ts.SwitchStatement): void {
  let header: ts.Node[] = [node.expression];
  for (const clause of node.caseBlock.clauses) {
    if (isCaseClause(clause)) header.push(clause.expression);
    if (clause.statements.length === 0) continue;
    const [only] = clause.statements;
    const isWrapped = clause.statements.length === 1 && only && isBlock(only);
    addBlock(
      context,
      'case',
      context.place.statement,
      isWrapped ? [...only.statements] : [...clause.statements],
      header,
    );
    header = [node.expression];
  }
}

function readTry(context: Context, node: ts.TryStatement): void {
  addBlock(context, 'try', context.place.statement, [...node.tryBlock.statements], []);
  if (node.catchClause) {
    const { block } = node.catchClause;
    // One that does nothing handles its fault by that.
    const statements = block.statements.length > 0 ? [...block.statements] : [block];
    addBlock(context, 'handler', context.place.statement, statements, []);
  }
}

function statementsOf(node: ts.Statement): ts.Statement[] {
  return isBlock(node) ? [...node.statements] : [node];
}

function addBlock(
  context: Context,
  kind: BlockFact['kind'],
  statement: number,
  statements: ts.Statement[],
  header: ts.Node[],
): BlockFact | null {
  const range = rangeOf(context, statements);
  if (!range) return null;
  const fact: BlockFact = { kind, range, statement, ...wordsOf(header) };
  const exit = exitOf(statements.at(-1));
  if (exit) fact.exit = exit;
  context.facts.blocks ??= [];
  context.facts.blocks.push(fact);
  return fact;
}

function rangeOf({ source, positions }: Context, statements: ts.Statement[]): Range | null {
  const [first] = statements;
  const last = statements.at(-1);
  return first && last ? positions.range(startOf(source, first), last.end) : null;
}

function exitOf(statement: ts.Statement | undefined): BlockFact['exit'] {
  switch (statement?.kind) {
    case SyntaxKind.ReturnStatement:
      return 'return';
    case SyntaxKind.ThrowStatement:
      return 'raise';
    case SyntaxKind.BreakStatement:
      return 'break';
    case SyntaxKind.ContinueStatement:
      return 'continue';
    default:
      return undefined;
  }
}

function wordsOf(header: ts.Node[]): HeaderWords {
  const names = new Set<string>();
  const texts = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isFunctionLike(node)) return;
    if (isIdentifier(node)) names.add(node.text);
    else if (isStringLiteralLike(node)) texts.add(node.text.slice(0, 80));
    else if (isRegularExpressionLiteral(node)) texts.add(node.text.slice(1, 81));
    const dotted = isPropertyAccessExpression(node) ? dottedName(node) : null;
    if (dotted === null) forEachChild(node, visit);
    else names.add(dotted);
  };
  header.forEach(visit);
  return headerWords([...names].slice(0, MAX_HEADER_WORDS), [...texts].slice(0, MAX_HEADER_WORDS));
}

/** What the condition of a conditional expression says; `null` if it is longer than people write. */
export function conditionWords(condition: ts.Expression): HeaderWords | null {
  return condition.end - condition.pos > MAX_CONDITION_LENGTH ? null : wordsOf([condition]);
}

/** `this.options.model`; `null` if there is more in it than names. */
function dottedName(node: ts.Expression): string | null {
  if (isIdentifier(node)) return node.text;
  if (node.kind === SyntaxKind.ThisKeyword) return 'this';
  if (!isPropertyAccessExpression(node)) return null;
  const object = dottedName(node.expression);
  return object === null ? null : `${object}.${node.name.text}`;
}
