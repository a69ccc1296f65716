import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { until } from './until.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Of an App that is registered nowhere. */
export const CREDENTIALS = {
  APP_ID: '1',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  WEBHOOK_SECRET: randomUUID(),
};

/** `tollgate serve` as a process of its own, silent and on loopback; `program` is this checkout's or a built one. */
export function serve(variables: NodeJS.ProcessEnv, program = 'bin/tollgate.mjs'): ChildProcess {
  const inherited = { PATH: process.env.PATH };
  return spawn(process.execPath, [program, 'serve'], {
    env: { ...inherited, HOST: '127.0.0.1', LOG_LEVEL: 'silent', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** How a process ends, and what it says on stderr until then. */
export async function resultOf(child: ChildProcess): Promise<{ code: number | null; error: string }> {
  const error = child.stderr ? text(child.stderr) : '';
  const [code] = await once(child, 'exit');
  return { code, error: await error };
}

/** Resolves once the process on a port answers that it is well. */
export async function untilAlive(port: number): Promise<void> {
  const alive = async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await until(alive);
}
