import { CannotRun } from './cannot-run.ts';
import { git } from './git.ts';
import { printable } from './printable.ts';

/** What a working tree is compared with. */
export interface Revision {
  /** As it was given: a branch, a tag, a commit. */
  ref: string;
  /** SHA of the commit that `ref` names (of the empty tree before the first); its policy is in force, as the default branch's is in the check. */
  commit: string;
  /** SHA of the merge base of that commit and `HEAD`: what stood there already is not this change's doing. */
  mergeBase: string;
}

/** Finds a revision. Throws {@link CannotRun} where there is no git, no such revision, or no common history. */
export async function findRevision(root: string, ref: string): Promise<Revision> {
  const commit = await commitOf(root, ref);
  if (commit === null) return beforeTheFirst(root, ref);
  const found = await git(root, ['merge-base', commit, 'HEAD']);
  if (found.status === 0) return { ref, commit, mergeBase: found.out.toString().trim() };
  throw new CannotRun(
    `\`${printable(ref)}\` and HEAD have no common history here. In a shallow clone, fetch more of it: ${UNSHALLOW}`,
  );
}

const UNSHALLOW = '`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout.';

/** `null` for `HEAD` where nothing is committed yet, as in a hook of the first commit. */
async function commitOf(root: string, ref: string): Promise<string | null> {
  const question = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  // No revision begins with a dash (git-check-ref-format), so none is taken for an option.
  const found = ref.startsWith('-') ? null : await git(root, question);
  if (found?.status === 0) return found.out.toString().trim();
  if (ref === 'HEAD' && (await git(root, ['symbolic-ref', '--quiet', 'HEAD'])).status === 0) return null;
  throw new CannotRun(await whyNoCommit(root, ref));
}

/** The empty tree, which git knows without having it: everything is new. */
async function beforeTheFirst(root: string, ref: string): Promise<Revision> {
  const { out } = await git(root, ['hash-object', '-t', 'tree', '--stdin']);
  const nothing = out.toString().trim();
  return { ref, commit: nothing, mergeBase: nothing };
}

async function whyNoCommit(root: string, ref: string): Promise<string> {
  const inside = await git(root, ['rev-parse', '--is-inside-work-tree']);
  if (inside.status === null)
    return '--base needs git, which could not be started. Install it, or leave --base out.';
  if (inside.status !== 0) return `--base needs a work tree of git, and git says: ${printable(inside.err)}`;
  const isShallow =
    (await git(root, ['rev-parse', '--is-shallow-repository'])).out.toString().trim() === 'true';
  const hint = isShallow
    ? `This clone is shallow; what brings the rest of its history: ${UNSHALLOW}`
    : 'Give a branch, a tag or a commit; `git fetch` brings what is only on the server.';
  return `there is no revision \`${printable(ref)}\`. ${hint}`;
}
