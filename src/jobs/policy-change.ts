import type { GitHub, RepositoryName } from '../github/client.ts';
import { readFileAt } from '../github/policy-file.ts';
import {
  defaultPolicy,
  ORGANISATION_POLICY_FILE,
  ORGANISATION_REPOSITORY,
  POLICY_FILE,
} from '../policy/defaults.ts';
import { loadOrganisationPolicy, loadPolicy, placedLoosenings } from '../policy/load.ts';
import type { PlacedLoosening } from '../policy/loosening.ts';
import type { Policy } from '../policy/policy.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import type { PullEvidence } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { nameOf } from './context.ts';
import { organisationRepository, policyInForce } from './policy-in-force.ts';

/** What a PR does to policy files. */
type PolicyChange = Pick<PullEvidence, 'headPolicyProblems' | 'headOrganisationProblems' | 'loosenings'>;

/** The two commits that a PR is judged by, and what differs between them. */
interface Commits {
  mergeBaseSha: string;
  headSha: string;
  changedPaths: readonly string[];
}

/** Reads the policy files that a PR changes, before and after; it costs nothing where it changes none. */
export async function readPolicyChange(
  github: GitHub,
  repository: Repository,
  commits: Commits,
): Promise<PolicyChange> {
  const own = commits.changedPaths.includes(POLICY_FILE)
    ? await changeOf(github, repository, commits, POLICY_FILE, ownReader(repository))
    : null;
  const isOrganisations =
    repository.name === ORGANISATION_REPOSITORY && commits.changedPaths.includes(ORGANISATION_POLICY_FILE);
  const organisations = isOrganisations
    ? await changeOf(github, repository, commits, ORGANISATION_POLICY_FILE, organisationReader(repository))
    : null;
  return {
    headPolicyProblems: own?.problems ?? null,
    headOrganisationProblems: organisations?.problems ?? null,
    loosenings: [...(own?.loosenings ?? []), ...(organisations?.loosenings ?? [])],
  };
}

type Read = (
  source: string | null,
) => { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] };

function ownReader(repository: Repository): Read {
  const { organisation } = policyInForce(repository);
  return (source) => loadPolicy(source, POLICY_FILE, organisation);
}

function organisationReader({ owner }: Repository): Read {
  return (source) => {
    if (source === null) return { ok: true, policy: defaultPolicy() };
    const load = loadOrganisationPolicy(source, organisationRepository(owner));
    return load.ok ? { ok: true, policy: load.organisation.policy } : load;
  };
}

async function changeOf(
  github: GitHub,
  repository: Repository,
  { mergeBaseSha, headSha }: Commits,
  file: string,
  read: Read,
): Promise<{ problems: PolicyProblem[]; loosenings: PlacedLoosening[] }> {
  const [before, after] = await Promise.all([
    sourceAt(github, nameOf(repository), file, mergeBaseSha),
    sourceAt(github, nameOf(repository), file, headSha),
  ]);
  const now = read(after);
  if (!now.ok) return { problems: now.problems, loosenings: [] };
  const was = read(before);
  // What could not be read before was not in force.
  const reference = was.ok ? was.policy : policyInForce({ ...repository, policySource: null }).policy;
  return { problems: [], loosenings: placedLoosenings(reference, now.policy, after ?? '', file) };
}

async function sourceAt(
  github: GitHub,
  name: RepositoryName,
  file: string,
  ref: string,
): Promise<string | null> {
  return (await readFileAt(github, name, file, ref))?.source ?? null;
}
