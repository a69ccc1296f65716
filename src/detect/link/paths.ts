/** The folder that holds a path, without a slash at its end; empty for the top of the tree. */
export function folderOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** A path below a folder, whose `.` and `..` are followed; what leads out of the tree ends at its top. */
export function pathBelow(folder: string, path: string): string {
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
