// A stock Probot app whose handler does nothing: what `npm init probot` starts with. Run by bench/inbox.ts.
import { pino } from 'pino';
import { Probot, Server } from 'probot';

const { APP_ID = '', PRIVATE_KEY = '', WEBHOOK_SECRET = '', PORT, HOST = '' } = process.env;
const log = pino({ level: process.env.LOG_LEVEL ?? 'warn' });
const server = new Server({
  Probot: Probot.defaults({ appId: APP_ID, privateKey: PRIVATE_KEY, secret: WEBHOOK_SECRET, log }),
  host: HOST,
  port: Number(PORT),
  log,
});
await server.load((app) => {
  app.on('issue_comment', () => undefined);
});
await server.start();
process.once('SIGTERM', () => process.exit(0));
