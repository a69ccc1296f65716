import { readFile } from 'node:fs/promises';
import { ORGANISATION_POLICY_FILE } from '../policy/defaults.ts';
import type { OrganisationPolicy } from '../policy/load.ts';
import { CannotRun } from './cannot-run.ts';
import { reasonOf } from './folder.ts';
import { policyMistakes } from './folder-policy.ts';
import { ORGANISATION_FLAG, ORGANISATION_VARIABLE } from './organisation-flag.ts';
import { printable } from './printable.ts';

/**
 * Reads an organisation's policy file from wherever the user keeps it.
 * Throws {@link CannotRun} if it cannot be read, or naming each mistake in it.
 * @param file `null`, or empty as a variable that says nothing: there is no organisation
 */
export async function readOrganisationPolicy(file: string | null): Promise<OrganisationPolicy | null> {
  if (file === null || file === '') return null;
  const source = await textOf(file);
  const { loadOrganisationPolicy } = await import('../policy/load.ts');
  const load = loadOrganisationPolicy(source, printable(file), file);
  if (load.ok) return load.organisation;
  throw new CannotRun(policyMistakes("the organisation's policy has mistakes.", load.problems));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CannotRun(
      `the organisation's policy \`${printable(file)}\` cannot be read (${reasonOf(error)}). Give ${ORGANISATION_FLAG}, or the variable ${ORGANISATION_VARIABLE}, the path of a copy of ${ORGANISATION_POLICY_FILE} from your organisation's repository .github.`,
    );
  }
}
