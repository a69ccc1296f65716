import { type GitHub, orNull, type RepositoryName } from './client.ts';

export interface RepositorySnapshot extends RepositoryName {
  id: number;
  ownedByOrganization: boolean;
  defaultBranch: string;
  htmlUrl: string;
  visibility: 'public' | 'internal' | 'private';
}

interface RepositoryPayload {
  id: number;
  name: string;
  owner: { login: string; type: string };
  default_branch: string;
  html_url: string;
  private: boolean;
  visibility?: string;
}

/** Ids of all installations that are not suspended. `app` is authenticated as the App itself. */
export async function listInstallationIds(app: GitHub): Promise<number[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  return installations.filter(({ suspended_at: suspendedAt }) => suspendedAt === null).map(({ id }) => id);
}

/** When the App was installed; `null` if it is not any more. `app` is authenticated as the App itself. */
export async function readInstalledAt(app: GitHub, installationId: number): Promise<Date | null> {
  const response = await orNull(app.rest.apps.getInstallation({ installation_id: installationId }));
  return response && new Date(response.data.created_at);
}

/** Those that an installation can write to: archived and disabled ones are as good as lost until they come back. */
export async function listInstalledRepositories(github: GitHub): Promise<RepositorySnapshot[]> {
  const repositories = await github.paginate(github.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  return repositories.filter(({ archived, disabled }) => !archived && !disabled).map(repositorySnapshot);
}

function repositorySnapshot(repository: RepositoryPayload): RepositorySnapshot {
  return {
    id: repository.id,
    owner: repository.owner.login,
    repo: repository.name,
    ownedByOrganization: repository.owner.type === 'Organization',
    defaultBranch: repository.default_branch,
    htmlUrl: repository.html_url,
    visibility: visibilityOf(repository),
  };
}

/** @param repository as any payload of GitHub shows it; older ones say only whether it is public */
export function visibilityOf(repository: {
  private: boolean;
  visibility?: string | undefined;
}): RepositorySnapshot['visibility'] {
  if (!repository.private) return 'public';
  return repository.visibility === 'internal' ? 'internal' : 'private';
}

/** The heads of all branches whose names begin with something, by name. */
export async function listBranchHeads(
  github: GitHub,
  name: RepositoryName,
  prefix: string,
): Promise<Map<string, string>> {
  const refs = await github.paginate(github.rest.git.listMatchingRefs, {
    ...name,
    ref: `heads/${prefix}`,
  });
  return new Map(refs.map(({ ref, object }) => [ref.replace(/^refs\/heads\//, ''), object.sha]));
}

/** The SHA of a branch's head; `null` if there is no such branch, as while the repository is empty. */
export async function readBranchHead(
  github: GitHub,
  name: RepositoryName,
  branch: string,
): Promise<string | null> {
  const response = await orNull(github.rest.git.getRef({ ...name, ref: `heads/${branch}` }));
  return response?.data.object.sha ?? null;
}
