import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { Scanner } from '../detect/worker/pool.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import type { TreeMemory } from '../github/tree-memory.ts';
import type { Database } from '../store/database.ts';
import type { Repository } from '../store/repositories.ts';
import type { Queue } from './queue.ts';

export interface ScanObserver {
  /** @param scan `known` if the commit had been scanned before */
  scanned(scan: { known: boolean; seconds: number }): void;
}

/** What jobs act with. */
export interface JobContext {
  /** The App's own id: a marker on GitHub counts only if this App wrote it. */
  appId: number;
  /** 32 bytes that sign the records of debts in their tracking issues. */
  recordKey: Uint8Array;
  database: Database;
  /** `Store.tidy` */
  tidy(): Promise<void>;
  queue: Queue;
  scanner: Scanner;
  trees: TreeMemory;
  /** Where people read about rules, if anywhere (`Config`). */
  docsUrl: string | null;
  clock: Clock;
  log: Logger;
  observer: ScanObserver;
  /** The login that this App writes as. */
  ownLogin(): Promise<string>;
  /** Octokit with the installation's token. */
  github(installationId: number): Promise<GitHub>;
  /** Octokit as the App itself. */
  asApp(): Promise<GitHub>;
}

export function nameOf(repository: Repository): RepositoryName {
  return { owner: repository.owner, repo: repository.name };
}
