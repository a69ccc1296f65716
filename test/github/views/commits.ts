import type { Commit, Signature } from '../git/commit.ts';
import type { FileChange } from '../git/diff.ts';
import { accountOfEmail } from '../state/identity.ts';
import type { Repository } from '../state/records.ts';
import { timestamp, type World } from '../state/world.ts';
import { userView } from './accounts.ts';
import { nodeId } from './nodes.ts';
import { repositoryPage, repositoryUrl } from './repositories.ts';

function gitUserView(signature: Signature) {
  return { name: signature.name, email: signature.email, date: timestamp(signature.date) };
}

const UNSIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** `git-commit`: the answer of the Git database. */
export function gitCommitView(world: World, repository: Repository, commit: Commit) {
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: gitUserView(commit.author),
    committer: gitUserView(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/git/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

function accountView(world: World, signature: Signature) {
  const account = accountOfEmail(world, signature.email);
  return account && userView(world, account);
}

/** `commit`: a commit with the accounts behind its signatures. */
export function commitView(world: World, repository: Repository, commit: Commit) {
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.sha}`,
      author: gitUserView(commit.author),
      committer: gitUserView(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: UNSIGNED,
    },
    author: accountView(world, commit.author),
    committer: accountView(world, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

/** The answer to `GET /repos/{owner}/{repo}/commits/{ref}`: with what it changed. */
export async function commitWithFilesView(world: World, repository: Repository, commit: Commit) {
  const changes = await changesOf(repository, commit);
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return {
    ...commitView(world, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: changes.map((change) => fileChangeView(world, repository, commit.sha, change)),
  };
}

/** git's own SHA of the tree with nothing in it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function changesOf(repository: Repository, commit: Commit): Promise<FileChange[]> {
  return repository.git.diff(commit.parents[0] ?? EMPTY_TREE, commit.sha);
}

/** `diff-entry`: one changed file of a commit, a comparison or a pull request. */
export function fileChangeView(world: World, repository: Repository, sha: string, change: FileChange) {
  const url = repositoryUrl(world, repository);
  const page = repositoryPage(world, repository);
  const file = change.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${page}/blob/${sha}/${file}`,
    raw_url: `${page}/raw/${sha}/${file}`,
    contents_url: `${url}/contents/${file}?ref=${sha}`,
    ...(change.patch === null ? {} : { patch: change.patch }),
    ...(change.previousPath === null ? {} : { previous_filename: change.previousPath }),
  };
}

/** A commit in a `push` or `check_suite` webhook, with the paths it touched. */
export async function pushedCommitView(world: World, repository: Repository, commit: Commit) {
  const changes = await changesOf(repository, commit);
  const paths = (...statuses: FileChange['status'][]) =>
    changes.filter((change) => statuses.includes(change.status)).map((change) => change.path);
  const moved = changes.flatMap((change) => (change.status === 'renamed' ? [change.previousPath ?? ''] : []));
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: timestamp(commit.committer.date),
    url: `${repositoryPage(world, repository)}/commit/${commit.sha}`,
    author: pusherView(world, commit.author),
    committer: pusherView(world, commit.committer),
    added: paths('added', 'renamed', 'copied'),
    removed: [...paths('removed'), ...moved],
    modified: paths('modified', 'changed'),
  };
}

function pusherView(world: World, signature: Signature) {
  const account = accountOfEmail(world, signature.email);
  const name = { name: signature.name, email: signature.email, date: timestamp(signature.date) };
  return account ? { ...name, username: account.login } : name;
}

/** `simple-commit`: the `head_commit` of a check suite. */
export function simpleCommitView(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: timestamp(commit.committer.date),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}
