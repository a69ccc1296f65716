import type { EmulatedGitHub } from '../../test/github/index.ts';
import { Service } from './service.ts';

const BIN = new URL('../../bin/tollgate.mjs', import.meta.url).pathname;

const PROBOT = new URL('./probot.ts', import.meta.url).pathname;

/** `tollgate serve` as it is run in production, in front of an emulated GitHub. */
export function startServe(github: EmulatedGitHub, databaseUrl: string): Promise<Service> {
  const env = { ...credentials(github), GITHUB_API_URL: github.url, DATABASE_URL: databaseUrl };
  return Service.start([BIN, 'serve'], env, '/healthz');
}

/** A Probot app that does nothing. */
export function startProbot(github: EmulatedGitHub): Promise<Service> {
  return Service.start([PROBOT], credentials(github), '/ping');
}

function credentials({ app }: EmulatedGitHub): NodeJS.ProcessEnv {
  return { APP_ID: String(app.id), PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: app.webhookSecret };
}

/** Jobs of these queues that are not done, as `/metrics` says. */
export async function unfinished(service: Service, queues?: readonly string[]): Promise<number> {
  const text = await metricsOf(service);
  const counts = [...text.matchAll(/^tollgate_queue_jobs\{queue="(\w+)",state="\w+"\} (\d+)/gm)];
  return counts
    .filter(([, queue]) => !queues || queues.includes(queue ?? ''))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}

/** Deliveries that this process has handled so far. What `unfinished` says may be ten seconds old; this is of now. */
export async function handled(service: Service): Promise<number> {
  const text = await metricsOf(service);
  return Number(/^tollgate_job_seconds_count\{queue="delivery",outcome="done"\} (\d+)/m.exec(text)?.[1] ?? 0);
}

async function metricsOf({ url }: Service): Promise<string> {
  return (await fetch(`${url}/metrics`)).text();
}
