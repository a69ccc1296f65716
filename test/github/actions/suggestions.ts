import { Lexer } from 'marked';
import { signatureOf, webFlow } from '../state/identity.ts';
import { atLeast } from '../state/levels.ts';
import type { Account, ReviewComment } from '../state/records.ts';
import type { PullIssue } from '../views/pulls.ts';
import type { Site } from './announce.ts';
import { push } from './push.ts';

/** What the suggestion blocks of a comment say, in order, as a reader of Markdown reads them. */
function suggestionsOf(body: string): string[] {
  return Lexer.lex(body).flatMap((token) =>
    token.type === 'code' && token.lang === 'suggestion' && typeof token.text === 'string'
      ? [token.text]
      : [],
  );
}

/**
 * "Commit suggestion": the lines that the comment stands on are replaced by a commit on the PR's branch.
 * @throws as GitHub's page refuses it: the comment is outdated, offers nothing, or the branch takes no push of theirs
 */
export async function applySuggestion(
  site: Site,
  issue: PullIssue,
  comment: ReviewComment,
  index: number,
  by: Account,
): Promise<void> {
  const { headRepository: repository, headRef, headSha } = issue.pull;
  const text = suggestionsOf(comment.body)[index];
  if (text === undefined) throw new Error(`comment ${comment.id} has no suggestion ${index}`);
  if (comment.side !== 'RIGHT') throw new Error('there is nothing to replace on the side before the change');
  if (!atLeast(site.world.levelOf(repository, by.login), 'write'))
    throw new Error(`${by.login} cannot push to the branch of #${issue.number}`);
  const { git } = repository;
  const lines = await linesAt(git, headSha, comment.path);
  const then = await linesAt(git, comment.commitSha, comment.path);
  const first = (comment.startLine ?? comment.line) - 1;
  const replaced = lines.slice(first, comment.line);
  if (JSON.stringify(replaced) !== JSON.stringify(then.slice(first, comment.line)))
    throw new Error('this suggestion is outdated: its lines have changed');
  const eol = replaced.at(-1)?.endsWith('\r\n') ? '\r\n' : '\n';
  const fresh = text === '' ? '' : `${text.split('\n').join(eol)}${eol}`;
  const content = [...lines.slice(0, first), fresh, ...lines.slice(comment.line)].join('');
  const { tree } = await git.knownCommit(headSha);
  const [sha = ''] = await git.writeBlobs([Buffer.from(content)]);
  const mode = (await git.entryAt(tree, comment.path))?.mode ?? '100644';
  const to = await git.writeCommit({
    tree: await git.editTree(tree, [{ path: comment.path, mode, sha }]),
    parents: [headSha],
    message: `Update ${comment.path.split('/').at(-1)}`,
    author: signatureOf(site.world, by),
    committer: webFlow(site.world),
  });
  await push(site, { repository, branch: headRef, to, by });
}

type Git = PullIssue['pull']['headRepository']['git'];

/** Each with its line break. */
async function linesAt(git: Git, commit: string, path: string): Promise<string[]> {
  const entry = await git.entryAt((await git.knownCommit(commit)).tree, path);
  const content = entry && (await git.blob(entry.sha));
  if (!content) throw new Error(`${path} is not there at ${commit}`);
  return content.toString('utf8').match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
