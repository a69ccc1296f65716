import { ts } from 'ts-morph';
import type { FileFacts, ProblemFact, Value } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { Positions } from '../positions.ts';
import { readAssignment } from './assignments.ts';
import { readBlocks } from './blocks.ts';
import { readCall } from './calls.ts';
import { readClass } from './classes.ts';
import { readComments } from './comments.ts';
import type { Context, ParsedFile } from './context.ts';
import { rangeOf, UNKNOWN } from './context.ts';
import { readExports } from './exports.ts';
import { noteGiving } from './givings.ts';
import { isFunctionWithBody } from './names.ts';
import { bindName, bindPattern } from './patterns.ts';
import { declareNames } from './scopes.ts';
import { readStatements } from './statements.ts';
import { readValue, requiredModule } from './values.ts';

type ScriptLanguage = 'typescript' | 'tsx' | 'javascript';

/** JavaScript may hold JSX in any file; TypeScript only where `<T>x` cannot be meant. */
const FILES: Readonly<Record<ScriptLanguage, { name: string; kind: ts.ScriptKind }>> = {
  typescript: { name: 'file.ts', kind: ts.ScriptKind.TS },
  tsx: { name: 'file.tsx', kind: ts.ScriptKind.TSX },
  javascript: { name: 'file.jsx', kind: ts.ScriptKind.JSX },
};

/**
 * What a TypeScript or JavaScript file says. Never throws: source that nests too deeply for the stack gives the
 * facts that were read until then, and a problem.
 */
export function extractTypeScript(text: string, language: ScriptLanguage): FileFacts {
  const facts = emptyFacts(language);
  try {
    readFile(text, language, facts);
  } catch (error) {
    facts.problems.unshift(problemOf(error));
  }
  return facts;
}

function problemOf(error: unknown): ProblemFact {
  if (error instanceof RangeError) {
    return { reason: 'too-deep', message: 'Its code nests too deeply to be parsed.', range: null };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { reason: 'crashed', message: `The parser failed: ${message}`, range: null };
}

function readFile(text: string, language: ScriptLanguage, facts: FileFacts): void {
  const { name, kind } = FILES[language];
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, kind);
  const file: ParsedFile = { source, positions: new Positions(text), facts };
  facts.problems.push(...syntaxProblems(file));
  const declarations = declareNames(file);
  const statements = readStatements(file);
  facts.comments.push(...readComments(file, statements));
  const context: Context = { ...file, declarations, statements, calls: new Map() };
  ts.forEachChild(source, (node) => readNode(context, node));
}

/** The compiler keeps them on the source file without saying so in its types. */
function syntaxProblems({ source, positions }: ParsedFile): ProblemFact[] {
  const diagnostics: unknown = Reflect.get(source, 'parseDiagnostics');
  if (!Array.isArray(diagnostics)) return [];
  return diagnostics.slice(0, 20).map(({ messageText, start, length }: ts.Diagnostic) => ({
    reason: 'syntax',
    message: ts.flattenDiagnosticMessageText(messageText, ' '),
    range: start === undefined ? null : positions.range(start, start + (length ?? 0)),
  }));
}

/** The second walk: everything that gives a value to something. */
function readNode(context: Context, node: ts.Node): void {
  if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
  if (ts.isVariableDeclaration(node)) readVariable(context, node);
  else if (ts.isBinaryExpression(node)) readAssignment(context, node);
  else if (ts.isCallExpression(node)) readCallOrImport(context, node);
  else if (ts.isNewExpression(node)) readCall(context, readValue, node);
  else if (ts.isReturnStatement(node) && node.expression)
    addReturn(context, node, readValue(context, node.expression));
  else if (isFunctionWithBody(node)) readFunction(context, node);
  else if (ts.isClassLike(node)) readClass(context, node);
  else if (ts.isForOfStatement(node)) readLoop(context, node);
  else if (ts.isEnumDeclaration(node)) readEnum(context, node);
  readBlocks(context, node);
  if (node.parent === context.source) readExports(context, node);
  ts.forEachChild(node, (child) => readNode(context, child));
}

function readVariable(context: Context, node: ts.VariableDeclaration): void {
  if (node.initializer) bindPattern(context, node.name, readValue(context, node.initializer));
}

function readCallOrImport(context: Context, node: ts.CallExpression): void {
  const required = requiredModule(context, node);
  if (required?.kind !== 'import') {
    readCall(context, readValue, node);
    return;
  }
  const { module, name } = required;
  context.facts.imports.push({ module, name, local: null, typeOnly: false, range: rangeOf(context, node) });
}

function addReturn(context: Context, node: ts.Node, value: Value): void {
  for (let outer = node.parent; outer; outer = outer.parent) {
    const of = context.declarations.functions.get(outer);
    const returns = of === undefined ? undefined : context.facts.functions[of]?.returns;
    if (of === undefined || returns === undefined) continue;
    returns.push(value);
    noteGiving(context, node, value, { to: 'return', of, value: returns.length - 1 });
    return;
  }
}

function readFunction(context: Context, node: ts.SignatureDeclaration & { body: ts.Node }): void {
  for (const parameter of node.parameters) {
    if (ts.isParameter(parameter)) readParameter(context, parameter);
  }
  const { body } = node;
  const index = context.declarations.functions.get(node);
  if (index === undefined || !ts.isArrowFunction(node) || ts.isBlock(node.body)) return;
  if (ts.isExpression(body)) addReturn(context, body, readValue(context, body));
}

function readParameter(context: Context, parameter: ts.ParameterDeclaration): void {
  const binding = context.declarations.parameters.get(parameter);
  if (binding === undefined) return;
  if (parameter.initializer) {
    context.facts.bindings[binding]?.values.push(readValue(context, parameter.initializer));
  }
  if (!ts.isIdentifier(parameter.name)) bindPattern(context, parameter.name, { kind: 'binding', binding });
}

/** `for (const url of urls)`: one of the items, nobody knows which. */
function readLoop(context: Context, node: ts.ForOfStatement): void {
  const item: Value = { kind: 'index', object: readValue(context, node.expression), key: UNKNOWN };
  if (!ts.isVariableDeclarationList(node.initializer)) return;
  for (const { name } of node.initializer.declarations) bindPattern(context, name, item);
}

function readEnum(context: Context, node: ts.EnumDeclaration): void {
  const entries = node.members.map((member) => ({
    key: { kind: 'text' as const, text: ts.isComputedPropertyName(member.name) ? '' : member.name.text },
    value: member.initializer ? readValue(context, member.initializer) : UNKNOWN,
    range: rangeOf(context, member),
  }));
  bindName(context, node.name, { kind: 'object', entries, spreads: [] });
}
