import type { Policy } from '../policy/policy.ts';
import { debtCommentInFile, findingInFile } from './containers/cell-places.ts';
import { debtCommentsOf } from './debt-comments.ts';
import { withoutExceptions } from './exceptions.ts';
import type { TreeFile } from './extraction.ts';
import type { FileFacts } from './facts.ts';
import type { DebtCommentPlace, Finding, GatewayFile, ScanResult, SkippedFile } from './finding.ts';
import { FILE_LIMITS } from './limits.ts';
import type { Linking } from './link/link.ts';
import { linkFiles, linkTree } from './link/link.ts';
import type { LinkedFile, LinkedTree, Looked, Resolver } from './link/model.ts';
import type { Known, ModulePaths } from './link/module-paths.ts';
import { isTouched, relink } from './link/relink.ts';
import { createResolver } from './link/resolver.ts';
import { withFacts } from './link/tree.ts';
import { judgeFile } from './rules/judge.ts';
import { isStackOverflow } from './stack-overflow.ts';

/** A tree that was judged, with what it takes to judge a later state of it without beginning anew. */
export interface JudgedTree {
  result: ScanResult;
  policy: Policy;
  linking: Linking;
  /** Files that say nothing are missing, and those that nobody asked about may be. */
  judged: ReadonlyMap<LinkedFile, JudgedFile>;
}

interface JudgedFile {
  findings: Finding[];
  debtComments: DebtCommentPlace[];
  /** What the findings depend on besides the file itself. */
  looked: Looked | null;
  /** Whether there was more to look at than anybody does. */
  isCutShort: boolean;
}

/**
 * Links the files of one tree and applies the policy's rules. Pass every source file of the tree, those that the
 * prefilter turned away too (they count). `onFile` is called with the index of each file before it is linked, and before it
 * is judged if it says anything, so that whoever watches a thread knows which file it is busy with. Result: sorted, the
 * same for the same tree.
 */
export function linkAndJudge(
  files: readonly TreeFile[],
  policy: Policy,
  onFile: (index: number) => void = () => {},
): ScanResult {
  return judgeTreeOnce(files, policy, { onFile });
}

/** What a tree is asked. */
export interface Asking {
  /** Is told the index of each file before it is linked and judged. */
  onFile?(index: number): void;
  /**
   * The files whose findings are wanted; what others have is left out unless it is known, but for files with comments on
   * debts: which debts there are is asked of the whole tree. Left out for all.
   */
  isAsked?(path: string): boolean;
}

/** `linkAndJudge`, for who will judge another state of the tree too, or wants to know of some files alone. */
export function judgeTree(files: readonly TreeFile[], policy: Policy, asking: Asking = {}): JudgedTree {
  return judgeLinked(files, policy, linkFiles(files, policy, asking.onFile), asking, null);
}

/** `judgeTree`, for who will judge no other state of the tree: nothing is kept of what the findings depend on. */
export function judgeTreeOnce(files: readonly TreeFile[], policy: Policy, asking: Asking): ScanResult {
  const resolver = linkTree(files, policy, asking.onFile);
  const judgeIt = (file: LinkedFile) => ({ ...judgeOne(resolver, file), looked: null });
  return resultOf(files, resolver.tree, judgeFiles(resolver.tree, asking, judgeIt));
}

/**
 * Judges another state of a tree under the same policy: the result is that of `linkAndJudge`, but only files are judged
 * that changed, or that looked at something that did. What did not change is told by its facts being the same object.
 * The state before stays as it is: several others may follow from it.
 */
export function rejudgeTree(before: JudgedTree, files: readonly TreeFile[], asking: Asking = {}): JudgedTree {
  const { linking, changes } = relink(before.linking, files, asking.onFile);
  return judgeLinked(files, before.policy, linking, asking, changes && { judged: before.judged, changes });
}

/** A judged tree as plain data, which refers to files all over; their facts are kept apart. */
export interface SavedJudgement extends Pick<JudgedTree, 'result' | 'judged'> {
  tree: Omit<LinkedTree, 'policy' | 'modules'>;
  known: Known;
  linking: Omit<Linking, 'tree'>;
}

/** To be copied by what knows Maps, Sets and which objects are one: `node:v8` or `structuredClone`. */
export function saveJudged({ result, judged, linking }: JudgedTree): SavedJudgement {
  const { tree, ...rest } = linking;
  const { policy: _, modules, ...data } = tree;
  return { result, judged, tree: data, known: modules.known, linking: rest };
}

/** The same tree again. `modules` knows the files of the tree that it will be compared with. */
export function resumeJudged(
  { result, judged, tree, known, linking }: SavedJudgement,
  policy: Policy,
  modules: ModulePaths,
  factsOf: (path: string) => FileFacts,
): JudgedTree {
  for (const file of tree.files.values()) withFacts(file, factsOf(file.path));
  return {
    result,
    judged,
    policy,
    linking: { ...linking, tree: { ...tree, policy, modules: { ...modules, known } } },
  };
}

/** What was judged before, and what of the tree is different since. */
interface Before {
  judged: ReadonlyMap<LinkedFile, JudgedFile>;
  changes: Looked;
}

function judgeLinked(
  files: readonly TreeFile[],
  policy: Policy,
  linking: Linking,
  asking: Asking,
  before: Before | null,
): JudgedTree {
  const resolver = createResolver(linking.tree);
  const known = (file: LinkedFile) => {
    const said = before?.judged.get(file);
    return before && said && !(said.looked && isTouched(said.looked, before.changes)) ? said : null;
  };
  const judged = judgeFiles(linking.tree, asking, (file) => judgeOne(resolver, file), known);
  return { result: resultOf(files, linking.tree, judged), policy, linking, judged };
}

function judgeFiles(
  { files }: LinkedTree,
  { onFile, isAsked }: Asking,
  judgeIt: (file: LinkedFile) => JudgedFile,
  known: (file: LinkedFile) => JudgedFile | null = () => null,
): Map<LinkedFile, JudgedFile> {
  const judged = new Map<LinkedFile, JudgedFile>();
  const mayBeAsked = ({ path, facts }: LinkedFile) => !isAsked || isAsked(path) || facts.comments.length > 0;
  let index = 0;
  for (const file of files.values()) {
    const said = known(file);
    if (said) judged.set(file, said);
    // Of a file that the prefilter turned away, which nearly all are, nothing is known.
    else if (!saysNothing(file.facts) && mayBeAsked(file)) {
      onFile?.(index);
      judged.set(file, judgeIt(file));
    }
    index++;
  }
  return judged;
}

function judgeOne(resolver: Resolver, file: LinkedFile): JudgedFile {
  const looked = resolver.begin(file);
  const found = findingsOf(resolver, file);
  const findings = found ?? [];
  const { cells } = file.facts;
  const isTest = resolver.tree.tests.has(file.path);
  return {
    findings: cells ? findings.map((finding) => findingInFile(finding, cells)) : findings,
    debtComments: isTest ? [] : debtComments(file),
    looked,
    isCutShort: found === null || resolver.isCutShort(),
  };
}

/** `null` if the stack is too small for it, which no known file needs: that file is skipped by name, and the rest judged. */
function findingsOf(resolver: Resolver, file: LinkedFile): Finding[] | null {
  try {
    return judgeFile(resolver, file);
  } catch (error) {
    if (isStackOverflow(error)) return null;
    throw error;
  }
}

/** A notebook's facts count the lines of its code; people and GitHub count those of the file. */
function debtComments({ path, facts }: LinkedFile): DebtCommentPlace[] {
  const found = debtCommentsOf(path, facts);
  const { cells } = facts;
  return cells ? found.map((place) => debtCommentInFile(place, cells)) : found;
}

function saysNothing(facts: FileFacts): boolean {
  const { calls, bindings, classes, exports, environment, comments, assignments, keys, gatewayConfig } =
    facts;
  const count = calls.length + bindings.length + classes.length + exports.length;
  return count + environment.length + comments.length === 0 && !assignments && !keys && !gatewayConfig;
}

function resultOf(
  files: readonly TreeFile[],
  tree: LinkedTree,
  judged: ReadonlyMap<LinkedFile, JudgedFile>,
): ScanResult {
  const { tests, policy } = tree;
  const said = [...judged.values()];
  return {
    ...withoutExceptions(said.flatMap(({ findings }) => findings).sort(byPlace), policy),
    debtComments: said.flatMap(({ debtComments }) => debtComments).sort(byPlace),
    skipped: [
      ...files.flatMap((file) => skippedFiles(file, tests.has(file.path))),
      ...cutShort(judged, tests),
    ].sort(byPath),
    gateways: gatewayFiles(tree),
    counts: { files: files.length, parsed: files.filter(({ extraction }) => extraction.parsed).length },
  };
}

/** The file that policy names, or else every file that reads like the gateway's configuration. */
function gatewayFiles({ files, policy }: LinkedTree): GatewayFile[] {
  const named = files.get(policy.gateway.config);
  const sources = named?.facts.gatewayConfig ? [named] : [...files.values()];
  return sources.flatMap(gatewayFile).sort(byPath);
}

function gatewayFile({ path, facts: { gatewayConfig } }: LinkedFile): GatewayFile[] {
  if (!gatewayConfig) return [];
  // Where YAML breaks off, what was read before is not the whole of it.
  const { faults, configuration } = gatewayConfig;
  const isBroken = faults.some(({ id }) => id === 'yaml-syntax' || id === 'template');
  const warnings = faults.filter(({ severity }) => severity === 'warn');
  return [{ path, configuration: isBroken ? null : configuration, warnings }];
}

/** No bypass hides in a test. */
function skippedFiles({ path, extraction }: TreeFile, isTest: boolean): SkippedFile[] {
  const { skipped } = extraction;
  if (skipped) return [{ path, ...skipped, suspicious: skipped.suspicious && !isTest }];
  const problem = extraction.facts.problems[0];
  if (!problem) return [];
  const { cell, startLine } = problem.range ?? {};
  const place = cell ? ` (cell ${cell.number}, line ${cell.line})` : startLine ? ` (line ${startLine})` : '';
  const said = problem.message.replace(/(?<![.!?])$/, '.');
  const message = `It does not parse${place}: ${said} What the parser recovered was analysed.`;
  return [{ path, reason: 'syntax', message, suspicious: false }];
}

/** Whose names lead further than anybody follows them: what is found counts, and something may be hidden. */
function cutShort(judged: ReadonlyMap<LinkedFile, JudgedFile>, tests: ReadonlySet<string>): SkippedFile[] {
  return [...judged].flatMap(([{ path }, { isCutShort }]) =>
    isCutShort
      ? [{ path, reason: 'too-deep' as const, message: LEADS_TOO_FAR, suspicious: !tests.has(path) }]
      : [],
  );
}

const LEADS_TOO_FAR = `Its names lead to more than ${FILE_LIMITS.steps} values, or through too many to the next, as in minified code; what they lead to beyond that was not followed. Split it, or ignore its path in the policy.`;

type Placed = Pick<Finding, 'path' | 'range'>;

function byPlace(a: Placed, b: Placed): number {
  return byPath(a, b) || a.range.startLine - b.range.startLine || a.range.startColumn - b.range.startColumn;
}

/** By code unit, not by locale: the same tree gives the same bytes on every machine. */
function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
