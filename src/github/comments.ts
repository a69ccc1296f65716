import { type GitHub, orNull, type RepositoryName } from './client.ts';

export interface FoundComment {
  id: number;
  body: string;
}

/** The comment with this marker on an issue or PR that this App wrote: anybody may write a marker. */
export async function findCommentByMarker(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  issueNumber: number,
  marker: string,
): Promise<FoundComment | null> {
  const pages = github.paginate.iterator(github.rest.issues.listComments, {
    ...name,
    issue_number: issueNumber,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const comment = data.find(
      (each) => each.performed_via_github_app?.id === appId && each.body?.includes(marker),
    );
    if (comment) return { id: comment.id, body: comment.body ?? '' };
  }
  return null;
}

/** All comments on an issue or PR that this App wrote, oldest first. */
export async function listOwnComments(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  issueNumber: number,
): Promise<FoundComment[]> {
  const comments = await github.paginate(github.rest.issues.listComments, {
    ...name,
    issue_number: issueNumber,
    per_page: 100,
  });
  return comments.flatMap((one) =>
    one.performed_via_github_app?.id === appId ? [{ id: one.id, body: one.body ?? '' }] : [],
  );
}

export async function readComment(
  github: GitHub,
  name: RepositoryName,
  id: number,
): Promise<FoundComment | null> {
  const response = await orNull(github.rest.issues.getComment({ ...name, comment_id: id }));
  return response && { id, body: response.data.body ?? '' };
}

/** A comment on an issue or PR, with all that says whether it is a command. */
export interface Comment {
  id: number;
  issueNumber: number;
  onPull: boolean;
  author: { login: string; isBot: boolean };
  /** The App through which it was written, if any. */
  appId: number | null;
  body: string;
}

/** The same as it is now. */
export interface ListedComment extends Comment {
  createdAt: Date;
  isEdited: boolean;
  /** How often anybody reacted to it. */
  reactions: number;
}

/** All comments on issues and PRs of a repository that were written or edited since then, oldest first. */
export async function listCommentsSince(
  github: GitHub,
  name: RepositoryName,
  since: Date,
): Promise<ListedComment[]> {
  const comments = await github.paginate(github.rest.issues.listCommentsForRepo, {
    ...name,
    since: since.toISOString(),
    sort: 'created',
    direction: 'asc',
    per_page: 100,
  });
  return comments.map((comment) => ({
    id: comment.id,
    issueNumber: Number(/\/(\d+)$/.exec(comment.issue_url)?.[1]),
    onPull: /\/pull\/\d+#/.test(comment.html_url),
    author: { login: comment.user?.login ?? 'ghost', isBot: comment.user?.type === 'Bot' },
    appId: comment.performed_via_github_app?.id ?? null,
    body: comment.body ?? '',
    createdAt: new Date(comment.created_at),
    isEdited: comment.updated_at !== comment.created_at,
    reactions: comment.reactions?.total_count ?? 0,
  }));
}

/** @returns the new comment's id */
export async function createComment(
  github: GitHub,
  name: RepositoryName,
  issueNumber: number,
  body: string,
): Promise<number> {
  const { data } = await github.rest.issues.createComment({ ...name, issue_number: issueNumber, body });
  return data.id;
}

/** A comment that is written once, however often it is asked for: its marker tells it from others. */
export async function commentOnce(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  issueNumber: number,
  { marker, body }: { marker: string; body: string },
): Promise<void> {
  if (await findCommentByMarker(github, name, appId, issueNumber, marker)) return;
  await createComment(github, name, issueNumber, `${marker}\n${body}`);
}

/** Adds a reaction of ours; one that is there already stays one. Whoever deleted the comment wants none. */
export async function reactTo(
  github: GitHub,
  name: RepositoryName,
  commentId: number,
  content: '+1' | '-1' | 'confused',
): Promise<void> {
  await orNull(github.rest.reactions.createForIssueComment({ ...name, comment_id: commentId, content }));
}

/** Whether somebody reacted to a comment. */
export async function hasReacted(
  github: GitHub,
  name: RepositoryName,
  commentId: number,
  login: string,
): Promise<boolean> {
  const reactions = await github.paginate(github.rest.reactions.listForIssueComment, {
    ...name,
    comment_id: commentId,
    per_page: 100,
  });
  return reactions.some(({ user }) => user?.login === login);
}

export async function updateComment(
  github: GitHub,
  name: RepositoryName,
  id: number,
  body: string,
): Promise<void> {
  await github.rest.issues.updateComment({ ...name, comment_id: id, body });
}
