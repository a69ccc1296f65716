import type { Sign, SignKind } from './catalog/sign.ts';

/** One bit a kind. */
export const KIND_BITS: Readonly<Record<SignKind, number>> = {
  name: 1,
  call: 2,
  retry: 4,
  word: 8,
  host: 16,
  sender: 32,
  again: 64,
  environment: 128,
  note: 256,
};

/**
 * Looks for signs in the bytes of a file, each of which is a character (latin1), and answers with the kinds that it holds;
 * as soon as they are enough, without looking further.
 */
export type SignSearch = (text: string, isEnough: (kinds: number) => boolean) => number;

/** A literal where its most telling characters end, with the signs that begin like that. */
interface Candidate {
  /** The whole literal, in lower case. */
  literal: Uint8Array;
  /** From the literal's beginning to the last of the telling characters. */
  offset: number;
  signs: { kind: number; pattern: RegExp | null }[];
}

/** Bits of a character's class: 26 letters whatever their case, 10 digits, the marks that literals hold, and all else. */
const CLASS_BITS = 6;
const CLASSES = 1 << CLASS_BITS;
const TRIPLES = 1 << (3 * CLASS_BITS);
const QUADRUPLES = 1 << (4 * CLASS_BITS);

/**
 * A search for all signs in one pass: each byte is looked at once, and only where the last four are the most telling four
 * of some literal is anything compared. One regular expression over all of them read 28 MB a second, this some 150.
 */
export function createSignSearch(signs: readonly Sign[]): SignSearch {
  const classes = classTable(signs);
  const { table, before, chains } = candidateTable(signs, classes);
  return (text, isEnough) => {
    const { length } = text;
    let kinds = 0;
    let last = 0;
    for (let at = 0; at < length; at++) {
      last = ((last << CLASS_BITS) | (classes[text.charCodeAt(at)] ?? 0)) & (QUADRUPLES - 1);
      const chain = table[last & (TRIPLES - 1)] ?? 0;
      if (chain === 0 || before[(chain << CLASS_BITS) | (last >>> (3 * CLASS_BITS))] === 0) continue;
      kinds |= kindsAt(chains[chain] ?? [], text, at, kinds);
      if (isEnough(kinds)) return kinds;
    }
    return kinds;
  };
}

/** By index: this is done for one byte in eighty, and V8's middle compiler makes an object for each step of `for … of`. */
function kindsAt(candidates: readonly Candidate[], text: string, at: number, known: number): number {
  let kinds = 0;
  for (let index = 0; index < candidates.length; index++) {
    const candidate = candidates[index];
    if (candidate && standsAt(candidate.literal, text, at - candidate.offset))
      kinds |= kindsOf(candidate.signs, text, at - candidate.offset, known | kinds);
  }
  return kinds;
}

function kindsOf(signs: Candidate['signs'], text: string, start: number, known: number): number {
  let kinds = 0;
  for (const { kind, pattern } of signs) {
    if (((known | kinds) & kind) !== 0) continue;
    if (pattern !== null) pattern.lastIndex = start;
    if (pattern === null || pattern.test(text)) kinds |= kind;
  }
  return kinds;
}

function standsAt(literal: Uint8Array, text: string, start: number): boolean {
  if (start < 0 || start + literal.length > text.length) return false;
  for (let index = 0; index < literal.length; index++) {
    if (literal[index] !== lower(text.charCodeAt(start + index))) return false;
  }
  return true;
}

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte | 32 : byte;
}

function classTable(signs: readonly Sign[]): Uint8Array {
  const classes = new Uint8Array(256);
  let last = 0;
  for (const character of new Set(signs.flatMap(({ literal }) => [...literal]))) {
    last += 1;
    const code = character.charCodeAt(0);
    classes[code] = last;
    if (/[a-z]/.test(character)) classes[code ^ 32] = last;
  }
  if (last >= 1 << CLASS_BITS || signs.some(({ literal }) => !/^[\x20-\x40\x5b-\x7e]{3,}$/.test(literal))) {
    throw new Error(
      'A sign has to be three or more characters of ASCII in lower case, and all of them 63 at most.',
    );
  }
  return classes;
}

interface CandidateTable {
  /** By the classes of three characters: the number of the chain of literals whose telling characters end so, or 0. */
  table: Uint16Array;
  /** By chain and class: whether a character of that class stands before the three in a literal of the chain. */
  before: Uint8Array;
  chains: Candidate[][];
}

function candidateTable(signs: readonly Sign[], classes: Uint8Array): CandidateTable {
  const table = new Uint16Array(TRIPLES);
  const chains: Candidate[][] = [[]];
  const before: Uint8Array[] = [new Uint8Array(CLASSES)];
  for (const [literal, same] of Map.groupBy(signs, (sign) => sign.literal)) {
    const offset = mostTelling(literal);
    const classAt = (index: number) => classes[literal.charCodeAt(index)] ?? 0;
    const triple = [offset - 2, offset - 1, offset].reduce((sum, at) => (sum << CLASS_BITS) | classAt(at), 0);
    const chain = table[triple] || chains.push([]) - 1;
    table[triple] = chain;
    before[chain] ??= new Uint8Array(CLASSES);
    // Before a literal of three characters anything may stand.
    if (offset < 3) before[chain].fill(1);
    else before[chain][classAt(offset - 3)] = 1;
    const kinds = same.map(({ kind, pattern = null }) => ({ kind: KIND_BITS[kind], pattern }));
    chains[chain]?.push({ literal: Buffer.from(literal), offset, signs: kinds });
  }
  return { table, before: new Uint8Array(Buffer.concat(before)), chains };
}

/** Letters of English from the most frequent one; what is no letter is rarer still. */
const FREQUENT = 'etaoinsrhldcumfpgwybvkxjqz';

/** Where the rarest four characters in a row end; all of a literal that is shorter. */
function mostTelling(literal: string): number {
  const rarity = [...literal].map((character) => {
    const rank = FREQUENT.indexOf(character);
    return rank < 0 ? FREQUENT.length : rank;
  });
  let best = 2;
  let most = -1;
  for (let end = Math.min(3, literal.length - 1); end < rarity.length; end++) {
    const sum = rarity.slice(Math.max(0, end - 3), end + 1).reduce((total, rank) => total + rank, 0);
    if (sum > most) [best, most] = [end, sum];
  }
  return best;
}
