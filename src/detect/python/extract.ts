import type { FileFacts, ProblemFact } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { positionsOf } from '../positions.ts';
import { isStackOverflow } from '../stack-overflow.ts';
import { readBlock } from './blocks.ts';
import { readComments } from './comments.ts';
import { evaluateExpression } from './expressions.ts';
import { type HandedTree, takeTree } from './handed-tree.ts';
import { type Outline, outlineOf } from './outline.ts';
import { loadPython, type ParsedPython } from './parser.ts';
import { Reading } from './reading.ts';
import { declaredValue, type Scope } from './scopes.ts';
import { readStatementNode } from './statements.ts';

/** Offsets into the source; the end is exclusive. */
interface Span {
  start: number;
  end: number;
}

/** Problems of one kind that are listed; a file in another language has one on every line. */
const MAX_SYNTAX_PROBLEMS = 20;

interface PythonOptions {
  /** Asked every few milliseconds; once it says yes, the facts so far come back with a `too-slow` problem. */
  isOutOfTime?: () => boolean;
  /** Without, the facts hold no comments. */
  withComments?: boolean;
  /** What `parseAhead` gave for the same text. */
  parsed?: HandedTree;
}

/**
 * What a Python file says. Never throws: what could not be read is in `problems`, and the facts go as far as the
 * parser and the extractor got. `isOutOfTime` is asked every few milliseconds; once it says yes, the facts so far come
 * back with a `too-slow` problem. Without it, time is not limited: the worker pool ends a thread that is late.
 */
export async function extractPython(
  text: string,
  { isOutOfTime = () => false, withComments = true, parsed }: PythonOptions = {},
): Promise<FileFacts> {
  const facts = emptyFacts('python');
  try {
    // Columns count without the byte order mark, as editors do.
    const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
    const tree = parsed ? takeTree(parsed, source) : (await loadPython()).parse(source, isOutOfTime);
    readParsed(facts, source, tree, { isOutOfTime, withComments });
  } catch (error) {
    facts.problems.push(problemOf(error));
  }
  return facts;
}

/** What tells whether a text is Python that does not parse. */
export async function pythonFaults(): Promise<(text: string) => boolean> {
  const parser = await loadPython();
  return (text) => {
    const parsed = parser.parse(text, () => false);
    return parsed.kind === 'parsed' && parsed.errors.length > 0;
  };
}

const TOO_DEEP: ProblemFact = {
  reason: 'too-deep',
  message: 'Its code nests too deeply to be read.',
  range: null,
};

function problemOf(error: unknown): ProblemFact {
  if (isStackOverflow(error)) return TOO_DEEP;
  const message = error instanceof Error ? error.message : String(error);
  return { reason: 'crashed', message: `The file could not be read: ${message}.`, range: null };
}

type ReadOptions = Required<Omit<PythonOptions, 'parsed'>>;

function readParsed(facts: FileFacts, source: string, parsed: ParsedPython, options: ReadOptions): void {
  switch (parsed.kind) {
    case 'too-slow':
      facts.problems.push({ reason: 'too-slow', message: 'Parsing the file took too long.', range: null });
      return;
    case 'too-deep':
      facts.problems.push(TOO_DEEP);
      return;
    case 'crashed':
      facts.problems.push({
        reason: 'crashed',
        message: `The parser failed: ${parsed.message}.`,
        range: null,
      });
      return;
    case 'parsed':
      noteErrors(facts, source, parsed.errors);
      readTree(facts, parsed.tree, options);
  }
}

function noteErrors(facts: FileFacts, source: string, errors: readonly Span[]): void {
  if (errors.length === 0) return;
  const positions = positionsOf(source);
  for (const { start, end } of innermost(errors).slice(0, MAX_SYNTAX_PROBLEMS)) {
    const range = positions.range(start, end);
    const message = `Line ${range.startLine} is not valid Python; what surrounds it was read.`;
    facts.problems.push({ reason: 'syntax', message, range });
  }
}

/** One mistake may put the whole file into an error; the errors inside it say where it is. */
function innermost(errors: readonly Span[]): Span[] {
  return errors.filter((error, index) => {
    const next = errors[index + 1];
    return next === undefined || next.start >= error.end || next.end > error.end;
  });
}

function readTree(
  facts: FileFacts,
  tree: Extract<ParsedPython, { kind: 'parsed' }>['tree'],
  { isOutOfTime, withComments }: ReadOptions,
): void {
  const outline = outlineOf(tree);
  createBindings(facts, outline);
  const readers = { evaluate: evaluateExpression, readStatement: readStatementNode };
  const reading = new Reading(tree, outline, facts, isOutOfTime, readers);
  readBlock(reading, 0, null);
  if (withComments) facts.comments = readComments(reading);
  fillGaps(reading);
  addAttributes(reading);
  addExports(facts, outline.module);
}

/** Every name that does not stand for its only declaration becomes a binding. */
function createBindings(facts: FileFacts, outline: Outline): void {
  for (const scope of outline.scopes) {
    for (const [name, declaration] of scope.names) {
      if (declaration.count === 1 && declaration.direct !== null) continue;
      declaration.binding = facts.bindings.length;
      facts.bindings.push({ name, kind: declaration.kind, values: [], open: false });
    }
  }
}

/** Functions and classes that the walk did not reach have a number all the same: others may point to it. */
function fillGaps(reading: Reading): void {
  for (const [node, index] of reading.outline.functionOf) {
    reading.facts.functions[index] ??= { name: '', parameters: [], returns: [], range: reading.range(node) };
  }
  for (const [node, index] of reading.outline.classOf) {
    reading.facts.classes[index] ??= {
      name: '',
      bases: [],
      attributes: [],
      methods: [],
      range: reading.range(node),
    };
  }
}

function addAttributes(reading: Reading): void {
  reading.facts.classes.forEach((fact, index) => {
    fact.attributes = Array.from(reading.attributes[index] ?? [], ([name, values]) => ({ name, values }));
  });
}

/** Whatever a module names can be imported from it, what it imported itself included. */
function addExports(facts: FileFacts, module: Scope): void {
  for (const [name, declaration] of module.names)
    facts.exports.push({ name, value: declaredValue(declaration) });
}
