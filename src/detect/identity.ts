import { createHash } from 'node:crypto';
import type { RuleId } from '../policy/policy.ts';
import type { Finding } from './finding.ts';
import { MAX_SCOPE_NAME_LENGTH } from './limits.ts';

/** Identity without the place: see `Finding.fingerprint`. 128 bits, in hexadecimal digits. */
export function fingerprintOf(rule: RuleId, what: string, scope: readonly string[]): string {
  // Nobody's names are as long as that, and a hostile file may have thousands of findings below one that is.
  const names = scope.map((name) => name.slice(0, MAX_SCOPE_NAME_LENGTH));
  const identity = JSON.stringify([rule, what, names]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** What a change did to the findings of a tree. */
export interface FindingsComparison {
  added: Finding[];
  /** Pairs: as it was, as it is. */
  kept: [Finding, Finding][];
  removed: Finding[];
}

/**
 * Compares the findings of two trees as multisets: first those that stayed in their file, in order, then those that moved
 * to another one, then those whose function has another name now, or is another one of their file: the same
 * statement, word for word. Every finding of either tree is in the result exactly once.
 */
export function compareFindings(base: Finding[], head: Finding[]): FindingsComparison {
  const inPlace = pair(base, head, ({ path, fingerprint }) => `${fingerprint} ${path}`);
  const moved = pair(inPlace.removed, inPlace.added, ({ fingerprint }) => fingerprint);
  const renamed = pair(moved.removed, moved.added, statementKey);
  return { ...renamed, kept: [...inPlace.kept, ...moved.kept, ...renamed.kept] };
}

/** Pairs of findings that are the same, though the function around them has another name. */
export function renamedFindings(base: Finding[], head: Finding[]): [Finding, Finding][] {
  return compareFindings(base, head).kept.filter(
    ([before, after]) => before.fingerprint !== after.fingerprint,
  );
}

/** `null` for what has no text to be known by. White space counts as one space, for formatters. */
function statementKey({ rule, what, path, snippet }: Finding): string | null {
  return snippet === '' ? null : JSON.stringify([rule, what, path, snippet.replace(/\s+/g, ' ')]);
}

function pair(
  base: Finding[],
  head: Finding[],
  keyOf: (finding: Finding) => string | null,
): FindingsComparison {
  const waiting = new Map<string, Finding[]>();
  for (const finding of base) {
    const key = keyOf(finding);
    const known = key === null ? [] : waiting.get(key);
    if (known) known.push(finding);
    else if (key !== null) waiting.set(key, [finding]);
  }
  const comparison: FindingsComparison = { added: [], kept: [], removed: [] };
  for (const finding of head) {
    const before = waiting.get(keyOf(finding) ?? '')?.shift();
    if (before) comparison.kept.push([before, finding]);
    else comparison.added.push(finding);
  }
  const kept = new Set(comparison.kept.map(([before]) => before));
  comparison.removed = base.filter((finding) => !kept.has(finding));
  return comparison;
}
