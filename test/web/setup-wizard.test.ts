import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { startSetupWizard } from '../../src/web/setup-wizard.ts';
import { freePort } from '../support/free-port.ts';

const manifest: unknown = parse(readFileSync('app.yml', 'utf8'));

beforeEach(() => {
  // Probot's wizard reads both; the test's own must not decide.
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubEnv('LOG_LEVEL', 'silent');
});

afterEach(() => vi.unstubAllEnvs());

it('offers to register the App from app.yml, without the internet', async () => {
  const port = await freePort();
  const wizard = await startSetupWizard({ host: '127.0.0.1', port });
  const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  await wizard.close();
  const field = /name="manifest"[^>]*value='([^']*)'/.exec(page) ?? /value='(\{[^']*\})'/.exec(page);
  expect(page).toContain('Register GitHub App');
  expect(JSON.parse(field?.[1] ?? '')).toMatchObject({ ...Object(manifest), version: 'v1' });
});
