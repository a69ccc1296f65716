import type { GitHub, RepositoryName } from './client.ts';

/** Logins of everybody who can read a repository that is not public: by the organisation, a team, or on their own. */
export async function listReaders(github: GitHub, name: RepositoryName): Promise<Set<string>> {
  const people = await github.paginate(github.rest.repos.listCollaborators, {
    ...name,
    affiliation: 'all',
    per_page: 100,
  });
  return new Set(people.map(({ login }) => login.toLowerCase()));
}
