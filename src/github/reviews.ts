import { type GitHub, orNull, type RepositoryName, statusOf } from './client.ts';
import { secondsToWait } from './limits.ts';

/** A comment to be written on lines of a PR's diff, after the change. */
export interface WantedReviewComment {
  path: string;
  /** Left out for a single line. */
  startLine?: number;
  line: number;
  body: string;
}

export interface WantedReview {
  commitSha: string;
  body: string;
  event: 'REQUEST_CHANGES' | 'COMMENT';
  comments: readonly WantedReviewComment[];
}

export interface FoundReview {
  id: number;
  state: string;
  body: string;
  /** The head that it was written about. */
  commitSha: string | null;
}

export interface FoundReviewComment {
  id: number;
  body: string;
  /** The head that it was written on. */
  writtenOn: string;
}

/** The reviews of a PR that this login wrote, oldest first. */
export async function listOwnReviews(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  login: string,
): Promise<FoundReview[]> {
  const reviews = await github.paginate(github.rest.pulls.listReviews, {
    ...name,
    pull_number: pullNumber,
    per_page: 100,
  });
  return reviews
    .filter(({ user }) => user?.login === login)
    .map(({ id, state, body, commit_id: commitSha }) => ({ id, state, body, commitSha }));
}

/** The review comments on a PR that this login wrote, oldest first. */
export async function listOwnReviewComments(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  login: string,
): Promise<FoundReviewComment[]> {
  const comments = await github.paginate(github.rest.pulls.listReviewComments, {
    ...name,
    pull_number: pullNumber,
    per_page: 100,
  });
  return comments.filter(({ user }) => user?.login === login).map(foundComment);
}

/** Writes a review with its comments, all or nothing. */
export async function createReview(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  { commitSha, body, event, comments }: WantedReview,
): Promise<FoundReview> {
  const { data } = await github.rest.pulls.createReview({
    ...name,
    pull_number: pullNumber,
    commit_id: commitSha,
    body,
    event,
    comments: comments.map(({ startLine, ...comment }) => ({
      ...comment,
      side: 'RIGHT',
      ...(startLine === undefined ? {} : { start_line: startLine, start_side: 'RIGHT' }),
    })),
  });
  return { id: data.id, state: data.state, body: data.body, commitSha: data.commit_id };
}

/** The comments that came with one review. */
export async function listCommentsOfReview(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  reviewId: number,
): Promise<FoundReviewComment[]> {
  const comments = await github.paginate(github.rest.pulls.listCommentsForReview, {
    ...name,
    pull_number: pullNumber,
    review_id: reviewId,
    per_page: 100,
  });
  return comments.map(foundComment);
}

function foundComment({
  id,
  body,
  original_commit_id: writtenOn,
}: {
  id: number;
  body: string;
  original_commit_id: string;
}): FoundReviewComment {
  return { id, body, writtenOn };
}

/** Where a person has deleted it, it stays deleted. */
export async function updateReviewComment(
  github: GitHub,
  name: RepositoryName,
  id: number,
  body: string,
): Promise<void> {
  await orNull(github.rest.pulls.updateReviewComment({ ...name, comment_id: id, body }));
}

export async function updateReview(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  reviewId: number,
  body: string,
): Promise<void> {
  await github.rest.pulls.updateReview({ ...name, pull_number: pullNumber, review_id: reviewId, body });
}

/**
 * Takes a review back. `refused` where a protected branch leaves that to its admins (403); somebody who was quicker has
 * done the same (422).
 */
export async function dismissReview(
  github: GitHub,
  name: RepositoryName,
  pullNumber: number,
  reviewId: number,
  message: string,
): Promise<'dismissed' | 'refused'> {
  try {
    await github.rest.pulls.dismissReview({ ...name, pull_number: pullNumber, review_id: reviewId, message });
    return 'dismissed';
  } catch (error) {
    if (secondsToWait(error, new Date()) !== null) throw error;
    if (statusOf(error) === 403) return 'refused';
    if (statusOf(error) === 422) return 'dismissed';
    throw error;
  }
}

/** The login that an App's installations write as. `app` is authenticated as the App itself. */
export async function readOwnLogin(app: GitHub): Promise<string> {
  const { data } = await app.rest.apps.getAuthenticated();
  if (!data?.slug) throw new Error('GitHub did not say what this App is called.');
  return `${data.slug}[bot]`;
}
