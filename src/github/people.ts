import { type GitHub, orNull, type RepositoryName } from './client.ts';

/** Whether a user can push to the repository. */
export async function canWrite(github: GitHub, name: RepositoryName, login: string): Promise<boolean> {
  const response = await orNull(
    github.rest.repos.getCollaboratorPermissionLevel({ ...name, username: login }),
  );
  return response !== null && ['admin', 'write'].includes(response.data.permission);
}

/**
 * Whether a user is the contact that policy names: that user, or a member of that team. Anybody may register a
 * user with a team's name, so a user counts only with write access.
 * @param contact `@user`, `@team` (of the repository's owner) or `@org/team`
 */
export async function isContact(
  github: GitHub,
  name: RepositoryName,
  contact: string,
  login: string,
): Promise<boolean> {
  const handle = contact.replace(/^@/, '');
  if (handle.toLowerCase() === login.toLowerCase()) return canWrite(github, name, login);
  const [org, team] = handle.includes('/') ? handle.split('/') : [name.owner, handle];
  if (!org || !team) return false;
  const membership = await orNull(
    github.rest.teams.getMembershipForUserInOrg({ org, team_slug: team, username: login }),
  );
  return membership?.data.state === 'active';
}

/** Somebody whose opinion of a PR is that it may be merged, and the head that they saw. */
export interface Approver {
  login: string;
  /** `null` where GitHub no longer has that commit. */
  sha: string | null;
}

/** Whose latest review with an opinion approves the PR; comments change no opinion. */
export async function listApprovers(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
): Promise<Approver[]> {
  const reviews = await github.paginate(github.rest.pulls.listReviews, {
    ...name,
    pull_number: pullNumber,
    per_page: 100,
  });
  const opinions = new Map<string, { state: string; sha: string | null }>();
  for (const review of reviews) {
    if (review.user && review.state !== 'COMMENTED' && review.state !== 'PENDING') {
      opinions.set(review.user.login, { state: review.state, sha: review.commit_id });
    }
  }
  return [...opinions].flatMap(([login, { state, sha }]) => (state === 'APPROVED' ? [{ login, sha }] : []));
}
