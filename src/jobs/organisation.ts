import type { Decision } from '../debt/decision.ts';
import type { GitHub } from '../github/client.ts';
import { readInstallationOwner, readOrganisationPolicy } from '../github/organisation-policy.ts';
import { ORGANISATION_POLICY_FILE } from '../policy/defaults.ts';
import { loadOrganisationPolicy } from '../policy/load.ts';
import { recordDecision } from '../store/audit-log.ts';
import {
  findOrganisation,
  type Organisation,
  saveFirstOrganisation,
  saveOrganisation,
} from '../store/organisations.ts';
import { listInstalled, type Repository } from '../store/repositories.ts';
import type { JobContext } from './context.ts';
import { loosenedDecision } from './loosened-decision.ts';
import { organisationRepository, policyInForce } from './policy-in-force.ts';
import { inOrder, syncRequest } from './requests.ts';
import type { ReadOrganisation } from './work.ts';

/** Reads what an organisation says for all of its repositories; if it says something else now, they are looked at anew. */
export async function readOrganisation(
  context: JobContext,
  { installationId }: ReadOrganisation,
): Promise<void> {
  const owner = await readInstallationOwner(await context.asApp(), installationId);
  if (owner === null) return;
  const before = await findOrganisation(context.database, installationId);
  const now = await readAnew(context, await context.github(installationId), installationId, owner, before);
  await context.database.transaction(async (transaction) => {
    await saveOrganisation(transaction, now);
    if (before === null || before.policySource === now.policySource) return;
    const loosened = loosenedBy(before, now, context.clock.now());
    if (loosened) await recordDecision(transaction, loosened);
    const repositories = await listInstalled(transaction, installationId);
    await context.queue.enqueue(inOrder(repositories.map(({ id }) => syncRequest(id))), transaction);
  });
}

function loosenedBy(before: Organisation, now: Organisation, at: Date): Decision | null {
  const [was, is] = [before, now].map((organisation) => {
    const inForce = policyInForce({ policySource: null, organisation });
    return inForce.policy;
  });
  const file = `${ORGANISATION_POLICY_FILE} (${organisationRepository(now.owner)})`;
  return was && is ? loosenedDecision(was, is, { repositoryId: null, file, at }) : null;
}

/** A repository with what its organisation says; that is read now if nobody has yet. */
export async function withOrganisation(
  context: JobContext,
  github: GitHub,
  repository: Repository,
): Promise<Repository> {
  if (repository.organisation !== null) return repository;
  const { installationId, owner } = repository;
  const organisation = await readAnew(context, github, installationId, owner, null);
  await saveFirstOrganisation(context.database, organisation);
  return { ...repository, organisation };
}

async function readAnew(
  context: JobContext,
  github: GitHub,
  installationId: number,
  owner: string,
  before: Organisation | null,
): Promise<Organisation> {
  const source = await readOrganisationPolicy(await context.asApp(), github, installationId, owner);
  const isReadable = source === null || loadOrganisationPolicy(source, organisationRepository(owner)).ok;
  return {
    installationId,
    owner,
    policySource: source,
    readableSource: isReadable ? source : (before?.readableSource ?? null),
  };
}
