import { readRecord } from '../debt/record.ts';
import type { GitHub } from '../github/client.ts';
import { listOwnOpenIssues } from '../github/issues.ts';
import { findDebt, saveDebt, saveTrackingIssue } from '../store/debts.ts';
import { lockRepository, markRestored, type Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';

/**
 * Gets the debts of a repository that the database does not know yet back from its tracking issues, with their
 * clocks: after a database was lost nobody owes less than before. Done once a repository, before anything else.
 */
export async function restoreDebts(
  context: JobContext,
  github: GitHub,
  repository: Repository,
): Promise<void> {
  if (repository.restored) return;
  const issues = await listOwnOpenIssues(github, nameOf(repository), context.appId, 'tech-debt');
  await context.database.transaction(async (transaction) => {
    await lockRepository(transaction, repository.id);
    for (const { number, body } of issues) {
      const at = { repositoryId: repository.id, issueNumber: number };
      const reading = readRecord(body, at, context.recordKey);
      if (reading.kind === 'forged') {
        context.log.warn(
          { repository: repository.htmlUrl, issue: number },
          'The record of a debt was edited',
        );
      }
      if (reading.kind !== 'record') continue;
      const { debt, seenSha } = reading.record;
      if (await findDebt(transaction, debt.id)) continue;
      await saveDebt(transaction, { repositoryId: repository.id, seenSha, debt });
      await saveTrackingIssue(transaction, debt.id, number);
    }
    await markRestored(transaction, repository.id);
  });
}
