import { formatTree, isTree, parseTree, type RawEntry } from './tree.ts';

/** A file to put at a path, or with `sha: null` to take away. */
export interface TreeEdit {
  path: string;
  mode: string;
  sha: string | null;
}

/** How trees are read and written. */
export interface TreeStore {
  readTree(sha: string): Promise<Buffer>;
  writeTree(content: Buffer): Promise<string>;
}

/** Whether git would take this path into a tree. */
export function isTreePath(path: string): boolean {
  const wrong = ['', '.', '..', '.git'];
  return !path.includes('\0') && path.split('/').every((part) => !wrong.includes(part.toLowerCase()));
}

/** Writes the tree that `base` becomes by these edits, and returns its SHA. */
export async function editTree(store: TreeStore, base: string | null, edits: TreeEdit[]): Promise<string> {
  return store.writeTree(formatTree(await editedEntries(store, base, edits)));
}

async function editedEntries(store: TreeStore, base: string | null, edits: TreeEdit[]): Promise<RawEntry[]> {
  const known = base === null ? [] : parseTree(await store.readTree(base));
  const entries = new Map(known.map((entry) => [entry.name, entry]));
  const here = edits.filter((edit) => !edit.path.includes('/'));
  // In this order, so that a file may make way for a folder of its name, and the other way round.
  for (const { path, sha } of here) if (sha === null) entries.delete(path);
  for (const [name, inside] of editsByFolder(edits)) await editFolder(store, entries, name, inside);
  for (const { path, mode, sha } of here) {
    if (sha !== null) entries.set(path, { name: path, mode: mode.replace(/^0+/, ''), sha });
  }
  return [...entries.values()];
}

/** A folder that becomes empty is gone: git knows none. */
async function editFolder(
  store: TreeStore,
  entries: Map<string, RawEntry>,
  name: string,
  edits: TreeEdit[],
): Promise<void> {
  const known = entries.get(name);
  const inside = await editedEntries(store, known && isTree(known) ? known.sha : null, edits);
  if (inside.length === 0) entries.delete(name);
  else entries.set(name, { name, mode: '40000', sha: await store.writeTree(formatTree(inside)) });
}

function editsByFolder(edits: TreeEdit[]): Map<string, TreeEdit[]> {
  const folders = new Map<string, TreeEdit[]>();
  for (const edit of edits) {
    const slash = edit.path.indexOf('/');
    if (slash < 0) continue;
    const name = edit.path.slice(0, slash);
    folders.set(name, [...(folders.get(name) ?? []), { ...edit, path: edit.path.slice(slash + 1) }]);
  }
  return folders;
}
