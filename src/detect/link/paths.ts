/** The folder that holds a path, without a slash at its end; empty for the top of the tree. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path below a folder, whose `.` and `..` are followed; what leads out of the tree ends at its top. */
export function pathBelow(folder: string, path: string): string {
  let [from, below] = [folder, path.startsWith('./') ? path.slice(2) : path];
  for (; below.startsWith('../'); below = below.slice(3)) from = folderOf(from);
  // Nearly every path is plain now; a large tree asks for hundreds of thousands.
  if (below === '' || NEEDS_CARE.test(below)) return carefullyBelow(from, below);
  return from === '' ? below : `${from}/${below}`;
}

/** A part that is empty, or that begins with a dot. */
const NEEDS_CARE = /(?:^|\/)(?:\.|\/|$)/;

function carefullyBelow(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** A folder and all those around it, the innermost first, the top of the tree (the empty path) last. */
export function foldersUp(folder: string): string[] {
  const folders = [folder];
  for (let current = folder; current !== ''; ) {
    current = folderOf(current);
    folders.push(current);
  }
  return folders;
}
