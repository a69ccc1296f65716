import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FileFacts } from './facts.ts';

/** What is asked of many files that have not changed: what they import, export, set and are made from. */
type Outline = Pick<FileFacts, 'imports' | 'exports' | 'environment' | 'assignments' | 'classes'>;

/** What names lead through, and what is called. */
type Code = Pick<FileFacts, 'bindings' | 'functions' | 'calls'>;

/** What is asked of every file, and is next to nothing. */
type Label = Pick<FileFacts, 'language' | 'problems' | 'gateway' | 'gatewayConfig' | 'modules'>;

/** All else: a third of the whole, and asked only where something is found or nearly is. */
type Layout = Omit<FileFacts, keyof Outline | keyof Code | keyof Label>;

/** The facts of one file, put away in little room: plain data, which can be sent and written to a disk. */
export interface PackedFacts extends Label {
  outline: PackedPart;
  code: PackedPart;
  layout: PackedPart;
}

/** JSON, compressed; `size` is its length before, in bytes. */
interface PackedPart {
  bytes: Uint8Array;
  size: number;
}

/** Puts facts away; see {@link Shelf.open}. */
export function packFacts(facts: FileFacts): PackedFacts {
  const { language, problems, gateway, gatewayConfig, modules, ...inner } = facts;
  const { imports, exports, environment, assignments, classes, ...code } = inner;
  const { bindings, functions, calls, ...layout } = code;
  const label: Label = {
    language,
    problems,
    ...(gateway ? { gateway } : {}),
    ...(gatewayConfig ? { gatewayConfig } : {}),
    ...(modules ? { modules } : {}),
  };
  const outline: Outline = {
    imports,
    exports,
    environment,
    classes,
    ...(assignments ? { assignments } : {}),
  };
  return {
    ...label,
    outline: packPart(outline),
    code: packPart({ bindings, functions, calls }),
    layout: packPart(layout),
  };
}

/** The room for one text at a time: what is made anew for each of thousands, outside of the heap, stays until it is collected. */
let room = Buffer.allocUnsafeSlow(64 * 1024);

function packPart(part: Outline | Code | Layout): PackedPart {
  const json = JSON.stringify(part);
  const size = Buffer.byteLength(json);
  if (size > room.length) room = Buffer.allocUnsafeSlow(2 * size);
  const text = room.subarray(0, room.write(json));
  // Told how much there is, it takes tables of that size and not some megabytes, thousands of times.
  const chunkSize = Math.max(text.length >> 3, LEAST_CHUNK);
  const bytes = zstdCompressSync(text, { pledgedSrcSize: text.length, chunkSize });
  // A copy, since the answer holds on to room that was made for a longer one.
  return { bytes: new Uint8Array(bytes), size: text.length };
}

/** Unpacks facts as they are asked for, and keeps so much of them at hand. */
export interface Shelf {
  /** The facts, as they were: what takes room is unpacked when it is looked at. */
  open(packed: PackedFacts): FileFacts;
  /**
   * Puts away what nobody has looked at for longest, if there is more than the limit. To be called often, but only
   * between files: what is unpacked again is equal to what it was, and another object, and who follows values goes by
   * which object they are.
   */
  tidy(): void;
}

let putAway = 0;

/**
 * How often a shelf has put something away: what was read from facts before then goes by objects that those same facts do
 * not have any more.
 */
export function timesPutAway(): number {
  return putAway;
}

/** Of the limit, what stays when something has to go: so that it is seldom that all is looked through. */
const LEFT_OF_LIMIT = 0.75;

/** `limit`: bytes of JSON that are kept unpacked; of objects these are some two bytes each. */
export function createShelf(limit: number): Shelf {
  const turns: Turns = { now: 0, note };
  let unpacked: Unpacked[] = [];
  let size = 0;

  function note(part: Unpacked): void {
    unpacked.push(part);
    size += part.size;
  }

  function tidy(): void {
    turns.now++;
    if (size <= limit) return;
    putAway++;
    unpacked.sort((one, other) => other.lastTurn - one.lastTurn);
    size = 0;
    unpacked = unpacked.filter((part) => {
      const stays = size + part.size <= limit * LEFT_OF_LIMIT;
      if (stays) size += part.size;
      else part.forget();
      return stays;
    });
  }

  return { open: (packed) => new OpenedFacts(packed, turns), tidy };
}

/** What is between two tidyings is one turn. */
interface Turns {
  now: number;
  /** Is told what was unpacked. */
  note(part: Unpacked): void;
}

interface Unpacked {
  size: number;
  /** When it was looked at last. */
  lastTurn: number;
  forget(): void;
}

/** Bytes; zlib takes no less. */
const LEAST_CHUNK = 64;

/** A part that is unpacked when it is first asked for. */
class Part<Content> {
  readonly size: number;
  lastTurn = 0;
  readonly #bytes: Uint8Array;
  readonly #turns: Turns;
  #content: Content | null = null;

  constructor({ bytes, size }: PackedPart, turns: Turns) {
    this.#bytes = bytes;
    this.size = size;
    this.#turns = turns;
  }

  get(): Content {
    this.lastTurn = this.#turns.now;
    return this.#content ?? this.#unpack();
  }

  forget(): void {
    this.#content = null;
  }

  #unpack(): Content {
    // In one piece: pieces that are put together take twice the room, outside of the heap, until they are collected.
    const chunkSize = Math.max(this.size, LEAST_CHUNK);
    const content: Content = JSON.parse(zstdDecompressSync(this.#bytes, { chunkSize }).toString());
    this.#content = content;
    this.#turns.note(this);
    return content;
  }
}

class OpenedFacts implements FileFacts {
  readonly #label: Label;
  readonly #outline: Part<Outline>;
  readonly #code: Part<Code>;
  readonly #layout: Part<Layout>;

  constructor({ outline, code, layout, ...label }: PackedFacts, turns: Turns) {
    this.#label = label;
    this.#outline = new Part<Outline>(outline, turns);
    this.#code = new Part<Code>(code, turns);
    this.#layout = new Part<Layout>(layout, turns);
  }

  get language() {
    return this.#label.language;
  }
  get problems() {
    return this.#label.problems;
  }
  get gateway() {
    return this.#label.gateway;
  }
  get gatewayConfig() {
    return this.#label.gatewayConfig;
  }
  get modules() {
    return this.#label.modules;
  }

  get imports() {
    return this.#outline.get().imports;
  }
  get exports() {
    return this.#outline.get().exports;
  }
  get environment() {
    return this.#outline.get().environment;
  }
  get assignments() {
    return this.#outline.get().assignments;
  }
  get classes() {
    return this.#outline.get().classes;
  }

  get bindings() {
    return this.#code.get().bindings;
  }
  get functions() {
    return this.#code.get().functions;
  }
  get calls() {
    return this.#code.get().calls;
  }
  get statements() {
    return this.#layout.get().statements;
  }
  get comments() {
    return this.#layout.get().comments;
  }
  get keys() {
    return this.#layout.get().keys;
  }
  get streamMarks() {
    return this.#layout.get().streamMarks;
  }
  get comparedModels() {
    return this.#layout.get().comparedModels;
  }
  get modelTests() {
    return this.#layout.get().modelTests;
  }
  get blocks() {
    return this.#layout.get().blocks;
  }
  get givings() {
    return this.#layout.get().givings;
  }
  get cells() {
    return this.#layout.get().cells;
  }
}
