import type { Finding } from '../detect/finding.ts';
import { addedHunks } from '../gate/changed-origins.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { readText } from '../github/policy-file.ts';
import type { Comparison } from '../github/pulls.ts';

interface Compared extends Pick<Comparison, 'mergeBaseSha' | 'patches'> {
  headSha: string;
  changedPaths: readonly string[];
  /** Of the head. */
  findings: readonly Finding[];
}

/** Files that are read for one PR; a URL is rarely made in more than one of those that it changes. */
const MOST_READ = 10;

/**
 * What changed in the files that make the URLs of findings, where GitHub's list does not show it: it ends after 300 files,
 * and leaves out large ones.
 * @returns hunks by path
 */
export async function readUnlisted(
  github: GitHub,
  name: RepositoryName,
  { mergeBaseSha, headSha, changedPaths, patches, findings }: Compared,
): Promise<Map<string, string>> {
  const changed = new Set(changedPaths);
  const making = new Set(findings.flatMap(({ origin }) => origin?.path ?? []));
  const unlisted = [...making].filter((path) => changed.has(path) && !patches.has(path));
  const hunks = new Map<string, string>();
  for (const path of unlisted.slice(0, MOST_READ)) {
    const after = await readText(github, name, path, headSha);
    if (after !== null) hunks.set(path, addedHunks(await readText(github, name, path, mergeBaseSha), after));
  }
  return hunks;
}
