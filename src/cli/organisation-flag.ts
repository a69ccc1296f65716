import { Option } from 'commander';

export const ORGANISATION_FLAG = '--organisation-policy';
export const ORGANISATION_VARIABLE = 'TOLLGATE_ORGANISATION_POLICY';

/** Of every verb that judges by a policy. The command line asks no network: the file is the user's to fetch. */
export function organisationPolicyOption(): Option {
  return new Option(
    `${ORGANISATION_FLAG} <file>`,
    "a copy of your organisation's tollgate.yml, which the tree's policy may tighten and never loosen",
  ).env(ORGANISATION_VARIABLE);
}
