import { POLICY_FILE } from '../policy/defaults.ts';
import { type GitHub, orNull, type RepositoryName } from './client.ts';

export interface PolicyFile {
  sha: string;
  source: string;
}

/** A file's text at a commit, `null` if there is none. Above 1 MB GitHub gives no text. */
export async function readText(
  github: GitHub,
  name: RepositoryName,
  path: string,
  ref: string,
): Promise<string | null> {
  const response = await orNull(github.rest.repos.getContent({ ...name, path, ref }));
  if (!response || Array.isArray(response.data) || response.data.type !== 'file') return null;
  return Buffer.from(response.data.content, 'base64').toString('utf8');
}

/** The policy file at a commit or branch, `null` if there is none. */
export function readPolicyFile(
  github: GitHub,
  name: RepositoryName,
  ref: string,
): Promise<PolicyFile | null> {
  return readFileAt(github, name, POLICY_FILE, ref);
}

/** A text file at a commit or branch, at the default branch if none is given; `null` if there is none. */
export async function readFileAt(
  github: GitHub,
  name: RepositoryName,
  path: string,
  ref?: string,
): Promise<PolicyFile | null> {
  const response = await orNull(github.rest.repos.getContent({ ...name, path, ...(ref && { ref }) }));
  if (!response || Array.isArray(response.data) || response.data.type !== 'file') return null;
  const { sha, content } = response.data;
  return { sha, source: Buffer.from(content, 'base64').toString('utf8') };
}
