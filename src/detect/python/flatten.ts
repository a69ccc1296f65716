import type { Tree, TreeCursor } from 'web-tree-sitter';
import { type GrammarTable, SHAPES } from './grammar.ts';
import { FIELD_NAMES, type NodeTable, SyntaxTree } from './syntax-tree.ts';

/** Nodes between two looks at the clock: some 2 ms. */
const NODES_PER_TIME_CHECK = 4096;

const OPERATOR_FIELD = FIELD_NAMES.indexOf('operator');

export interface FlatTree {
  tree: SyntaxTree;
  /** Where the source fits no rule, or misses a token, in source order. */
  errors: { start: number; end: number }[];
}

/** Copies the nodes that matter out of tree-sitter's memory; `null` if it was not done in time. */
export function flattenTree(
  tree: Tree,
  text: string,
  grammar: GrammarTable,
  isOutOfTime: () => boolean,
): FlatTree | null {
  const cursor = tree.walk();
  try {
    const copy = new TreeCopy(cursor, text, grammar, tree.rootNode.descendantCount, tree.rootNode.hasError);
    return copy.run(isOutOfTime) ? copy.result() : null;
  } finally {
    cursor.delete();
  }
}

/** One walk of a cursor over a tree. It keeps its own stack in `parents`, so that no depth overflows it. */
class TreeCopy {
  private readonly comments: { start: number; end: number }[] = [];
  private readonly errors: { start: number; end: number }[] = [];
  private readonly nodes: NodeTable;
  private parent = 0;
  private readonly cursor: TreeCursor;
  private readonly text: string;
  private readonly grammar: GrammarTable;
  private readonly hasError: boolean;

  constructor(cursor: TreeCursor, text: string, grammar: GrammarTable, capacity: number, hasError: boolean) {
    this.cursor = cursor;
    this.text = text;
    this.grammar = grammar;
    this.hasError = hasError;
    this.nodes = emptyTable(capacity, grammar.kindNames);
  }

  result(): FlatTree {
    return { tree: new SyntaxTree(this.text, this.nodes, this.comments), errors: this.errors };
  }

  /** False if the time ran out. */
  run(isOutOfTime: () => boolean): boolean {
    let visited = 0;
    do {
      visited += 1;
      if (visited % NODES_PER_TIME_CHECK === 0 && isOutOfTime()) return false;
    } while (this.copy() ? this.descend() : this.advance());
    return true;
  }

  /** Copies the node under the cursor; true if its children matter too. */
  private copy(): boolean {
    const type = this.cursor.nodeTypeId;
    const shape = this.grammar.shapes[type] ?? SHAPES.inner;
    if (this.hasError) this.noteError(type);
    if (shape === SHAPES.skip) return false;
    if (shape === SHAPES.operator && this.field() !== OPERATOR_FIELD) return false;
    const start = this.cursor.startIndex;
    const end = this.cursor.endIndex;
    if (shape === SHAPES.comment) {
      this.comments.push({ start, end });
      return false;
    }
    this.add(type, start, end);
    return shape === SHAPES.inner || (shape === SHAPES.string && isInterpolated(this.text, start));
  }

  private add(type: number, start: number, end: number): void {
    const nodes = this.nodes;
    const node = nodes.count;
    nodes.kinds[node] = type;
    nodes.fields[node] = this.field();
    nodes.starts[node] = start;
    nodes.ends[node] = end;
    nodes.parents[node] = this.parent;
    nodes.afters[node] = node + 1;
    nodes.count = node + 1;
  }

  private field(): number {
    return this.grammar.fields[this.cursor.currentFieldId] ?? 0;
  }

  private noteError(type: number): void {
    if (this.grammar.kindNames[type] !== undefined && !this.cursor.nodeIsMissing) return;
    this.errors.push({ start: this.cursor.startIndex, end: this.cursor.endIndex });
  }

  private descend(): boolean {
    if (!this.cursor.gotoFirstChild()) return this.advance();
    this.parent = this.nodes.count - 1;
    return true;
  }

  private advance(): boolean {
    while (!this.cursor.gotoNextSibling()) {
      if (!this.cursor.gotoParent()) return false;
      this.nodes.afters[this.parent] = this.nodes.count;
      this.parent = this.nodes.parents[this.parent] ?? 0;
    }
    return true;
  }
}

function emptyTable(capacity: number, kindNames: readonly string[]): NodeTable {
  return {
    count: 0,
    kinds: new Uint16Array(capacity),
    kindNames,
    fields: new Uint8Array(capacity),
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    afters: new Int32Array(capacity),
    parents: new Int32Array(capacity),
  };
}

/** Whether the string that starts here has an `f` or `t` in its prefix, so that it may hold expressions. */
function isInterpolated(text: string, start: number): boolean {
  for (let index = start; index < start + 3; index += 1) {
    const character = text[index];
    if (character === '"' || character === "'") return false;
    if (character === 'f' || character === 'F' || character === 't' || character === 'T') return true;
  }
  return false;
}
