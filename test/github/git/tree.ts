import { runGit } from './process.ts';

export interface TreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Bytes; null for what is no blob. */
  size: number | null;
}

/** The entries of a tree; with `recursive` those of all its subtrees too, as GitHub lists them. */
export async function listTree(folder: string, tree: string, recursive: boolean): Promise<TreeEntry[]> {
  const flags = recursive ? ['-r', '-t'] : [];
  const { stdout } = await runGit(folder, ['ls-tree', '-z', '-l', ...flags, tree]);
  return stdout.toString('utf8').split('\0').filter(Boolean).map(parseEntry);
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t');
  const [mode = '', type = '', sha = '', size = ''] = line.slice(0, tab).split(/ +/);
  return {
    mode,
    type: type as TreeEntry['type'],
    sha,
    size: type === 'blob' ? Number(size) : null,
    path: line.slice(tab + 1),
  };
}

/** One line of a tree object. */
export interface RawEntry {
  name: string;
  /** As git writes it: `40000` for a tree. */
  mode: string;
  sha: string;
}

/** Parses the raw bytes of a tree object. */
export function parseTree(raw: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  for (let at = 0; at < raw.length; ) {
    const space = raw.indexOf(32, at);
    const end = raw.indexOf(0, space);
    const sha = raw.toString('hex', end + 1, end + 21);
    entries.push({ mode: raw.toString('utf8', at, space), name: raw.toString('utf8', space + 1, end), sha });
    at = end + 21;
  }
  return entries;
}

/** The raw bytes of a tree object: git sorts its entries by bytes, a tree as if its name ended in a slash. */
export function formatTree(entries: RawEntry[]): Buffer {
  const sortKey = (entry: RawEntry) => Buffer.from(isTree(entry) ? `${entry.name}/` : entry.name);
  const sorted = entries.toSorted((one, other) => Buffer.compare(sortKey(one), sortKey(other)));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, sha }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(sha, 'hex')]),
  );
}

export function isTree(entry: RawEntry): boolean {
  return entry.mode === '40000';
}

/** The long form in which GitHub shows a mode. */
export function longMode(mode: string): string {
  return mode.padStart(6, '0');
}
