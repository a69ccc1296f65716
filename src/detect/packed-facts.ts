import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { FileFacts } from './facts.ts';

/** What is asked of many files that have not changed: what they import, export and set. */
type Outline = Pick<FileFacts, 'imports' | 'exports' | 'environment' | 'assignments'>;

/** What is asked of every file, and is next to nothing. */
type Label = Pick<FileFacts, 'language' | 'problems' | 'gateway' | 'gatewayConfig' | 'modules'>;

/** All else. */
type Body = Omit<FileFacts, keyof Outline | keyof Label>;

/** The facts of one file, put away in little room: plain data, which can be sent and written to a disk. */
export interface PackedFacts extends Label {
  outline: PackedPart;
  body: PackedPart;
}

/** JSON, compressed; `size` is its length before, in characters. */
interface PackedPart {
  bytes: Uint8Array;
  size: number;
}

/** Puts facts away; see {@link Shelf.open}. */
export function packFacts(facts: FileFacts): PackedFacts {
  const { language, problems, gateway, gatewayConfig, modules, ...inner } = facts;
  const { imports, exports, environment, assignments, ...body } = inner;
  const label: Label = {
    language,
    problems,
    ...(gateway ? { gateway } : {}),
    ...(gatewayConfig ? { gatewayConfig } : {}),
    ...(modules ? { modules } : {}),
  };
  const outline: Outline = { imports, exports, environment, ...(assignments ? { assignments } : {}) };
  return { ...label, outline: packPart(outline), body: packPart(body) };
}

function packPart(part: Outline | Body): PackedPart {
  const text = JSON.stringify(part);
  // A copy, since the answer holds on to room that was made for a longer one.
  return { bytes: new Uint8Array(zstdCompressSync(text)), size: text.length };
}

/** Unpacks facts as they are asked for, and keeps so much of them at hand. */
export interface Shelf {
  /** The facts, as they were: what takes room is unpacked when it is looked at. */
  open(packed: PackedFacts): FileFacts;
  /**
   * Puts away what was unpacked first, down to the limit. To be called often, but only between files: what is unpacked
   * again is equal to what it was, and another object, and who follows values goes by which object they are.
   */
  tidy(): void;
}

/** `limit`: characters of JSON that are kept unpacked; of objects these are some two bytes each. */
export function createShelf(limit: number): Shelf {
  const unpacked: Unpacked[] = [];
  let size = 0;

  function note(part: Unpacked): void {
    unpacked.push(part);
    size += part.size;
  }

  function putAway(): void {
    const kept = unpacked.findIndex((part) => {
      if (size <= limit) return true;
      size -= part.size;
      part.forget();
      return false;
    });
    unpacked.splice(0, kept === -1 ? unpacked.length : kept);
  }

  return { open: (packed) => new OpenedFacts(packed, note), tidy: putAway };
}

interface Unpacked {
  size: number;
  forget(): void;
}

/** A part that is unpacked when it is first asked for. */
class Part<Content> {
  readonly size: number;
  readonly #bytes: Uint8Array;
  readonly #note: (part: Unpacked) => void;
  #content: Content | null = null;

  constructor({ bytes, size }: PackedPart, note: (part: Unpacked) => void) {
    this.#bytes = bytes;
    this.size = size;
    this.#note = note;
  }

  get(): Content {
    return this.#content ?? this.#unpack();
  }

  forget(): void {
    this.#content = null;
  }

  #unpack(): Content {
    const content: Content = JSON.parse(zstdDecompressSync(this.#bytes).toString());
    this.#content = content;
    this.#note(this);
    return content;
  }
}

class OpenedFacts implements FileFacts {
  readonly #label: Label;
  readonly #outline: Part<Outline>;
  readonly #body: Part<Body>;

  constructor({ outline, body, ...label }: PackedFacts, note: (part: Unpacked) => void) {
    this.#label = label;
    this.#outline = new Part<Outline>(outline, note);
    this.#body = new Part<Body>(body, note);
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

  get bindings() {
    return this.#body.get().bindings;
  }
  get functions() {
    return this.#body.get().functions;
  }
  get classes() {
    return this.#body.get().classes;
  }
  get calls() {
    return this.#body.get().calls;
  }
  get statements() {
    return this.#body.get().statements;
  }
  get comments() {
    return this.#body.get().comments;
  }
  get keys() {
    return this.#body.get().keys;
  }
  get streamMarks() {
    return this.#body.get().streamMarks;
  }
  get comparedModels() {
    return this.#body.get().comparedModels;
  }
  get blocks() {
    return this.#body.get().blocks;
  }
  get givings() {
    return this.#body.get().givings;
  }
  get cells() {
    return this.#body.get().cells;
  }
}
