import { ts } from 'ts-morph';
import type { StatementFact } from '../facts.ts';
import type { ParsedFile } from './context.ts';
import { rangeOf } from './context.ts';
import { isFunctionWithBody } from './names.ts';

/** Records every statement and class member, outermost first; gives their indexes by node. */
export function readStatements(file: ParsedFile): Map<ts.Node, number> {
  const { source, facts } = file;
  const statements = new Map<ts.Node, number>();
  const visit = (node: ts.Node): void => {
    const kind = statementKind(node);
    if (kind) {
      statements.set(node, facts.statements.length);
      facts.statements.push({ kind, range: rangeOf(file, node), parent: parentOf(statements, node) });
    }
    if (!ts.isTypeNode(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return statements;
}

/** The innermost statement that holds a node. */
export function statementAt(statements: Map<ts.Node, number>, node: ts.Node): number {
  for (let outer: ts.Node | undefined = node; outer; outer = outer.parent) {
    const index = statements.get(outer);
    if (index !== undefined) return index;
  }
  return -1;
}

/** The statement around this one, unless a function's body or a class lies between. */
function parentOf(statements: Map<ts.Node, number>, node: ts.Node): number | null {
  for (let outer = node.parent; outer; outer = outer.parent) {
    if (startsChain(outer)) return null;
    const index = statements.get(outer);
    if (index !== undefined) return index;
  }
  return null;
}

function startsChain(node: ts.Node): boolean {
  if (ts.isClassLike(node) || ts.isModuleBlock(node) || ts.isClassStaticBlockDeclaration(node)) return true;
  return ts.isBlock(node) && isFunctionWithBody(node.parent);
}

function statementKind(node: ts.Node): StatementFact['kind'] | null {
  switch (node.kind) {
    case ts.SyntaxKind.VariableStatement:
    case ts.SyntaxKind.ExpressionStatement:
    case ts.SyntaxKind.ReturnStatement:
    case ts.SyntaxKind.ThrowStatement:
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement:
    case ts.SyntaxKind.DebuggerStatement:
    case ts.SyntaxKind.ImportDeclaration:
    case ts.SyntaxKind.ImportEqualsDeclaration:
    case ts.SyntaxKind.ExportDeclaration:
    case ts.SyntaxKind.ExportAssignment:
    case ts.SyntaxKind.PropertyDeclaration:
      return 'simple';
    case ts.SyntaxKind.IfStatement:
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.WhileStatement:
    case ts.SyntaxKind.DoStatement:
    case ts.SyntaxKind.SwitchStatement:
    case ts.SyntaxKind.TryStatement:
    case ts.SyntaxKind.WithStatement:
    case ts.SyntaxKind.LabeledStatement:
      return 'compound';
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.ClassDeclaration:
    case ts.SyntaxKind.EnumDeclaration:
    case ts.SyntaxKind.ModuleDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
      return 'definition';
    default:
      return isMethod(node) ? 'definition' : null;
  }
}

function isMethod(node: ts.Node): boolean {
  return isFunctionWithBody(node) && ts.isClassLike(node.parent);
}
