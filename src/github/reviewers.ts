import { type GitHub, type RepositoryName, statusOf } from './client.ts';
import { secondsToWait } from './limits.ts';

/** Who is asked for a review: a user by login, or a team of the repository's owner by its slug. */
export type Reviewer = { login: string } | { team: string };

/** Whether one of these is asked for a review of a PR already. */
export async function isRequested(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  reviewers: readonly Reviewer[],
): Promise<boolean> {
  const { data } = await github.rest.pulls.listRequestedReviewers({ ...name, pull_number: pullNumber });
  return reviewers.some((reviewer) =>
    'login' in reviewer
      ? data.users.some(({ login }) => same(login, reviewer.login))
      : data.teams.some(({ slug }) => same(slug, reviewer.team)),
  );
}

/** @returns `null` if they are asked, else why GitHub does not let us: they have no access to the repository, say */
export async function requestReview(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  reviewer: Reviewer,
): Promise<string | null> {
  try {
    await github.rest.pulls.requestReviewers({
      ...name,
      pull_number: pullNumber,
      ...('login' in reviewer ? { reviewers: [reviewer.login] } : { team_reviewers: [reviewer.team] }),
    });
    return null;
  } catch (error) {
    if (secondsToWait(error, new Date()) !== null || ![403, 422].includes(statusOf(error) ?? 0)) throw error;
    // Octokit adds the address of a page about the operation.
    const why = error instanceof Error ? error.message : String(error);
    return why.replace(/\.? - https:\/\/\S+$/, '');
  }
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
