import { type DocumentMention, isDocument, mentionsIn } from '../gate/documents.ts';
import { readBlobs } from '../github/blobs.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import type { TreeFile } from '../github/trees.ts';
import { ignoreMatcher } from '../policy/ignore.ts';
import type { Policy } from '../policy/policy.ts';

/** Bytes; a longer document is a log, or data. */
const MAX_BYTES = 300_000;

/** More documents than people keep up to date; nearer to the root first. */
const MOST_DOCUMENTS = 300;

/** What is kept of all documents together: the evidence of a PR is stored. */
const MOST_MENTIONS = 200;

/**
 * The lines of a commit's documents that name these models; `null` if there are none to look for. Only a PR that takes
 * a name from the gateway or gives it one costs the requests.
 */
export async function readMentions(
  github: GitHub,
  name: RepositoryName,
  { sha, tree }: { sha: string; tree: readonly TreeFile[] },
  models: readonly string[],
  policy: Policy,
): Promise<DocumentMention[] | null> {
  if (models.length === 0) return null;
  const isIgnored = ignoreMatcher(policy);
  const documents = tree
    .filter(({ path, size }) => isDocument(path) && size <= MAX_BYTES && !isIgnored(path))
    .sort((one, other) => depthOf(one) - depthOf(other) || (one.path < other.path ? -1 : 1))
    .slice(0, MOST_DOCUMENTS);
  const found: DocumentMention[] = [];
  await readBlobs(github, name, sha, documents, async ({ path }, bytes) => {
    found.push(...mentionsIn(path, Buffer.from(bytes).toString('utf8'), models));
  });
  return found.sort(byPlace).slice(0, MOST_MENTIONS);
}

function depthOf({ path }: TreeFile): number {
  return path.split('/').length;
}

/** Blobs arrive in no order, and the same commit must give the same evidence. */
function byPlace(one: DocumentMention, other: DocumentMention): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.line - other.line || (one.name < other.name ? -1 : 1);
}
