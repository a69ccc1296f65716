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
  event: z.string().optional(),
  cause: z.string().optional(),
  repository: z.string().optional(),
});

/** What the lines of a job's work are about: the repository and the PR by name, whatever the job knows them by. */
export async function jobContext(
  database: Database,
  queue: string,
  job: { id: string; data: object },
): Promise<LogContext> {
  const { event, repository, cause, pullNumber, debtId, ...data } = subject.parse(job.data);
  const ofJob = { queue, job: job.id, delivery: queue === 'delivery' ? job.id : cause };
  if (queue === 'delivery') return { ...ofJob, event, repository, pull: pullNumber };
  const debt = debtId === undefined ? null : await findDebtPlace(database, debtId);
  const repositoryId = data.repositoryId ?? debt?.repositoryId;
  const name = repositoryId === undefined ? null : await findRepositoryName(database, repositoryId);
  return {
    ...ofJob,
    repository: name ?? undefined,
    pull: pullNumber ?? debt?.pullNumber ?? undefined,
    debt: debtId,
  };
}
