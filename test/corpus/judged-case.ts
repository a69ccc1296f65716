import type { Finding } from '../../src/detect/finding.ts';
import type { Vocabulary } from '../../src/detect/prefilter.ts';
import { extractBlob, extractTree, isSourcePath, languageOf, linkAndJudge } from '../../src/detect/scan.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Case, CorpusRule, Mark } from './cases.ts';

/** Where a rule found something; `line` is the one that the finding's range begins on. */
export interface Place {
  rule: string;
  path: string;
  line: number;
}

/** A case and what the engine said of it, under the rules that exist. */
export interface JudgedCase {
  case: Case;
  hits: Place[];
  missed: Place[];
  falseAlarms: Place[];
}

/** What the pipeline finds in a tree: every file that the policy does not ignore, extracted, linked and judged. */
export async function findingsIn(
  tree: Record<string, string>,
  policy: Policy,
  vocabulary: Vocabulary,
): Promise<Finding[]> {
  const sources = Object.entries(tree).flatMap(([path, text]) => {
    const language = languageOf(path);
    if (language === null || !isSourcePath(path, policy)) return [];
    return [{ path, language, bytes: new TextEncoder().encode(text) }];
  });
  const files = await extractTree(sources, vocabulary, (some, words) =>
    Promise.all(some.map(({ bytes, language }) => extractBlob(bytes, language, words))),
  );
  return linkAndJudge(files, policy).findings;
}

/** Where findings are; several of one rule on one line are one place. */
export function placesOf(findings: Finding[]): Place[] {
  const places = findings.map(({ rule, path, range }) => ({ rule, path, line: range.startLine }));
  return places.filter((place, index) => places.findIndex((other) => same(place, other)) === index);
}

/** Holds what was found against a case's marks; rules that are not built are left out of both. */
export function judgeCase(one: Case, found: Place[], built: readonly string[]): JudgedCase {
  const marks = one.marks.filter(({ rule }) => built.includes(rule));
  const marked = found.filter((place) => marks.some((mark) => same(mark, place)));
  return {
    case: one,
    hits: marked,
    missed: [...missedLines(marks, marked), ...missedGroups(marks, marked)],
    falseAlarms: found.filter((place) => !marked.includes(place)),
  };
}

function missedLines(marks: Mark[], marked: Place[]): Place[] {
  return marks
    .filter((mark) => mark.kind === 'here' && !marked.some((place) => same(mark, place)))
    .map(asPlace);
}

/** A group is missed as one, at its first line. */
function missedGroups(marks: Mark[], marked: Place[]): Place[] {
  const groups = Map.groupBy(
    marks.filter(({ kind }) => kind === 'any'),
    ({ rule }) => rule,
  );
  return [...groups.values()].flatMap((group) => {
    const isFound = group.some((mark) => marked.some((place) => same(mark, place)));
    return isFound ? [] : group.slice(0, 1).map(asPlace);
  });
}

function asPlace({ rule, path, line }: Mark): Place {
  return { rule, path, line };
}

function same(a: Place, b: Place): boolean {
  return a.rule === b.rule && a.path === b.path && a.line === b.line;
}

/** Whether a case holds findings of a rule. */
export function expectsRule({ marks }: Case, rule: CorpusRule): boolean {
  return marks.some((mark) => mark.rule === rule && mark.kind !== 'allowed');
}

/** Whether every rule must be silent on a case, or may be. */
export function isLookAlike({ marks }: Case): boolean {
  return marks.every(({ kind }) => kind === 'allowed');
}
