import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { redact } from '../detect/redact.ts';
import { defaultPolicy, POLICY_FILE } from '../policy/defaults.ts';
import type { OrganisationPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import { CannotRun } from './cannot-run.ts';
import { isInside, reasonOf } from './folder.ts';
import { printable } from './printable.ts';

/**
 * The policy that a policy file's text means: the organisation's or the rule book's own, changed by the file. `null` is
 * no file. Throws {@link CannotRun} naming each mistake in it, and each key that is looser than the organisation's.
 * @param file the path that the mistakes are named by
 */
export async function policyFrom(
  source: string | null,
  organisation: OrganisationPolicy | null,
  file: string = POLICY_FILE,
): Promise<Policy> {
  if (source === null) return organisation?.policy ?? defaultPolicy();
  // Its schema and its YAML parser take 50 ms to load, and most folders have no policy of their own.
  const { loadPolicy } = await import('../policy/load.ts');
  const load = loadPolicy(source, file, organisation);
  if (load.ok) return load.policy;
  throw new CannotRun(policyMistakes('the policy has mistakes.', load.problems));
}

/** What is wrong with a policy file, a line each. */
export function policyMistakes(heading: string, problems: readonly PolicyProblem[]): string {
  return [heading, ...problems.map(problemLine)].join('\n');
}

/**
 * The text of a folder's policy file, `null` if there is no such file. One that leads out of the folder is not
 * followed. Throws {@link CannotRun} if it cannot be read.
 * @param root the folder's real path
 */
export async function policySource(root: string): Promise<string | null> {
  try {
    const location = await realpath(join(root, POLICY_FILE));
    if (!isInside(root, location)) throw new CannotRun(leadsOutside());
    return await readFile(location, 'utf8');
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'ENOENT' || reason === 'ENOTDIR') return null;
    if (error instanceof CannotRun) throw error;
    throw new CannotRun(
      `${POLICY_FILE} is there and cannot be read (${reason}). Make it a readable file, or delete it.`,
    );
  }
}

function leadsOutside(): string {
  return `${POLICY_FILE} is a link that leads out of the folder, where nothing is read. Put the file itself there.`;
}

function problemLine({ file, line, column, path, message, mend }: PolicyProblem): string {
  const key = path === '' ? '' : `${path}: `;
  // Whatever stands in the file's place: the log of a CI job is read by many.
  return `  ${printable(file)}:${line}:${column}  ${printable(redact(key + message))}. ${printable(mend)}`;
}
