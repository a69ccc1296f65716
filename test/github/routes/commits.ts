import { z } from 'zod';
import { inRepository, type Route } from '../server/access.ts';
import { type Call, ok, param, type Reply, readQuery } from '../server/call.ts';
import { ApiError, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { Repository } from '../state/records.ts';
import { commitView, commitWithFilesView, fileChangeView } from '../views/commits.ts';
import { isPullIssue, simplePullView } from '../views/pulls.ts';
import { repositoryPage, repositoryUrl } from '../views/repositories.ts';

const READ = { app: 'contents:read', user: 'read' } as const;

/** Commits and what lies between them. */
export function commitRoutes(): Route[] {
  return [
    inRepository('GET /repos/{owner}/{repo}/commits', READ, listCommits),
    inRepository('GET /repos/{owner}/{repo}/commits/{ref}', READ, async (call, repository) => {
      const sha = await commitNamed(repository, param(call, 'ref'));
      return ok(await commitWithFilesView(call.world, repository, await repository.git.knownCommit(sha)));
    }),
    inRepository(
      'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
      { app: 'pull_requests:read', user: 'read' },
      listPullsOfCommit,
    ),
    inRepository('GET /repos/{owner}/{repo}/compare/{basehead}', READ, compare),
  ];
}

/** @throws ApiError 422, as GitHub answers for a ref that names no commit. */
export async function commitNamed(repository: Repository, name: string): Promise<string> {
  const sha = await repository.git.resolve(name);
  if (sha === null) throw new ApiError(422, `No commit found for SHA: ${name}`);
  return sha;
}

const CommitQuery = z.object({ sha: z.string().optional(), path: z.string().optional() });

async function listCommits(call: Call, repository: Repository): Promise<Reply> {
  const query = readQuery(call, CommitQuery);
  const from = await repository.git.resolve(query.sha ?? repository.defaultBranch);
  if (from === null) {
    if (repository.git.branches().size === 0) throw new ApiError(409, 'Git Repository is empty.');
    throw notFound();
  }
  const history = await repository.git.history(from, query.path ?? null);
  return page(call, history, async (sha) =>
    commitView(call.world, repository, await repository.git.knownCommit(sha)),
  );
}

/** Pull requests that brought a commit to the default branch, or open ones that hold it. */
async function listPullsOfCommit(call: Call, repository: Repository): Promise<Reply> {
  const sha = await commitNamed(repository, param(call, 'commit_sha'));
  const pulls = [...repository.issues.values()].filter(isPullIssue);
  const holds = await Promise.all(
    pulls.map(async ({ pull }) => {
      if (pull.mergeCommitSha === sha || pull.headSha === sha) return true;
      const commits = await repository.git.commitsBetween(
        await baseOf(repository, pull.baseSha, pull.headSha),
        pull.headSha,
      );
      return commits.includes(sha);
    }),
  );
  const found = pulls.filter((_, index) => holds[index]);
  return page(call, found, (issue) => simplePullView(call.world, repository, issue));
}

async function baseOf(repository: Repository, base: string, head: string): Promise<string> {
  return (await repository.git.mergeBase(base, head)) ?? base;
}

/** A comparison lists so many files and no more (docs: "Compare two commits"). */
const MOST_FILES = 300;
/** So many commits a page, unless asked otherwise; only the first page lists files. */
const USUAL_COMMITS = 250;

function onFirstPage(call: Call): boolean {
  return Number(call.query.get('page') ?? 1) <= 1;
}

async function compare(call: Call, repository: Repository): Promise<Reply> {
  const [baseName, headName] = param(call, 'basehead').split('...');
  if (!baseName || !headName) throw notFound();
  const base = await endOf(call, repository, baseName);
  const head = await endOf(call, repository, headName);
  const mergeBase = await repository.git.mergeBase(base, head);
  if (mergeBase === null) throw new ApiError(404, `No common ancestor between ${baseName} and ${headName}.`);
  return comparisonReply(call, repository, { base, head, mergeBase, spec: `${baseName}...${headName}` });
}

/** `owner:branch` names a branch of another repository of the network. */
async function endOf(call: Call, repository: Repository, name: string): Promise<string> {
  const [owner = '', ...rest] = name.split(':');
  const ref = rest.at(-1);
  const other = ref === undefined ? repository : forkOf(call, repository, owner);
  const sha = await other?.git.resolve(ref ?? name);
  if (!sha) throw notFound();
  return sha;
}

function forkOf(call: Call, repository: Repository, owner: string): Repository | undefined {
  const family = call.world.repositories.filter(
    (one) => one === repository || one.parent === repository || one === repository.parent,
  );
  return family.find((one) => one.owner.login.toLowerCase() === owner.toLowerCase());
}

interface Comparison {
  base: string;
  head: string;
  mergeBase: string;
  spec: string;
}

async function comparisonReply(
  call: Call,
  repository: Repository,
  { base, head, mergeBase, spec }: Comparison,
): Promise<Reply> {
  const { git } = repository;
  const [ahead, behind, changes] = await Promise.all([
    git.commitsBetween(base, head),
    git.commitsBetween(head, base),
    git.diff(mergeBase, head),
  ]);
  const shown = async (sha: string) => commitView(call.world, repository, await git.knownCommit(sha));
  const [baseCommit, mergeBaseCommit] = await Promise.all([shown(base), shown(mergeBase)]);
  const files = changes
    .slice(0, MOST_FILES)
    .map((change) => fileChangeView(call.world, repository, head, change));
  const figures = {
    status: comparisonStatus(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
  };
  const wrap = (commits: unknown[]) => ({
    ...comparisonLinks(call, repository, spec),
    ...figures,
    base_commit: baseCommit,
    merge_base_commit: mergeBaseCommit,
    commits,
    files: onFirstPage(call) ? files : [],
  });
  return page(call, ahead, shown, wrap, USUAL_COMMITS);
}

function comparisonLinks(call: Call, repository: Repository, spec: string) {
  const html = `${repositoryPage(call.world, repository)}/compare/${spec}`;
  return {
    url: `${repositoryUrl(call.world, repository)}/compare/${spec}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
  };
}

function comparisonStatus(ahead: number, behind: number): string {
  if (ahead && behind) return 'diverged';
  if (ahead) return 'ahead';
  return behind ? 'behind' : 'identical';
}
