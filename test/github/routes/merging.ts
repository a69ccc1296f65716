import { z } from 'zod';
import { mergePull } from '../actions/merging.ts';
import { push } from '../actions/push.ts';
import { mergeCommit } from '../git/merging.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, noContent, ok, type Reply, readBody } from '../server/call.ts';
import { ApiError, conflict, notFound } from '../server/errors.ts';
import { signatureOf, webFlow } from '../state/identity.ts';
import { atLeast } from '../state/levels.ts';
import type { Repository } from '../state/records.ts';
import { mergeQueueFor, unmetRequirements } from '../state/requirements.ts';
import type { PullIssue } from '../views/pulls.ts';
import { pullOf } from './pulls.ts';

const PULL = '/repos/{owner}/{repo}/pulls/{pull_number}';

/** The merge button, and the button that brings a branch up to date. */
export function mergeRoutes(): Route[] {
  return [
    inRepository(`GET ${PULL}/merge`, { app: 'pull_requests:read', user: 'read' }, (call, repository) => {
      if (pullOf(call, repository).pull.mergedAt === null) throw notFound();
      return noContent;
    }),
    inRepository(`PUT ${PULL}/merge`, { app: 'contents:write', user: 'write' }, merge),
    inRepository(`PUT ${PULL}/update-branch`, { app: 'pull_requests:write', user: 'read' }, updateBranch),
  ];
}

const MergeBody = z.object({
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
  sha: z.string().optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).default('merge'),
});

async function merge(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const body = readBody(call, MergeBody);
  const by = actorOf(call).account;
  await refuseMerge(call, repository, issue, body.sha);
  const order = { method: body.merge_method, title: body.commit_title, message: body.commit_message, by };
  const sha = await mergePull(call, repository, issue, order);
  if (sha === null)
    throw new ApiError(
      405,
      body.merge_method === 'rebase' ? "This branch can't be rebased" : 'Pull Request is not mergeable',
    );
  return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
}

/** @throws ApiError 405 for what the base branch's rules still miss, 409 if the head has moved. */
async function refuseMerge(
  call: Call,
  repository: Repository,
  issue: PullIssue,
  sha: string | undefined,
): Promise<void> {
  if (issue.state === 'closed') throw new ApiError(405, 'Pull Request is not mergeable');
  if (issue.pull.draft) throw new ApiError(405, 'Pull Request is still a draft');
  if (sha !== undefined && sha !== issue.pull.headSha)
    throw conflict('Head branch was modified. Review and try the merge again.');
  if (mergeQueueFor(repository, issue.pull.baseRef))
    throw new ApiError(405, 'Changes must be made through the merge queue');
  if (mayOverride(call, repository, issue.pull.baseRef)) return;
  const unmet = await unmetRequirements(call.world, repository, issue.pull.baseRef, issue.pull);
  if (unmet.length) throw new ApiError(405, unmet.join(' '));
}

/** An admin's merge goes through, unless classic protection includes administrators or a ruleset applies. */
function mayOverride(call: Call, repository: Repository, branch: string): boolean {
  if (call.caller.kind !== 'user') return false;
  const protection = repository.protections.get(branch);
  const isAdmin = atLeast(call.world.levelOf(repository, call.caller.user.login), 'admin');
  return isAdmin && protection?.enforceAdmins === false && repository.rulesets.length === 0;
}

const UpdateBranch = z.object({ expected_head_sha: z.string().optional() });

/** Merges the base into the head branch, like the "Update branch" button. */
async function updateBranch(call: Call, repository: Repository): Promise<Reply> {
  const { pull } = pullOf(call, repository);
  const { expected_head_sha } = readBody(call, UpdateBranch);
  if (expected_head_sha !== undefined && expected_head_sha !== pull.headSha)
    throw new ApiError(422, `expected head sha didn't match current head ref.`);
  const base = repository.git.branch(pull.baseRef);
  if (base === null) throw notFound();
  if (await repository.git.isAncestor(base, pull.headSha))
    throw new ApiError(422, 'There are no new commits on the base branch.');
  const by = actorOf(call).account;
  const message = `Merge branch '${pull.baseRef}' into ${pull.headRef}`;
  const to = await mergeCommit(repository.git, {
    base: pull.headSha,
    head: base,
    message,
    author: signatureOf(call.world, by),
    committer: webFlow(call.world),
  });
  if (to === null) throw new ApiError(422, 'merge conflict between base and head');
  await push(call, { repository: pull.headRepository, branch: pull.headRef, to, by });
  return { status: 202, body: { message: 'Updating pull request branch.', url: call.url.href } };
}
