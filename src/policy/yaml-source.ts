import type { Document, Node, YAMLError } from 'yaml';
import { isMap, isNode, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { PolicyProblem } from './problem.ts';

/** Far more than a policy needs; keeps a hostile file from costing time. */
const MAXIMUM_CHARACTERS = 65_536;

/** A policy has three levels; indentation by eight and brackets included, this is generous. */
const MAXIMUM_NESTING = 100;

/** A policy file that is good YAML: its plain value, and the position of each of its keys. */
export interface YamlSource {
  value: unknown;
  /** Line and column (from 1) of a value, or of the nearest thing around it that the file holds. */
  valueAt(path: readonly PropertyKey[]): Position;
  /** Line and column (from 1) of the key itself. */
  keyAt(path: readonly PropertyKey[]): Position;
}

export interface Position {
  line: number;
  column: number;
}

export type YamlReading = { ok: true; source: YamlSource } | { ok: false; problems: PolicyProblem[] };

/** Reads one YAML document. Every syntax fault, duplicate key and alias is a problem; nothing throws. */
export function readYaml(text: string, file: string): YamlReading {
  if (text.length > MAXIMUM_CHARACTERS) return { ok: false, problems: [tooLong(file)] };
  if (deepestNesting(text) > MAXIMUM_NESTING) return { ok: false, problems: [tooDeep(file)] };
  return readDocument(text, file);
}

/**
 * An upper bound of the document's nesting. The parser and `toJS` recurse; a thousand levels exhaust the stack,
 * and the parser then reports each of them.
 */
function deepestNesting(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of text) {
    if ('[{'.includes(character)) deepest = Math.max(deepest, ++open);
    if (']}'.includes(character)) open = Math.max(0, open - 1);
  }
  const dashes = text.split('\n').map((line) => /^[\s?:-]*/.exec(line)?.[0].replace(/\s/g, '').length ?? 0);
  const indents = text.split('\n').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  return deepest + greatest(dashes) + greatest(indents);
}

function greatest(numbers: number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

function readDocument(text: string, file: string): YamlReading {
  const lines = new LineCounter();
  // Silent, the parser would not tell that a second document follows, which would count for nothing.
  const options = { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: 'error' } as const;
  const document = parseDocument(text, options);
  const faults = [...document.errors, ...document.warnings].map((error) => syntaxProblem(error, lines, file));
  const problems = [...oncePerLine(faults), ...aliasProblems(document, lines, file)];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, source: located(document, lines) };
}

function located(document: Document, lines: LineCounter): YamlSource {
  const value: unknown = document.toJS();
  return {
    value,
    valueAt: (path) => position(nearestNode(document.contents, path), lines),
    keyAt: (path) => position(keyNode(document.contents, path), lines),
  };
}

function position(node: Node | null, lines: LineCounter): Position {
  const found = lines.linePos(node?.range?.[0] ?? 0);
  return { line: Math.max(1, found.line), column: Math.max(1, found.col) };
}

/** The value at a path, or as far down as there is one. */
function nearestNode(root: Node | null, path: readonly PropertyKey[]): Node | null {
  let node = root;
  for (const step of path) node = child(node, step) ?? node;
  return node;
}

function child(node: Node | null, step: PropertyKey): Node | null {
  if (!isMap(node) && !isSeq(node)) return null;
  const found: unknown = node.get(step, true);
  return isNode(found) ? found : null;
}

function keyNode(root: Node | null, path: readonly PropertyKey[]): Node | null {
  const parent = nearestNode(root, path.slice(0, -1));
  const name = path.at(-1);
  if (!isMap(parent)) return parent;
  const pair = parent.items.find(({ key }) => String(key) === name);
  return isNode(pair?.key) ? pair.key : parent;
}

/** One slip often makes the parser complain again and again about the same line. */
function oncePerLine(problems: PolicyProblem[]): PolicyProblem[] {
  return [...new Map(problems.toReversed().map((problem) => [problem.line, problem])).values()].toReversed();
}

function syntaxProblem(error: YAMLError, lines: LineCounter, file: string): PolicyProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const where = { file, line: Math.max(1, line), column: Math.max(1, col), path: '' };
  return { ...where, message: `this is not valid YAML: ${error.message}`, mend: syntaxMend(error) };
}

function syntaxMend(error: YAMLError): string {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return 'Keep one of the two and delete the other: which of them counts is not for a machine to guess.';
    case 'TAB_AS_INDENT':
      return 'Indent with spaces.';
    case 'BAD_SCALAR_START':
      return 'Put the value in quotes, as in `"@org/team"`.';
    case 'MULTIPLE_DOCS':
      return 'Keep one document: delete the line `---` and what does not belong to the policy.';
    case 'TAG_RESOLVE_FAILED':
      return 'Delete the tag (the word that begins with `!`).';
    default:
      return 'Mend the line, or the one above it; quotes around the value often help.';
  }
}

function aliasProblems(document: Document, lines: LineCounter, file: string): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  visit(document, {
    Alias(_key, alias) {
      const message = `the alias \`*${alias.source}\` is not allowed: a few of them can unfold to gigabytes`;
      problems.push({ file, ...position(alias, lines), path: '', message, mend: 'Write the value out.' });
    },
  });
  return problems;
}

function tooLong(file: string): PolicyProblem {
  const message = `the file is longer than ${MAXIMUM_CHARACTERS} characters and was not read`;
  return { file, line: 1, column: 1, path: '', message, mend: 'Shorten it: a policy fits on a page.' };
}

function tooDeep(file: string): PolicyProblem {
  const message = 'the file could not be read as YAML: it is nested too deeply';
  return { file, line: 1, column: 1, path: '', message, mend: 'Write it flat: a policy has three levels.' };
}
