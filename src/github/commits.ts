import type { GroupCommit } from '../gate/merge-group.ts';
import { type GitHub, orNull, type RepositoryName } from './client.ts';

/** The merge that brought a commit to a branch. */
export interface CommitMerge {
  pullNumber: number;
  mergedAt: Date;
}

/** SHA of the newest commit below `head` that touched a file; `null` if there is none, or GitHub does not know `head` yet. */
export async function lastCommitOf(
  github: GitHub,
  name: RepositoryName,
  head: string,
  path: string,
): Promise<string | null> {
  const response = await orNull(github.rest.repos.listCommits({ ...name, sha: head, path, per_page: 1 }));
  return response?.data[0]?.sha ?? null;
}

/** The PR that brought a commit to one of these branches, `null` if none did. */
export async function mergeOf(
  github: GitHub,
  name: RepositoryName,
  sha: string,
  branches: readonly string[],
): Promise<CommitMerge | null> {
  const response = await orNull(
    github.rest.repos.listPullRequestsAssociatedWithCommit({ ...name, commit_sha: sha, per_page: 100 }),
  );
  const merged =
    response?.data.filter(({ merged_at, base }) => merged_at && branches.includes(base.ref)) ?? [];
  const pull = merged.find(({ merge_commit_sha }) => merge_commit_sha === sha) ?? merged[0];
  return pull?.merged_at ? { pullNumber: pull.number, mergedAt: new Date(pull.merged_at) } : null;
}

/** Commits that `head` has and `base` has not, the first hundred. */
export async function commitsBetween(
  github: GitHub,
  name: RepositoryName,
  base: string,
  head: string,
): Promise<GroupCommit[]> {
  const { data } = await github.rest.repos.compareCommitsWithBasehead({
    ...name,
    basehead: `${base}...${head}`,
    per_page: 100,
  });
  return data.commits.map(({ sha, parents, commit }) => ({
    sha,
    parents: parents.map((parent) => parent.sha),
    message: commit.message,
  }));
}
