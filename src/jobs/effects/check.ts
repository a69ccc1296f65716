import { createHash } from 'node:crypto';
import { checkOutput } from '../../gate/check.ts';
import { judge } from '../../gate/judge.ts';
import type { JudgeInput } from '../../gate/verdict.ts';
import {
  type FoundCheck,
  type WantedCheck,
  findCheckRun,
  finishCheckRun,
  readCheckRun,
  startCheckRun,
} from '../../github/checks.ts';
import type { GitHub } from '../../github/client.ts';
import { findCheck, saveCheck } from '../../store/checks.ts';
import { listOpenPullsByHead } from '../../store/pulls.ts';
import { type Repository, findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadJudgeInput } from '../judge-input.ts';

/** Makes the check run on a head say what the store says of the open PRs with that head. */
export async function settleCheck(
  context: JobContext,
  { repositoryId, headSha }: { repositoryId: number; headSha: string },
): Promise<void> {
  const repository = await findRepository(context.database, repositoryId);
  if (!repository) return;
  const wanted = await wantedCheck(context, repository, headSha);
  if (!wanted) return;
  const version = digest(wanted);
  const known = await findCheck(context.database, repositoryId, headSha);
  if (known?.written === version) return;
  const github = await context.github(repository.installationId);
  const checkRunId = await write(github, context, repository, headSha, known?.checkRunId ?? null, wanted);
  await saveCheck(context.database, repositoryId, headSha, { checkRunId, written: version });
}

/** `null` where no open PR has this head: what the check said last stands. */
async function wantedCheck(
  { database, clock }: JobContext,
  repository: Repository,
  headSha: string,
): Promise<WantedCheck | null> {
  const pulls = await listOpenPullsByHead(database, repository.id, headSha);
  if (pulls.length === 0) return null;
  const inputs: JudgeInput[] = [];
  for (const pull of pulls) {
    const input = await loadJudgeInput(database, repository, pull, clock);
    if (!input) return LOOKING;
    inputs.push(input);
  }
  const output = checkOutput(inputs.map(judge), { repositoryUrl: repository.htmlUrl, now: clock.now() });
  return { status: 'completed', ...output };
}

const LOOKING: WantedCheck = {
  status: 'in_progress',
  title: 'Looking at the LLM calls of this commit',
  summary: 'Tollgate reads what this pull request changes. The result takes the place of this text.',
};

/** @returns the id of the check run that now says what is wanted */
async function write(
  github: GitHub,
  { appId }: JobContext,
  repository: Repository,
  headSha: string,
  checkRunId: number | null,
  wanted: WantedCheck,
): Promise<number> {
  const name = nameOf(repository);
  const externalId = `tollgate:${headSha}:${digest(wanted)}`;
  const found = await currentRun(github, repository, appId, headSha, checkRunId);
  if (found && wanted.status === 'in_progress' && !found.completed) return found.id;
  const detailsUrl = `${repository.htmlUrl}/commit/${headSha}/checks`;
  const id =
    found && canBecome(found, wanted, externalId)
      ? found.id
      : await startCheckRun(github, name, headSha, externalId, wanted, detailsUrl);
  if (wanted.status === 'completed') {
    const written = found?.id === id && found.externalId === externalId ? found.annotationCount : 0;
    await finishCheckRun(github, name, id, externalId, wanted, written);
  }
  return id;
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

/**
 * Annotations can be added to a run and never taken away: a run with annotations of another outcome stays as
 * history, and the new outcome gets a run of its own.
 */
function canBecome(found: FoundCheck, wanted: WantedCheck, externalId: string): boolean {
  if (wanted.status === 'in_progress') return false;
  return found.annotationCount === 0 || found.externalId === externalId;
}

function digest(wanted: WantedCheck): string {
  return createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 16);
}
