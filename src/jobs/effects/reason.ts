import { readReasonAnswers } from '../../debt/reason-answers.ts';
import { REASON_TITLE } from '../../debt/reason-form.ts';
import { readReasonMarker } from '../../debt/reason-issue.ts';
import { keyedBypasses } from '../../gate/bypass-keys.ts';
import { judge } from '../../gate/judge.ts';
import type { OfferedReason } from '../../gate/offered-reason.ts';
import { type OpenedIssue, readOpenedIssue } from '../../github/issues.ts';
import { canWrite } from '../../github/people.ts';
import { findPull, saveReason } from '../../store/pulls.ts';
import { findRepository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadJudgeInput } from '../judge-input.ts';
import { reviewEffect } from '../requests.ts';

/**
 * A reason issue was opened through a link of ours: its number comes into the suggestion. Only the PR's author and people
 * with write access may say what the reason of a bypass is; a link can be copied by anybody.
 */
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
  if (!keyedBypasses(judge(input)).some(({ key }) => key === marker.key)) return;
  const isAllowed = issue.author === pull.author || (await canWrite(github, name, issue.author));
  if (!isAllowed) return;
  await database.transaction(async (transaction) => {
    await saveReason(transaction, repositoryId, pull.number, marker.key, offeredReason(issueNumber, issue));
    await queue.enqueue([reviewEffect(repositoryId, pull.number)], transaction);
  });
}

function offeredReason(issue: number, { title, body }: OpenedIssue): OfferedReason {
  const answers = readReasonAnswers(body);
  const said = title.startsWith(REASON_TITLE.trim()) ? title.slice(REASON_TITLE.trim().length).trim() : '';
  return { issue, why: said || firstLine(answers.why), when: firstLine(answers.when) };
}

function firstLine(text: string | null): string | null {
  return text?.split('\n')[0] ?? null;
}
