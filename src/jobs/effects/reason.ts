import { readReasonMarker } from '../../debt/reason-issue.ts';
import { judge } from '../../gate/judge.ts';
import { readOpenedIssue } from '../../github/issues.ts';
import { findPull, saveReason } from '../../store/pulls.ts';
import { findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadJudgeInput } from '../judge-input.ts';
import { offeredBy } from '../offered-reasons.ts';
import { reviewEffect } from '../requests.ts';

/** A reason issue was opened through a link of ours: its number comes into the suggestion. */
export async function settleReason(
  context: JobContext,
  { repositoryId, issueNumber }: { repositoryId: number; issueNumber: number },
): Promise<void> {
  const { database, clock, queue } = context;
  const repository = await findRepository(database, repositoryId);
  if (!repository) return;
  const github = await context.github(repository.installationId);
  const name = nameOf(repository);
  const issue = await readOpenedIssue(github, name, issueNumber);
  const marker = issue && readReasonMarker(issue.body);
  const pull = marker && (await findPull(database, repositoryId, marker.pullNumber));
  if (!issue || !marker || !pull?.open) return;
  const input = await loadJudgeInput(database, repository, pull, clock);
  if (!input) throw new Error(`#${pull.number} has not been judged yet.`);
  const offered = await offeredBy(github, name, issue, { number: issueNumber, verdict: judge(input) });
  if (!offered) return;
  await database.transaction(async (transaction) => {
    await saveReason(transaction, repositoryId, pull.number, offered.key, offered.reason);
    await queue.enqueue([reviewEffect(repositoryId, pull.number)], transaction);
  });
}
