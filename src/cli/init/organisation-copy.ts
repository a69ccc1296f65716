import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { git } from '../git.ts';

/** What both pre-commit and a shell read as one word. */
const PLAIN_PATH = /^[\w./-]+$/;

/**
 * Where a copy of the organisation's policy lies in the repository, so that its hook finds it in every clone; `null` if it lies
 * elsewhere, is ignored, or has a name that a hook would have to quote.
 * @param file a file that can be read, or `null`
 */
export async function organisationCopy(root: string, file: string | null): Promise<string | null> {
  if (file === null || file === '') return null;
  const path = relative(root, await realpath(file))
    .split(sep)
    .join('/');
  if (path.startsWith('..') || !PLAIN_PATH.test(path)) return null;
  const { status } = await git(root, ['check-ignore', '--quiet', '--', path]);
  return status === 1 ? path : null;
}
