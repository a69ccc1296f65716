import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A PostgreSQL of its own for one bench. */
export interface BenchPostgres {
  /** `postgres://…` of a database. */
  url: string;
  stop(): Promise<void>;
}

/** @param settings such as `fsync=on`; tests go without fsync */
export async function startPostgres(settings: readonly string[]): Promise<BenchPostgres> {
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = fork(new URL('../test/support/postgres-process.ts', import.meta.url), flags);
  const ended = once(server, 'exit');
  const [url]: unknown[] = await Promise.race([once(server, 'message'), ended]);
  if (typeof url !== 'string') throw new Error('PostgreSQL did not start.');
  return {
    url: `${url}/postgres`,
    stop: async () => {
      server.disconnect();
      await ended;
    },
  };
}
