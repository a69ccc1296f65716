import { runGit } from './process.ts';

export type ChangeStatus = 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';

/** One file that differs between two commits. */
export interface FileChange {
  status: ChangeStatus;
  path: string;
  previousPath: string | null;
  /** Blob after the change; before it for a removed file. */
  sha: string;
  additions: number;
  deletions: number;
  /** Hunks of the unified diff; null for binary files and pure renames. */
  patch: string | null;
}

/** What changed from one commit or tree to another, renames detected as git does by default. */
export async function diffTrees(folder: string, from: string, to: string): Promise<FileChange[]> {
  const options = ['-r', '-M', '-z', '--raw', '--numstat', '-p', '--no-abbrev', '--full-index'];
  const { stdout } = await runGit(folder, ['diff-tree', ...options, from, to]);
  const fields = stdout.toString('utf8').split('\0');
  const changes = parseRaw(fields);
  const counts = parseCounts(fields, changes.length);
  // After the NUL-terminated fields an empty one, then the patches; a file may hold NULs of its own.
  const hunks = splitPatches(fields.slice(1).join('\0'));
  return changes.map((change, index) => ({
    ...change,
    ...(counts[index] ?? { additions: 0, deletions: 0 }),
    patch: hunks[index] ?? null,
  }));
}

const STATUSES: Record<string, ChangeStatus> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

type RawChange = Omit<FileChange, 'additions' | 'deletions' | 'patch'>;

/** Takes the `:`-lines off the front of `fields`. */
function parseRaw(fields: string[]): RawChange[] {
  const changes: RawChange[] = [];
  while (fields[0]?.startsWith(':')) {
    const [, , before = '', after = '', code = ''] = (fields.shift() ?? '').split(' ');
    const status = STATUSES[code.charAt(0)] ?? 'modified';
    const first = fields.shift() ?? '';
    const moved = status === 'renamed' || status === 'copied';
    const path = moved ? (fields.shift() ?? '') : first;
    const sha = status === 'removed' ? before : after;
    changes.push({ status, path, previousPath: moved ? first : null, sha });
  }
  return changes;
}

function parseCounts(fields: string[], expected: number): { additions: number; deletions: number }[] {
  const counts: { additions: number; deletions: number }[] = [];
  while (counts.length < expected && fields.length) {
    const [additions = '', deletions = '', path = ''] = (fields.shift() ?? '').split('\t');
    // A rename's two paths follow as fields of their own.
    if (path === '') fields.splice(0, 2);
    counts.push({ additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
  }
  return counts;
}

/** Hunks by file. A line of content never starts with `diff --git`: it carries a sign or a space. */
function splitPatches(text: string): (string | null)[] {
  return text
    .split(/^diff --git .*\n/m)
    .slice(1)
    .map((section) => {
      const start = section.search(/^@@ /m);
      return start < 0 ? null : section.slice(start).replace(/\n$/, '');
    });
}
