import { mkdir, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { type Commit, parseCommit, type Signature, signatureEnv } from './commit.ts';
import { diffTrees, type FileChange } from './diff.ts';
import { ObjectReader } from './objects.ts';
import { gitText, runGit } from './process.ts';
import { editTree, listTree, type TreeEdit, type TreeEntry, treeEntryAt, writeBlobs } from './tree.ts';

export interface NewCommit {
  tree: string;
  parents: string[];
  message: string;
  author: Signature;
  committer: Signature;
}

/**
 * One bare repository on disk. Forks share their network's objects by a link to the same folder, as on
 * GitHub: any commit of a fork can be read through its parent.
 *
 * Everything that is asked by SHA is immutable and remembered.
 */
export class GitRepository {
  readonly folder: string;
  /** Full ref name (`refs/heads/main`) to SHA. Only `updateRef` writes it, together with git's own. */
  readonly refs = new Map<string, string>();
  readonly #objects: ObjectReader;
  readonly #remembered: Map<string, Promise<unknown>>;

  private constructor(folder: string, objects: ObjectReader, remembered: Map<string, Promise<unknown>>) {
    this.folder = folder;
    this.#objects = objects;
    this.#remembered = remembered;
  }

  static async create(folder: string): Promise<GitRepository> {
    await mkdir(folder, { recursive: true });
    await runGit(folder, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', folder]);
    return new GitRepository(folder, new ObjectReader(folder), new Map());
  }

  /** A new repository in the same network, with a copy of the branches and tags. */
  async fork(folder: string): Promise<GitRepository> {
    await mkdir(folder, { recursive: true });
    await runGit(folder, ['init', '--quiet', '--bare', '--template=', '--initial-branch=main', folder]);
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
    const command = sha === null ? `delete ${ref}\0\0` : `update ${ref}\0${sha}\0\0`;
    await runGit(this.folder, ['update-ref', '-z', '--stdin'], { input: command });
    if (sha === null) this.refs.delete(ref);
    else this.refs.set(ref, sha);
  }

  branch(name: string): string | null {
    return this.refs.get(`refs/heads/${name}`) ?? null;
  }

  branches(): Map<string, string> {
    const prefix = 'refs/heads/';
    return new Map(
      [...this.refs]
        .filter(([ref]) => ref.startsWith(prefix))
        .map(([ref, sha]) => [ref.slice(prefix.length), sha]),
    );
  }

  /** What a branch, tag, full ref or (abbreviated) commit SHA names: a commit's SHA, or null. */
  async resolve(name: string): Promise<string | null> {
    const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, name, `refs/${name}`];
    const ref = candidates.map((candidate) => this.refs.get(candidate)).find(Boolean);
    const object = await this.#objects.read(ref ?? name);
    return object?.type === 'commit' ? object.sha : null;
  }

  async object(sha: string) {
    return this.#objects.read(sha);
  }

  async commit(sha: string): Promise<Commit | null> {
    const object = await this.#objects.read(sha);
    return object?.type === 'commit' ? parseCommit(object.sha, object.content) : null;
  }

  /** @throws Error if there is no such commit: for SHAs that came from git itself. */
  async knownCommit(sha: string): Promise<Commit> {
    const commit = await this.commit(sha);
    if (!commit) throw new Error(`no commit ${sha} in ${this.folder}`);
    return commit;
  }

  async blob(sha: string): Promise<Buffer | null> {
    const object = await this.#objects.read(sha);
    return object?.type === 'blob' ? object.content : null;
  }

  listTree(tree: string, recursive: boolean): Promise<TreeEntry[]> {
    return this.#once(`tree ${tree} ${recursive}`, () => listTree(this.folder, tree, recursive));
  }

  entryAt(tree: string, at: string): Promise<TreeEntry | null> {
    return this.#once(`entry ${tree} ${at}`, () => treeEntryAt(this.folder, tree, at));
  }

  editTree(base: string | null, edits: TreeEdit[]): Promise<string> {
    return editTree(this.folder, base, edits);
  }

  writeBlobs(contents: Uint8Array[]): Promise<string[]> {
    return writeBlobs(this.folder, contents);
  }

  async writeCommit(commit: NewCommit): Promise<string> {
    const parents = commit.parents.flatMap((parent) => ['-p', parent]);
    return gitText(this.folder, ['commit-tree', commit.tree, ...parents, '-F', '-'], {
      input: commit.message,
      env: signatureEnv(commit.author, commit.committer),
    });
  }

  diff(from: string, to: string): Promise<FileChange[]> {
    return this.#once(`diff ${from} ${to}`, () => diffTrees(this.folder, from, to));
  }

  mergeBase(one: string, other: string): Promise<string | null> {
    return this.#once(`merge-base ${one} ${other}`, async () => {
      const { code, stdout } = await runGit(this.folder, ['merge-base', one, other], { expect: [0, 1] });
      return code === 0 ? stdout.toString('utf8').trim() : null;
    });
  }

  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.mergeBase(ancestor, descendant)) === ancestor;
  }

  /** Commits reachable from `to` and not from `from` (or all), oldest first. */
  commitsBetween(from: string | null, to: string): Promise<string[]> {
    return this.#once(`list ${from} ${to}`, async () => {
      const range = from === null ? [to] : [to, `^${from}`];
      const text = await gitText(this.folder, ['rev-list', '--topo-order', '--reverse', ...range]);
      return text === '' ? [] : text.split('\n');
    });
  }

  /** Newest first, only those that touch `at` if it is given. */
  async history(from: string, at: string | null): Promise<string[]> {
    const text = await gitText(this.folder, ['rev-list', from, ...(at === null ? [] : ['--', at])]);
    return text === '' ? [] : text.split('\n');
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
