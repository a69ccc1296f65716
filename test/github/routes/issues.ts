import { z } from 'zod';
import {
  addComment,
  closeIssue,
  deleteComment,
  editComment,
  editText,
  labelNamed,
  openIssue,
  reopenIssue,
  setLabels,
} from '../actions/issues.ts';
import { inRepository, type Route, redirectToIssue } from '../server/access.ts';
import {
  actorOf,
  type Call,
  created,
  noContent,
  numberParam,
  ok,
  type Reply,
  readBody,
  readQuery,
} from '../server/call.ts';
import { ApiError, invalidField, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { atLeast } from '../state/levels.ts';
import type { Account, Comment, Issue, Label, Repository } from '../state/records.ts';
import { commentView, fullIssueView, issueEventView, issueView, reactionView } from '../views/issues.ts';
import { isPullIssue } from '../views/pulls.ts';
import { reopen as reopenPull } from './pulls.ts';
import { checkTexts } from './texts.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';
const ISSUE = `${ISSUES}/{issue_number}`;
const READ = { app: 'conversation:read', user: 'read' } as const;
const WRITE = { app: 'conversation:write', user: 'read' } as const;

/** Issues, and the comments of issues and pull requests. */
export function issueRoutes(): Route[] {
  return [
    inRepository(`GET ${ISSUES}`, { app: 'issues:read', user: 'read' }, listIssues),
    inRepository(`POST ${ISSUES}`, { app: 'issues:write', user: 'read' }, createIssue),
    inRepository(`GET ${ISSUE}`, READ, (call, repository) =>
      ok(fullIssueView(call.world, repository, issueOf(call, repository))),
    ),
    inRepository(`PATCH ${ISSUE}`, WRITE, updateIssue),
    inRepository(`GET ${ISSUE}/events`, READ, (call, repository) =>
      page(call, issueOf(call, repository).events, (one) => issueEventView(call.world, repository, one)),
    ),
    inRepository(`GET ${ISSUE}/comments`, READ, listComments),
    inRepository(`POST ${ISSUE}/comments`, WRITE, createComment),
    inRepository(`GET ${ISSUES}/comments`, { app: 'issues:read', user: 'read' }, listAllComments),
    inRepository(`GET ${ISSUES}/comments/{comment_id}`, READ, (call, repository) => {
      const { issue, comment } = commentOf(call, repository);
      return ok(commentView(call.world, repository, issue, comment));
    }),
    inRepository(`PATCH ${ISSUES}/comments/{comment_id}`, WRITE, updateComment),
    inRepository(`DELETE ${ISSUES}/comments/{comment_id}`, WRITE, (call, repository) => {
      const { issue, comment } = commentOf(call, repository);
      requireAuthorOrWriter(call, repository, comment.user);
      deleteComment(call, repository, issue, comment, actorOf(call).account);
      return noContent;
    }),
    inRepository(`POST ${ISSUES}/comments/{comment_id}/reactions`, WRITE, react),
    inRepository(`GET ${ISSUES}/comments/{comment_id}/reactions`, READ, (call, repository) =>
      page(call, commentOf(call, repository).comment.reactions, (one) => reactionView(call.world, one)),
    ),
  ];
}

/** The issue or pull request of the path. */
export function issueOf(call: Call, repository: Repository): Issue {
  const number = numberParam(call, 'issue_number');
  if (repository.deletedNumbers.has(number)) throw new ApiError(410, 'This issue was deleted');
  const moved = repository.movedIssues.get(number);
  if (moved) throw redirectToIssue(call, moved.repository, moved.number);
  const issue = repository.issues.get(number);
  if (!issue) throw notFound();
  return issue;
}

function commentOf(call: Call, repository: Repository): { issue: Issue; comment: Comment } {
  const id = numberParam(call, 'comment_id');
  for (const issue of repository.issues.values()) {
    const comment = issue.comments.find((one) => one.id === id);
    if (comment) return { issue, comment };
  }
  throw notFound();
}

const Listing = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  labels: z.string().optional(),
  creator: z.string().optional(),
  assignee: z.string().optional(),
  since: z.string().optional(),
  sort: z.enum(['created', 'updated', 'comments']).default('created'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});

function listIssues(call: Call, repository: Repository): Promise<Reply> {
  const query = readQuery(call, Listing);
  const found = [...repository.issues.values()].filter((issue) => matches(issue, query));
  const sorted = found.sort(
    (one, other) => sortKey(one, query.sort) - sortKey(other, query.sort) || one.number - other.number,
  );
  if (query.direction === 'desc') sorted.reverse();
  return page(call, sorted, (issue) => issueView(call.world, repository, issue));
}

function matches(issue: Issue, query: z.output<typeof Listing>): boolean {
  const names = issue.labels.map((label) => label.name.toLowerCase());
  const wanted = query.labels?.split(',').map((name) => name.trim().toLowerCase()) ?? [];
  return (
    (query.state === 'all' || issue.state === query.state) &&
    wanted.every((name) => names.includes(name)) &&
    (query.creator === undefined || issue.user.login.toLowerCase() === query.creator.toLowerCase()) &&
    (query.assignee === undefined ||
      query.assignee === '*' ||
      issue.assignees.some((one) => one.login === query.assignee)) &&
    (query.since === undefined || Date.parse(issue.updatedAt) >= Date.parse(query.since))
  );
}

function sortKey(issue: Issue, sort: 'created' | 'updated' | 'comments'): number {
  if (sort === 'comments') return issue.comments.length;
  return Date.parse(sort === 'created' ? issue.createdAt : issue.updatedAt);
}

const LabelNames = z.array(z.union([z.string(), z.object({ name: z.string() })]));
const NewIssue = z.object({
  title: z.union([z.string(), z.number()]),
  body: z.string().nullish(),
  labels: LabelNames.default([]),
  assignees: z.array(z.string()).default([]),
});

async function createIssue(call: Call, repository: Repository): Promise<Reply> {
  const fresh = readBody(call, NewIssue);
  const title = String(fresh.title);
  checkTexts('Issue', title, fresh.body);
  const { account, viaApp } = actorOf(call);
  // GitHub silently drops labels and assignees of people who may not set them.
  const trusted = maySetMetadata(call, repository);
  const issue = await openIssue(call, repository, {
    title,
    body: fresh.body ?? null,
    user: account,
    viaApp,
    labels: trusted ? labelsNamed(call, repository, fresh.labels) : [],
    assignees: trusted ? accountsNamed(call, fresh.assignees) : [],
  });
  return created(fullIssueView(call.world, repository, issue));
}

function maySetMetadata(call: Call, repository: Repository): boolean {
  if (call.caller.kind !== 'user') return true;
  return atLeast(call.world.levelOf(repository, call.caller.user.login), 'triage');
}

export function labelsNamed(call: Call, repository: Repository, names: z.output<typeof LabelNames>): Label[] {
  const labels = names.map((one) => labelNamed(call, repository, typeof one === 'string' ? one : one.name));
  return [...new Set(labels)];
}

function accountsNamed(call: Call, logins: string[]): Account[] {
  return logins.flatMap((login) => call.world.account(login) ?? []);
}

const IssueChange = z.object({
  title: z.union([z.string(), z.number()]).nullish(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'duplicate', 'reopened']).nullish(),
  labels: LabelNames.optional(),
  assignees: z.array(z.string()).optional(),
});

async function updateIssue(call: Call, repository: Repository): Promise<Reply> {
  const issue = issueOf(call, repository);
  const change = readBody(call, IssueChange);
  const by = actorOf(call).account;
  requireAuthorOrTriager(call, repository, issue.user);
  const title = change.title == null ? undefined : String(change.title);
  checkTexts('Issue', title, change.body);
  await editText(call, repository, issue, by, { title, body: change.body });
  if (change.labels)
    await setLabels(call, repository, issue, by, labelsNamed(call, repository, change.labels));
  if (change.assignees) issue.assignees = accountsNamed(call, change.assignees);
  if (change.state === 'closed')
    await closeIssue(call, repository, issue, by, change.state_reason ?? 'completed');
  if (change.state === 'open') await reopenAny(call, repository, issue, by);
  return ok(fullIssueView(call.world, repository, issue));
}

async function reopenAny(call: Call, repository: Repository, issue: Issue, by: Account): Promise<void> {
  if (!isPullIssue(issue)) await reopenIssue(call, repository, issue, by);
  else if (issue.state === 'closed') await reopenPull(call, repository, issue, by);
}

function requireAuthorOrTriager(call: Call, repository: Repository, author: Account): void {
  if (call.caller.kind === 'user' && call.caller.user.id !== author.id && !maySetMetadata(call, repository))
    throw notFound();
}

function requireAuthorOrWriter(call: Call, repository: Repository, author: Account): void {
  if (call.caller.kind !== 'user' || call.caller.user.id === author.id) return;
  if (!atLeast(call.world.levelOf(repository, call.caller.user.login), 'write')) throw notFound();
}

const CommentListing = z.object({ since: z.string().optional() });

function listComments(call: Call, repository: Repository): Promise<Reply> {
  const issue = issueOf(call, repository);
  const { since } = readQuery(call, CommentListing);
  const found = issue.comments.filter(
    (one) => since === undefined || Date.parse(one.updatedAt) >= Date.parse(since),
  );
  return page(call, found, (comment) => commentView(call.world, repository, issue, comment));
}

const AllCommentsListing = z.object({
  since: z.string().optional(),
  sort: z.enum(['created', 'updated']).default('created'),
  direction: z.enum(['asc', 'desc']).default('asc'),
});

function listAllComments(call: Call, repository: Repository): Promise<Reply> {
  const { since, sort, direction } = readQuery(call, AllCommentsListing);
  const key = ({ comment }: { comment: Comment }) =>
    Date.parse(sort === 'created' ? comment.createdAt : comment.updatedAt);
  const all = [...repository.issues.values()]
    .flatMap((issue) => issue.comments.map((comment) => ({ issue, comment })))
    .filter(({ comment }) => since === undefined || Date.parse(comment.updatedAt) >= Date.parse(since))
    .sort((one, other) => key(one) - key(other) || one.comment.id - other.comment.id);
  if (direction === 'desc') all.reverse();
  return page(call, all, ({ issue, comment }) => commentView(call.world, repository, issue, comment));
}

const CommentBody = z.object({ body: z.string() });

function createComment(call: Call, repository: Repository): Reply {
  const issue = issueOf(call, repository);
  const { body } = readBody(call, CommentBody);
  checkTexts('IssueComment', undefined, body);
  if (body.trim() === '') throw invalidField('IssueComment', 'body', 'missing_field');
  const { account, viaApp } = actorOf(call);
  const comment = addComment(call, repository, issue, account, viaApp, body);
  return created(commentView(call.world, repository, issue, comment));
}

function updateComment(call: Call, repository: Repository): Reply {
  const { issue, comment } = commentOf(call, repository);
  const { body } = readBody(call, CommentBody);
  checkTexts('IssueComment', undefined, body);
  requireAuthorOrWriter(call, repository, comment.user);
  editComment(call, repository, issue, comment, actorOf(call).account, body);
  return ok(commentView(call.world, repository, issue, comment));
}

const ReactionBody = z.object({ content: z.string() });

/** A second reaction of the same kind by the same account is the first one again, with 200. */
function react(call: Call, repository: Repository): Reply {
  const { comment } = commentOf(call, repository);
  const { content } = readBody(call, ReactionBody);
  const user = actorOf(call).account;
  const known = comment.reactions.find((one) => one.user.id === user.id && one.content === content);
  if (known) return ok(reactionView(call.world, known));
  const reaction = { id: call.world.nextId(), user, content, createdAt: call.world.now() };
  comment.reactions.push(reaction);
  return created(reactionView(call.world, reaction));
}
