import { realpath, stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { CannotRun } from './cannot-run.ts';
import { isInside, reasonOf } from './folder.ts';
import { git, workTreeOf } from './git.ts';
import { printable } from './printable.ts';
import type { Selection } from './selection.ts';

/**
 * One tree, and what of it is reported. The tree is the work tree of git that holds the paths, since calls are
 * followed across files; where there is no git, or git ignores the path, it is the folder that was given.
 */
export interface ScanTarget {
  /** The tree's real path. */
  root: string;
  /** Whether git keeps it. */
  isWorkTree: boolean;
  selection: Selection;
  /** Whether only files were named, no folder. */
  filesAlone: boolean;
}

interface Place {
  /** As it was given, for people. */
  shown: string;
  /** Its real path. */
  location: string;
  isFolder: boolean;
}

/**
 * Finds the tree that holds the paths. Throws {@link CannotRun} if one of them is not there, or if they lie in
 * more than one tree.
 */
export async function findTarget(paths: readonly string[]): Promise<ScanTarget> {
  const places = await Promise.all(paths.map(placeAt));
  const roots = new Set(
    places.map(({ location, isFolder }) => workTreeOf(isFolder ? location : dirname(location))),
  );
  const [top] = roots;
  if (roots.size > 1) throw new CannotRun(severalTrees(places));
  const ignored = top ? await ignoredBy(top, places) : [];
  if (top && ignored.length === 0) return { ...targetIn(top, places), isWorkTree: true };
  if (ignored.length > 0 && places.length > 1) throw new CannotRun(ignoredAmongOthers(ignored));
  return { ...targetIn(folderOf(places), places), isWorkTree: false };
}

async function placeAt(path: string): Promise<Place> {
  const shown = printable(path);
  try {
    const location = await realpath(path);
    return { shown, location, isFolder: (await stat(location)).isDirectory() };
  } catch (error) {
    throw new CannotRun(
      `there is no file or folder \`${shown}\` to scan (${reasonOf(error)}). Give the path of one that you can read.`,
    );
  }
}

/** Where no git says what belongs together: the folder given, or the one that holds the file. */
function folderOf(places: readonly Place[]): string {
  const [only, ...others] = places;
  if (only && others.length === 0) return only.isFolder ? only.location : dirname(only.location);
  const here = process.cwd();
  if (places.every(({ location }) => location === here || isInside(here, location))) return here;
  throw new CannotRun(severalTrees(places));
}

function targetIn(root: string, places: readonly Place[]): Omit<ScanTarget, 'isWorkTree'> {
  const selection = places.map(({ location }) => relative(root, location).split(sep).join('/'));
  return { root, selection: [...new Set(selection)], filesAlone: places.every(({ isFolder }) => !isFolder) };
}

/** Those of the places that git ignores: it would list nothing in them. */
async function ignoredBy(top: string, places: readonly Place[]): Promise<string[]> {
  const below = places.filter(({ location }) => location !== top);
  if (below.length === 0) return [];
  const names = below.map(({ location }) => `${location}\0`).join('');
  const { out } = await git(top, ['check-ignore', '-z', '--stdin'], names);
  const ignored = new Set(out.toString().split('\0'));
  return below.filter(({ location }) => ignored.has(location)).map(({ shown }) => shown);
}

function severalTrees(places: readonly Place[]): string {
  const names = places.slice(0, 3).map(({ shown }) => `\`${shown}\``);
  return `${names.join(', ')} lie in more than one tree. Scan them one at a time: a scan has one tree and one policy.`;
}

function ignoredAmongOthers(ignored: readonly string[]): string {
  return `git ignores \`${ignored[0]}\`. Leave it out, or scan it alone.`;
}
