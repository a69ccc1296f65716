import { z } from 'zod';
import { dropChanged } from '../actions/mergeQueue.ts';
import { push } from '../actions/push.ts';
import type { Signature } from '../git/commit.ts';
import { isTreePath, type TreeEdit } from '../git/edit.ts';
import { isRefName } from '../git/repository.ts';
import type { TreeEntry } from '../git/tree.ts';
import { inRepository, type Route } from '../server/access.ts';
import { actorOf, type Call, created, noContent, ok, param, readBody } from '../server/call.ts';
import { ApiError, notFound } from '../server/errors.ts';
import { page } from '../server/pages.ts';
import { signatureOf } from '../state/identity.ts';
import type { Repository } from '../state/records.ts';
import { gitCommitView } from '../views/commits.ts';
import { nodeId } from '../views/nodes.ts';
import { repositoryUrl } from '../views/repositories.ts';

const READ = { app: 'contents:read', user: 'read' } as const;
const WRITE = { app: 'contents:write', user: 'write' } as const;
const GIT = '/repos/{owner}/{repo}/git';

/** The Git database: refs, commits, trees, blobs. */
export function gitRoutes(): Route[] {
  return [
    inRepository(`GET ${GIT}/ref/{ref}`, READ, (call, repository) =>
      ok(refView(call, repository, existingRef(call, repository))),
    ),
    inRepository(`GET ${GIT}/matching-refs/{ref}`, READ, (call, repository) => {
      const prefix = `refs/${param(call, 'ref')}`;
      const refs = [...repository.git.refs.keys()].filter((ref) => ref.startsWith(prefix)).sort();
      return page(call, refs, (ref) => refView(call, repository, ref));
    }),
    inRepository(`POST ${GIT}/refs`, WRITE, createRef),
    inRepository(`PATCH ${GIT}/refs/{ref}`, WRITE, updateRef),
    inRepository(`DELETE ${GIT}/refs/{ref}`, WRITE, deleteRef),
    inRepository(`GET ${GIT}/commits/{commit_sha}`, READ, async (call, repository) => {
      const commit = await repository.git.commit(param(call, 'commit_sha'));
      if (!commit) throw notFound();
      return ok(gitCommitView(call.world, repository, commit));
    }),
    inRepository(`POST ${GIT}/commits`, WRITE, createCommit),
    inRepository(`GET ${GIT}/trees/{tree_sha}`, READ, showTree),
    inRepository(`POST ${GIT}/trees`, WRITE, createTree),
    inRepository(`GET ${GIT}/blobs/{file_sha}`, READ, showBlob),
    inRepository(`POST ${GIT}/blobs`, WRITE, createBlob),
  ];
}

function refView(call: Call, repository: Repository, ref: string) {
  const sha = repository.git.refs.get(ref) ?? '';
  const url = `${repositoryUrl(call.world, repository)}/git`;
  return {
    ref,
    node_id: nodeId('REF', `${repository.id}:${ref}`),
    url: `${url}/${ref}`,
    object: { type: 'commit', sha, url: `${url}/commits/${sha}` },
  };
}

function existingRef(call: Call, repository: Repository): string {
  const ref = `refs/${param(call, 'ref')}`;
  if (!repository.git.refs.has(ref)) throw notFound();
  return ref;
}

const NewRef = z.object({ ref: z.string(), sha: z.string() });

async function createRef(call: Call, repository: Repository) {
  const { ref, sha } = readBody(call, NewRef);
  if (!ref.startsWith('refs/') || !isRefName(ref)) throw new ApiError(422, `${ref} is not a valid ref name.`);
  if (repository.git.refs.has(ref)) throw new ApiError(422, 'Reference already exists');
  if (repository.git.isRefBlocked(ref)) throw new ApiError(422, 'Reference update failed');
  await requireCommit(repository, sha);
  await moveRef(call, repository, ref, sha, false);
  return created(refView(call, repository, ref));
}

const MovedRef = z.object({ sha: z.string(), force: z.boolean().default(false) });

async function updateRef(call: Call, repository: Repository) {
  const ref = `refs/${param(call, 'ref')}`;
  if (!repository.git.refs.has(ref)) throw new ApiError(422, 'Reference does not exist');
  const { sha, force } = readBody(call, MovedRef);
  await requireCommit(repository, sha);
  await moveRef(call, repository, ref, sha, force);
  return ok(refView(call, repository, ref));
}

async function deleteRef(call: Call, repository: Repository) {
  const ref = `refs/${param(call, 'ref')}`;
  if (!repository.git.refs.has(ref)) throw new ApiError(422, 'Reference does not exist');
  await moveRef(call, repository, ref, null, true);
  return noContent;
}

async function requireCommit(repository: Repository, sha: string): Promise<void> {
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await repository.git.commit(sha) : null;
  if (!commit) throw new ApiError(422, 'Object does not exist');
}

/** Branches move by a push with all its consequences; tags and other refs just move. */
async function moveRef(
  call: Call,
  repository: Repository,
  ref: string,
  to: string | null,
  force: boolean,
): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (branch === undefined) return repository.git.updateRef(ref, to);
  await push(call, { repository, branch, to, by: actorOf(call).account, force });
  await dropChanged(call);
}

const Person = z.object({ name: z.string(), email: z.string(), date: z.string().optional() });
const NewCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()).default([]),
  author: Person.optional(),
  committer: Person.optional(),
});

async function createCommit(call: Call, repository: Repository) {
  const fresh = readBody(call, NewCommit);
  const tree = await repository.git.object(fresh.tree);
  if (tree?.type !== 'tree') throw new ApiError(422, 'Tree SHA does not exist');
  for (const parent of fresh.parents) await requireCommit(repository, parent);
  const author = signatureFrom(call, fresh.author);
  const committer = fresh.committer ? signatureFrom(call, fresh.committer) : author;
  const sha = await repository.git.writeCommit({
    tree: tree.sha,
    parents: fresh.parents,
    message: fresh.message,
    author,
    committer,
  });
  return created(gitCommitView(call.world, repository, await repository.git.knownCommit(sha)));
}

/** What the caller says of itself, or the caller's own account at the given clock's time. */
export function signatureFrom(
  call: Call,
  person: { name: string; email: string; date?: string | undefined } | undefined,
): Signature {
  const own = signatureOf(call.world, actorOf(call).account);
  if (!person) return own;
  return {
    name: person.name,
    email: person.email,
    date: person.date === undefined ? own.date : new Date(person.date),
  };
}

/** A recursive tree ends here and says that it is truncated (docs: "Get a tree"). */
const MOST_ENTRIES = 100_000;

async function showTree(call: Call, repository: Repository) {
  const name = param(call, 'tree_sha');
  const tree = await treeNamed(repository, name);
  if (tree === null) throw notFound();
  const entries = await repository.git.listTree(tree, call.query.has('recursive'));
  return ok({
    sha: tree,
    url: `${repositoryUrl(call.world, repository)}/git/trees/${tree}`,
    tree: entries.slice(0, MOST_ENTRIES).map((entry) => treeEntryView(call, repository, entry)),
    truncated: entries.length > MOST_ENTRIES,
  });
}

/** A tree by its own SHA, or by a commit or branch that has it. */
async function treeNamed(repository: Repository, name: string): Promise<string | null> {
  const commit = await repository.git.resolve(name);
  if (commit !== null) return (await repository.git.knownCommit(commit)).tree;
  const object = await repository.git.object(name);
  return object?.type === 'tree' ? object.sha : null;
}

function treeEntryView(call: Call, repository: Repository, entry: TreeEntry) {
  const url = `${repositoryUrl(call.world, repository)}/git/${entry.type}s/${entry.sha}`;
  const { path, mode, type, sha } = entry;
  if (type === 'commit') return { path, mode, type, sha };
  return { path, mode, type, sha, ...(entry.size === null ? {} : { size: entry.size }), url };
}

const NewTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string(),
      mode: z.string().default('100644'),
      type: z.string().optional(),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});

async function createTree(call: Call, repository: Repository) {
  const fresh = readBody(call, NewTree);
  const base = fresh.base_tree === undefined ? null : await treeNamed(repository, fresh.base_tree);
  if (fresh.base_tree !== undefined && base === null)
    throw new ApiError(422, 'base_tree is not a valid tree oid');
  if (!fresh.tree.every((entry) => isTreePath(entry.path))) {
    throw new ApiError(422, 'tree.path contains a malformed path component');
  }
  const sha = await repository.git.editTree(base, await treeEdits(repository, fresh.tree));
  const entries = await repository.git.listTree(sha, false);
  return created({
    sha,
    url: `${repositoryUrl(call.world, repository)}/git/trees/${sha}`,
    tree: entries.map((entry) => treeEntryView(call, repository, entry)),
    truncated: false,
  });
}

async function treeEdits(
  repository: Repository,
  entries: z.output<typeof NewTree>['tree'],
): Promise<TreeEdit[]> {
  const inline = entries.filter((entry) => entry.content !== undefined);
  const written = await repository.git.writeBlobs(inline.map((entry) => Buffer.from(entry.content ?? '')));
  return entries.map((entry) => {
    const index = inline.indexOf(entry);
    return {
      path: entry.path,
      mode: entry.mode,
      sha: index < 0 ? (entry.sha ?? null) : (written[index] ?? null),
    };
  });
}

async function showBlob(call: Call, repository: Repository) {
  const sha = param(call, 'file_sha');
  const content = await repository.git.blob(sha);
  if (!content) throw notFound();
  if (/\braw\b/.test(call.headers.accept ?? ''))
    return { status: 200, raw: { type: 'application/vnd.github.raw+json; charset=utf-8', content } };
  return ok({
    sha,
    node_id: nodeId('B', sha),
    url: `${repositoryUrl(call.world, repository)}/git/blobs/${sha}`,
    size: content.length,
    content: inLines(content.toString('base64')),
    encoding: 'base64',
  });
}

/** GitHub breaks base64 into lines of 60 characters, each ended. */
export function inLines(base64: string): string {
  return base64.replace(/.{1,60}/g, '$&\n');
}

const NewBlob = z.object({ content: z.string(), encoding: z.enum(['utf-8', 'base64']).default('utf-8') });

async function createBlob(call: Call, repository: Repository) {
  const { content, encoding } = readBody(call, NewBlob);
  const [sha = ''] = await repository.git.writeBlobs([
    Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
  ]);
  return created({ sha, url: `${repositoryUrl(call.world, repository)}/git/blobs/${sha}` });
}
