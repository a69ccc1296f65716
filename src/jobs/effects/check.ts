import { createHash } from 'node:crypto';
import type { Decision } from '../../debt/decision.ts';
import { blockedBranches, checkOutput } from '../../gate/check.ts';
import { judge } from '../../gate/judge.ts';
import type { JudgeInput, Verdict } from '../../gate/verdict.ts';
import { verdictDecision } from '../../gate/verdict-decision.ts';
import {
  type FoundCheck,
  findCheckRun,
  finishCheckRun,
  readCheckRun,
  startCheckRun,
  type WantedCheck,
} from '../../github/checks.ts';
import type { GitHub } from '../../github/client.ts';
import { recordDecision } from '../../store/audit-log.ts';
import { type CheckRecord, doubtCheck, findCheck, saveCheck } from '../../store/checks.ts';
import type { Database } from '../../store/database.ts';
import { findGroup, type MergeGroup } from '../../store/merge-groups.ts';
import { findPull, listOpenPullsByHead, type Pull } from '../../store/pulls.ts';
import { findRepository, type Repository } from '../../store/repositories.ts';
import { learnAuthor } from '../author.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadJudgeInput } from '../judge-input.ts';
import { policyInForce } from '../policy-in-force.ts';
import { groupRequest, judgeRequest } from '../requests.ts';
import { knownRequirement } from '../requirement.ts';
import { isWatched } from '../watched-branches.ts';

/** A check as it should be, and a digest that changes only when its readers would want to read it again. */
interface Wanted {
  check: WantedCheck;
  version: string;
  /** What was decided; `null` while it is not. */
  decision: Decision | null;
}

/** Makes the check run on a head say what the store says of the open PRs with that head. */
export async function settleCheck(
  context: JobContext,
  { repositoryId, headSha }: { repositoryId: number; headSha: string },
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  const known = await findCheck(context.database, repositoryId, headSha);
  const wanted = repository && (await wantedCheck(context, repository, headSha, known));
  if (!repository || !wanted) return;
  if (known?.written === wanted.version) return;
  const github = await context.github(repository.installationId);
  const run = await write(github, context, repository, headSha, known, wanted);
  await saveWritten(context, wanted, { repositoryId, headSha, run, before: known?.verdict ?? null });
}

/** Remembers what stands on GitHub, and logs the verdict if it is another than before: words may change without it. */
async function saveWritten(
  { database }: JobContext,
  { version, decision }: Wanted,
  check: { repositoryId: number; headSha: string; run: FoundCheck; before: string | null },
): Promise<void> {
  const { repositoryId, headSha, before } = check;
  const { id: checkRunId, ...run } = check.run;
  const verdict = decision ? `${decision.details?.conclusion}: ${decision.why}` : before;
  await database.transaction(async (transaction) => {
    if (decision && verdict !== before) await recordDecision(transaction, decision);
    await saveCheck(transaction, repositoryId, headSha, { checkRunId, written: version, verdict, run });
  });
}

/** `null` where no open PR has this head, or a queue has merged what it asked about: what the check said last stands. */
async function wantedCheck(
  context: JobContext,
  repository: Repository,
  headSha: string,
  known: CheckRecord | null,
): Promise<Wanted | null> {
  const { database, clock, queue, docsUrl } = context;
  const verdicts: Verdict[] = [];
  const group = await findGroup(database, repository.id, headSha);
  const looking = { check: LOOKING, version: digest(LOOKING), decision: null };
  if (group && !group.evidence) return looking;
  const pulls = group
    ? await pullsOfGroup(database, group)
    : await listOpenPullsByHead(database, repository.id, headSha);
  if (known?.verdict && pulls.every(({ mergedAt }) => mergedAt !== null)) return null;
  for (const pull of pulls) {
    const input =
      (await loadJudgeInput(database, repository, pull, clock)) ??
      (await knowingAuthor(context, repository, pull));
    if (!input) {
      // Looked at already, but by an older engine or policy: its stored scan says nothing any more.
      if (group) await queue.enqueue([groupRequest(repository.id, headSha)]);
      else if (pull.evidence?.headSha === headSha)
        await queue.enqueue([judgeRequest(repository.id, pull.number)]);
      return looking;
    }
    verdicts.push(judge(input));
  }
  const [first, ...rest] = verdicts;
  if (!first) return null;
  const advisoryOn = await advisoryBranches(context, repository, verdicts);
  const outputAt = (now: Date) =>
    checkOutput([first, ...rest], {
      repositoryUrl: repository.htmlUrl,
      docsUrl,
      now,
      mergeQueueOf: group?.baseRef ?? null,
      advisoryOn,
    });
  const at = clock.now();
  const output = outputAt(at);
  return {
    check: { status: 'completed', ...output },
    // "merged now, until 17:03" is no news a minute later.
    version: digest(outputAt(new Date(0))),
    decision: verdictDecision(verdicts, output, { repositoryId: repository.id, headSha, at }),
  };
}

/** The branches where clocks run that do not require the check: asked of those alone where it fails and might block something. */
async function advisoryBranches(
  context: JobContext,
  repository: Repository,
  verdicts: readonly Verdict[],
): Promise<string[]> {
  const { policy } = policyInForce(repository);
  const advisory: string[] = [];
  for (const branch of blockedBranches(verdicts)) {
    const isAdvisory =
      isWatched(repository, policy, branch) &&
      (await knownRequirement(context, repository, branch)) === false;
    if (isAdvisory) advisory.push(branch);
  }
  return advisory;
}

/** In a freeze it matters who wrote a PR, which before nobody had to know: then the check need not be taken back to ask. */
async function knowingAuthor(
  { database, github, clock }: JobContext,
  repository: Repository,
  pull: Pull,
): Promise<JudgeInput | null> {
  if (pull.authorCanWrite !== null || pull.evidence?.headSha !== pull.headSha) return null;
  const asked = await github(repository.installationId);
  const authorCanWrite = await learnAuthor(database, asked, repository, pull);
  return loadJudgeInput(database, repository, { ...pull, authorCanWrite }, clock);
}

/** The PRs of a group, each as if the group's commit were its head. */
async function pullsOfGroup(
  database: Database,
  { repositoryId, pullNumbers, headSha, evidence }: MergeGroup,
): Promise<Pull[]> {
  const pulls = await Promise.all(pullNumbers.map((number) => findPull(database, repositoryId, number)));
  return pulls.flatMap((pull) => (pull ? [{ ...pull, headSha, evidence }] : []));
}

const LOOKING: WantedCheck = {
  status: 'in_progress',
  title: 'Looking at the LLM calls of this commit',
  summary: 'Tollgate reads what this pull request changes. The result takes the place of this text.',
};

/** @returns the check run that now says what is wanted */
async function write(
  github: GitHub,
  context: JobContext,
  repository: Repository,
  headSha: string,
  known: CheckRecord | null,
  { check, version }: Wanted,
): Promise<FoundCheck> {
  const name = nameOf(repository);
  const externalId = `tollgate:${headSha}:${version}`;
  const found = await runToGoOnWith(github, context, repository, headSha, known, { check, externalId });
  // With a lost database the outcome that stands there is likely still right: it is left until the look is over.
  if (found && check.status === 'in_progress' && (!found.completed || known === null)) return found;
  // What a lost write or a lost database left there says the same, but for "if merged now".
  if (found && isWritten(found, externalId) && (known === null || known.checkRunId === found.id))
    return found;
  if (known) await doubtCheck(context.database, repository.id, headSha);
  const detailsUrl = `${repository.htmlUrl}/commit/${headSha}/checks`;
  const id =
    found && canBecome(found, check, externalId)
      ? found.id
      : await startCheckRun(github, name, headSha, externalId, check, detailsUrl);
  if (check.status === 'in_progress') return { id, externalId, completed: false, annotationCount: 0 };
  const written = found?.id === id && found.externalId === externalId ? found.annotationCount : 0;
  await finishCheckRun(github, name, id, externalId, check, written);
  return { id, externalId, completed: true, annotationCount: check.annotations.length };
}

/** Our newest run on this head. GitHub is asked only where a write of ours may have been cut off. */
async function runToGoOnWith(
  github: GitHub,
  { appId }: JobContext,
  repository: Repository,
  headSha: string,
  known: CheckRecord | null,
  { check, externalId }: { check: WantedCheck; externalId: string },
): Promise<FoundCheck | null> {
  const checkRunId = known?.checkRunId ?? null;
  if (checkRunId !== null && known?.run) return { id: checkRunId, ...known.run };
  const remembered = await currentRun(github, repository, appId, headSha, checkRunId);
  const isLeft = remembered !== null && remembered.id === checkRunId && !fits(remembered, check, externalId);
  const left = isLeft ? await findCheckRun(github, nameOf(repository), appId, headSha) : null;
  // A run of its own for this very outcome, begun by a write whose end was lost.
  return left?.externalId === externalId ? left : remembered;
}

/** Our run on this head: the one we remember, else one that a lost write left on GitHub. */
function currentRun(
  github: GitHub,
  repository: Repository,
  appId: number,
  headSha: string,
  checkRunId: number | null,
): Promise<FoundCheck | null> {
  const name = nameOf(repository);
  return checkRunId === null
    ? findCheckRun(github, name, appId, headSha)
    : readCheckRun(github, name, checkRunId);
}

/** A run is completed by the last request that writes its outcome. */
function isWritten({ completed, externalId }: FoundCheck, wanted: string): boolean {
  return completed && externalId === wanted;
}

/** Whether nothing new has to be begun. */
function fits(found: FoundCheck, wanted: WantedCheck, externalId: string): boolean {
  return wanted.status === 'in_progress' ? !found.completed : canBecome(found, wanted, externalId);
}

/**
 * Annotations can be added to a run and never taken away: a run with annotations of another outcome stays as
 * history, and the new outcome gets a run of its own.
 */
function canBecome(found: FoundCheck, wanted: WantedCheck, externalId: string): boolean {
  if (wanted.status === 'in_progress') return false;
  return found.annotationCount === 0 || found.externalId === externalId;
}

function digest(said: object): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}
