import { z } from 'zod';
import { dropChanged } from '../actions/mergeQueue.ts';
import { push } from '../actions/push.ts';
import { isTreePath } from '../git/edit.ts';
import type { TreeEntry } from '../git/tree.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, ok, param, type Reply, readBody } from '../server/call.ts';
import type { Codeload } from '../server/codeload.ts';
import { ApiError, conflict, notFound } from '../server/errors.ts';
import type { Repository } from '../state/records.ts';
import { gitCommitView } from '../views/commits.ts';
import { repositoryPage, repositoryUrl } from '../views/repositories.ts';
import { inLines, signatureFrom } from './git.ts';

const READ = { app: 'contents:read', user: 'read' } as const;
const WRITE = { app: 'contents:write', user: 'write' } as const;
const CONTENTS = '/repos/{owner}/{repo}/contents/{path}';

/** Files by path, and whole trees as tarballs. */
export function contentRoutes(codeload: Codeload): Route[] {
  return [
    inRepository(`GET ${CONTENTS}`, READ, show),
    inRepository(`PUT ${CONTENTS}`, WRITE, put),
    inRepository(`DELETE ${CONTENTS}`, WRITE, remove),
    inRepository('GET /repos/{owner}/{repo}/tarball/{ref}', READ, async (call, repository) => {
      const sha = await repository.git.resolve(param(call, 'ref') || repository.defaultBranch);
      if (sha === null) throw notFound();
      return { status: 302, headers: { location: codeload.ticket(repository, sha) } };
    }),
  ];
}

async function show(call: Call, repository: Repository): Promise<Reply> {
  const ref = call.query.get('ref') ?? repository.defaultBranch;
  const commit = await repository.git.resolve(ref);
  if (commit === null) throw new ApiError(404, `No commit found for the ref ${ref}`);
  const { tree } = await repository.git.knownCommit(commit);
  const path = cleanPath(param(call, 'path'));
  const entry =
    path === ''
      ? { path: '', type: 'tree' as const, sha: tree, mode: '040000', size: null }
      : await repository.git.entryAt(tree, path);
  if (!entry) throw notFound();
  return entry.type === 'tree'
    ? showFolder(call, repository, ref, entry)
    : showFile(call, repository, ref, entry);
}

function cleanPath(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}

async function showFolder(
  call: Call,
  repository: Repository,
  ref: string,
  folder: TreeEntry,
): Promise<Reply> {
  const entries = await repository.git.listTree(folder.sha, false);
  const shown = entries.map((entry) => {
    const path = folder.path === '' ? entry.path : `${folder.path}/${entry.path}`;
    return entryView(call, repository, ref, { ...entry, path });
  });
  const asObject = /\.object\b/.test(call.headers.accept ?? '');
  return ok(asObject ? { ...entryView(call, repository, ref, folder), entries: shown } : shown);
}

async function showFile(call: Call, repository: Repository, ref: string, entry: TreeEntry): Promise<Reply> {
  if (entry.type === 'commit')
    return ok({ ...entryView(call, repository, ref, entry), submodule_git_url: null });
  const content = await repository.git.blob(entry.sha);
  if (!content) throw notFound();
  if (/\braw\b/.test(call.headers.accept ?? ''))
    return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', content } };
  return ok({ ...entryView(call, repository, ref, entry), ...encoded(content) });
}

/** Above 1 MB the answer has no content, and only the raw media type gives it (docs: "Get repository content"). */
const LARGEST_INLINE = 1024 * 1024;

function encoded(content: Buffer) {
  if (content.length > LARGEST_INLINE) return { content: '', encoding: 'none' };
  return { content: inLines(content.toString('base64')), encoding: 'base64' };
}

const KINDS = { blob: 'file', tree: 'dir', commit: 'submodule' } as const;

function entryView(call: Call, repository: Repository, ref: string, entry: TreeEntry) {
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${repositoryUrl(call.world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${repositoryUrl(call.world, repository)}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const html = `${repositoryPage(call.world, repository)}/${entry.type === 'tree' ? 'tree' : 'blob'}/${ref}/${path}`;
  const raw = `https://raw.githubusercontent.com/${repository.owner.login}/${repository.name}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === 'blob' ? raw : null,
    type: KINDS[entry.type],
    _links: { self, git, html },
  };
}

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const Change = z.object({
  message: z.string(),
  content: z.string().optional(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: Person.optional(),
  committer: Person.optional(),
});

async function put(call: Call, repository: Repository): Promise<Reply> {
  const change = readBody(call, Change);
  const path = cleanPath(param(call, 'path'));
  const branch = change.branch ?? repository.defaultBranch;
  if (!isTreePath(path)) throw new ApiError(422, 'path contains a malformed path component');
  const existing = await fileOn(repository, branch, path);
  if (existing && change.sha === undefined)
    throw new ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (existing && existing.sha !== change.sha) throw conflict(`${path} does not match ${change.sha}`);
  const [blob = ''] = await repository.git.writeBlobs([Buffer.from(change.content ?? '', 'base64')]);
  const commit = await commitEdit(call, repository, branch, change, {
    path,
    mode: existing?.mode ?? '100644',
    sha: blob,
  });
  const entry = await fileOn(repository, branch, path);
  if (!entry) throw new Error(`${path} was put and is not there`);
  const body = { content: entryView(call, repository, branch, entry), commit };
  return { status: existing ? 200 : 201, body };
}

async function remove(call: Call, repository: Repository): Promise<Reply> {
  const change = readBody(call, Change);
  const path = cleanPath(param(call, 'path'));
  const branch = change.branch ?? repository.defaultBranch;
  const existing = await fileOn(repository, branch, path);
  if (!existing) throw notFound();
  if (existing.sha !== change.sha) throw conflict(`${path} does not match ${change.sha}`);
  const commit = await commitEdit(call, repository, branch, change, { path, mode: existing.mode, sha: null });
  return ok({ content: null, commit });
}

async function fileOn(repository: Repository, branch: string, path: string): Promise<TreeEntry | null> {
  const tip = repository.git.branch(branch);
  if (tip === null) return null;
  return repository.git.entryAt((await repository.git.knownCommit(tip)).tree, path);
}

/** One commit on a branch with one changed file, pushed. An empty repository's first commit makes the branch. */
async function commitEdit(
  call: Call,
  repository: Repository,
  branch: string,
  change: z.output<typeof Change>,
  edit: { path: string; mode: string; sha: string | null },
) {
  const tip = repository.git.branch(branch);
  if (tip === null && repository.git.branches().size > 0)
    throw new ApiError(404, `Branch ${branch} not found`);
  const base = tip === null ? null : (await repository.git.knownCommit(tip)).tree;
  const tree = await repository.git.editTree(base, [edit]);
  const author = signatureFrom(call, change.author);
  const committer = change.committer ? signatureFrom(call, change.committer) : author;
  const sha = await repository.git.writeCommit({
    tree,
    parents: tip === null ? [] : [tip],
    message: change.message,
    author,
    committer,
  });
  await pushOrConflict(call, repository, branch, sha);
  return gitCommitView(call.world, repository, await repository.git.knownCommit(sha));
}

/** What the Git database refuses with 422, the contents API refuses with 409. */
async function pushOrConflict(
  call: Call,
  repository: Repository,
  branch: string,
  sha: string,
): Promise<void> {
  try {
    await push(call, { repository, branch, to: sha, by: actorOf(call).account });
    await dropChanged(call);
  } catch (error) {
    if (error instanceof ApiError && error.status === 422)
      throw conflict(`Could not update file: ${error.message}`);
    throw error;
  }
}
