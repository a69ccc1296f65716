import { z } from 'zod';
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
import { notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast } from '../state/levels.ts';
import type { Repository, ReviewComment } from '../state/records.ts';
import { isPullIssue, type PullIssue, reviewCommentView } from '../views/pulls.ts';
import { commitNamed } from './commits.ts';
import { pullOf } from './pulls.ts';
import { Place, toComment } from './reviews.ts';

const PULLS = '/repos/{owner}/{repo}/pulls';
const COMMENTS = `${PULLS}/{pull_number}/comments`;
const READ = { app: 'pull_requests:read', user: 'read' } as const;
const WRITE = { app: 'pull_requests:write', user: 'read' } as const;

/** Comments on the lines of a diff. */
export function reviewCommentRoutes(): Route[] {
  return [
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
    inRepository(`DELETE ${PULLS}/comments/{comment_id}`, WRITE, (call, repository) => {
      const { issue, comment } = commentOf(call, repository);
      deleteReviewComment(call, repository, issue, comment, actorOf(call).account);
      return noContent;
    }),
  ];
}

function commentOf(call: Call, repository: Repository): { issue: PullIssue; comment: ReviewComment } {
  const id = numberParam(call, 'comment_id');
  for (const issue of [...repository.issues.values()].filter(isPullIssue)) {
    const comment = issue.pull.reviewComments.find((one) => one.id === id);
    if (comment) return { issue, comment };
  }
  throw notFound();
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
    comments: [{ ...toComment(fresh), inReplyTo: fresh.in_reply_to ?? null }],
  });
  const comment = issue.pull.reviewComments.find((one) => one.reviewId === review.id);
  if (!comment) throw new Error('a review was added without its comment');
  return created(reviewCommentView(call.world, repository, issue, comment));
}

const CommentBody = z.object({ body: z.string() });

async function createReply(call: Call, repository: Repository): Promise<Reply> {
  const { issue, comment } = commentOf(call, repository);
  const { body } = readBody(call, CommentBody);
  const reply = await replyToComment(call, repository, issue, comment, actorOf(call).account, body);
  return created(reviewCommentView(call.world, repository, issue, reply));
}

function updateComment(call: Call, repository: Repository): Reply {
  const { issue, comment } = commentOf(call, repository);
  const by = actorOf(call).account;
  if (
    call.caller.kind === 'user' &&
    by.id !== comment.user.id &&
    !atLeast(call.world.levelOf(repository, by.login), 'write')
  )
    throw notFound();
  editReviewComment(call, repository, issue, comment, by, readBody(call, CommentBody).body);
  return ok(reviewCommentView(call.world, repository, issue, comment));
}
