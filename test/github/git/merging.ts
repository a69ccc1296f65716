import type { Signature } from './commit.ts';
import type { GitRepository } from './repository.ts';

export interface MergeRequest {
  base: string;
  head: string;
  message: string;
  /** Who gets the credit of a squash or merge commit. */
  author: Signature;
  committer: Signature;
}

/** A merge commit of two parents; null on a conflict. */
export async function mergeCommit(git: GitRepository, request: MergeRequest): Promise<string | null> {
  const tree = await git.mergeTree(request.base, request.head);
  return tree === null ? null : git.writeCommit({ ...request, tree, parents: [request.base, request.head] });
}

/** One commit on the base that holds everything of the head; null on a conflict. */
export async function squashCommit(git: GitRepository, request: MergeRequest): Promise<string | null> {
  const tree = await git.mergeTree(request.base, request.head);
  return tree === null ? null : git.writeCommit({ ...request, tree, parents: [request.base] });
}

/** Replays the head's commits on the base; returns the last one, null on a conflict or a merge among them. */
export async function rebaseCommits(git: GitRepository, request: MergeRequest): Promise<string | null> {
  let tip: string | null = request.base;
  for (const sha of await git.commitsBetween(request.base, request.head)) {
    tip = tip === null ? null : await replay(git, tip, sha, request.committer);
  }
  return tip;
}

async function replay(
  git: GitRepository,
  onto: string,
  sha: string,
  committer: Signature,
): Promise<string | null> {
  const commit = await git.knownCommit(sha);
  const [parent, second] = commit.parents;
  if (parent === undefined || second !== undefined) return null;
  const tree = await cherryPickedTree(git, onto, sha, parent, committer);
  return tree === null ? null : git.writeCommit({ ...commit, tree, parents: [onto], committer });
}

/**
 * `merge-tree --merge-base` came with git 2.40. Until then a throw-away commit with the tree of `onto`
 * as a child of `parent` makes `parent` the merge base.
 */
async function cherryPickedTree(
  git: GitRepository,
  onto: string,
  sha: string,
  parent: string,
  committer: Signature,
): Promise<string | null> {
  const { tree } = await git.knownCommit(onto);
  const message = 'stand-in for a merge base';
  const standIn = await git.writeCommit({ tree, parents: [parent], message, author: committer, committer });
  return git.mergeTree(standIn, sha);
}
