import picomatch from 'picomatch';
import type { Policy } from './policy.ts';

/** Whether clocks run on a branch besides the default one, by policy's `branches`. The name is plain: `release/2`. */
export function branchMatcher({ branches }: Pick<Policy, 'branches'>): (branch: string) => boolean {
  if (branches.length === 0) return () => false;
  return picomatch(branches, { dot: true, nonegate: true });
}

/** What the names of such branches begin with, for asking after them; none that begins with another one. */
export function branchPrefixes({ branches }: Pick<Policy, 'branches'>): string[] {
  const prefixes = [...new Set(branches.map((glob) => /^[^*?[\]{}()!+@|]*/.exec(glob)?.[0] ?? ''))];
  return prefixes.filter((prefix) => !prefixes.some((other) => other !== prefix && prefix.startsWith(other)));
}
