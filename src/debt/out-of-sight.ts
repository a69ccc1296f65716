import { ignoreMatcher, testMatcher } from '../policy/ignore.ts';
import type { Policy } from '../policy/policy.ts';

/** A file of a commit; `sha` names its content. */
interface Blob {
  path: string;
  sha: string;
}

/**
 * Files that are gone from where they were while their content, unchanged, has come to a path that policy leaves out of
 * scans: there by where they were. Moving a bypass out of sight pays no debt (decisions 16).
 */
export function movedOutOfSight(
  before: readonly Blob[],
  after: readonly Blob[],
  policy: Pick<Policy, 'paths'>,
): Map<string, string> {
  const [pathsBefore, pathsAfter] = [before, after].map((blobs) => new Set(blobs.map(({ path }) => path)));
  const gone = before.filter(({ path }) => !pathsAfter?.has(path));
  const wanted = new Set(gone.map(({ sha }) => sha));
  const [isIgnored, isTest] = [ignoreMatcher(policy), testMatcher(policy)];
  const hidden = new Map<string, string>();
  for (const { path, sha } of after) {
    const isNew = wanted.has(sha) && !pathsBefore?.has(path);
    if (isNew && (isIgnored(path) || isTest(path))) hidden.set(sha, path);
  }
  return new Map(
    gone.flatMap(({ path, sha }) => {
      const now = hidden.get(sha);
      return now === undefined ? [] : [[path, now] as const];
    }),
  );
}
