import { z } from 'zod';
import { advance } from '../actions/mergeQueue.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, created, ok, param, type Reply, readBody } from '../server/call.ts';
import { page } from '../server/pages.ts';
import type { CommitStatus, Repository } from '../state/records.ts';
import { latestStatuses } from '../state/requirements.ts';
import { combinedStatusView, statusView } from '../views/checks.ts';
import { commitNamed } from './commits.ts';

const READ = { app: 'statuses:read', user: 'read' } as const;

/** Commit statuses, the older sibling of checks. */
export function statusRoutes(): Route[] {
  return [
    inRepository(
      'POST /repos/{owner}/{repo}/statuses/{sha}',
      { app: 'statuses:write', user: 'write' },
      createStatus,
    ),
    inRepository('GET /repos/{owner}/{repo}/commits/{ref}/status', READ, async (call, repository) => {
      const sha = await commitNamed(repository, param(call, 'ref'));
      return ok(combinedStatusView(call.world, repository, sha, latestStatuses(repository, sha)));
    }),
    inRepository('GET /repos/{owner}/{repo}/commits/{ref}/statuses', READ, async (call, repository) => {
      const sha = await commitNamed(repository, param(call, 'ref'));
      const newestFirst = repository.statuses.filter((status) => status.sha === sha).reverse();
      return page(call, newestFirst, (status) => statusView(call.world, repository, status));
    }),
  ];
}

const NewStatus = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.string().nullish(),
  description: z.string().nullish(),
  context: z.string().default('default'),
});

async function createStatus(call: Call, repository: Repository): Promise<Reply> {
  const body = readBody(call, NewStatus);
  const status: CommitStatus = {
    id: call.world.nextId(),
    sha: await commitNamed(repository, param(call, 'sha')),
    context: body.context,
    state: body.state,
    description: body.description ?? null,
    targetUrl: body.target_url ?? null,
    creator: actorOf(call).account,
    createdAt: call.world.now(),
  };
  repository.statuses.push(status);
  await advance(call, repository);
  return created(statusView(call.world, repository, status));
}
