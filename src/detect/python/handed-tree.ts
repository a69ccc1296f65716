import type { ParsedPython } from './parser.ts';
import type { NodeTable } from './syntax-tree.ts';
import { SyntaxTree } from './syntax-tree.ts';

type Parsed = Extract<ParsedPython, { kind: 'parsed' }>;
type Span = Parsed['errors'][number];

/** What one thread's parser found in a file, for another thread that reads it: numbers alone, but for the grammar's names. */
export interface HandedTree {
  nodes: NodeTable;
  /** Start and end of each, one behind the other. */
  comments: Int32Array;
  errors: Int32Array;
}

/** Of a file that was parsed; its text is handed on by other ways. */
export function handTree({ tree: { nodes, comments }, errors }: Parsed): HandedTree {
  const { count } = nodes;
  return {
    nodes: {
      count,
      kindNames: nodes.kindNames,
      // What the grammar's parser has room for is half as much again.
      kinds: nodes.kinds.slice(0, count),
      fields: nodes.fields.slice(0, count),
      starts: nodes.starts.slice(0, count),
      ends: nodes.ends.slice(0, count),
      afters: nodes.afters.slice(0, count),
      parents: nodes.parents.slice(0, count),
    },
    comments: numbersOf(comments),
    errors: numbersOf(errors),
  };
}

/** The same as the parser gave it. `text` is what it parsed. */
export function takeTree({ nodes, comments, errors }: HandedTree, text: string): Parsed {
  return {
    kind: 'parsed',
    tree: new SyntaxTree(text, nodes, spansOf(comments)),
    errors: spansOf(errors),
  };
}

/** What need not be copied when the tree goes to another thread. */
export function buffersOf({ nodes, comments, errors }: HandedTree): ArrayBuffer[] {
  const { kinds, fields, starts, ends, afters, parents } = nodes;
  return [kinds, fields, starts, ends, afters, parents, comments, errors].flatMap(({ buffer }) =>
    buffer instanceof ArrayBuffer ? [buffer] : [],
  );
}

function numbersOf(spans: readonly Span[]): Int32Array {
  return Int32Array.from(spans.flatMap(({ start, end }) => [start, end]));
}

function spansOf(numbers: Int32Array): Span[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => ({
    start: numbers[index * 2] ?? 0,
    end: numbers[index * 2 + 1] ?? 0,
  }));
}
