import type { Account, Installation, Repository } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { organizationView, userView } from '../views/accounts.ts';
import { nodeId } from '../views/nodes.ts';
import { repositoryView } from '../views/repositories.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** What an action changes and what it tells. */
export interface Site {
  world: World;
  webhooks: Webhooks;
}

/** Tells the installation that covers a repository what happened in it; nobody, if there is none. */
export function announce(
  { world, webhooks }: Site,
  repository: Repository,
  name: string,
  sender: Account,
  fields: Record<string, unknown>,
): void {
  const installation = world.installationFor(repository);
  if (!installation) return;
  const [event = '', action = null] = name.split('.');
  const payload = {
    ...(action === null ? {} : { action }),
    repository: repositoryView(world, repository),
    ...fields,
    ...organizationOf(world, repository.owner),
    sender: userView(world, sender),
    installation: { id: installation.id, node_id: nodeId('I', installation.id) },
  };
  webhooks.announce({ event, action, installationId: installation.id, repositoryId: repository.id, payload });
}

/** Tells the App about its own installation. */
export function announceInstallation(
  { world, webhooks }: Site,
  installation: Installation,
  name: string,
  sender: Account,
  fields: Record<string, unknown>,
): void {
  const [event = '', action = null] = name.split('.');
  const payload = { action, ...fields, sender: userView(world, sender) };
  webhooks.announce({ event, action, installationId: installation.id, repositoryId: null, payload });
}

function organizationOf(world: World, owner: Account) {
  return owner.kind === 'Organization' ? { organization: organizationView(world, owner) } : {};
}
