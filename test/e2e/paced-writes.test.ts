import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SPAN_SECONDS } from '../../src/github/write-limits.ts';
import { newPostgresDatabase } from '../support/backends.ts';
import { Teammate } from '../support/teamwork.ts';
import { startWorld, type World } from '../support/world.ts';
import { documentedBypass } from './setting.ts';

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
  await haveWritten('other', 75, 3);
  await haveWritten('content', 75, 3);
  const numbers: number[] = [];
  for (const name of ['one', 'two', 'three']) {
    numbers.push(
      await ada.propose(name, `fix: ${name}`, {
        [`src/${name}.py`]: name === 'one' ? documentedBypass(reason, {}, name) : `${name} = 1\n`,
      }),
    );
  }
  await world.settle();
  const { rows } = await database.query(
    'select kind from write_paces where installation_id = $1 and last_due is not null',
    [installation],
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const number of numbers) {
    expect(await ada.check(number)).toMatchObject({ status: 'completed', conclusion: 'success' });
  }
  expect(await ada.trackingIssues()).toHaveLength(1);
  const begun = world.github.requests.filter(({ operation }) =>
    operation.startsWith('POST /repos/{owner}/{repo}/check-runs'),
  );
  expect(begun).toHaveLength(3);
});
