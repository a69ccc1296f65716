import { ORGANISATION_POLICY_FILE, ORGANISATION_REPOSITORY } from '../policy/defaults.ts';
import { type GitHub, orNull } from './client.ts';
import { readFileAt } from './policy-file.ts';

/**
 * The text of an organisation's policy file, as the default branch has it; `null` if there is none, or if the
 * installation does not reach the repository that would have it: then nobody there has said that it counts.
 * @param app authenticated as the App itself
 */
export async function readOrganisationPolicy(
  app: GitHub,
  github: GitHub,
  installationId: number,
  owner: string,
): Promise<string | null> {
  const name = { owner, repo: ORGANISATION_REPOSITORY };
  const installation = await orNull(app.rest.apps.getRepoInstallation(name));
  if (installation?.data.id !== installationId) return null;
  const file = await readFileAt(github, name, ORGANISATION_POLICY_FILE);
  return file?.source ?? null;
}

/** The login of the account that an installation belongs to; `null` if it is gone. */
export async function readInstallationOwner(app: GitHub, installationId: number): Promise<string | null> {
  const response = await orNull(app.rest.apps.getInstallation({ installation_id: installationId }));
  const account = response?.data.account;
  return account && 'login' in account ? account.login : null;
}
