import type { ts } from 'ts-morph';
import { namesModelClass } from '../catalog/call-names.ts';
import type { FileFacts, ProblemFact, Value } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { positionsOf } from '../positions.ts';
import { readAssignment, readDeletion } from './assignments.ts';
import { readBlocks } from './blocks.ts';
import { readCall, readTemplateCall } from './calls.ts';
import { readClass } from './classes.ts';
import { readComments } from './comments.ts';
import {
  createSourceFile,
  flattenDiagnosticMessageText,
  isArrowFunction,
  isBinaryExpression,
  isBlock,
  isCallExpression,
  isClassLike,
  isComputedPropertyName,
  isDeleteExpression,
  isEnumDeclaration,
  isExpression,
  isForOfStatement,
  isIdentifier,
  isNewExpression,
  isReturnStatement,
  isTaggedTemplateExpression,
  isTypeReferenceNode,
  isVariableDeclaration,
  isVariableDeclarationList,
  JSDocParsingMode,
  ScriptKind,
  ScriptTarget,
} from './compiler.ts';
import type { Context, ParsedFile } from './context.ts';
import { rangeOf, UNKNOWN } from './context.ts';
import { readExports } from './exports.ts';
import { noteGiving } from './givings.ts';
import { requiredModule } from './lookups.ts';
import { noteReturnedTest, noteTest } from './model-tests.ts';
import type { FunctionNode } from './names.ts';
import { isFunctionWithBody } from './names.ts';
import { outlineOf } from './outline.ts';
import { bindName, bindPattern } from './patterns.ts';
import { lookUp } from './scopes.ts';
import { readValue } from './values.ts';

type ScriptLanguage = 'typescript' | 'tsx' | 'javascript';

/** JavaScript may hold JSX in any file; TypeScript only where `<T>x` cannot be meant. */
const FILES: Readonly<Record<ScriptLanguage, { name: string; kind: ts.ScriptKind }>> = {
  typescript: { name: 'file.ts', kind: ScriptKind.TS },
  tsx: { name: 'file.tsx', kind: ScriptKind.TSX },
  javascript: { name: 'file.jsx', kind: ScriptKind.JSX },
};

/** Comments are found in the text: parsing those that document something would cost as much as the code does. */
const PARSING = {
  languageVersion: ScriptTarget.Latest,
  jsDocParsingMode: JSDocParsingMode.ParseNone,
};

/**
 * What a TypeScript or JavaScript file says. Never throws: source that nests too deeply for the stack gives the
 * facts that were read until then, and a problem.
 */
export function extractTypeScript(
  text: string,
  language: ScriptLanguage,
  options: { withComments: boolean } = { withComments: true },
): FileFacts {
  const facts = emptyFacts(language);
  try {
    readFile(text, language, facts, options);
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

function readFile(
  text: string,
  language: ScriptLanguage,
  facts: FileFacts,
  { withComments }: { withComments: boolean },
): void {
  const { name, kind } = FILES[language];
  const source = createSourceFile(name, text, PARSING, false, kind);
  const file: ParsedFile = { source, positions: positionsOf(text), facts };
  facts.problems.push(...syntaxProblems(file));
  const outline = outlineOf(file);
  if (withComments) facts.comments = readComments(file, outline);
  const context: Context = { ...file, outline, calls: new Map(), place: outline.top };
  for (const [index, node] of outline.telling.entries()) {
    context.place = outline.places[index] ?? outline.top;
    readNode(context, node);
  }
}

/** The compiler keeps them on the source file without saying so in its types. */
function syntaxProblems({ source, positions }: ParsedFile): ProblemFact[] {
  const diagnostics: unknown = Reflect.get(source, 'parseDiagnostics');
  if (!Array.isArray(diagnostics)) return [];
  return diagnostics.slice(0, 20).map(({ messageText, start, length }: ts.Diagnostic) => ({
    reason: 'syntax',
    message: flattenDiagnosticMessageText(messageText, ' '),
    range: start === undefined ? null : positions.range(start, start + (length ?? 0)),
  }));
}

/** Everything that gives a value to something. */
function readNode(context: Context, node: ts.Node): void {
  if (isVariableDeclaration(node)) readVariable(context, node);
  else if (isCallExpression(node)) readCallOrImport(context, node);
  else if (isBinaryExpression(node)) readAssignment(context, node);
  else if (isNewExpression(node)) readCall(context, readValue, node);
  else if (isTaggedTemplateExpression(node)) readTemplateCall(context, readValue, node);
  else if (isReturnStatement(node)) readReturn(context, node);
  else if (isFunctionWithBody(node)) readFunction(context, node);
  else if (isClassLike(node)) readClass(context, node);
  else if (isEnumDeclaration(node)) readEnum(context, node);
  else if (isForOfStatement(node)) readLoop(context, node);
  else if (isDeleteExpression(node)) readDeletion(context, node);
  readBlocks(context, node);
  if (node.parent === context.source) readExports(context, node);
}

function readVariable(context: Context, node: ts.VariableDeclaration): void {
  if (!node.initializer) return;
  bindPattern(context, node.name, readValue(context, node.initializer));
  if (isIdentifier(node.name)) noteTest(context, node.name.text, node.initializer);
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

function readReturn(context: Context, { expression }: ts.ReturnStatement): void {
  if (!expression) return;
  addReturn(context, readValue(context, expression));
  noteReturnedTest(context, expression);
}

function addReturn(context: Context, value: Value): void {
  const of = context.place.owner.function;
  const returns = of === null ? undefined : context.facts.functions[of]?.returns;
  if (of === null || returns === undefined) return;
  returns.push(value);
  noteGiving(context, value, { to: 'return', of, value: returns.length - 1 });
}

function readFunction(context: Context, node: FunctionNode): void {
  for (const parameter of node.parameters) readParameter(context, parameter);
  for (const parameter of node.parameters) declareType(context, parameter);
  const { body } = node;
  if (isArrowFunction(node) && !isBlock(body) && isExpression(body)) {
    addReturn(context, readValue(context, body));
    noteReturnedTest(context, body);
  }
}

function readParameter(context: Context, parameter: ts.ParameterDeclaration): void {
  const binding = context.outline.parameters.get(parameter);
  if (binding === undefined) return;
  if (parameter.initializer) {
    context.facts.bindings[binding]?.values.push(readValue(context, parameter.initializer));
  }
  if (!isIdentifier(parameter.name)) bindPattern(context, parameter.name, { kind: 'binding', binding });
}

/** `constructor(private llm: LlmClient)`: what is handed over is of a class that the file names as it would to make one. */
function declareType(context: Context, parameter: ts.ParameterDeclaration): void {
  const binding = context.facts.bindings[context.outline.parameters.get(parameter) ?? -1];
  const { type } = parameter;
  if (!binding || !type || !isTypeReferenceNode(type) || !isIdentifier(type.typeName)) return;
  const name = type.typeName.text;
  const value = lookUp(context.place.scope, name);
  // Of what is imported as a type nothing is handed on.
  const isTypeOnly = context.facts.imports.some(({ local, typeOnly }) => typeOnly && local === name);
  if (value.kind === 'class' || (value.kind === 'import' && !isTypeOnly)) binding.type = value;
  // Of an interface nothing but its name is known; only those of models say anything by it.
  else if ((value.kind === 'global' || isTypeOnly) && namesModelClass(name))
    binding.type = { kind: 'global', name };
}

/** `for (const url of urls)`: one of the items, nobody knows which. */
function readLoop(context: Context, node: ts.ForOfStatement): void {
  const item: Value = { kind: 'index', object: readValue(context, node.expression), key: UNKNOWN };
  if (!isVariableDeclarationList(node.initializer)) return;
  for (const { name } of node.initializer.declarations) bindPattern(context, name, item);
}

function readEnum(context: Context, node: ts.EnumDeclaration): void {
  const entries = node.members.map((member) => ({
    key: { kind: 'text' as const, text: isComputedPropertyName(member.name) ? '' : member.name.text },
    value: member.initializer ? readValue(context, member.initializer) : UNKNOWN,
    range: rangeOf(context, member),
  }));
  bindName(context, node.name, { kind: 'object', entries, spreads: [] });
}
