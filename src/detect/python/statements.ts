import type { StatementFact, Value } from '../facts.ts';
import {
  bindLoopTarget,
  bindTarget,
  markNamesOpen,
  readAssignment,
  readAugmentedAssignment,
} from './assignments.ts';
import { readBlock } from './blocks.ts';
import { readClass } from './classes.ts';
import { noteBlock } from './conditions.ts';
import { applyDecorator, readFunction } from './functions.ts';
import { readImport } from './imports.ts';
import { functionAround, noteTest } from './model-tests.ts';
import type { Reading } from './reading.ts';
import { NONE, UNKNOWN } from './values.ts';

const COMPOUND = new Set([
  'if_statement',
  'for_statement',
  'while_statement',
  'with_statement',
  'try_statement',
  'match_statement',
]);

/** Parts of a compound statement that hold blocks of their own, and belong to it unless it did not parse. */
const CLAUSES = new Set([
  'elif_clause',
  'else_clause',
  'except_clause',
  'finally_clause',
  'case_clause',
  'with_clause',
]);

/** A statement of any kind; what stands in a statement's place after a syntax error is read too. */
export function readStatementNode(reading: Reading, node: number, parent: number | null): void {
  const kind = reading.tree.kind(node);
  if (kind === 'block' || kind === 'ERROR') readBlock(reading, node, parent);
  else if (CLAUSES.has(kind) && parent !== null) readClause(reading, node, parent);
  else if (isDefinition(kind))
    inStatement(reading, node, 'definition', parent, () => readDefinition(reading, node));
  else if (COMPOUND.has(kind) || CLAUSES.has(kind)) {
    inStatement(reading, node, 'compound', parent, (statement) => readCompound(reading, node, statement));
  } else inStatement(reading, node, 'simple', parent, () => readSimple(reading, node));
}

function isDefinition(kind: string): boolean {
  return kind === 'function_definition' || kind === 'class_definition' || kind === 'decorated_definition';
}

function inStatement(
  reading: Reading,
  node: number,
  kind: StatementFact['kind'],
  parent: number | null,
  action: (statement: number) => void,
): void {
  const statement = reading.facts.statements.push({ kind, range: reading.range(node), parent }) - 1;
  reading.statementStarts.push(reading.tree.start(node));
  reading.at({ statement }, () => action(statement));
}

function readDefinition(reading: Reading, node: number): Value {
  switch (reading.tree.kind(node)) {
    case 'function_definition':
      return readFunction(reading, node);
    case 'class_definition':
      return readClass(reading, node);
    default:
      return readDecorated(reading, node);
  }
}

function readDecorated(reading: Reading, node: number): Value {
  const { tree } = reading;
  const decorators = tree.children(node).filter((child) => tree.kind(child) === 'decorator');
  const values = decorators.map((decorator) => reading.evaluate(tree.firstChild(decorator) ?? decorator));
  const definition = tree.child(node, 'definition');
  if (definition === null) return UNKNOWN;
  const decorated = readDefinition(reading, definition);
  decorators.forEach((decorator, index) => {
    applyDecorator(reading, decorator, values[index] ?? UNKNOWN, decorated);
  });
  return decorated;
}

const SIMPLE: Record<string, (reading: Reading, node: number) => void> = {
  expression_statement: readExpressions,
  import_statement: readImport,
  import_from_statement: readImport,
  return_statement: readReturn,
  delete_statement: readDelete,
  type_alias_statement: readTypeAlias,
  future_import_statement: () => {},
  global_statement: () => {},
  nonlocal_statement: () => {},
};

function readSimple(reading: Reading, node: number): void {
  const read = SIMPLE[reading.tree.kind(node)];
  if (read === undefined) reading.evaluate(node);
  else read(reading, node);
}

function readExpressions(reading: Reading, node: number): void {
  for (const child of reading.tree.children(node)) {
    const kind = reading.tree.kind(child);
    if (kind === 'assignment') readAssignment(reading, child);
    else if (kind === 'augmented_assignment') readAugmentedAssignment(reading, child);
    else reading.evaluate(child);
  }
}

function readReturn(reading: Reading, node: number): void {
  for (const child of reading.tree.children(node)) {
    reading.addReturn(reading.evaluate(child));
    noteTest(reading, functionAround(reading), child);
  }
}

/** `del body["temperature"]`: a request has it no more. */
function readDelete(reading: Reading, node: number): void {
  for (const child of reading.tree.children(node)) {
    if (TAKEN_OUT.test(reading.tree.source(child).slice(-LONGEST_KEY))) bindTarget(reading, child, NONE);
    else reading.evaluate(child);
  }
}

const TAKEN_OUT = /\[["'](?:temperature|top_p)["']\]$/;
const LONGEST_KEY = '["temperature"]'.length;

function readTypeAlias(reading: Reading, node: number): void {
  const left = reading.tree.child(node, 'left');
  const right = reading.tree.child(node, 'right');
  if (right === null) return;
  const value = reading.evaluate(right);
  if (left !== null) bindTarget(reading, left, value);
}

function readCompound(reading: Reading, node: number, statement: number): void {
  const kind = reading.tree.kind(node);
  if (kind === 'for_statement') readFor(reading, node, statement);
  else if (kind === 'if_statement') readIf(reading, node, statement);
  else readClause(reading, node, statement);
}

/** `if TYPE_CHECKING:` is never true while the program runs, and `if not TYPE_CHECKING:` always: no branch is taken by it. */
function readIf(reading: Reading, node: number, statement: number): void {
  const condition = reading.tree.child(node, 'condition');
  const asked = condition === null ? null : TYPE_CHECKING.exec(reading.tree.source(condition));
  if (asked === null) {
    readClause(reading, node, statement);
    return;
  }
  const consequence = reading.tree.child(node, 'consequence');
  for (const child of reading.tree.children(node)) {
    const isSettled = child === consequence;
    const typeOnly = (isSettled && asked[1] === '') || reading.place.typeOnly;
    reading.at({ typeOnly }, () => (isSettled ? readBlock : readPart)(reading, child, statement));
  }
}

const TYPE_CHECKING = /^(not\s+|)(?:\w+\.)?TYPE_CHECKING$/;

function readClause(reading: Reading, node: number, statement: number): void {
  for (const child of reading.tree.children(node)) readPart(reading, child, statement);
}

function readPart(reading: Reading, node: number, statement: number): void {
  const kind = reading.tree.kind(node);
  if (kind === 'block') {
    noteBlock(reading, node, statement);
    readBlock(reading, node, statement);
  } else if (CLAUSES.has(kind)) reading.readStatement(node, statement);
  else if (kind === 'with_item') readWithItem(reading, node);
  else if (kind === 'as_pattern') readExcept(reading, node);
  else if (kind === 'case_pattern') markCaptures(reading, node);
  else reading.evaluate(node);
}

function readFor(reading: Reading, node: number, statement: number): void {
  const left = reading.tree.child(node, 'left');
  const right = reading.tree.child(node, 'right');
  const iterable = right === null ? UNKNOWN : reading.evaluate(right);
  if (left !== null) bindLoopTarget(reading, left, iterable);
  for (const child of reading.tree.children(node)) {
    if (child !== left && child !== right) readPart(reading, child, statement);
  }
}

/** `with value as target`: the target is what the value's `__enter__` hands on, which clients do themselves. */
function readWithItem(reading: Reading, node: number): void {
  const item = reading.tree.child(node, 'value');
  if (item === null) return;
  const target = reading.tree.childOfKind(item, 'as_pattern_target');
  const [value] = reading.tree.children(item);
  if (target === null || value === undefined) reading.evaluate(item);
  else bindTarget(reading, target, reading.evaluate(value));
}

function readExcept(reading: Reading, node: number): void {
  const [value] = reading.tree.children(node);
  const target = reading.tree.childOfKind(node, 'as_pattern_target');
  if (value !== undefined) reading.evaluate(value);
  if (target !== null) markNamesOpen(reading, target);
}

/** What a `case` captures is not followed. */
function markCaptures(reading: Reading, pattern: number): void {
  const { tree } = reading;
  for (let node = pattern; node < tree.after(pattern); node += 1) {
    const kind = tree.kind(node);
    if (kind === 'identifier' || kind === 'dotted_name') reading.markOpen(tree.source(node));
  }
}
