import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type Commit, formatCommit, type NewCommit, parseCommit } from './commit.ts';
import { diffTrees, type FileChange } from './diff.ts';
import { editTree, type TreeEdit } from './edit.ts';
import { commitsBetween, history, mergeBase } from './history.ts';
import { initialise, writeObject, writeRef } from './loose.ts';
import { type GitObject, ObjectReader } from './objects.ts';
import { runGit } from './process.ts';
import { listTree, longMode, parseTree, type TreeEntry } from './tree.ts';

/**
 * One bare repository on disk. Forks share their network's objects by a link to the same folder, as on
 * GitHub: any commit of a fork can be read through its parent.
 *
 * Everything that is asked by SHA is immutable and remembered.
 */
export class GitRepository {
  readonly folder: string;
  /** Full ref name (`refs/heads/main`) to SHA. Only `updateRef` writes it, together with git's own file. */
  readonly refs = new Map<string, string>();
  readonly #objects: ObjectReader;
  readonly #remembered: Map<string, Promise<unknown>>;

  private constructor(folder: string, objects: ObjectReader, remembered: Map<string, Promise<unknown>>) {
    this.folder = folder;
    this.#objects = objects;
    this.#remembered = remembered;
  }

  static async create(folder: string): Promise<GitRepository> {
    await initialise(folder);
    return new GitRepository(folder, new ObjectReader(folder), new Map());
  }

  /** A new repository in the same network, with a copy of the branches and tags. */
  async fork(folder: string): Promise<GitRepository> {
    await initialise(folder);
    await rm(path.join(folder, 'objects'), { recursive: true });
    await symlink(path.join(this.folder, 'objects'), path.join(folder, 'objects'), 'dir');
    const fork = new GitRepository(folder, this.#objects, this.#remembered);
    for (const [ref, sha] of this.refs) {
      if (ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/')) await fork.updateRef(ref, sha);
    }
    return fork;
  }

  async close(): Promise<void> {
    await this.#objects.close();
  }

  /** Creates, moves or (with null) deletes a ref. The name must have passed `isRefName`. */
  async updateRef(ref: string, sha: string | null): Promise<void> {
    await writeRef(this.folder, ref, sha);
    if (sha === null) this.refs.delete(ref);
    else this.refs.set(ref, sha);
  }

  /** Whether a ref cannot be made because another is its folder, or in its folder. */
  isRefBlocked(ref: string): boolean {
    return [...this.refs.keys()].some((known) => known.startsWith(`${ref}/`) || ref.startsWith(`${known}/`));
  }

  branch(name: string): string | null {
    return this.refs.get(`refs/heads/${name}`) ?? null;
  }

  /** Branch name to the SHA of its tip. */
  branches(): Map<string, string> {
    const prefix = 'refs/heads/';
    const heads = [...this.refs].filter(([ref]) => ref.startsWith(prefix));
    return new Map(heads.map(([ref, sha]) => [ref.slice(prefix.length), sha]));
  }

  /** What a branch, tag, full ref or (abbreviated) commit SHA names: a commit's SHA, or null. */
  async resolve(name: string): Promise<string | null> {
    const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, name, `refs/${name}`];
    const ref = candidates.map((candidate) => this.refs.get(candidate)).find(Boolean);
    const object = await this.#objects.read(ref ?? name);
    return object?.type === 'commit' ? object.sha : null;
  }

  object(sha: string): Promise<GitObject | null> {
    return this.#objects.read(sha);
  }

  async commit(sha: string): Promise<Commit | null> {
    const object = await this.#objects.read(sha);
    return object?.type === 'commit' ? parseCommit(object.sha, object.content) : null;
  }

  /** @throws Error if there is no such commit: for SHAs that came from git itself. */
  knownCommit(sha: string): Promise<Commit> {
    return this.#once(`commit ${sha}`, async () => {
      const commit = await this.commit(sha);
      if (!commit) throw new Error(`no commit ${sha} in ${this.folder}`);
      return commit;
    });
  }

  async blob(sha: string): Promise<Buffer | null> {
    const object = await this.#objects.read(sha);
    return object?.type === 'blob' ? object.content : null;
  }

  listTree(tree: string, recursive: boolean): Promise<TreeEntry[]> {
    return this.#once(`tree ${tree} ${recursive}`, () => listTree(this.folder, tree, recursive));
  }

  /** What is at a path of a tree, or null. */
  async entryAt(tree: string, at: string): Promise<TreeEntry | null> {
    const [name = '', ...rest] = at.split('/');
    const raw = parseTree(await this.#readTree(tree)).find((entry) => entry.name === name);
    const object = raw && (await this.#objects.read(raw.sha));
    if (!raw) return null;
    if (rest.length) return object?.type === 'tree' ? this.#entryBelow(raw.sha, name, rest.join('/')) : null;
    const type = object?.type === 'tree' ? 'tree' : object?.type === 'blob' ? 'blob' : 'commit';
    const size = type === 'blob' ? (object?.content.length ?? 0) : null;
    return { path: at, mode: longMode(raw.mode), sha: raw.sha, type, size };
  }

  async #entryBelow(tree: string, folder: string, at: string): Promise<TreeEntry | null> {
    const entry = await this.entryAt(tree, at);
    return entry && { ...entry, path: `${folder}/${at}` };
  }

  editTree(base: string | null, edits: TreeEdit[]): Promise<string> {
    const writeTree = (content: Buffer) => writeObject(this.folder, 'tree', content);
    return editTree({ readTree: (sha) => this.#readTree(sha), writeTree }, base, edits);
  }

  async #readTree(sha: string): Promise<Buffer> {
    const object = await this.#objects.read(sha);
    if (object?.type !== 'tree') throw new Error(`no tree ${sha} in ${this.folder}`);
    return object.content;
  }

  writeBlobs(contents: Uint8Array[]): Promise<string[]> {
    return Promise.all(contents.map((content) => writeObject(this.folder, 'blob', content)));
  }

  writeCommit(commit: NewCommit): Promise<string> {
    return writeObject(this.folder, 'commit', formatCommit(commit));
  }

  diff(from: string, to: string): Promise<FileChange[]> {
    return this.#once(`diff ${from} ${to}`, () => diffTrees(this.folder, from, to));
  }

  mergeBase(one: string, other: string): Promise<string | null> {
    const read = (sha: string) => this.knownCommit(sha);
    return this.#once(`merge-base ${one} ${other}`, () => mergeBase(this.folder, read, one, other));
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.mergeBase(ancestor, descendant)) === ancestor;
  }

  /** Commits reachable from `to` and not from `from` (or all), oldest first. */
  commitsBetween(from: string | null, to: string): Promise<string[]> {
    const read = (sha: string) => this.knownCommit(sha);
    return this.#once(`list ${from} ${to}`, () => commitsBetween(this.folder, read, from, to));
  }

  /** Newest first, only those that touch `at` if it is given. */
  history(from: string, at: string | null): Promise<string[]> {
    return history(this.folder, from, at);
  }

  /** The tree that merging two commits gives, or null on a conflict. */
  mergeTree(ours: string, theirs: string): Promise<string | null> {
    return this.#once(`merge ${ours} ${theirs}`, async () => {
      const args = ['merge-tree', '--write-tree', ours, theirs];
      const { code, stdout } = await runGit(this.folder, args, { expect: [0, 1] });
      return code === 0 ? stdout.toString('utf8').trim() : null;
    });
  }

  /** A gzipped tar of a commit, with everything under `prefix`; obeys `.gitattributes`, as GitHub's does. */
  async archive(sha: string, prefix: string): Promise<Buffer> {
    const { stdout } = await runGit(this.folder, ['archive', '--format=tar.gz', `--prefix=${prefix}`, sha]);
    return stdout;
  }

  #once<Value>(key: string, compute: () => Promise<Value>): Promise<Value> {
    const known = this.#remembered.get(key);
    if (known) return known as Promise<Value>;
    const fresh = compute();
    this.#remembered.set(key, fresh);
    fresh.catch(() => this.#remembered.delete(key));
    return fresh;
  }
}

/** Whether git would accept this full ref name (`git check-ref-format`, the rules that matter). */
export function isRefName(ref: string): boolean {
  const parts = ref.split('/');
  const broken = parts.some((part) => part === '' || part.startsWith('.') || part.endsWith('.lock'));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what git refuses
  const forbidden = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\.$/.test(ref);
  return parts.length >= 2 && !broken && !forbidden;
}
