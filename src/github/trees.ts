import type { GitHub, RepositoryName } from './client.ts';

export interface TreeFile {
  path: string;
  sha: string;
  /** Bytes. */
  size: number;
}

/**
 * Every regular file of a commit's tree; symlinks and submodules are left out.
 * A recursive answer stops at 100,000 entries or 7 MB and says `truncated`: then it is read folder by folder.
 */
export async function readTree(github: GitHub, name: RepositoryName, commitSha: string): Promise<TreeFile[]> {
  const whole = await github.rest.git.getTree({ ...name, tree_sha: commitSha, recursive: '1' });
  if (!whole.data.truncated) return whole.data.tree.flatMap((entry) => fileEntry(entry, ''));
  return readFolder(github, name, commitSha, '');
}

async function readFolder(
  github: GitHub,
  name: RepositoryName,
  treeSha: string,
  prefix: string,
): Promise<TreeFile[]> {
  const { data } = await github.rest.git.getTree({ ...name, tree_sha: treeSha });
  const files = data.tree.flatMap((entry) => fileEntry(entry, prefix));
  for (const entry of data.tree) {
    if (entry.type === 'tree') {
      files.push(...(await readFolder(github, name, entry.sha, `${prefix}${entry.path}/`)));
    }
  }
  return files;
}

interface TreeEntry {
  path?: string;
  mode?: string;
  type?: string;
  sha?: string | null;
  size?: number;
}

function fileEntry(entry: TreeEntry, prefix: string): TreeFile[] {
  const isFile = entry.type === 'blob' && entry.mode !== '120000';
  if (!isFile || !entry.path || !entry.sha) return [];
  return [{ path: prefix + entry.path, sha: entry.sha, size: entry.size ?? 0 }];
}
