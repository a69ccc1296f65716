import { run } from 'probot';

/**
 * Opens Probot's setup wizard, which registers the App from `app.yml` and writes its credentials to `.env`.
 * It wants nothing from the internet at the start: the webhook proxy of smee.io is left out unless
 * `WEBHOOK_PROXY_URL` names one.
 */
export async function startSetupWizard(address: { host: string; port: number }): Promise<{
  close(): Promise<void>;
}> {
  process.env.NO_SMEE_SETUP ??= 'true';
  // Probot refuses to set anything up in production; with no credentials there is nothing to protect yet.
  if (process.env.NODE_ENV === 'production') delete process.env.NODE_ENV;
  const server = await run(() => undefined, { env: { HOST: address.host, PORT: String(address.port) } });
  return { close: async () => void (await server.stop()) };
}
