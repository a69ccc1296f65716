import picomatch from 'picomatch';
import type { Policy } from './policy.ts';

/**
 * Whether a path (`/`-separated, relative to the repository) is one that policy's `paths.ignore` leaves out.
 * Build it once a scan: the globs are compiled here. Dot folders match like any other.
 */
export function ignoreMatcher(policy: Pick<Policy, 'paths'>): (path: string) => boolean {
  if (policy.paths.ignore.length === 0) return () => false;
  return picomatch(policy.paths.ignore, { dot: true, nonegate: true });
}
