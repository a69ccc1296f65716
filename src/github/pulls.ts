import { type GitHub, orNull, type RepositoryName } from './client.ts';

/** A pull request as GitHub has it now. */
export interface PullSnapshot {
  number: number;
  title: string;
  author: string;
  /** Whether it comes from a bot that pushed its branch to this very repository, which takes write access. */
  byWritingBot: boolean;
  byBot: boolean;
  isDraft: boolean;
  headSha: string;
  headRef: string;
  baseRef: string;
  /** The base branch's head when GitHub last looked, and for good once the PR is merged. */
  baseSha: string;
  labels: string[];
  open: boolean;
  mergedAt: Date | null;
  /** Once merged: the commit that brought it into its base. */
  mergeCommitSha: string | null;
  /** When anybody last did anything about it. */
  updatedAt: Date;
}

/** The same where it was asked for by its number. */
export interface ReadPull extends PullSnapshot {
  /** How many comments it has, those on lines of its diff left out. */
  comments: number;
}

/** What GitHub's own answer for a PR looks like, as far as it is read here. */
interface PullPayload {
  number: number;
  title: string;
  state: string;
  user: { login: string; type: string } | null;
  draft?: boolean | undefined;
  labels: { name?: string }[];
  head: { sha: string; ref: string; repo?: { id: number } | null };
  base: { ref: string; sha: string; repo: { id: number } };
  merged_at: string | null;
  merge_commit_sha: string | null;
  updated_at: string;
}

/** @throws {RequestError} 404 where GitHub has not caught up with its own webhooks: try again */
export async function readPull(github: GitHub, name: RepositoryName, number: number): Promise<ReadPull> {
  const { data } = await github.rest.pulls.get({ ...name, pull_number: number });
  return { ...snapshot(data), comments: data.comments };
}

/** Every open PR, newest activity first. */
export async function listOpenPulls(github: GitHub, name: RepositoryName): Promise<PullSnapshot[]> {
  const pulls = await github.paginate(github.rest.pulls.list, {
    ...name,
    state: 'open',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  });
  return pulls.map(snapshot);
}

function snapshot(pull: PullPayload): PullSnapshot {
  return {
    number: pull.number,
    title: pull.title,
    author: pull.user?.login ?? 'ghost',
    byWritingBot: pull.user?.type === 'Bot' && pull.head.repo?.id === pull.base.repo.id,
    byBot: pull.user?.type === 'Bot',
    isDraft: pull.draft ?? false,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseRef: pull.base.ref,
    baseSha: pull.base.sha,
    labels: pull.labels.flatMap((label) => label.name ?? []),
    open: pull.state === 'open',
    mergedAt: pull.merged_at ? new Date(pull.merged_at) : null,
    mergeCommitSha: pull.merged_at ? pull.merge_commit_sha : null,
    updatedAt: new Date(pull.updated_at),
  };
}

/** What two sides have in common, and what the one has more than that. */
export interface Comparison {
  mergeBaseSha: string;
  /** The unified diff's hunks of up to 300 files, by path; GitHub leaves out those of binary and of very large files. */
  patches: Map<string, string>;
  /** Whether there may be more to see than {@link patches} shows. */
  isCut: boolean;
}

/** Files of a comparison that GitHub shows. */
const MOST_FILES = 300;

/**
 * The newest commit that both sides have, and the diff from there. Both SHAs may come from anywhere in the repository's
 * fork network. `null` if they share no history.
 */
export async function compareWithBase(
  github: GitHub,
  name: RepositoryName,
  base: string,
  head: string,
): Promise<Comparison | null> {
  const response = await orNull(
    github.rest.repos.compareCommitsWithBasehead({ ...name, basehead: `${base}...${head}`, per_page: 1 }),
  );
  if (!response) return null;
  const { merge_base_commit: mergeBase, files = [] } = response.data;
  const patches = files.flatMap(({ filename, patch }): [string, string][] =>
    patch === undefined ? [] : [[filename, patch]],
  );
  const isCut = patches.length < files.length || files.length >= MOST_FILES;
  return { mergeBaseSha: mergeBase.sha, patches: new Map(patches), isCut };
}

/** Whether a commit is part of the history of another. */
export async function isAncestor(
  github: GitHub,
  name: RepositoryName,
  ancestor: string,
  descendant: string,
): Promise<boolean> {
  const response = await orNull(
    github.rest.repos.compareCommitsWithBasehead({
      ...name,
      basehead: `${ancestor}...${descendant}`,
      per_page: 1,
    }),
  );
  return response !== null && ['ahead', 'identical'].includes(response.data.status);
}
