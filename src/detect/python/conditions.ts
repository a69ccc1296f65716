import type { BlockFact, HeaderWords } from '../facts.ts';
import { headerWords } from '../facts.ts';
import { MAX_CONDITION_LENGTH, MAX_HEADER_WORDS } from '../limits.ts';
import type { Reading } from './reading.ts';
import { readStringLiteral, unescaped } from './string-literal.ts';

/** What a block is, by the kind of what it belongs to; of an `else`, by what that belongs to. */
const KINDS: Record<string, BlockFact['kind']> = {
  if_statement: 'branch',
  elif_clause: 'branch',
  for_statement: 'loop',
  while_statement: 'loop',
  try_statement: 'try',
  except_clause: 'handler',
  except_group_clause: 'handler',
  case_clause: 'case',
};

const EXITS: Record<string, BlockFact['exit']> = {
  return_statement: 'return',
  raise_statement: 'raise',
  break_statement: 'break',
  continue_statement: 'continue',
};

/** Notes the block of a compound statement; `statement` is the index of that statement. */
export function noteBlock(reading: Reading, block: number, statement: number): void {
  const { tree, facts } = reading;
  const owner = tree.parent(block);
  if (owner === null) return;
  const kind = kindOf(reading, owner);
  if (kind === undefined) {
    noteEndOfTry(reading, block, owner, statement);
    noteSuppressed(reading, block, owner, statement);
    return;
  }
  const words = wordsOf(reading, owner, block);
  const fact: BlockFact = { kind, range: reading.range(block), statement, ...words };
  if (goesOverItems(reading, owner)) fact.each = true;
  const exit = exitOf(reading, block);
  if (exit !== undefined) fact.exit = exit;
  facts.blocks ??= [];
  facts.blocks.push(fact);
}

/** `try: answer = ask() except E: … else: break`: what goes on when all went well ends the `try`. */
function noteEndOfTry({ tree, facts }: Reading, block: number, owner: number, statement: number): void {
  const whole = tree.kind(owner) === 'else_clause' ? tree.parent(owner) : null;
  if (whole === null || tree.kind(whole) !== 'try_statement') return;
  const exit = exitOf({ tree }, block);
  const own = facts.blocks?.findLast((one) => one.kind === 'try' && one.statement === statement);
  if (own && own.exit === undefined && exit !== undefined) own.exit = exit;
}

/** `with suppress(Exception): …`: a `try` whose handler does nothing. */
function noteSuppressed(reading: Reading, block: number, owner: number, statement: number): void {
  if (!suppresses(reading, owner)) return;
  const { facts } = reading;
  const words = wordsOf(reading, owner, block);
  const range = reading.range(block);
  const end = { ...range, startLine: range.endLine, startColumn: range.endColumn };
  const body: BlockFact = { kind: 'try', range, statement };
  const exit = exitOf(reading, block);
  if (exit !== undefined) body.exit = exit;
  facts.blocks ??= [];
  facts.blocks.push(body, { kind: 'handler', range: end, statement, ...words });
}

/** Whether a statement is a `with suppress(…)`. */
function suppresses({ tree }: Pick<Reading, 'tree'>, owner: number): boolean {
  if (tree.kind(owner) !== 'with_statement') return false;
  const header = tree.children(owner).find((child) => tree.kind(child) === 'with_clause');
  return header !== undefined && /^(?:contextlib\.)?suppress\b/.test(tree.source(header));
}

/** How a block's last statement leaves it; what a `with` ends with ends the block, if it lets faults through. */
function exitOf({ tree }: Pick<Reading, 'tree'>, block: number): BlockFact['exit'] {
  let last = tree.children(block).at(-1);
  while (last !== undefined && tree.kind(last) === 'with_statement' && !suppresses({ tree }, last)) {
    const body = tree.child(last, 'body');
    last = body === null ? undefined : tree.children(body).at(-1);
  }
  return last === undefined ? undefined : EXITS[tree.kind(last)];
}

/** The `else` of a loop or a `try` runs when nothing went wrong: it is no branch. */
function kindOf({ tree }: Reading, owner: number): BlockFact['kind'] | undefined {
  if (tree.kind(owner) !== 'else_clause') return KINDS[tree.kind(owner)];
  const parent = tree.parent(owner);
  return parent !== null && tree.kind(parent) === 'if_statement' ? 'branch' : undefined;
}

/** `for x in xs`, but not `for x in range(n)`. */
function goesOverItems({ tree }: Reading, owner: number): boolean {
  const items = tree.kind(owner) === 'for_statement' ? tree.child(owner, 'right') : null;
  return items !== null && !/^(?:range|(?:itertools\.)?count)\b/.test(tree.source(items));
}

/** What the condition of a conditional expression says; `null` if it is longer than people write. */
export function conditionWords(reading: Reading, condition: number): HeaderWords | null {
  if (reading.tree.source(condition).length > MAX_CONDITION_LENGTH) return null;
  const words: Words = { names: new Set(), texts: new Set() };
  addWords(reading, condition, words);
  return firstOf(words);
}

/** The words of a header; a `case` has those of its `match` too. */
function wordsOf(reading: Reading, owner: number, block: number): HeaderWords {
  const words: Words = { names: new Set(), texts: new Set() };
  for (const child of reading.tree.children(owner)) {
    if (child >= block) break;
    if (!/^(?:block|elif_clause|else_clause)$/.test(reading.tree.kind(child)))
      addWords(reading, child, words);
  }
  if (reading.tree.kind(owner) === 'case_clause') addSubject(reading, owner, words);
  return firstOf(words);
}

function firstOf({ names, texts }: Words): HeaderWords {
  return headerWords([...names].slice(0, MAX_HEADER_WORDS), [...texts].slice(0, MAX_HEADER_WORDS));
}

interface Words {
  names: Set<string>;
  texts: Set<string>;
}

function addSubject(reading: Reading, owner: number, words: Words): void {
  const { tree } = reading;
  const body = tree.parent(owner);
  const match = body === null ? null : tree.kind(body) === 'block' ? tree.parent(body) : body;
  const subject = match === null ? null : tree.child(match, 'subject');
  if (subject !== null) addWords(reading, subject, words);
}

function addWords({ tree }: Reading, header: number, { names, texts }: Words): void {
  let node = header;
  while (node < tree.after(header)) {
    const kind = tree.kind(node);
    const isName =
      kind === 'identifier' ||
      kind === 'dotted_name' ||
      (kind === 'attribute' && isPlainAttribute(tree.source(node)));
    if (isName) names.add(tree.source(node));
    if (kind === 'string') texts.add(textOf(tree.source(node)));
    node = isName || kind === 'string' ? tree.after(node) : node + 1;
  }
}

function isPlainAttribute(source: string): boolean {
  return source.length < 80 && /^\w+(?:\.\w+)+$/.test(source);
}

function textOf(source: string): string {
  const { start, end, raw } = readStringLiteral(source);
  return unescaped(source.slice(start, end), raw).slice(0, 80);
}
