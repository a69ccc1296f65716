import type { Value } from '../facts.ts';
import type { Reading } from './reading.ts';
import { qualifiedName } from './values.ts';

/**
 * The class that an annotation names: `Config`, `Config | None`, `Optional[Config]`, `"Config"`; a list of it for
 * `list[Config]`; `null` for any other.
 * All of it is read, for the calls in it (`Annotated[str, Depends(f)]`).
 */
export function namedType(reading: Reading, node: number): Value | null {
  const { tree } = reading;
  switch (tree.kind(node)) {
    case 'type':
      return firstNamed(reading, tree.children(node));
    case 'binary_operator':
      return firstNamed(reading, tree.children(node));
    case 'generic_type':
      return genericType(reading, node);
    case 'string':
      return quotedType(reading, node);
    default:
      return className(reading.evaluate(node));
  }
}

function firstNamed(reading: Reading, nodes: readonly number[]): Value | null {
  return nodes.map((node) => namedType(reading, node)).find((one) => one !== null) ?? null;
}

function genericType(reading: Reading, node: number): Value | null {
  const [name, parameters] = reading.tree.children(node);
  const outer = name === undefined ? '' : reading.tree.source(name);
  const isList = LISTS.test(outer);
  if (parameters === undefined || !(isList || /^(?:Optional|Annotated)$/.test(outer))) {
    reading.evaluate(node);
    return null;
  }
  const inner = firstNamed(reading, reading.tree.children(parameters));
  return isList && inner ? { kind: 'list', items: [inner] } : inner;
}

/** What a loop goes over. */
const LISTS = /^(?:list|List|tuple|Tuple|Sequence|Iterable|Collection)$/;

/** A class that is declared further down. */
function quotedType(reading: Reading, node: number): Value | null {
  const name = reading.tree.source(node).replace(/^["']|["']$/g, '');
  return /^[A-Za-z_]\w*$/.test(name) ? className(reading.resolve(name)) : null;
}

function className(value: Value): Value | null {
  const isName = value.kind === 'class' || value.kind === 'import';
  return isName || (value.kind === 'member' && qualifiedName(value) !== null) ? value : null;
}
