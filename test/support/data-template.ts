import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { openQueue } from '../../src/jobs/queue.ts';
import { openStore } from '../../src/store/open.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    dataTemplate: string;
  }
}

/**
 * Makes one data folder with everything installed, which tests copy: a new PGlite takes seconds to initialise,
 * a copied one a fraction of that.
 */
export default async function makeTemplate(project: TestProject): Promise<() => void> {
  const root = mkdtempSync(join(tmpdir(), 'tollgate-test-'));
  const folder = join(root, 'template');
  await installInto(folder);
  project.provide('dataTemplate', folder);
  return () => rmSync(root, { recursive: true, force: true });
}

/** Makes the tables of the app and of its queue, in a folder or on a server. */
export async function installInto(databaseUrl: string): Promise<void> {
  const store = await openStore(databaseUrl);
  const queue = await openQueue(store, pino({ level: 'silent' }));
  await queue.stop();
  await store.close();
}

/** A data folder of its own for one test, removed at the end of the run. */
export function copyTemplate(template: string): string {
  const folder = mkdtempSync(join(dirname(template), 'data-'));
  cpSync(template, folder, { recursive: true });
  return folder;
}
