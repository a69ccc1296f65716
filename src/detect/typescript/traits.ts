import type { StatementFact } from '../facts.ts';
import { SyntaxKind } from './compiler.ts';

/** What the walk over a file must know of a kind of node, as bits: most nodes have none of them. */
export const LEAF = 1;
/** Text that is no code: comments do not begin in it. */
export const LITERAL = 2;
/** Types: nothing inside is run, so the walk does not go there. */
export const OPAQUE = 4;
export const STATEMENT = 8;
/** A function that may have a body. */
export const FUNCTION = 16;
export const CLASS = 32;
/** Opens a scope; a block only if it is not a function's own. */
export const SCOPE = 64;
/** Declares names. */
export const DECLARATION = 128;
/** The second walk may have something to read here. */
export const TELLING = 256;
/** Statements do not reach out of it: see `StatementFact.parent`. */
export const CHAIN_END = 512;
/** What the file's top level exports. */
export const EXPORT = 1024;

const SIMPLE = [
  SyntaxKind.VariableStatement,
  SyntaxKind.ExpressionStatement,
  SyntaxKind.ReturnStatement,
  SyntaxKind.ThrowStatement,
  SyntaxKind.BreakStatement,
  SyntaxKind.ContinueStatement,
  SyntaxKind.DebuggerStatement,
  SyntaxKind.ImportDeclaration,
  SyntaxKind.ImportEqualsDeclaration,
  SyntaxKind.ExportDeclaration,
  SyntaxKind.ExportAssignment,
  SyntaxKind.PropertyDeclaration,
];

const LOOPS = [
  SyntaxKind.ForStatement,
  SyntaxKind.ForOfStatement,
  SyntaxKind.ForInStatement,
  SyntaxKind.WhileStatement,
  SyntaxKind.DoStatement,
];

const COMPOUND = [
  ...LOOPS,
  SyntaxKind.IfStatement,
  SyntaxKind.SwitchStatement,
  SyntaxKind.TryStatement,
  SyntaxKind.WithStatement,
  SyntaxKind.LabeledStatement,
];

const METHODS = [
  SyntaxKind.MethodDeclaration,
  SyntaxKind.Constructor,
  SyntaxKind.GetAccessor,
  SyntaxKind.SetAccessor,
];

/** Methods are definitions in a class, if they have a body. */
const DEFINITIONS = [
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.ClassDeclaration,
  SyntaxKind.EnumDeclaration,
  SyntaxKind.ModuleDeclaration,
  SyntaxKind.InterfaceDeclaration,
  SyntaxKind.TypeAliasDeclaration,
  ...METHODS,
];

const FUNCTIONS = [
  ...METHODS,
  SyntaxKind.FunctionDeclaration,
  SyntaxKind.FunctionExpression,
  SyntaxKind.ArrowFunction,
];

const CLASSES = [SyntaxKind.ClassDeclaration, SyntaxKind.ClassExpression];

const IMPORTS = [SyntaxKind.ImportDeclaration, SyntaxKind.ImportEqualsDeclaration];

const KIND_COUNT = SyntaxKind.Count;

/** What kind of statement a kind of node is, by `SyntaxKind`. */
export const STATEMENT_KINDS: readonly (StatementFact['kind'] | undefined)[] = Array.from(
  { length: KIND_COUNT },
  (_, kind) => {
    if (SIMPLE.includes(kind)) return 'simple';
    if (COMPOUND.includes(kind)) return 'compound';
    return DEFINITIONS.includes(kind) ? 'definition' : undefined;
  },
);

/** The bits of every kind of node, by `SyntaxKind`. */
export const TRAITS: Uint16Array = traitTable([
  [LEAF, between(SyntaxKind.Unknown, SyntaxKind.LastToken)],
  [LITERAL, between(SyntaxKind.FirstLiteralToken, SyntaxKind.LastLiteralToken)],
  [LITERAL, [SyntaxKind.TemplateHead, SyntaxKind.TemplateMiddle, SyntaxKind.TemplateTail]],
  [OPAQUE, between(SyntaxKind.FirstTypeNode, SyntaxKind.LastTypeNode)],
  [OPAQUE, between(SyntaxKind.FirstJSDocNode, SyntaxKind.LastJSDocNode)],
  [OPAQUE, [SyntaxKind.InterfaceDeclaration, SyntaxKind.TypeAliasDeclaration]],
  [STATEMENT, [...SIMPLE, ...COMPOUND, ...DEFINITIONS]],
  [FUNCTION, FUNCTIONS],
  [CLASS, CLASSES],
  [SCOPE, [SyntaxKind.Block, SyntaxKind.ModuleBlock, SyntaxKind.ClassStaticBlockDeclaration]],
  [SCOPE, [SyntaxKind.ForStatement, SyntaxKind.ForOfStatement, SyntaxKind.ForInStatement]],
  [SCOPE, [SyntaxKind.CaseBlock, SyntaxKind.CatchClause]],
  [DECLARATION, [SyntaxKind.VariableDeclaration, SyntaxKind.EnumDeclaration, ...IMPORTS]],
  [TELLING, [...FUNCTIONS, ...CLASSES, SyntaxKind.EnumDeclaration, SyntaxKind.VariableDeclaration]],
  [TELLING, [SyntaxKind.CallExpression, SyntaxKind.NewExpression, SyntaxKind.BinaryExpression]],
  [TELLING, [...LOOPS, SyntaxKind.IfStatement, SyntaxKind.SwitchStatement, SyntaxKind.TryStatement]],
  [TELLING, [SyntaxKind.ReturnStatement, SyntaxKind.DeleteExpression, SyntaxKind.TaggedTemplateExpression]],
  [CHAIN_END, [SyntaxKind.ModuleBlock, SyntaxKind.ClassStaticBlockDeclaration]],
  [EXPORT, [SyntaxKind.VariableStatement, SyntaxKind.ExportDeclaration, SyntaxKind.ExportAssignment]],
]);

function traitTable(entries: [bit: number, kinds: readonly number[]][]): Uint16Array {
  const table = new Uint16Array(KIND_COUNT);
  for (const [bit, kinds] of entries) for (const kind of kinds) table[kind] = (table[kind] ?? 0) | bit;
  return table;
}

function between(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
