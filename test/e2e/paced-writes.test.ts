import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SPAN_SECONDS } from '../../src/github/write-limits.ts';
import { newPostgresDatabase } from '../support/backends.ts';
import { Teammate } from '../support/teamwork.ts';
import { HOUR, startWorld, type World } from '../support/world.ts';
import { documentedBypass } from './setting.ts';

/** PRs that a freeze holds, and writes that are left of the minute when it ends. */
const FEATURES = 24;
const ROOM = 14;

/** In seconds: beyond any time that these tests could take. */
const NEVER = 3_600;

let world: World;
let database: pg.Client;
let ada: Teammate;
let installation: number;

beforeAll(async () => {
  const url = await newPostgresDatabase();
  world = await startWorld(url, 'silent', { pacing: 'on' });
  database = new pg.Client({ connectionString: url });
  await database.connect();
  const { github } = world;
  github.createUser('ada');
  github.createOrganization('acme', { owners: ['ada'] });
  await github.createRepository({ owner: 'acme', name: 'chat', files: { 'README.md': '# chat\n' } });
  installation = github.installApp({ account: 'acme' }).id;
  ada = new Teammate(world, 'ada', { owner: 'acme', repo: 'chat' });
  await world.settle();
});

afterAll(async () => {
  await database.end();
  await world.close();
  world.github.assertClean();
});

/** As if the App had written all that GitHub takes in a minute, and this minute were over in so many seconds. */
async function haveWritten(kind: 'content' | 'other', count: number, overIn: number): Promise<void> {
  await database.query(
    `insert into write_counts (installation_id, kind, start, count)
     values ($1, $2, now() - make_interval(secs => $3), $4)
     on conflict (installation_id, start, kind) do update set count = excluded.count`,
    [installation, kind, 60 + SPAN_SECONDS - overIn, count],
  );
}

it('waits where GitHub wants no more writes, though the told clock stands still, and all arrives once', async () => {
  const reason = await ada.openIssue('Why');
  await world.settle();
  await haveWritten('other', 75, NEVER);
  await haveWritten('content', 75, NEVER);
  const numbers: number[] = [];
  for (const name of ['one', 'two', 'three']) {
    numbers.push(
      await ada.propose(name, `fix: ${name}`, {
        [`src/${name}.py`]: name === 'one' ? documentedBypass(reason, {}, name) : `${name} = 1\n`,
      }),
    );
  }
  expect(await untilAllWait()).toBeGreaterThan(0);
  const { rows } = await database.query(
    'select kind from write_paces where installation_id = $1 and last_due is not null',
    [installation],
  );
  expect(rows.length).toBeGreaterThan(0);
  await letAnHourPass();
  await world.settle();
  for (const number of numbers) {
    expect(await ada.check(number)).toMatchObject({ status: 'completed', conclusion: 'success' });
  }
  expect(await ada.trackingIssues()).toHaveLength(1);
  const begun = world.github.requests.filter(({ operation }) =>
    operation.startsWith('POST /repos/{owner}/{repo}/check-runs'),
  );
  expect(begun).toHaveLength(3);
});

/** Resolves when nothing is under way but what waits for its turn. @returns how many jobs that are */
async function untilAllWait(): Promise<number> {
  for (;;) {
    await world.github.settled();
    const backlog = await world.app.queue.backlog();
    if (backlog.every(({ waiting, active }) => waiting + active === 0))
      return backlog.reduce((sum, { deferred }) => sum + deferred, 0);
    await delay(20);
  }
}

/** An hour goes by, for the limits as the database has them and for the jobs that wait for it. */
async function letAnHourPass(): Promise<void> {
  await database.query('delete from write_counts');
  await database.query('update write_paces set last_due = null');
  await database.query("update pgboss.job set start_after = now() where state < 'active'");
}

it('lifts a freeze for as many PRs as the minute allows, and for the rest when GitHub takes more', async () => {
  const { github } = world;
  await github.createRepository({ owner: 'acme', name: 'lifted', files: { 'README.md': '# lifted\n' } });
  const grace = new Teammate(world, 'ada', { owner: 'acme', repo: 'lifted' });
  await letAnHourPass();
  const reason = await grace.openIssue('Why');
  const debt = await grace.propose('debt', 'fix: debt', { 'src/debt.py': documentedBypass(reason) });
  await world.settle();
  await grace.merge(debt);
  const pulls: number[] = [];
  for (let each = 0; each < FEATURES; each++)
    pulls.push(await grace.propose(`f-${each}`, `feat: ${each}`, { [`src/f${each}.py`]: 'x = 1\n' }));
  const removal = await grace.propose('pay', 'fix: pay', { 'src/debt.py': null });
  await world.settle();
  await world.pass(48 * HOUR);
  const passing = async () => {
    const checks = await Promise.all(pulls.map((pull) => grace.check(pull)));
    return pulls.filter((_, index) => checks[index]?.conclusion === 'success');
  };
  expect(await passing()).toEqual([]);

  await letAnHourPass();
  await haveWritten('other', 150 - ROOM, NEVER);
  const writes: string[] = [];
  const stop = github.watch(({ method, path, who }, moment) => {
    if (moment === 'arrived' && who.startsWith('installation') && method !== 'GET') writes.push(path);
  });
  await grace.merge(removal);
  expect(await untilAllWait()).toBeGreaterThan(0);
  expect(writes).toHaveLength(ROOM);
  stop();
  const lifted = await passing();
  expect(lifted.length).toBeGreaterThan(0);
  expect(lifted.length).toBeLessThan(FEATURES);
  // One behind the other at the limit's pace, 150 a minute; a job is due so many whole seconds after it was put off, whenever
  // that was, so the first may come late by what this machine takes.
  const { rows } = await database.query(
    `select count(*)::int as waiting, extract(epoch from max(start_after) - min(start_after))::float as span
     from pgboss.job where state < 'active'`,
  );
  const [{ waiting, span }] = rows as [{ waiting: number; span: number }];
  expect(span).toBeGreaterThanOrEqual(((waiting - 1) * (60 / 150)) / 2);

  await letAnHourPass();
  await world.settle();
  expect(await passing()).toEqual(pulls);
});
