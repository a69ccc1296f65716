/** A file of a commit's tree, before it is read. */
export interface TreeEntry {
  path: string;
  sha: string;
  /** Bytes. */
  size: number;
}

/** `<mode> blob <object> <size>\t<path>`; links (120000) and submodules (160000) hold no source. */
const REGULAR_FILE = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t(.+)$/s;

/** Reads what `git ls-tree -r -z -l` answers: the regular files. */
export function readTreeListing(listing: string): TreeEntry[] {
  return listing.split('\0').flatMap((line) => {
    const [, sha, size, path] = REGULAR_FILE.exec(line) ?? [];
    return sha === undefined || path === undefined ? [] : [{ path, sha, size: Number(size) }];
  });
}

/** Reads what `git cat-file --batch` answers: the blobs by their names. What git does not have is not in the result. */
export function readBlobBatch(answer: Buffer): Map<string, Uint8Array> {
  const blobs = new Map<string, Uint8Array>();
  let at = 0;
  while (at < answer.length) {
    const end = answer.indexOf('\n', at);
    if (end < 0) break;
    const [sha = '', kind, size] = answer.toString('latin1', at, end).split(' ');
    const length = kind === 'blob' ? Number(size) : 0;
    if (kind === 'blob') blobs.set(sha, answer.subarray(end + 1, end + 1 + length));
    // A blob is followed by a line feed of its own; `<name> missing` is a line and nothing else.
    at = end + 1 + (kind === 'blob' ? length + 1 : 0);
  }
  return blobs;
}
