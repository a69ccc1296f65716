import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { type StartOptions, startTollgate, type Tollgate } from '../../src/start.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { ManualClock } from './manual-clock.ts';
import { startOurGitHub } from './our-github.ts';

/** An emulated GitHub and the real app on loopback, connected by signed webhooks and installation tokens. */
export interface World {
  github: EmulatedGitHub;
  app: Tollgate;
  clock: ManualClock;
  /** Where the app keeps what it knows. */
  databaseUrl: string;
  /** Resolves when nothing is under way any more: no webhook to answer, no job to do. */
  settle(): Promise<void>;
  /** Ends the app and starts another on the same GitHub, with another database. */
  restart(databaseUrl: string): Promise<void>;
  /** Moves the clock, has the deadlines looked at, and settles. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

type LogLevel = NonNullable<NodeJS.ProcessEnv['LOG_LEVEL']>;

export const HOUR = 3_600_000;

/** The real schedule, at a time that does not come: the story says itself when time has passed. */
const NEVER = '0 0 1 1 *';

/**
 * @param databaseUrl a folder or `postgres://…`
 * @param options of the start, such as where lines of the log go, and whether writes keep to GitHub's limits
 */
export async function startWorld(
  databaseUrl: string,
  logLevel: LogLevel = process.env.LOG_LEVEL ?? 'silent',
  { pacing = 'off', ...options }: Omit<StartOptions, 'clock'> & { pacing?: 'on' | 'off' } = {},
): Promise<World> {
  const clock = new ManualClock();
  const github = await startOurGitHub(clock);
  const start = async (url: string) => {
    const app = await startTollgate(configFor(github, url, logLevel, pacing), {
      upkeepCron: NEVER,
      ...options,
      clock,
    });
    github.webhookTarget(`${app.url}/api/github/webhooks`);
    return app;
  };
  const world: World = {
    github,
    app: await start(databaseUrl),
    clock,
    databaseUrl,
    settle: () => untilQuiet(github, world.app),
    restart: async (url) => {
      await world.app.close();
      world.app = await start(url);
      world.databaseUrl = url;
    },
    pass: async (milliseconds) => {
      clock.advance(milliseconds);
      await world.app.queue.enqueue([{ queue: 'sweep', data: {} }]);
      await world.settle();
    },
    close: async () => {
      await world.app.close();
      await github.close();
    },
  };
  return world;
}

/** The same way into the app as in production: environment variables. */
export function configFor(
  github: EmulatedGitHub,
  databaseUrl: string,
  logLevel: LogLevel,
  pacing: 'on' | 'off' = 'off',
) {
  const { credentials, ...config } = readConfig({
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_API_URL: github.url,
    DATABASE_URL: databaseUrl,
    HOST: '127.0.0.1',
    PORT: '0',
    SWEEP_CRON: NEVER,
    LOG_LEVEL: logLevel,
    // A story has more to say in a minute than GitHub takes; `test/e2e/paced-writes.test.ts` is about that.
    PACE_WRITES: pacing,
  });
  if (!credentials) throw new Error('The emulated GitHub gave no credentials.');
  return { ...config, credentials };
}

/** A job may send webhooks and a webhook brings jobs: it is quiet when neither brought anything new. */
async function untilQuiet(github: EmulatedGitHub, app: Tollgate): Promise<void> {
  for (let delivered = -1; ; await delay(20)) {
    await github.settled();
    const unfinished = await app.queue.countUnfinished();
    if (unfinished === 0 && github.webhooks.deliveries.length === delivered) return;
    delivered = github.webhooks.deliveries.length;
  }
}
