import type { FileChange } from '../git/diff.ts';
import { unprocessable } from '../server/errors.ts';
import type { Account, Repository, Review, ReviewComment, ReviewState } from '../state/records.ts';
import { mergeBaseOf, type PullIssue, reviewCommentView, simplePullView } from '../views/pulls.ts';
import { announce, type Site } from './announce.ts';
import { announceReview } from './pulls.ts';

/** Where a review comment stands: lines of the file after (`RIGHT`) or before (`LEFT`) the change. */
export interface CommentPlace {
  path: string;
  line: number;
  side: 'LEFT' | 'RIGHT';
  startLine: number | null;
  startSide: 'LEFT' | 'RIGHT' | null;
}

export interface NewReviewComment extends CommentPlace {
  body: string;
  /** The comment that this one answers, or null. */
  inReplyTo: number | null;
}

export interface NewReview {
  user: Account;
  body: string;
  state: ReviewState;
  commitSha: string;
  comments: NewReviewComment[];
}

/**
 * Adds a review with its comments, all or nothing.
 *
 * @throws ApiError 422 if any comment is on a line that no hunk of the diff holds.
 */
export async function addReview(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  fresh: NewReview,
): Promise<Review> {
  const hunks = await Promise.all(
    fresh.comments.map((comment) => hunkAt(repository, issue, fresh.commitSha, comment)),
  );
  const submittedAt = fresh.state === 'PENDING' ? null : site.world.now();
  const { comments, ...fields } = fresh;
  const review: Review = { id: site.world.nextId(), ...fields, submittedAt };
  issue.pull.reviews.push(review);
  const written = comments.map((comment, index) =>
    writeComment(site, issue, review, comment, hunks[index] ?? ''),
  );
  if (submittedAt === null) return review;
  announceReview(site, repository, issue, review, 'submitted', fresh.user);
  for (const comment of written)
    announceReviewComment(site, repository, issue, comment, 'created', fresh.user);
  return review;
}

function writeComment(
  site: Site,
  issue: PullIssue,
  review: Review,
  fresh: NewReviewComment,
  diffHunk: string,
): ReviewComment {
  const now = site.world.now();
  const comment: ReviewComment = {
    id: site.world.nextId(),
    reviewId: review.id,
    user: review.user,
    commitSha: review.commitSha,
    ...fresh,
    diffHunk,
    createdAt: now,
    updatedAt: now,
  };
  issue.pull.reviewComments.push(comment);
  return comment;
}

/** Answers a review comment under it, in a review of its own. */
export async function replyToComment(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  to: ReviewComment,
  by: Account,
  body: string,
): Promise<ReviewComment> {
  const { path, line, side, startLine, startSide } = to;
  const comments = [{ path, line, side, startLine, startSide, body, inReplyTo: to.id }];
  const review = await addReview(site, repository, issue, {
    user: by,
    body: '',
    state: 'COMMENTED',
    commitSha: to.commitSha,
    comments,
  });
  const reply = issue.pull.reviewComments.find((comment) => comment.reviewId === review.id);
  if (!reply) throw new Error('a review was added without its comment');
  return reply;
}

export function editReviewComment(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  comment: ReviewComment,
  by: Account,
  body: string,
): void {
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = site.world.now();
  announceReviewComment(site, repository, issue, comment, 'edited', by, {
    changes: { body: { from } },
  });
}

export function deleteReviewComment(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  comment: ReviewComment,
  by: Account,
): void {
  issue.pull.reviewComments = issue.pull.reviewComments.filter((one) => one !== comment);
  announceReviewComment(site, repository, issue, comment, 'deleted', by);
}

function announceReviewComment(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  comment: ReviewComment,
  action: 'created' | 'edited' | 'deleted',
  by: Account,
  fields: Record<string, unknown> = {},
): void {
  announce(site, repository, `pull_request_review_comment.${action}`, by, {
    comment: reviewCommentView(site.world, repository, issue, comment),
    pull_request: simplePullView(site.world, repository, issue),
    ...fields,
  });
}

/** The hunk that a comment's lines are in. */
async function hunkAt(
  repository: Repository,
  issue: PullIssue,
  sha: string,
  place: CommentPlace,
): Promise<string> {
  const changes = await repository.git.diff(await mergeBaseOf(repository, issue.pull), sha);
  const change = changes.find((one) => one.path === place.path);
  if (!change) throw unprocessable('Unprocessable Entity: "Path could not be resolved"');
  const hunk = hunksOf(change).find((one) => holds(one, place));
  if (!hunk) throw unprocessable('Unprocessable Entity: "Line could not be resolved"');
  return hunk.text;
}

interface Hunk {
  text: string;
  LEFT: { first: number; last: number };
  RIGHT: { first: number; last: number };
}

function holds(hunk: Hunk, place: CommentPlace): boolean {
  const within = (line: number, side: 'LEFT' | 'RIGHT') =>
    line >= hunk[side].first && line <= hunk[side].last;
  const start = place.startLine === null || within(place.startLine, place.startSide ?? place.side);
  return start && within(place.line, place.side);
}

function hunksOf(change: FileChange): Hunk[] {
  return (change.patch ?? '').split(/^(?=@@ )/m).flatMap((text) => parseHunk(text) ?? []);
}

function parseHunk(text: string): Hunk | null {
  const match = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
  if (!match) return null;
  return { text, LEFT: span(match[1], match[2]), RIGHT: span(match[3], match[4]) };
}

function span(start: string | undefined, length: string | undefined) {
  const first = Number(start);
  return { first, last: first + Number(length ?? 1) - 1 };
}
