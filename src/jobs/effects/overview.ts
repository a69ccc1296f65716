import { OVERVIEW_LABEL, OVERVIEW_MARKER, overview, type RepositoryFacts } from '../../gate/overview.ts';
import { speaks } from '../../gate/voices.ts';
import type { GitHub } from '../../github/client.ts';
import { createIssue, findIssueByMarker, updateIssue } from '../../github/issues.ts';
import { listReaders } from '../../github/readers.ts';
import { listDebts, STANDING_STATES } from '../../store/debts.ts';
import { listInstalled, type Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { findOverdueBaseline } from '../judge-input.ts';
import { policyInForce } from '../policy-in-force.ts';

/** Private repositories whose readers are looked up: each costs a call or more. */
const MOST_LOOKED_UP = 50;

/** Makes the one issue about a whole organisation say what is owed in it, where its policy names a repository for that. */
export async function settleOverview(
  context: JobContext,
  { installationId }: { installationId: number },
): Promise<void> {
  const all = await listInstalled(context.database, installationId);
  const home = all.find(isHome);
  if (!home || !speaks('issue', policyInForce(home).policy)) return;
  const github = await context.github(installationId);
  const wanted = overview(home.owner, await factsOf(context, github, home, all));
  const name = nameOf(home);
  const current = await findIssueByMarker(github, name, context.appId, OVERVIEW_LABEL, OVERVIEW_MARKER);
  if (!current) await createIssue(github, name, wanted);
  else if (current.body.replaceAll('\r\n', '\n') !== wanted.body || current.title !== wanted.title)
    await updateIssue(github, name, current.number, { title: wanted.title, body: wanted.body });
}

/** Whether it is the repository that the organisation's policy names. */
function isHome(repository: Repository): boolean {
  const { organisation } = policyInForce(repository);
  return organisation?.overview?.toLowerCase() === `${repository.owner}/${repository.name}`.toLowerCase();
}

async function factsOf(
  { database, clock }: JobContext,
  github: GitHub,
  home: Repository,
  all: readonly Repository[],
): Promise<RepositoryFacts[]> {
  const facts: RepositoryFacts[] = [];
  const mayKnow = await knowledge(github, home);
  for (const repository of all) {
    const stored = await listDebts(database, repository.id, STANDING_STATES);
    const { policy } = policyInForce(repository);
    const overdue = await findOverdueBaseline(database, repository.id, policy, clock.now());
    const isTold = stored.length > 0 || overdue !== null || repository.checkRequired === false;
    facts.push({
      name: `${repository.owner}/${repository.name}`,
      url: repository.htmlUrl,
      isNamed: isTold && (await mayKnow(repository)),
      debts: stored.map(({ debt }) => debt),
      isBaselineOverdue: overdue !== null,
      isRequired: repository.checkRequired,
    });
  }
  return facts;
}

/**
 * Who may be told of a repository: everybody of a public one; of a private one the readers of the overview only if each
 * of them reads that one too. Readers of a public overview are everybody.
 */
async function knowledge(github: GitHub, home: Repository): Promise<(of: Repository) => Promise<boolean>> {
  // Whoever is in the enterprise reads an internal one, and no list says who that is.
  const readers = home.visibility === 'private' ? await listReaders(github, nameOf(home)) : null;
  let lookedUp = 0;
  return async (repository) => {
    if (repository.visibility === 'public' || repository.id === home.id) return true;
    if (readers === null || lookedUp >= MOST_LOOKED_UP) return false;
    lookedUp += 1;
    const theirs = await listReaders(github, nameOf(repository));
    return [...readers].every((login) => theirs.has(login));
  };
}
