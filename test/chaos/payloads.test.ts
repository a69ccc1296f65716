import { generateKeyPairSync, randomUUID } from 'node:crypto';
import pg from 'pg';
import { Probot } from 'probot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tollgate } from '../../src/app.ts';
import type { Reactions } from '../../src/jobs/reactions.ts';
import { newPostgresDatabase } from '../support/backends.ts';
import { deliver } from '../support/deliver.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';
import { webhookExamples } from './examples.ts';

const EXAMPLES = webhookExamples().map((example) => ({ ...example, id: randomUUID() }));

let world: World;
let database: pg.Client;

beforeAll(async () => {
  const url = await newPostgresDatabase();
  world = await startWorld(url);
  database = new pg.Client({ connectionString: url });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await world.close();
});

it('takes every example of a webhook, and no worker fails over one', async () => {
  const statuses = await Promise.all(EXAMPLES.map((example) => deliver(world, example)));
  expect(EXAMPLES.length).toBeGreaterThan(300);
  expect(EXAMPLES.filter((_, index) => statuses[index] !== 202).map(({ event }) => event)).toEqual([]);
  await until(async () => {
    const { rows } = await database.query(
      `select count(*)::int as count from pgboss.job where name = 'delivery' and state in ('created', 'active')`,
    );
    expect(rows[0].count).toBe(0);
  });
  // One that fails is put by on its own, and waits to be tried again; one that was refused is in what its job left.
  const { rows } = await database.query(
    `select coalesce(b.deliveries::text, '') || coalesce(j.output::text, '') as trouble
    from pgboss.job j left join delivery_batches b on b.id = (j.data->>'batch')::uuid
    where j.name = 'delivery' and (j.state <> 'completed' or j.output is not null)`,
  );
  const failed = rows.map(
    ({ trouble }) =>
      `${EXAMPLES.find(({ id }) => trouble.includes(id))?.event}: ${String(trouble).slice(0, 300)}`,
  );
  expect(failed).toEqual([]);
});

/** Who looks at an event. All others are declined: they are kept, so that a redelivery is none, and ask for no work. */
const REACTIONS: Record<string, (keyof Reactions)[]> = {
  check_run: ['rerunRequested'],
  check_suite: ['rerunRequested'],
  installation: ['installed', 'uninstalled'],
  installation_repositories: ['installed', 'repositoriesLost'],
  issue_comment: ['commented'],
  issues: ['issueChanged', 'reasonOpened'],
  merge_group: ['groupRequested', 'groupDestroyed'],
  pull_request: ['pullChanged'],
  pull_request_review: ['pullChanged'],
  push: ['pushed'],
  repository: ['repositoriesLost', 'repositoryChanged'],
};

it('hands the examples to who is meant to look at them, and to nobody else', async () => {
  const heard = new Map<string, Set<string>>();
  let event = '';
  const listening: ProxyHandler<Reactions> = {
    get: (_, reaction) => async () => {
      heard.set(event, (heard.get(event) ?? new Set()).add(String(reaction)));
    },
  };
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const probot = new Probot({ appId: 1, secret: randomUUID(), privateKey, logLevel: 'fatal' });
  await probot.load((app) => tollgate(app, new Proxy({} as Reactions, listening)));
  for (const example of EXAMPLES) {
    event = example.event;
    const { id, payload } = example;
    await probot.receive({ id, name: event, payload } as unknown as Parameters<Probot['receive']>[0]);
  }
  expect([...heard.keys()].sort()).toEqual(Object.keys(REACTIONS));
  for (const [name, reactions] of heard) {
    expect([...reactions].filter((reaction) => !REACTIONS[name]?.some((one) => one === reaction))).toEqual(
      [],
    );
  }
});
