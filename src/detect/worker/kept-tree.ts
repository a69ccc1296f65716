import { deserialize, serialize } from 'node:v8';
import type { Policy } from '../../policy/policy.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { ScanResult } from '../finding.ts';
import type { Glance } from '../glance.ts';
import type { Asking, JudgedTree, SavedJudgement } from '../judge-tree.ts';
import { judgeTree, judgeTreeOnce, rejudgeTree, resumeJudged, saveJudged } from '../judge-tree.ts';
import type { Known, ModulePaths } from '../link/module-paths.ts';
import { changedPlaces } from '../link/module-paths.ts';
import type { PackedFacts, Shelf } from '../packed-facts.ts';
import { packFacts } from '../packed-facts.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { Reach, SavedReach } from '../reach/reach.ts';
import { createReach, modulesOfTree, resumeReach } from '../reach/reach.ts';
import { registryOf } from '../registry.ts';
import { quietExtraction } from './quiet-extraction.ts';

/**
 * For each file of a tree, in its order, its `Glance` as JSON; `''` for none, and `null` for what is as it was in the
 * state before. As objects those of 50,000 files take some 250 MB, with the whole texts that their words were cut from.
 */
export type SpelledGlances = readonly (string | null)[];

/** What one thread has read of a tree, perhaps on top of another state of it. */
export interface KeptTree {
  keep(path: string, extraction: Extraction, bytes: number): void;
  /** Says which files there are. With `isLast` nothing is kept for another state of the tree, and it is judged once. */
  list(paths: readonly string[], glances: SpelledGlances, isLast?: boolean): void;
  /** Which of the files that were turned away are called for by those kept so far. */
  calledFor(vocabulary: Vocabulary): string[];
  /** Forgets what calls for files, if the tree is only to be judged once more; of how many files. */
  forgetReach(): number;
  judge(policy: Policy, asking: Asking): { result: ScanResult; parsed: string[] };
  /** What it knows once it is judged; `null` before, and if that was the last of it. */
  state(): TreeState | null;
}

/** All that is known of a tree that was judged. */
export interface TreeState {
  /** The files as `reach` numbers them; some may be gone. */
  order: readonly string[];
  /** Those that a parser read, or that were skipped. */
  kept: ReadonlyMap<string, Extraction>;
  packed: ReadonlyMap<string, PackedFacts>;
  /** What the prefilter noted of the others, if anything. */
  glances: ReadonlyMap<string, string>;
  present: ReadonlySet<string>;
  reach: SavedReach;
  known: Known;
  /** What the reach had noted once it was through with the tree that it began with. */
  notes: number;
  judged: JudgedTree;
}

/**
 * Bytes of source whose facts are kept as they are, at hand: some nine bytes of the heap for each. What comes then is
 * packed, to half a byte each. To pack all once there is more was tried: at 50,000 files it saves 30 MB of 890, and takes
 * 40 s of CPU for 27.
 */
const PLAIN_BYTES = 30_000_000;

/** Nothing is read yet, of this state of the tree. `plainBytes`: as above. */
export function createKeptTree(
  shelf: Shelf,
  before: TreeState | null = null,
  plainBytes = PLAIN_BYTES,
): KeptTree {
  const kept = new Map<string, Extraction>();
  const packed = new Map<string, PackedFacts>();
  /** Of those that were turned away here, as in `SpelledGlances`. */
  const glances = new Map<string, string>();
  let keptBytes = 0;
  let paths: readonly string[] = [];
  let spelled: SpelledGlances = [];
  let numbering: Numbering | null = null;
  let isOnlyOne = false;
  let judgedTree: JudgedTree | null = null;

  function keep(path: string, extraction: Extraction, bytes: number): void {
    const { parsed, skipped, glance } = extraction;
    if (!parsed && !skipped) {
      if (glance) glances.set(path, JSON.stringify(glance));
      return;
    }
    keptBytes += bytes;
    packed.delete(path);
    if (!parsed || keptBytes <= plainBytes) {
      kept.set(path, extraction);
      return;
    }
    const facts = packFacts(extraction.facts);
    packed.set(path, facts);
    kept.set(path, { ...extraction, facts: shelf.open(facts) });
  }

  function extractionAt(index: number): Extraction {
    const path = paths[index] ?? '';
    const now = kept.get(path);
    if (now) return now;
    const known = spelled[index] === null ? before?.kept.get(path) : undefined;
    return known ?? quietExtraction(path);
  }

  function files(): TreeFile[] {
    return paths.map((path, index) => ({ path, extraction: extractionAt(index) }));
  }

  function glanceOf(index: number): string {
    const path = paths[index] ?? '';
    return glances.get(path) ?? spelled[index] ?? before?.glances.get(path) ?? '';
  }

  /** The reach has read them. */
  function forgetGlances(): void {
    spelled = [];
    glances.clear();
  }

  function begin(vocabulary: Vocabulary): Numbering {
    const tree = files();
    const goOn = before !== null && mayGoOn(before, tree);
    return goOn
      ? resumed(before, tree, spelled, glanceOf, vocabulary)
      : begun(tree, glanceOf, vocabulary, shelf);
  }

  return {
    keep,
    list(all, noted, isLast = false) {
      [paths, spelled] = [all, noted];
      isOnlyOne = isLast && before === null;
    },
    calledFor(vocabulary) {
      if (numbering === null) {
        numbering = begin(vocabulary);
        if (isOnlyOne) forgetGlances();
      }
      const { reach, order, asked } = numbering;
      for (const index of asked.splice(0)) {
        const extraction = kept.get(order[index] ?? '');
        if (extraction?.parsed) reach.parsed(index, extraction.facts);
        shelf.tidy();
      }
      const present = new Set(paths);
      asked.push(...reach.wanted().filter((index) => present.has(order[index] ?? '')));
      return asked.flatMap((index) => order[index] ?? []);
    },
    forgetReach() {
      if (!isOnlyOne) return 0;
      numbering = null;
      return paths.length;
    },
    judge(policy, asking) {
      const onFile = (index: number): void => {
        shelf.tidy();
        asking.onFile?.(index);
      };
      const tree = files();
      const terms = { ...asking, onFile };
      const parsed = tree.filter(({ extraction }) => extraction.parsed).map(({ path }) => path);
      if (isOnlyOne) return { result: judgeTreeOnce(tree, policy, terms), parsed };
      judgedTree = before ? rejudgeTree(before.judged, tree, terms) : judgeTree(tree, policy, terms);
      return { result: judgedTree.result, parsed };
    },
    state() {
      if (!judgedTree || !numbering) return null;
      const { order, reach, modules, notes } = numbering;
      const all = paths.map((path, index) => [path, extractionAt(index), glanceOf(index)] as const);
      const read = all.filter(([, { parsed, skipped }]) => parsed || skipped);
      const known = read.flatMap(([path]) => {
        const facts = (kept.has(path) ? packed : before?.packed)?.get(path);
        return facts ? [[path, facts] as const] : [];
      });
      return {
        order,
        kept: new Map(read.map(([path, extraction]) => [path, extraction])),
        packed: new Map(known),
        glances: new Map(all.flatMap(([path, , glance]) => (glance ? [[path, glance] as const] : []))),
        present: new Set(paths),
        reach: reach.save(),
        known: modules.known,
        notes: notes ?? reach.noted(),
        judged: judgedTree,
      };
    },
  };
}

/** How a reach numbers the files of a tree. */
interface Numbering {
  reach: Reach;
  modules: ModulePaths;
  order: readonly string[];
  /** As in `TreeState`; `null` if it began with this one. */
  notes: number | null;
  /** What it called for last. */
  asked: number[];
}

type GlanceOf = (index: number) => string;

function begun(
  tree: readonly TreeFile[],
  glanceOf: GlanceOf,
  vocabulary: Vocabulary,
  shelf: Shelf,
): Numbering {
  const modules = modulesOfTree(tree);
  const reach = createReach(tree, vocabulary, (index) => parsedGlance(glanceOf(index)), modules, shelf.tidy);
  return { reach, modules, order: tree.map(({ path }) => path), notes: null, asked: [] };
}

function parsedGlance(text: string): Glance | undefined {
  return text ? JSON.parse(text) : undefined;
}

/** Times what a reach noted first that it may grow to before it begins anew. */
const MOST_GROWTH = 1.5;

/** A reach that goes on forgets nothing; and where modules are matters to every file. */
function mayGoOn({ kept, reach, notes }: TreeState, tree: readonly TreeFile[]): boolean {
  const modules = (extraction: Extraction | undefined) => extraction?.facts.modules;
  const now = new Map(
    tree.flatMap(({ path, extraction }) => (modules(extraction) ? [[path, extraction]] : [])),
  );
  const before = [...kept].filter(([, extraction]) => modules(extraction));
  const isSame =
    before.length === now.size && before.every(([path, one]) => now.get(path)?.facts === one.facts);
  return isSame && reach.notes.said <= notes * MOST_GROWTH + 1_000;
}

/** Tells a reach what is new, and of what the imports mean other files now that some came and went. */
function resumed(
  before: TreeState,
  tree: readonly TreeFile[],
  spelled: SpelledGlances,
  glanceOf: GlanceOf,
  vocabulary: Vocabulary,
): Numbering {
  const numbers = new Map(before.order.map((path, index) => [path, index]));
  const fresh = tree.filter(({ path }) => !numbers.has(path));
  const order = [...before.order, ...fresh.map(({ path }) => path)];
  for (const { path } of fresh) numbers.set(path, numbers.size);
  const isSameTree =
    tree.length === before.present.size && tree.every(({ path }) => before.present.has(path));
  const modules = modulesOfTree(tree, isSameTree ? before.known : undefined);
  const meansOthers = isSameTree ? () => false : changedPlaces(before, modules);
  const byPath = new Map(tree.map((file) => [file.path, file]));
  const numbered = order.map((path) => byPath.get(path) ?? { path, extraction: quietExtraction(path) });
  const reach = resumeReach(before.reach, numbered, modules, vocabulary);
  for (const [index, { path, extraction }] of tree.entries()) {
    const isChanged = spelled[index] !== null || !before.present.has(path);
    const { facts, parsed, skipped } = extraction;
    if (!isChanged && !meansOthers(path, registryOf(facts.language))) continue;
    const number = numbers.get(path) ?? 0;
    if (parsed) reach.parsed(number, facts);
    else if (!skipped) reach.turnedAway(number, parsedGlance(glanceOf(index)));
  }
  return { reach, modules, order, notes: before.notes, asked: [] };
}

/** What is written to a disk. */
interface SavedState extends Omit<TreeState, 'kept' | 'judged'> {
  extractions: Map<string, Pick<Extraction, 'parsed' | 'skipped'>>;
  judgement: SavedJudgement;
}

/** A state as bytes, for the same version of this program and of V8. */
export function saveState({ kept, judged, packed, ...state }: TreeState): Uint8Array<ArrayBuffer> {
  const facts = new Map(packed);
  for (const [path, extraction] of kept) {
    if (extraction.parsed && !facts.has(path)) facts.set(path, packFacts(extraction.facts));
  }
  const extractions = new Map(
    [...kept].map(([path, { parsed, skipped }]) => [path, { parsed, skipped }] as const),
  );
  const saved: SavedState = { ...state, packed: facts, extractions, judgement: saveJudged(judged) };
  return new Uint8Array(serialize(saved));
}

/** What {@link saveState} saved. Throws for anything else. */
export function restoreState(bytes: Uint8Array, policy: Policy, shelf: Shelf): TreeState {
  const { extractions, judgement, ...state }: SavedState = deserialize(bytes);
  const kept = new Map<string, Extraction>();
  for (const [path, { parsed, skipped }] of extractions) {
    const facts = state.packed.get(path);
    const { facts: nothing } = quietExtraction(path);
    kept.set(path, { facts: facts ? shelf.open(facts) : nothing, parsed, skipped });
  }
  const factsOf = (path: string) => (kept.get(path) ?? quietExtraction(path)).facts;
  const tree = [...state.present].map((path) => ({
    path,
    extraction: kept.get(path) ?? quietExtraction(path),
  }));
  const judged = resumeJudged(judgement, policy, modulesOfTree(tree, judgement.known), factsOf);
  return { ...state, kept, judged };
}
