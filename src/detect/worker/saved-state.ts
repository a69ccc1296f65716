import { deserialize, serialize } from 'node:v8';
import type { Policy } from '../../policy/policy.ts';
import type { Extraction } from '../extraction.ts';
import { inPieces } from '../in-pieces.ts';
import type { SavedJudgement } from '../judge-tree.ts';
import { resumeJudged, saveJudged } from '../judge-tree.ts';
import type { PackedFacts, Shelf } from '../packed-facts.ts';
import { packFacts } from '../packed-facts.ts';
import type { SavedNotes } from '../reach/notes.ts';
import { modulesOfTree } from '../reach/reach.ts';
import type { SavedReach } from '../reach/saved-reach.ts';
import type { JudgedState, ReachedState, TreeState } from './kept-tree.ts';
import { quietExtraction } from './quiet-extraction.ts';

/**
 * What is written to a disk of a tree's state. It is written in pieces: of 50,000 files it takes 80 MB, which in one would
 * have to be in memory twice.
 */
type Piece =
  | { kind: 'names'; names: SavedNames }
  | { kind: 'glances'; glances: [path: string, glance: string][] }
  | { kind: 'reach'; reach: SavedReach }
  | { kind: 'edges'; edges: SavedNotes['edges'] }
  | { kind: 'files'; files: SavedFile[] }
  | { kind: 'judgement'; judgement: SavedJudgement };

interface SavedNames extends Pick<ReachedState, 'order' | 'known' | 'notes'> {
  /** In that order: 1 for those that are there. */
  present: Uint8Array;
}

interface SavedFile extends Pick<Extraction, 'parsed' | 'skipped'> {
  path: string;
  /** `null` if no parser read it. */
  facts: PackedFacts | null;
}

/** So many are saved in one piece: one to two megabytes, so that the room for one serves for the next. */
const AT_ONCE = { glances: 5_000, edges: 8, files: 64 } as const;

/** What calls for files, as bytes for the same version of this program and of V8. */
export function* savedReach({ reach, ...state }: ReachedState): Generator<Uint8Array<ArrayBuffer>> {
  const { order, glances, present, known, notes } = state;
  const there = Uint8Array.from(order, (path) => (present.has(path) ? 1 : 0));
  yield pieceOf({ kind: 'names', names: { order, known, notes, present: there } });
  for (const some of inPieces([...glances], AT_ONCE.glances))
    yield pieceOf({ kind: 'glances', glances: some });
  const { edges } = reach.notes;
  yield pieceOf({ kind: 'reach', reach: { ...reach, notes: { ...reach.notes, edges: [] } } });
  for (const some of inPieces(edges, AT_ONCE.edges)) yield pieceOf({ kind: 'edges', edges: some });
}

/** What is known beyond {@link savedReach}, which comes first. */
export function* savedJudgement({ kept, packed, judged }: JudgedState): Generator<Uint8Array<ArrayBuffer>> {
  for (const some of inPieces([...kept], AT_ONCE.files)) {
    const files = some.map(([path, { facts, parsed, skipped }]): SavedFile => {
      return { path, parsed, skipped, facts: parsed ? (packed.get(path) ?? packFacts(facts)) : null };
    });
    yield pieceOf({ kind: 'files', files });
  }
  yield pieceOf({ kind: 'judgement', judgement: saveJudged(judged) });
}

function pieceOf(piece: Piece): Uint8Array<ArrayBuffer> {
  // What V8 gives is all of a buffer, so that it can be handed over as it is.
  const { buffer, byteOffset, byteLength } = serialize(piece);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Puts together what was saved. */
export interface Restorer {
  /** The next piece, in their order. Throws for anything else. */
  add(bytes: Uint8Array): void;
  /** Throws if a piece is missing. */
  end(policy: Policy): TreeState;
}

/** Goes on from pieces, as they come. */
export function createRestorer(shelf: Shelf): Restorer {
  const glances = new Map<string, string>();
  const kept = new Map<string, Extraction>();
  const packed = new Map<string, PackedFacts>();
  let names: SavedNames | null = null;
  let reach: SavedReach | null = null;
  let judgement: SavedJudgement | null = null;

  function addFile({ path, parsed, skipped, facts }: SavedFile): void {
    if (facts) packed.set(path, facts);
    kept.set(path, { facts: facts ? shelf.open(facts) : quietExtraction(path).facts, parsed, skipped });
  }

  return {
    add(bytes) {
      const piece: Piece = deserialize(bytes);
      switch (piece.kind) {
        case 'names':
          names = piece.names;
          break;
        case 'glances':
          for (const [path, glance] of piece.glances) glances.set(path, glance);
          break;
        case 'reach':
          reach = piece.reach;
          break;
        case 'edges':
          reach?.notes.edges.push(...piece.edges);
          break;
        case 'files':
          for (const file of piece.files) addFile(file);
          break;
        case 'judgement':
          judgement = piece.judgement;
          break;
      }
    },
    end(policy) {
      if (!names || !reach || !judgement) throw new Error('What is known of the tree is not whole.');
      const { order, present, ...rest } = names;
      const there = order.filter((_, index) => present[index] === 1);
      const tree = there.map((path) => ({ path, extraction: kept.get(path) ?? quietExtraction(path) }));
      const factsOf = (path: string) => (kept.get(path) ?? quietExtraction(path)).facts;
      const judged = resumeJudged(judgement, policy, modulesOfTree(tree, judgement.known), factsOf);
      return { ...rest, order, glances, present: new Set(there), reach, kept, packed, judged };
    },
  };
}
