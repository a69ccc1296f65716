import { z } from 'zod';
import type { LogContext } from '../log.ts';
import type { Database } from '../store/database.ts';
import { findDebtPlace } from '../store/debts.ts';
import { findRepositoryName } from '../store/repositories.ts';

/** What of a job's data says what it is about. */
const subject = z.object({
  repositoryId: z.number().optional(),
  pullNumber: z.number().optional(),
  debtId: z.string().optional(),
  cause: z.string().optional(),
});

/** What the lines of a job's work are about: the repository and the PR by name, whatever the job knows them by. */
export async function jobContext(
  database: Database,
  queue: string,
  job: { id: string; data: object },
): Promise<LogContext> {
  const { cause, pullNumber, debtId, ...data } = subject.parse(job.data);
  const debt = debtId === undefined ? null : await findDebtPlace(database, debtId);
  const repositoryId = data.repositoryId ?? debt?.repositoryId;
  const name = repositoryId === undefined ? null : await findRepositoryName(database, repositoryId);
  return {
    queue,
    job: job.id,
    delivery: cause,
    repository: name ?? undefined,
    pull: pullNumber ?? debt?.pullNumber ?? undefined,
    debt: debtId,
  };
}
