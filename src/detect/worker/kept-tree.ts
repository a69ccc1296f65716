import type { Policy } from '../../policy/policy.ts';
import type { Extraction, TreeFile } from '../extraction.ts';
import type { ScanResult } from '../finding.ts';
import type { Glance } from '../glance.ts';
import type { Asking, JudgedTree } from '../judge-tree.ts';
import { judgeTree, judgeTreeOnce, rejudgeTree } from '../judge-tree.ts';
import type { Known, ModulePaths } from '../link/module-paths.ts';
import { changedPlaces } from '../link/module-paths.ts';
import type { PackedFacts, Shelf } from '../packed-facts.ts';
import { packFacts } from '../packed-facts.ts';
import type { Vocabulary } from '../prefilter.ts';
import type { Reach } from '../reach/reach.ts';
import { createReach, modulesOfTree, resumeReach } from '../reach/reach.ts';
import type { SavedReach } from '../reach/saved-reach.ts';
import { registryOf } from '../registry.ts';
import { quietExtraction } from './quiet-extraction.ts';

/** What one thread has read of a tree, perhaps on top of another state of it. */
export interface KeptTree {
  keep(path: string, extraction: Extraction, bytes: number): void;
  /**
   * Notes what the prefilter saw in a file that it turned away: a `Glance` as JSON. As objects those of 50,000 files take
   * some 250 MB, with the whole texts that their words were cut from.
   */
  turnAway(path: string, glance: string): void;
  /** Says which files there are, and for each whether it is as it was in the state before (1) or not (0). */
  list(paths: readonly string[], unchanged: Uint8Array, afterwards?: Afterwards): void;
  /** Which of the files that were turned away are called for by those kept so far. */
  calledFor(vocabulary: Vocabulary): string[];
  /** How many files there are. */
  size(): number;
  /** What calls for files, once nothing more does; `null` before, and once it is forgotten. */
  reached(): ReachedState | null;
  /** Forgets what calls for files, if no other state of the tree will be read; whether it did. */
  forgetReach(): boolean;
  judge(policy: Policy, asking: Asking): { result: ScanResult; parsed: string[] };
  /** What the tree is judged by, once it is; `null` before, and if nothing is done with it afterwards. */
  judged(): JudgedState | null;
}

/** What is done with a tree once it is judged: what nothing needs any more is forgotten. */
export interface Afterwards {
  /** No other state of it is read. */
  isLast: boolean;
  /** What is known of it is written down. */
  isSaved: boolean;
}

/** All that is known of a tree that was judged. */
export interface TreeState extends ReachedState, JudgedState {}

/** What calls for files of a tree. */
export interface ReachedState {
  /** The files as `reach` numbers them; some may be gone. */
  order: readonly string[];
  /** What the prefilter noted of those that no parser read, if anything. */
  glances: ReadonlyMap<string, string>;
  present: ReadonlySet<string>;
  /** The reach's own: whoever goes on with it takes a copy, or is the only one. */
  reach: SavedReach;
  known: Known;
  /** What the reach had noted once it was through with the tree that it began with. */
  notes: number;
}

/** What the files of a tree say, and what was found in them. */
export interface JudgedState {
  /** Those that a parser read, or that were skipped. */
  kept: ReadonlyMap<string, Extraction>;
  /** Of those, the ones that are packed already. */
  packed: ReadonlyMap<string, PackedFacts>;
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
  const glances = new Map<string, string>();
  let keptBytes = 0;
  let paths: readonly string[] = [];
  let unchanged: Uint8Array = new Uint8Array();
  let numbering: Numbering | null = null;
  let afterwards: Afterwards = { isLast: false, isSaved: true };
  let reachedBefore: ReachedState | null = before;
  const judgedBefore = before && { kept: before.kept, packed: before.packed, judged: before.judged };
  let judgedTree: JudgedTree | null = null;

  function keep(path: string, extraction: Extraction, bytes: number): void {
    const { parsed, skipped, glance } = extraction;
    if (!parsed && !skipped) {
      if (glance) turnAway(path, JSON.stringify(glance));
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

  function turnAway(path: string, glance: string): void {
    glances.set(path, glance);
  }

  function extractionAt(index: number): Extraction {
    const path = paths[index] ?? '';
    const now = kept.get(path);
    if (now) return now;
    const known = isUnchanged(index) ? judgedBefore?.kept.get(path) : undefined;
    return known ?? quietExtraction(path);
  }

  function files(): TreeFile[] {
    return paths.map((path, index) => ({ path, extraction: extractionAt(index) }));
  }

  function glanceOf(index: number): string {
    const path = paths[index] ?? '';
    return glances.get(path) ?? (isUnchanged(index) ? reachedBefore?.glances.get(path) : undefined) ?? '';
  }

  function isUnchanged(index: number): boolean {
    return unchanged[index] === 1;
  }

  function begin(vocabulary: Vocabulary): Numbering {
    const tree = files();
    return reachedBefore && judgedBefore && mayGoOn(reachedBefore, judgedBefore.kept, tree)
      ? resumed(reachedBefore, tree, isUnchanged, glanceOf, vocabulary)
      : begun(tree, glanceOf, vocabulary, shelf);
  }

  return {
    keep,
    turnAway,
    list(all, same, use = afterwards) {
      [paths, unchanged, afterwards] = [all, same, use];
    },
    calledFor(vocabulary) {
      if (numbering === null) {
        numbering = begin(vocabulary);
        // The reach has read them.
        if (isJudgedOnce(afterwards)) glances.clear();
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
    size: () => paths.length,
    reached() {
      if (!numbering) return null;
      const { order, reach, modules, notes } = numbering;
      const noted = paths.map((path, index) => [path, glanceOf(index)] as const);
      return {
        order,
        glances: new Map(noted.filter(([, glance]) => glance !== '')),
        present: new Set(paths),
        reach: reach.save(),
        known: modules.known,
        notes: notes ?? reach.noted(),
      };
    },
    forgetReach() {
      if (!afterwards.isLast) return false;
      numbering = null;
      glances.clear();
      reachedBefore = null;
      return true;
    },
    judge(policy, asking) {
      const onFile = (index: number): void => {
        shelf.tidy();
        asking.onFile?.(index);
      };
      const tree = files();
      const terms = { ...asking, onFile };
      const parsed = tree.filter(({ extraction }) => extraction.parsed).map(({ path }) => path);
      if (judgedBefore) judgedTree = rejudgeTree(judgedBefore.judged, tree, terms);
      else if (!isJudgedOnce(afterwards)) judgedTree = judgeTree(tree, policy, terms);
      else return { result: judgeTreeOnce(tree, policy, terms), parsed };
      return { result: judgedTree.result, parsed };
    },
    judged() {
      if (!judgedTree) return null;
      const all = paths.map((path, index) => [path, extractionAt(index)] as const);
      const read = all.filter(([, { parsed, skipped }]) => parsed || skipped);
      const known = read.flatMap(([path]) => {
        const facts = (kept.has(path) ? packed : judgedBefore?.packed)?.get(path);
        return facts ? [[path, facts] as const] : [];
      });
      return { kept: new Map(read), packed: new Map(known), judged: judgedTree };
    },
  };
}

function isJudgedOnce({ isLast, isSaved }: Afterwards): boolean {
  return isLast && !isSaved;
}

/** How a reach numbers the files of a tree. */
interface Numbering {
  reach: Reach;
  modules: ModulePaths;
  order: readonly string[];
  /** As in `ReachedState`; `null` if it began with this one. */
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
function mayGoOn(
  { reach, notes }: ReachedState,
  kept: JudgedState['kept'],
  tree: readonly TreeFile[],
): boolean {
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
  before: ReachedState,
  tree: readonly TreeFile[],
  isUnchanged: (index: number) => boolean,
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
    const isChanged = !isUnchanged(index) || !before.present.has(path);
    const { facts, parsed, skipped } = extraction;
    if (!isChanged && !meansOthers(path, registryOf(facts.language))) continue;
    const number = numbers.get(path) ?? 0;
    if (parsed) reach.parsed(number, facts);
    else if (!skipped) reach.turnedAway(number, parsedGlance(glanceOf(index)));
  }
  return { reach, modules, order, notes: before.notes, asked: [] };
}
