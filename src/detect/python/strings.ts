import type { Value } from '../facts.ts';
import type { Reading } from './reading.ts';
import { readStringLiteral, unescaped, unescapedBraces } from './string-literal.ts';
import { joined, text } from './values.ts';

/** A literal of any prefix; an f-string is a join, its expressions included. */
export function readString(reading: Reading, node: number): Value {
  const { tree } = reading;
  const source = tree.source(node);
  const literal = readStringLiteral(source);
  if (!literal.interpolated) return text(unescaped(source.slice(literal.start, literal.end), literal.raw));
  return joined(tree.children(node).flatMap((child) => readPiece(reading, child, literal.raw)));
}

function readPiece(reading: Reading, node: number, raw: boolean): Value[] {
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'string_start':
    case 'string_end':
      return [];
    case 'string_content':
      return [text(unescapedBraces(unescaped(tree.source(node), raw)))];
    default:
      return [reading.evaluate(node)];
  }
}

/** `"a" "b"`: literals that stand side by side are one. */
export function readConcatenated(reading: Reading, node: number): Value {
  return joined(reading.tree.children(node).map((child) => reading.evaluate(child)));
}
