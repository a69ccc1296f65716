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

export async function readComment(
  github: GitHub,
  name: RepositoryName,
  id: number,
): Promise<FoundComment | null> {
  const response = await orNull(github.rest.issues.getComment({ ...name, comment_id: id }));
  return response && { id, body: response.data.body ?? '' };
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

/** Adds a reaction of ours; one that is there already stays one. Whoever deleted the comment wants none. */
export async function reactTo(
  github: GitHub,
  name: RepositoryName,
  commentId: number,
  content: '+1' | '-1' | 'confused',
): Promise<void> {
  await orNull(github.rest.reactions.createForIssueComment({ ...name, comment_id: commentId, content }));
}

export async function updateComment(
  github: GitHub,
  name: RepositoryName,
  id: number,
  body: string,
): Promise<void> {
  await github.rest.issues.updateComment({ ...name, comment_id: id, body });
}
