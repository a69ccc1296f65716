import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { deliver } from '../support/deliver.ts';
import { Teammate } from '../support/teamwork.ts';
import { until } from '../support/until.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let database: pg.Client;
let ada: Teammate;

beforeAll(async () => {
  const url = await newPostgresDatabase();
  world = await startWorld(url);
  database = new pg.Client({ connectionString: url });
  await database.connect();
  const { github } = world;
  github.createUser('ada');
  github.createOrganization('acme', { owners: ['ada'] });
  await github.createRepository({ owner: 'acme', name: 'chat', files: { 'README.md': '# chat\n' } });
  github.installApp({ account: 'acme' });
  ada = new Teammate(world, 'ada', { owner: 'acme', repo: 'chat' });
  await world.settle();
});

afterAll(async () => {
  await database.end();
  await world.close();
});

/** The parser tries each `async (` in two ways: on any machine a thread is busy until its deadline. */
const endless = (name: string) => `"openai";\n${name} = ${'async (a = '.repeat(60)}b${')'.repeat(60)};`;
const DEEP = `"openai";\n${'['.repeat(100_000)}${']'.repeat(100_000)}`;
/** 1 MB of which nearly every character becomes a fact. */
const MANY = `"openai";\n${'f();'.repeat(240_000)}`;

/** The heartbeat of the PR's judgement, `null` once it is over. */
async function heartbeat(): Promise<string | null> {
  const { rows } = await database.query(
    `select coalesce(heartbeat_on, started_on)::text as beat from pgboss.job where name = 'judge' and state = 'active'`,
  );
  return rows[0]?.beat ?? null;
}

it('answers deliveries and GET /healthz, and shows signs of life, while the worst of files are scanned', async () => {
  const pull = await ada.propose('hostile', 'fix: hostile', {
    'src/one.ts': endless('one'),
    'src/two.ts': endless('two'),
    'src/deep.ts': DEEP,
    'src/many.ts': MANY,
  });
  const read = () =>
    world.github.requests.filter(({ operation, status }) => /git\/blobs/.test(operation) && status === 200);
  await until(() => expect(read()).toHaveLength(4));
  const beats = new Set<string>();
  const statuses: number[] = [];
  for (let beat = await heartbeat(); beat !== null; beat = await heartbeat()) {
    beats.add(beat);
    statuses.push(await deliver(world, { event: 'star', payload: { action: 'created' } }));
    statuses.push((await fetch(`${world.app.url}/healthz`)).status);
  }
  await world.settle();
  const { conclusion, summary } = await ada.check(pull);
  expect(conclusion).toBe('failure');
  expect(summary).toContain('src/one.ts');
  // One of each would have been answered at the end if anything had held up the HTTP thread until then.
  expect(statuses.filter((status) => status === 202).length).toBeGreaterThan(10);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(10);
  expect(beats.size).toBeGreaterThan(1);
}, 180_000);
