import picomatch from 'picomatch';
import type { Policy } from './policy.ts';

/**
 * Whether a path (`/`-separated, relative to the repository) is one that policy's `paths.ignore` leaves out.
 * Build it once a scan: the globs are compiled here. Dot folders match like any other.
 */
export function ignoreMatcher(policy: Pick<Policy, 'paths'>): (path: string) => boolean {
  return matcherOf(policy.paths.ignore);
}

/** Whether a path is a test by policy's `paths.tests`, in which nothing but keys is looked for. Build it once a scan. */
export function testMatcher(policy: Pick<Policy, 'paths'>): (path: string) => boolean {
  return matcherOf(policy.paths.tests);
}

function matcherOf(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const matches = picomatch([...globs], { dot: true, nonegate: true });
  const parts = globs.map(plainPart);
  if (!parts.every((part) => part !== null)) return matches;
  // Nearly all paths of a tree have none of them, and to try each glob takes ten times as long.
  const mayMatch = new RegExp(parts.map((part) => part.replaceAll('.', '\\.')).join('|'));
  return (path) => mayMatch.test(path) && matches(path);
}

/** Names with a star here and there, and `**` for any number of them. */
const PLAIN_NAME = '(?:\\*\\*?|\\*?[\\w.-]+(?:\\*[\\w.-]+)*\\*?)';
const PLAIN_GLOB = new RegExp(`^(?!\\./)${PLAIN_NAME}(?:/${PLAIN_NAME})*$`);

/** What stands in every path that a glob matches; `null` if it is no plain one. */
function plainPart(glob: string): string | null {
  if (!PLAIN_GLOB.test(glob)) return null;
  const parts = glob.split(/[*/]+/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '') || null;
}
