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

function matcherOf(globs: string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch(globs, { dot: true, nonegate: true });
}
