import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, inject, it, vi } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { freePort } from '../support/free-port.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const credentials = {
  APP_ID: '1',
  PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  WEBHOOK_SECRET: randomUUID(),
};

function serve(variables: NodeJS.ProcessEnv): ChildProcess {
  const inherited = { PATH: process.env.PATH };
  return spawn(process.execPath, ['bin/tollgate.mjs', 'serve'], {
    env: { ...inherited, HOST: '127.0.0.1', LOG_LEVEL: 'silent', ...variables },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

async function result(child: ChildProcess): Promise<{ code: number | null; error: string }> {
  const error = child.stderr ? text(child.stderr) : '';
  const [code] = await once(child, 'exit');
  return { code, error: await error };
}

describe('tollgate serve', () => {
  it('serves until SIGTERM, and lets no second process into its folder', async () => {
    const port = await freePort();
    const folder = copyTemplate(inject('dataTemplate'));
    const first = serve({ ...credentials, PORT: String(port), DATABASE_URL: folder });
    const ended = result(first);
    const alive = async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await vi.waitFor(alive, { timeout: 30_000, interval: 50 });

    const second = await result(serve({ ...credentials, PORT: '0', DATABASE_URL: folder }));
    expect(second).toEqual({
      code: 2,
      error: expect.stringContaining('is in use by another Tollgate process'),
    });

    first.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, error: '' });
  });

  it('says all that is wrong with the environment, and does not start', async () => {
    const { code, error } = await result(serve({ APP_ID: '1', PORT: 'http' }));
    expect(code).toBe(2);
    expect(error).toMatch(/PORT must be a port number/);
    expect(error).toMatch(/PRIVATE_KEY or PRIVATE_KEY_PATH is missing/);
    expect(error).toMatch(/WEBHOOK_SECRET is missing/);
  });

  it('says that its port is taken', async () => {
    const port = await freePort();
    const holder = serve({
      ...credentials,
      PORT: String(port),
      DATABASE_URL: copyTemplate(inject('dataTemplate')),
    });
    const ended = once(holder, 'exit');
    const alive = async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await vi.waitFor(alive, { timeout: 30_000, interval: 50 });
    const other = { ...credentials, PORT: String(port), DATABASE_URL: copyTemplate(inject('dataTemplate')) };
    const { code, error } = await result(serve(other));
    expect([code, error]).toEqual([
      2,
      expect.stringContaining(`Another process listens on 127.0.0.1:${port}`),
    ]);
    holder.kill('SIGTERM');
    await ended;
  });
});
