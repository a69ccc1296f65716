import { z } from 'zod';
import { forAnyone, forApp, forInstallation, type Route } from '../server/access.ts';
import { type Credentials, callerName } from '../server/auth.ts';
import { type Call, created, numberParam, ok, readBody, readQuery } from '../server/call.ts';
import { ApiError, badCredentials, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import type { RateLimits } from '../server/rateLimit.ts';
import type { Installation, Repository } from '../state/records.ts';
import { appView, installationView } from '../views/accounts.ts';
import { deliveryItemView, deliveryView } from '../views/deliveries.ts';
import { repositoryView } from '../views/repositories.ts';
import type { Delivery } from '../webhooks/delivery.ts';

/** What an App asks about itself: installations, tokens, webhook deliveries. */
export function appRoutes(credentials: Credentials, rateLimits: RateLimits): Route[] {
  return [
    forApp('GET /app', (call) => ok(appView(call.world))),
    forApp('GET /app/installations', (call) =>
      page(call, call.world.installations, (one) => installationView(call.world, one)),
    ),
    forApp('GET /app/installations/{installation_id}', (call) =>
      ok(installationView(call.world, installationOf(call))),
    ),
    forApp('POST /app/installations/{installation_id}/access_tokens', (call) =>
      issueToken(call, credentials),
    ),
    forApp('GET /orgs/{org}/installation', (call) => ok(accountInstallation(call, call.params.org ?? ''))),
    forApp('GET /users/{username}/installation', (call) =>
      ok(accountInstallation(call, call.params.username ?? '')),
    ),
    forApp('GET /repos/{owner}/{repo}/installation', repositoryInstallation),
    forInstallation('GET /installation/repositories', installedRepositories),
    forApp('GET /app/hook/deliveries', listDeliveries),
    forApp('GET /app/hook/deliveries/{delivery_id}', (call) => ok(deliveryView(deliveryOf(call)))),
    forApp('POST /app/hook/deliveries/{delivery_id}/attempts', (call) => {
      call.webhooks.redeliver(deliveryOf(call));
      return { status: 202, body: {} };
    }),
    forAnyone('GET /rate_limit', (call) => ok(rateLimitView(rateLimits, callerName(call.caller)))),
  ];
}

function installationOf(call: Call): Installation {
  const id = numberParam(call, 'installation_id');
  const installation = call.world.installations.find((one) => one.id === id);
  if (!installation) throw notFound();
  return installation;
}

function accountInstallation(call: Call, login: string) {
  const account = call.world.account(login);
  const installation = call.world.installations.find((one) => one.account === account);
  if (!installation) throw notFound();
  return installationView(call.world, installation);
}

function repositoryInstallation(call: Call) {
  const repository = call.world.repository(call.params.owner ?? '', call.params.repo ?? '');
  const installation = repository && call.world.installationFor(repository);
  if (!installation) throw notFound();
  return ok(installationView(call.world, installation));
}

const TokenRequest = z.object({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(['read', 'write', 'admin'])).optional(),
});

function issueToken(call: Call, credentials: Credentials) {
  const installation = installationOf(call);
  if (installation.suspendedAt !== null) throw new ApiError(403, 'This installation has been suspended');
  const wanted = readBody(call, TokenRequest);
  const repositories = selectedRepositories(call, installation, wanted);
  const permissions = selectedPermissions(call.world.app.permissions, wanted.permissions);
  const repositoryIds = repositories && new Set(repositories.map((one) => one.id));
  const { token, expiresAt } = credentials.issueInstallationToken({
    installation,
    permissions,
    repositoryIds,
  });
  return created({
    token,
    expires_at: expiresAt.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    permissions,
    repository_selection: installation.repositoryIds === null && !repositories ? 'all' : 'selected',
    ...(repositories ? { repositories: repositories.map((one) => repositoryView(call.world, one)) } : {}),
  });
}

function selectedRepositories(
  call: Call,
  installation: Installation,
  wanted: z.output<typeof TokenRequest>,
): Repository[] | null {
  if (!wanted.repositories && !wanted.repository_ids) return null;
  const offered = call.world.repositoriesOf(installation);
  const chosen = offered.filter(
    (one) => wanted.repositories?.includes(one.name) || wanted.repository_ids?.includes(one.id),
  );
  const asked = (wanted.repositories?.length ?? 0) + (wanted.repository_ids?.length ?? 0);
  if (chosen.length < asked)
    throw new ApiError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return chosen;
}

/** A token may ask for less than the App was granted, never for more. */
function selectedPermissions(
  granted: Record<string, string>,
  wanted: Record<string, string> | undefined,
): Record<string, string> {
  if (!wanted) return granted;
  const excess = Object.entries(wanted).some(
    ([name, access]) => granted[name] !== access && granted[name] !== 'write',
  );
  if (excess) throw new ApiError(422, 'The permissions requested are not granted to this installation.');
  return { metadata: 'read', ...wanted };
}

function installedRepositories(call: Call) {
  if (call.caller.kind !== 'installation') throw badCredentials();
  const { installation, repositoryIds } = call.caller;
  const repositories = call.world
    .repositoriesOf(installation)
    .filter((one) => repositoryIds?.has(one.id) ?? true);
  return page(
    call,
    repositories,
    (one) => repositoryView(call.world, one),
    (shown, total) => ({ total_count: total, repository_selection: 'selected', repositories: shown }),
  );
}

const DeliveryQuery = z.object({
  per_page: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().optional(),
  status: z.enum(['success', 'failure']).optional(),
});

/** Newest first, by cursor: the id of the last delivery of the page before. */
function listDeliveries(call: Call) {
  const query = readQuery(call, DeliveryQuery);
  const before =
    query.cursor === undefined ? Number.POSITIVE_INFINITY : Number(query.cursor.replace(/^v1_/, ''));
  const listed = sentDeliveries(call)
    .filter((one) => one.id < before && matchesStatus(one, query.status))
    .reverse();
  const shown = listed.slice(0, query.per_page);
  const last = shown.at(-1);
  const next = new URL(call.url);
  next.searchParams.set('cursor', `v1_${last?.id}`);
  const headers: Record<string, string> =
    listed.length > shown.length ? { link: `<${next.href}>; rel="next"` } : {};
  return { ...ok(shown.map(deliveryItemView)), headers };
}

/** `failure` means an answer from 400 to 599, as GitHub has it. */
function matchesStatus(delivery: Delivery, status: 'success' | 'failure' | undefined): boolean {
  if (status === undefined) return true;
  const failed = delivery.statusCode >= 400 && delivery.statusCode <= 599;
  return status === 'failure' ? failed : delivery.statusCode >= 200 && delivery.statusCode < 400;
}

function sentDeliveries(call: Call): Delivery[] {
  return call.webhooks.deliveries.filter((one) => one.outcome === 'answered' || one.outcome === 'failed');
}

function deliveryOf(call: Call): Delivery {
  const id = numberParam(call, 'delivery_id');
  const delivery = sentDeliveries(call).find((one) => one.id === id);
  if (!delivery) throw notFound();
  return delivery;
}

function rateLimitView(rateLimits: RateLimits, who: string) {
  const core = rateLimits.view(who);
  return { resources: { core, search: { ...core, limit: 30, remaining: 30, used: 0 } }, rate: core };
}
