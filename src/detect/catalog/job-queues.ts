import type { Sign } from './sign.ts';
import { signs } from './sign.ts';

/** Packages of queues whose jobs one part of a program adds and another part does, under a name that both know. */
const JOB_QUEUES: ReadonlySet<string> = new Set([
  'bull',
  'bullmq',
  '@nestjs/bull',
  '@nestjs/bullmq',
  'pg-boss',
]);

/** Whether a package of npm is one of them. */
export function isJobQueue(module: string): boolean {
  return JOB_QUEUES.has(module);
}

const IN_QUOTES = { before: '["\'`]', after: '["\'`]' };

/** Who adds jobs and who does them may speak of nothing else: what imports such a package is looked at. */
export const JOB_QUEUE_SIGNS: readonly Sign[] = [
  ...signs('name', [...JOB_QUEUES], IN_QUOTES).map((sign) => ({ ...sign, registry: 'npm' as const })),
  // `queue.add('summary', { id }, { attempts: 3 })`, where the queue comes from another file.
  ...signs('name', ['attempts: '], { after: '[2-9]' }).map((sign) => ({ ...sign, registry: 'npm' as const })),
];
