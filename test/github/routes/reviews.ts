import { z } from 'zod';
import { announceIssue } from '../actions/issues.ts';
import { announceReview } from '../actions/pulls.ts';
import { addReview, deleteReviewComment, editReviewComment, replyToComment } from '../actions/reviews.ts';
import { inRepository, type Route } from '../server/access.ts';
import {
  actorOf,
  type Call,
  created,
  noContent,
  numberParam,
  ok,
  type Reply,
  readBody,
} from '../server/call.ts';
import { ApiError, forbidden, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast } from '../state/levels.ts';
import type { Repository, Review, ReviewComment, ReviewState, Team } from '../state/records.ts';
import { teamView, userView } from '../views/accounts.ts';
import {
  isPullIssue,
  type PullIssue,
  reviewCommentView,
  reviewView,
  simplePullView,
} from '../views/pulls.ts';
import { commitNamed } from './commits.ts';
import { pullOf } from './pulls.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const REVIEWS = `${PULLS}/{pull_number}/reviews`;
const COMMENTS = `${PULLS}/{pull_number}/comments`;
const REVIEWERS = `${PULLS}/{pull_number}/requested_reviewers`;
const READ = { app: 'pull_requests:read', user: 'read' } as const;
const WRITE = { app: 'pull_requests:write', user: 'read' } as const;

/** Reviews, their comments on lines, and who is asked for one. */
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
    inRepository(`GET ${COMMENTS}`, READ, (call, repository) => {
      const issue = pullOf(call, repository);
      return page(call, issue.pull.reviewComments, (one) =>
        reviewCommentView(call.world, repository, issue, one),
      );
    }),
    inRepository(`POST ${COMMENTS}`, WRITE, createComment),
    inRepository(`POST ${COMMENTS}/{comment_id}/replies`, WRITE, createReply),
    inRepository(`GET ${PULLS}/comments`, READ, (call, repository) => {
      const all = [...repository.issues.values()]
        .filter(isPullIssue)
        .flatMap((issue) => issue.pull.reviewComments.map((comment) => ({ issue, comment })));
      return page(call, all, ({ issue, comment }) =>
        reviewCommentView(call.world, repository, issue, comment),
      );
    }),
    inRepository(`GET ${PULLS}/comments/{comment_id}`, READ, (call, repository) => {
      const { issue, comment } = commentOf(call, repository);
      return ok(reviewCommentView(call.world, repository, issue, comment));
    }),
    inRepository(`PATCH ${PULLS}/comments/{comment_id}`, WRITE, updateComment),
    inRepository(`DELETE ${PULLS}/comments/{comment_id}`, WRITE, async (call, repository) => {
      const { issue, comment } = commentOf(call, repository);
      await deleteReviewComment(call, repository, issue, comment, actorOf(call).account);
      return noContent;
    }),
    inRepository(`GET ${REVIEWERS}`, READ, (call, repository) => {
      const { pull } = pullOf(call, repository);
      const users = pull.requestedReviewers.map((one) => userView(call.world, one));
      return ok({ users, teams: pull.requestedTeams.map((team) => teamView(call.world, team)) });
    }),
    inRepository(`POST ${REVIEWERS}`, { app: 'pull_requests:write', user: 'write' }, requestReviewers),
    inRepository(`DELETE ${REVIEWERS}`, { app: 'pull_requests:write', user: 'write' }, removeReviewers),
  ];
}

function reviewOf(call: Call, repository: Repository): { issue: PullIssue; review: Review } {
  const issue = pullOf(call, repository);
  const id = numberParam(call, 'review_id');
  const review = issue.pull.reviews.find((one) => one.id === id);
  if (!review) throw notFound();
  return { issue, review };
}

function commentOf(call: Call, repository: Repository): { issue: PullIssue; comment: ReviewComment } {
  const id = numberParam(call, 'comment_id');
  for (const issue of [...repository.issues.values()].filter(isPullIssue)) {
    const comment = issue.pull.reviewComments.find((one) => one.id === id);
    if (comment) return { issue, comment };
  }
  throw notFound();
}

const Side = z.enum(['LEFT', 'RIGHT']);
const Place = z.object({
  path: z.string(),
  body: z.string(),
  line: z.number().int().optional(),
  side: Side.default('RIGHT'),
  start_line: z.number().int().optional(),
  start_side: Side.optional(),
});

function toComment(place: z.output<typeof Place>) {
  if (place.line === undefined) throw new ApiError(422, 'Unprocessable Entity: "Line" could not be resolved');
  const { path, body, line, side } = place;
  return { path, body, line, side, startLine: place.start_line ?? null, startSide: place.start_side ?? null };
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

async function updateReview(call: Call, repository: Repository): Promise<Reply> {
  const { issue, review } = reviewOf(call, repository);
  if (review.user.id !== actorOf(call).account.id)
    throw forbidden('You do not have permission to update this review');
  const from = review.body;
  review.body = readBody(call, ReviewBody).body;
  await announceReview(call, repository, issue, review, 'edited', actorOf(call).account, {
    changes: { body: { from } },
  });
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

const Submission = z.object({
  body: z.string().optional(),
  event: z.enum(['APPROVE', 'REQUEST_CHANGES', 'COMMENT']),
});

async function submitReview(call: Call, repository: Repository): Promise<Reply> {
  const { issue, review } = reviewOf(call, repository);
  if (review.state !== 'PENDING') throw new ApiError(422, 'Can only submit a pending review');
  const { body, event } = readBody(call, Submission);
  const state = EVENTS[event] ?? 'COMMENTED';
  refuseReview(call, issue, state, body ?? review.body, 1);
  Object.assign(review, { state, body: body ?? review.body, submittedAt: call.world.now() });
  await announceReview(call, repository, issue, review, 'submitted', actorOf(call).account);
  return ok(reviewView(call.world, repository, issue, review, 'rest'));
}

async function dismissReview(call: Call, repository: Repository): Promise<Reply> {
  const { issue, review } = reviewOf(call, repository);
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED')
    throw new ApiError(422, 'Can not dismiss this review');
  refuseDismissal(call, repository, issue);
  review.state = 'DISMISSED';
  await announceReview(call, repository, issue, review, 'dismissed', actorOf(call).account);
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

const NewComment = Place.extend({ commit_id: z.string(), in_reply_to: z.number().optional() });

async function createComment(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const fresh = readBody(call, NewComment);
  const commitSha = await commitNamed(repository, fresh.commit_id);
  const user = actorOf(call).account;
  const review = await addReview(call, repository, issue, {
    user,
    body: '',
    state: 'COMMENTED',
    commitSha,
    comments: [toComment(fresh)],
  });
  const comment = issue.pull.reviewComments.find((one) => one.reviewId === review.id);
  if (!comment) throw new Error('a review was added without its comment');
  comment.inReplyTo = fresh.in_reply_to ?? null;
  return created(reviewCommentView(call.world, repository, issue, comment));
}

const CommentBody = z.object({ body: z.string() });

async function createReply(call: Call, repository: Repository): Promise<Reply> {
  const { issue, comment } = commentOf(call, repository);
  const { body } = readBody(call, CommentBody);
  const reply = await replyToComment(call, repository, issue, comment, actorOf(call).account, body);
  return created(reviewCommentView(call.world, repository, issue, reply));
}

async function updateComment(call: Call, repository: Repository): Promise<Reply> {
  const { issue, comment } = commentOf(call, repository);
  const by = actorOf(call).account;
  if (
    call.caller.kind === 'user' &&
    by.id !== comment.user.id &&
    !atLeast(call.world.levelOf(repository, by.login), 'write')
  )
    throw notFound();
  await editReviewComment(call, repository, issue, comment, by, readBody(call, CommentBody).body);
  return ok(reviewCommentView(call.world, repository, issue, comment));
}

const Reviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});

async function requestReviewers(call: Call, repository: Repository): Promise<Reply> {
  const issue = pullOf(call, repository);
  const wanted = readBody(call, Reviewers);
  const by = actorOf(call).account;
  for (const login of wanted.reviewers) {
    const account = call.world.account(login);
    if (!account || !atLeast(call.world.levelOf(repository, login), 'read')) throw notCollaborator();
    if (issue.pull.requestedReviewers.includes(account)) continue;
    issue.pull.requestedReviewers.push(account);
    await announceIssue(call, repository, issue, 'review_requested', by, {
      requested_reviewer: userView(call.world, account),
    });
  }
  for (const slug of wanted.team_reviewers) {
    const team = teamOf(call, repository, slug);
    if (issue.pull.requestedTeams.includes(team)) continue;
    issue.pull.requestedTeams.push(team);
    await announceIssue(call, repository, issue, 'review_requested', by, {
      requested_team: teamView(call.world, team),
    });
  }
  return created(simplePullView(call.world, repository, issue));
}

function notCollaborator(): ApiError {
  return new ApiError(
    422,
    'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
  );
}

function teamOf(call: Call, repository: Repository, slug: string): Team {
  const team = call.world.team(repository.owner.login, slug);
  if (!team) throw notCollaborator();
  return team;
}

function removeReviewers(call: Call, repository: Repository): Reply {
  const issue = pullOf(call, repository);
  const unwanted = readBody(call, Reviewers);
  const { pull } = issue;
  pull.requestedReviewers = pull.requestedReviewers.filter((one) => !unwanted.reviewers.includes(one.login));
  pull.requestedTeams = pull.requestedTeams.filter((one) => !unwanted.team_reviewers.includes(one.slug));
  return ok(simplePullView(call.world, repository, issue));
}
