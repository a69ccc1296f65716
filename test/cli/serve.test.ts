import { once } from 'node:events';
import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { freePort } from '../support/free-port.ts';
import { CREDENTIALS, resultOf, serve, untilAlive } from '../support/served.ts';

describe('tollgate serve', () => {
  it('serves until SIGTERM, and lets no second process into its folder', async () => {
    const port = await freePort();
    const folder = copyTemplate(inject('dataTemplate'));
    const first = serve({ ...CREDENTIALS, PORT: String(port), DATABASE_URL: folder });
    const ended = resultOf(first);
    await untilAlive(port);

    const second = await resultOf(serve({ ...CREDENTIALS, PORT: '0', DATABASE_URL: folder }));
    expect(second).toEqual({
      code: 2,
      error: expect.stringContaining('is in use by another Tollgate process'),
    });

    first.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, error: '' });
  });

  it('says all that is wrong with the environment, and does not start', async () => {
    const { code, error } = await resultOf(serve({ APP_ID: '1', PORT: 'http' }));
    expect(code).toBe(2);
    expect(error).toMatch(/PORT must be a port number/);
    expect(error).toMatch(/PRIVATE_KEY or PRIVATE_KEY_PATH is missing/);
    expect(error).toMatch(/WEBHOOK_SECRET is missing/);
  });

  it('says that its port is taken', async () => {
    const port = await freePort();
    const holder = serve({
      ...CREDENTIALS,
      PORT: String(port),
      DATABASE_URL: copyTemplate(inject('dataTemplate')),
    });
    const ended = once(holder, 'exit');
    await untilAlive(port);
    const other = { ...CREDENTIALS, PORT: String(port), DATABASE_URL: copyTemplate(inject('dataTemplate')) };
    const { code, error } = await resultOf(serve(other));
    expect([code, error]).toEqual([
      2,
      expect.stringContaining(`Another process listens on 127.0.0.1:${port}`),
    ]);
    holder.kill('SIGTERM');
    await ended;
  });
});
