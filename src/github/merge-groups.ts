import type { GitHub, RepositoryName } from './client.ts';

/** The branches that merge queues have made of what they are about to merge: GitHub tells of them in no other list. */
export async function listGroupRefs(
  github: GitHub,
  name: RepositoryName,
): Promise<{ ref: string; sha: string }[]> {
  const refs = await github.paginate(github.rest.git.listMatchingRefs, {
    ...name,
    ref: 'heads/gh-readonly-queue/',
  });
  return refs.map(({ ref, object }) => ({ ref, sha: object.sha }));
}
