import { CHECKLIST_MARKER, checklistComment, touchesLlmCode } from '../../gate/checklist.ts';
import type { Verdict } from '../../gate/verdict.ts';
import type { GitHub } from '../../github/client.ts';
import {
  createComment,
  type FoundComment,
  findCommentByMarker,
  readComment,
  updateComment,
} from '../../github/comments.ts';
import { type Pull, saveChecklist } from '../../store/pulls.ts';
import type { Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadVerdict } from '../judge-input.ts';

/** Keeps the one review checklist of a PR up to date; a PR that touches no LLM code gets none (decisions 26). */
export async function settleChecklist(
  context: JobContext,
  place: { repositoryId: number; pullNumber: number },
): Promise<void> {
  const judged = await loadVerdict(context, place);
  if (!judged) return;
  const { repository, pull, verdict } = judged;
  if (pull.checklistId === null && !touchesLlmCode(verdict)) return;
  await write(context, repository, pull, verdict);
}

async function write(
  context: JobContext,
  repository: Repository,
  pull: Pull,
  verdict: Verdict,
): Promise<void> {
  const github = await context.github(repository.installationId);
  const name = nameOf(repository);
  const current = await currentComment(context, github, repository, pull);
  const body = checklistComment(verdict, {
    repositoryUrl: repository.htmlUrl,
    docsUrl: context.docsUrl,
    now: context.clock.now(),
    currentBody: current?.body ?? null,
  });
  if (current && current.body !== body) await updateComment(github, name, current.id, body);
  const id = current?.id ?? (await createComment(github, name, pull.number, body));
  if (id !== pull.checklistId) await saveChecklist(context.database, repository.id, pull.number, id);
}

/** The comment that we remember, or that a lost write left there; a person may have deleted it. */
async function currentComment(
  { appId }: JobContext,
  github: GitHub,
  repository: Repository,
  pull: Pull,
): Promise<FoundComment | null> {
  const name = nameOf(repository);
  const known = pull.checklistId === null ? null : await readComment(github, name, pull.checklistId);
  return known ?? findCommentByMarker(github, name, appId, pull.number, CHECKLIST_MARKER);
}
