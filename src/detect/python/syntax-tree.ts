/**
 * A parsed file as flat arrays, copied out of tree-sitter's memory in one walk: a node is its index, nodes stand
 * in source order, and a node's descendants are the indices up to {@link SyntaxTree.after}. Reading a property
 * of tree-sitter's own node costs a call into WebAssembly; reading these costs an array access.
 */
export class SyntaxTree {
  readonly text: string;
  readonly nodes: NodeTable;
  /** Start and end of every comment, in source order. */
  readonly comments: readonly { start: number; end: number }[];

  constructor(text: string, nodes: NodeTable, comments: readonly { start: number; end: number }[]) {
    this.text = text;
    this.nodes = nodes;
    this.comments = comments;
  }

  get size(): number {
    return this.nodes.count;
  }

  /** The grammar's name for the node: `call`, `identifier`, `ERROR` … */
  kind(node: number): string {
    return this.nodes.kindNames[this.nodes.kinds[node] ?? 0] ?? 'ERROR';
  }

  start(node: number): number {
    return this.nodes.starts[node] ?? 0;
  }

  end(node: number): number {
    return this.nodes.ends[node] ?? 0;
  }

  /** The index behind the node's last descendant. */
  after(node: number): number {
    return this.nodes.afters[node] ?? this.nodes.count;
  }

  parent(node: number): number | null {
    return node === 0 ? null : (this.nodes.parents[node] ?? 0);
  }

  /** The node's source as written. */
  source(node: number): string {
    return this.text.slice(this.start(node), this.end(node));
  }

  children(node: number): number[] {
    const children: number[] = [];
    const after = this.after(node);
    for (let child = node + 1; child < after; child = this.after(child)) children.push(child);
    return children;
  }

  firstChild(node: number): number | null {
    return this.after(node) > node + 1 ? node + 1 : null;
  }

  /** The first child that the grammar puts in `field`. */
  child(node: number, field: FieldName): number | null {
    const wanted = FIELD_NUMBERS[field];
    const after = this.after(node);
    for (let child = node + 1; child < after; child = this.after(child)) {
      if (this.nodes.fields[child] === wanted) return child;
    }
    return null;
  }

  /** Every child that the grammar puts in `field`. */
  childrenIn(node: number, field: FieldName): number[] {
    const wanted = FIELD_NUMBERS[field];
    return this.children(node).filter((child) => this.nodes.fields[child] === wanted);
  }

  childOfKind(node: number, kind: string): number | null {
    return this.children(node).find((child) => this.kind(child) === kind) ?? null;
  }
}

/** The arrays behind a {@link SyntaxTree}: one entry a node. Offsets count UTF-16 code units. */
export interface NodeTable {
  count: number;
  /** Index into `kindNames`. */
  kinds: Uint16Array;
  kindNames: readonly string[];
  /** Index into {@link FIELD_NAMES}, or 0 for none. */
  fields: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  afters: Int32Array;
  parents: Int32Array;
}

/** The grammar's fields that the extractor asks for. */
export const FIELD_NAMES = [
  '',
  'alias',
  'alternative',
  'argument',
  'arguments',
  'attribute',
  'body',
  'cause',
  'code',
  'condition',
  'consequence',
  'definition',
  'expression',
  'function',
  'guard',
  'key',
  'left',
  'module_name',
  'name',
  'object',
  'operator',
  'parameters',
  'return_type',
  'right',
  'subject',
  'subscript',
  'superclasses',
  'type',
  'value',
] as const;

export type FieldName = (typeof FIELD_NAMES)[number];

const FIELD_NUMBERS = Object.fromEntries(FIELD_NAMES.map((name, index) => [name, index])) as Record<
  FieldName,
  number
>;
