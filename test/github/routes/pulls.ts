import { z } from 'zod';
import { closeIssue, editText, reopenIssue } from '../actions/issues.ts';
import { dropChanged } from '../actions/mergeQueue.ts';
import { openPull, refreshEnds, retarget } from '../actions/pulls.ts';
import { inRepository, type Route } from '../server/access.ts';
import {
  actorOf,
  type Call,
  created,
  numberParam,
  ok,
  type Reply,
  readBody,
  readQuery,
} from '../server/call.ts';
import { ApiError, forbidden, invalidField, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast } from '../state/levels.ts';
import type { Account, Repository } from '../state/records.ts';
import { commitView, fileChangeView } from '../views/commits.ts';
import {
  headLabel,
  isPullIssue,
  mergeBaseOf,
  type PullIssue,
  pullView,
  simplePullView,
} from '../views/pulls.ts';
import { checkTexts } from './texts.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const PULL = `${PULLS}/{pull_number}`;
const READ = { app: 'pull_requests:read', user: 'read' } as const;
const WRITE = { app: 'pull_requests:write', user: 'read' } as const;

/** Pull requests: opening, changing, listing, and what they hold. */
export function pullRoutes(): Route[] {
  return [
    inRepository(`GET ${PULLS}`, READ, listPulls),
    inRepository(`POST ${PULLS}`, WRITE, createPull),
    inRepository(`GET ${PULL}`, READ, async (call, repository) =>
      ok(await pullView(call.world, repository, pullOf(call, repository), 'rest')),
    ),
    inRepository(`PATCH ${PULL}`, WRITE, updatePull),
    inRepository(`GET ${PULL}/files`, READ, listFiles),
    inRepository(`GET ${PULL}/commits`, READ, listCommits),
  ];
}

export function pullOf(call: Call, repository: Repository): PullIssue {
  const issue = repository.issues.get(numberParam(call, 'pull_number'));
  if (!issue || !isPullIssue(issue)) throw notFound();
  return issue;
}

const Listing = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  head: z.string().optional(),
  base: z.string().optional(),
  sort: z.enum(['created', 'updated', 'popularity', 'long-running']).default('created'),
  direction: z.enum(['asc', 'desc']).optional(),
});

function listPulls(call: Call, repository: Repository): Promise<Reply> {
  const query = readQuery(call, Listing);
  const found = [...repository.issues.values()]
    .filter(isPullIssue)
    .filter(
      (issue) =>
        (query.state === 'all' || issue.state === query.state) &&
        (query.head === undefined ||
          headLabel(issue.pull) === query.head ||
          issue.pull.headRef === query.head) &&
        (query.base === undefined || issue.pull.baseRef === query.base),
    );
  const time = (issue: PullIssue) => Date.parse(query.sort === 'updated' ? issue.updatedAt : issue.createdAt);
  found.sort((one, other) => time(one) - time(other) || one.number - other.number);
  const direction = query.direction ?? (query.sort === 'created' ? 'desc' : 'asc');
  if (direction === 'desc') found.reverse();
  return page(call, found, (issue) => simplePullView(call.world, repository, issue));
}

const NewPull = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
});

async function createPull(call: Call, repository: Repository): Promise<Reply> {
  const fresh = readBody(call, NewPull);
  checkTexts('PullRequest', fresh.title ?? '', fresh.body);
  const { headRepository, headRef } = headOf(call, repository, fresh.head);
  const headSha = headRepository.git.branch(headRef);
  const baseSha = repository.git.branch(fresh.base);
  if (headSha === null) throw invalidField('PullRequest', 'head', 'invalid');
  if (baseSha === null) throw invalidField('PullRequest', 'base', 'invalid');
  await refuseEmptyOrDouble(repository, { headRepository, headRef, headSha, baseRef: fresh.base, baseSha });
  const { account, viaApp } = actorOf(call);
  const issue = await openPull(call, repository, {
    title: fresh.title ?? '',
    body: fresh.body ?? null,
    user: account,
    viaApp,
    labels: [],
    assignees: [],
    headRepository,
    headRef,
    headSha,
    baseRef: fresh.base,
    baseSha,
    draft: fresh.draft,
  });
  return created(await pullView(call.world, repository, issue, 'rest'));
}

/** `branch`, or `owner:branch` of a repository of the same network. The author must be able to push there. */
function headOf(
  call: Call,
  repository: Repository,
  head: string,
): { headRepository: Repository; headRef: string } {
  const split = head.indexOf(':');
  const owner = split < 0 ? repository.owner.login : head.slice(0, split);
  const network = call.world.repositories.filter(
    (one) => one === repository || one.parent === repository || repository.parent === one,
  );
  const headRepository = network.find((one) => one.owner.login.toLowerCase() === owner.toLowerCase());
  if (!headRepository) throw invalidField('PullRequest', 'head', 'invalid');
  if (
    call.caller.kind === 'user' &&
    !atLeast(call.world.levelOf(headRepository, call.caller.user.login), 'write')
  ) {
    throw forbidden('Must be a collaborator');
  }
  return { headRepository, headRef: head.slice(split + 1) };
}

interface Ends {
  headRepository: Repository;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
}

async function refuseEmptyOrDouble(repository: Repository, ends: Ends): Promise<void> {
  const label = `${ends.headRepository.owner.login}:${ends.headRef}`;
  const same = [...repository.issues.values()]
    .filter(isPullIssue)
    .find(
      ({ state, pull }) => state === 'open' && headLabel(pull) === label && pull.baseRef === ends.baseRef,
    );
  if (same) throw customError(`A pull request already exists for ${label}.`);
  const commits = await repository.git.commitsBetween(ends.baseSha, ends.headSha);
  if (commits.length === 0) throw customError(`No commits between ${ends.baseRef} and ${ends.headRef}`);
}

function customError(message: string): ApiError {
  return new ApiError(422, 'Validation Failed', {
    errors: [{ resource: 'PullRequest', code: 'custom', message }],
  });
}

const PullChange = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

async function updatePull(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const change = readBody(call, PullChange);
  const by = actorOf(call).account;
  requireAuthorOrWriter(call, repository, issue.user);
  checkTexts('PullRequest', change.title, change.body);
  await editText(call, repository, issue, by, { title: change.title, body: change.body });
  if (change.base !== undefined && change.base !== issue.pull.baseRef) {
    if (repository.git.branch(change.base) === null) throw invalidField('PullRequest', 'base', 'invalid');
    await retarget(call, repository, issue, change.base, by);
  }
  if (change.state === 'closed') await closeIssue(call, repository, issue, by);
  if (change.state === 'open' && issue.state === 'closed') await reopen(call, repository, issue, by);
  await dropChanged(call);
  return ok(await pullView(call.world, repository, issue, 'rest'));
}

function requireAuthorOrWriter(call: Call, repository: Repository, author: Account): void {
  if (call.caller.kind !== 'user' || call.caller.user.id === author.id) return;
  if (!atLeast(call.world.levelOf(repository, call.caller.user.login), 'write'))
    throw forbidden('Must have push access to Repository.');
}

/** @throws ApiError 422 if it was merged, or if its branch is gone. */
export async function reopen(
  call: Call,
  repository: Repository,
  issue: PullIssue,
  by: Account,
): Promise<void> {
  if (issue.pull.mergedAt !== null) throw customError('Pull request is already merged');
  if (issue.pull.headRepository.git.branch(issue.pull.headRef) === null) {
    throw customError(`state cannot be changed. The ${issue.pull.headRef} branch has been deleted.`);
  }
  refreshEnds(repository, issue);
  await repository.git.updateRef(`refs/pull/${issue.number}/head`, issue.pull.headSha);
  await reopenIssue(call, repository, issue, by);
}

/** The list of a pull request's files ends here (docs: "List pull requests files"). */
const MOST_FILES = 3000;

async function listFiles(call: Call, repository: Repository): Promise<Reply> {
  const { pull } = pullOf(call, repository);
  const changes = await repository.git.diff(await mergeBaseOf(repository, pull), pull.headSha);
  return page(call, changes.slice(0, MOST_FILES), (change) =>
    fileChangeView(call.world, repository, pull.headSha, change),
  );
}

/** The list of a pull request's commits ends here (docs: "List commits on a pull request"). */
const MOST_COMMITS = 250;

async function listCommits(call: Call, repository: Repository): Promise<Reply> {
  const { pull } = pullOf(call, repository);
  const shas = await repository.git.commitsBetween(await mergeBaseOf(repository, pull), pull.headSha);
  return page(call, shas.slice(0, MOST_COMMITS), async (sha) =>
    commitView(call.world, repository, await repository.git.knownCommit(sha)),
  );
}
