import { copyFileSync, existsSync } from 'node:fs';
import { run } from 'probot';
import { packageFile } from '../package.ts';

/** The App's manifest, in the checkout and in the package alike. */
const MANIFEST = packageFile('app.yml');

/**
 * Opens Probot's setup wizard, which registers the App from `app.yml` and writes its credentials to `.env`.
 * It wants nothing from the internet at the start: the webhook proxy of smee.io is left out unless
 * `WEBHOOK_PROXY_URL` names one. Probot reads the manifest from the working folder: it is put there if it is
 * missing, so that an operator can see and change what will be asked for.
 */
export async function startSetupWizard(address: { host: string; port: number }): Promise<{
  close(): Promise<void>;
}> {
  if (!existsSync('app.yml')) copyFileSync(MANIFEST, 'app.yml');
  process.env.NO_SMEE_SETUP ??= 'true';
  // Probot refuses to set anything up in production; with no credentials there is nothing to protect yet.
  if (process.env.NODE_ENV === 'production') delete process.env.NODE_ENV;
  const env = { ...process.env, HOST: address.host, PORT: String(address.port) };
  const server = await run(() => undefined, { env });
  return { close: async () => void (await server.stop()) };
}
