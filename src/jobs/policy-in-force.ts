import { createHash } from 'node:crypto';
import { defaultPolicy, ORGANISATION_REPOSITORY, POLICY_FILE } from '../policy/defaults.ts';
import { loadOrganisationPolicy, loadPolicy, type OrganisationPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import type { Repository } from '../store/repositories.ts';

/** What counts in a repository. */
export interface PolicyInForce {
  policy: Policy;
  /** Faults of its own file. */
  problems: PolicyProblem[];
  /** Faults of the organisation's. */
  organisationProblems: PolicyProblem[];
  /** What the organisation says, as far as it could be read. */
  organisation: OrganisationPolicy | null;
}

/**
 * The policy in force: the default branch's over the organisation's. While the one cannot be read or is looser than the
 * other, the organisation's counts alone, or the rule book's without one; while the organisation's cannot be read, what
 * it said before: a slip there must not turn everything upside down in all repositories at once.
 */
export function policyInForce(repository: Pick<Repository, 'policySource' | 'organisation'>): PolicyInForce {
  const { organisation, organisationProblems } = organisationInForce(repository);
  const result = loadPolicy(repository.policySource, POLICY_FILE, organisation);
  return {
    policy: result.ok ? result.policy : (organisation?.policy ?? defaultPolicy()),
    problems: result.ok ? [] : result.problems,
    organisationProblems,
    organisation,
  };
}

/** The repository with the organisation's policy, by its name. */
export function organisationRepository(owner: string): string {
  return `${owner}/${ORGANISATION_REPOSITORY}`;
}

/** Changes with all that a verdict depends on and that no commit of the repository has to change. */
export function digestOf({ policy, problems, organisationProblems }: PolicyInForce): string {
  const said = JSON.stringify([policy, problems, organisationProblems]);
  return createHash('sha256').update(said).digest('hex').slice(0, 32);
}

function organisationInForce({
  organisation,
}: Pick<Repository, 'organisation'>): Pick<PolicyInForce, 'organisation' | 'organisationProblems'> {
  if (!organisation || organisation.policySource === null)
    return { organisation: null, organisationProblems: [] };
  const repository = organisationRepository(organisation.owner);
  const newest = loadOrganisationPolicy(organisation.policySource, repository);
  if (newest.ok) return { organisation: newest.organisation, organisationProblems: [] };
  const last =
    organisation.readableSource === null
      ? null
      : loadOrganisationPolicy(organisation.readableSource, repository);
  return {
    organisation: last?.ok ? last.organisation : null,
    organisationProblems: newest.problems.map((problem) => ({ ...problem, repository })),
  };
}
