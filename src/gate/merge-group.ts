/** A commit of a merge group, as far as it tells which PR it brings. */
export interface GroupCommit {
  sha: string;
  /** SHAs, the one that it was made on first. */
  parents: readonly string[];
  /** Hostile, but for what GitHub itself put there. */
  message: string;
}

/** `gh-readonly-queue/main/pr-12-<SHA>`: the newest PR of the group, on top of what SHA is. */
const GROUP_REF = /(?:^|\/)gh-readonly-queue\/.+\/pr-(\d{1,9})-[0-9a-f]{40}$/;

const WHOLE_GROUP_REF = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d{1,9}-([0-9a-f]{40})$/;

/** The branch into which the group of a ref will be merged, and the commit that it was made on; `null` if it is no group's. */
export function groupOfRef(ref: string): { baseRef: string; baseSha: string } | null {
  const [, baseRef, baseSha] = WHOLE_GROUP_REF.exec(ref) ?? [];
  return baseRef !== undefined && baseSha !== undefined ? { baseRef, baseSha } : null;
}

/** GitHub's own titles: of a merge, and of a squash. */
const TITLES = [/^Merge pull request #(\d{1,9}) from /, /\(#(\d{1,9})\)$/];

/**
 * Numbers that a merge group seems to be made of, the PR of its ref last: the queue merges each PR by one commit that
 * GitHub titles, or rebases its commits, whose titles are their author's. Whether they are open PRs, the caller knows.
 */
export function groupPulls(
  group: { headRef: string; headSha: string; baseSha: string },
  commits: readonly GroupCommit[],
): number[] {
  const named = Number(GROUP_REF.exec(group.headRef)?.[1] ?? 0);
  const others = firstParents(group, commits).flatMap(({ message }) => numberIn(message) ?? []);
  const numbers = new Set([...others.toReversed(), named].filter((number) => number > 0));
  numbers.delete(named);
  return named > 0 ? [...numbers, named] : [...numbers];
}

/** The way from the head to the base on which every PR is one step, newest first. */
function firstParents(
  { headSha, baseSha }: { headSha: string; baseSha: string },
  commits: readonly GroupCommit[],
): GroupCommit[] {
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]));
  const way: GroupCommit[] = [];
  let at = bySha.get(headSha);
  while (at && at.sha !== baseSha && way.length < commits.length) {
    way.push(at);
    at = bySha.get(at.parents[0] ?? '');
  }
  return way;
}

function numberIn(message: string): number | null {
  const title = message.split('\n', 1)[0]?.slice(0, 1_000).trim() ?? '';
  const match = TITLES.map((form) => form.exec(title)).find((found) => found !== null);
  return match ? Number(match[1]) : null;
}
