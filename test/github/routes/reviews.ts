import { z } from 'zod';
import { announceReview } from '../actions/pulls.ts';
import { addReview } from '../actions/reviews.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, numberParam, ok, type Reply, readBody } from '../server/call.ts';
import { ApiError, forbidden, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast } from '../state/levels.ts';
import type { Repository, Review, ReviewState } from '../state/records.ts';
import { type PullIssue, reviewCommentView, reviewView } from '../views/pulls.ts';
import { commitNamed } from './commits.ts';
import { pullOf } from './pulls.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const REVIEWS = `${PULLS}/{pull_number}/reviews`;
const READ = { app: 'pull_requests:read', user: 'read' } as const;
const WRITE = { app: 'pull_requests:write', user: 'read' } as const;

/** Reviews: written, submitted, edited and dismissed. */
export function reviewRoutes(): Route[] {
  return [
    inRepository(`GET ${REVIEWS}`, READ, (call, repository) => {
      const issue = pullOf(call, repository);
      return page(call, issue.pull.reviews, (one) => reviewView(call.world, repository, issue, one, 'rest'));
    }),
    inRepository(`POST ${REVIEWS}`, WRITE, createReview),
    inRepository(`GET ${REVIEWS}/{review_id}`, READ, (call, repository) => {
      const { issue, review } = reviewOf(call, repository);
      return ok(reviewView(call.world, repository, issue, review, 'rest'));
    }),
    inRepository(`PUT ${REVIEWS}/{review_id}`, WRITE, updateReview),
    inRepository(`POST ${REVIEWS}/{review_id}/events`, WRITE, submitReview),
    inRepository(
      `PUT ${REVIEWS}/{review_id}/dismissals`,
      { app: 'pull_requests:write', user: 'write' },
      dismissReview,
    ),
    inRepository(`GET ${REVIEWS}/{review_id}/comments`, READ, (call, repository) => {
      const { issue, review } = reviewOf(call, repository);
      const comments = issue.pull.reviewComments.filter((one) => one.reviewId === review.id);
      return page(call, comments, (one) => reviewCommentView(call.world, repository, issue, one));
    }),
  ];
}

function reviewOf(call: Call, repository: Repository): { issue: PullIssue; review: Review } {
  const issue = pullOf(call, repository);
  const id = numberParam(call, 'review_id');
  const review = issue.pull.reviews.find((one) => one.id === id);
  if (!review) throw notFound();
  return { issue, review };
}

const Side = z.enum(['LEFT', 'RIGHT']);
export const Place = z.object({
  path: z.string(),
  body: z.string(),
  line: z.number().int().optional(),
  side: Side.default('RIGHT'),
  start_line: z.number().int().optional(),
  start_side: Side.optional(),
});

export function toComment(place: z.output<typeof Place>) {
  if (place.line === undefined) throw new ApiError(422, 'Unprocessable Entity: "Line" could not be resolved');
  const { path, body, line, side } = place;
  return {
    path,
    body,
    line,
    side,
    inReplyTo: null,
    startLine: place.start_line ?? null,
    startSide: place.start_side ?? null,
  };
}

const EVENTS: Record<string, ReviewState> = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
};

const NewReview = z.object({
  commit_id: z.string().optional(),
  body: z.string().nullish(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']).optional(),
  comments: z.array(Place).default([]),
});

async function createReview(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const fresh = readBody(call, NewReview);
  const state = fresh.event === undefined ? 'PENDING' : (EVENTS[fresh.event] ?? 'COMMENTED');
  refuseReview(call, issue, state, fresh.body ?? '', fresh.comments.length);
  const review = await addReview(call, repository, issue, {
    user: actorOf(call).account,
    body: fresh.body ?? '',
    state,
    commitSha:
      fresh.commit_id === undefined ? issue.pull.headSha : await commitNamed(repository, fresh.commit_id),
    comments: fresh.comments.map(toComment),
  });
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

/** Nobody judges their own pull request, and a verdict of no words must be an approval or have comments. */
function refuseReview(
  call: Call,
  issue: PullIssue,
  state: ReviewState,
  body: string,
  comments: number,
): void {
  const own = actorOf(call).account.id === issue.user.id;
  if (own && state === 'APPROVED') throw new ApiError(422, 'Can not approve your own pull request');
  if (own && state === 'CHANGES_REQUESTED')
    throw new ApiError(422, 'Can not request changes on your own pull request');
  const needsBody = state === 'CHANGES_REQUESTED' || (state === 'COMMENTED' && comments === 0);
  if (needsBody && body.trim() === '')
    throw new ApiError(422, 'You need to leave a comment indicating the requested changes.');
}

const ReviewBody = z.object({ body: z.string() });

function updateReview(call: Call, repository: Repository): Reply {
  const { issue, review } = reviewOf(call, repository);
  if (review.user.id !== actorOf(call).account.id)
    throw forbidden('You do not have permission to update this review');
  const from = review.body;
  review.body = readBody(call, ReviewBody).body;
  announceReview(call, repository, issue, review, 'edited', actorOf(call).account, {
    changes: { body: { from } },
  });
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

const Submission = z.object({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
});

function submitReview(call: Call, repository: Repository): Reply {
  const { issue, review } = reviewOf(call, repository);
  if (review.state !== 'PENDING') throw new ApiError(422, 'Can only submit a pending review');
  const { body, event } = readBody(call, Submission);
  const state = EVENTS[event] ?? 'COMMENTED';
  refuseReview(call, issue, state, body ?? review.body, 1);
  Object.assign(review, { state, body: body ?? review.body, submittedAt: call.world.now() });
  announceReview(call, repository, issue, review, 'submitted', actorOf(call).account);
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

function dismissReview(call: Call, repository: Repository): Reply {
  const { issue, review } = reviewOf(call, repository);
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw new ApiError(422, 'Can not dismiss this review');
  refuseDismissal(call, repository, issue);
  review.state = 'DISMISSED';
  announceReview(call, repository, issue, review, 'dismissed', actorOf(call).account);
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

/** On a protected branch dismissing may be reserved to some; admins always may. */
function refuseDismissal(call: Call, repository: Repository, issue: PullIssue): void {
  const dismissers = repository.protections.get(issue.pull.baseRef)?.requiredReviews?.dismissers ?? null;
  if (dismissers === null) return;
  const { login } = actorOf(call).account;
  const name = call.caller.kind === 'installation' ? call.world.app.slug : login;
  const admin = atLeast(call.world.levelOf(repository, login), 'admin');
  if (!admin && !dismissers.includes(name))
    throw forbidden('You are not allowed to dismiss reviews on this branch');
}
