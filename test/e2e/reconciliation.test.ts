import { beforeAll, describe, expect, it } from 'vitest';
import { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

beforeAll(async () => {
  const { github } = world();
  github.createOrganization('globex', { owners: ['carol'] });
  github.createTeam('globex', 'architecture-team', ['carol']);
  github.installApp({ account: 'globex' });
  await world().settle();
});

/** A repository with an active debt. */
async function withDebt(): Promise<Setting> {
  const setting = await newRepository();
  const reason = await setting.ada.openIssue('Why');
  const pull = await setting.ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(reason) });
  await world().settle();
  await setting.ada.merge(pull);
  await world().settle();
  return setting;
}

const labelsOf = async (who: Teammate) => (await who.trackingIssues())[0]?.labels ?? [];

/** Jobs that were closed because they can never succeed. */
async function refused(): Promise<number> {
  const response = await fetch(`${world().app.url}/readyz`);
  const { refused: closed }: { refused: { total: number } } = JSON.parse(await response.text());
  return closed.total;
}

/** How the App hears of something: by its webhook, or, if that is lost, by asking. */
const WAYS: [string, (change: () => Promise<unknown>) => Promise<void>][] = [
  [
    'by its webhook',
    async (change) => {
      await change();
      await world().settle();
    },
  ],
  [
    'by asking',
    async (change) => {
      const heard = world().github.webhooks.drop(() => true);
      await change();
      await world().settle();
      heard();
      await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
      await world().settle();
    },
  ],
];

describe.each(WAYS)('the App hears %s', (_, hear) => {
  it('that a repository was renamed, and keeps its debts under the new name', async () => {
    const { carol } = await withDebt();
    const repo = `${carol.repository.repo}-renamed`;
    await hear(() => carol.octokit.rest.repos.update({ ...carol.repository, name: repo }));
    const renamed = new Teammate(world(), 'ada', { owner: 'acme', repo });
    const pull = await renamed.propose('two', 'feat: two', { 'src/two.py': bypass() });
    await world().settle();
    expect((await renamed.check(pull)).summary).toContain(`acme/${repo}/blob`);
    await world().pass(49 * HOUR);
    expect(await labelsOf(renamed)).toContain('overdue');
  });

  it('that a repository was transferred, and keeps its debts with the new owner', async () => {
    const { carol } = await withDebt();
    const { repo } = carol.repository;
    await hear(() => world().github.asUser('carol').transferRepository(`acme/${repo}`, 'globex'));
    const moved = new Teammate(world(), 'carol', { owner: 'globex', repo });
    const pull = await moved.propose('two', 'feat: two', { 'src/two.py': bypass() });
    await world().settle();
    expect((await moved.check(pull)).conclusion).toBe('failure');
    await world().pass(49 * HOUR);
    expect(await labelsOf(moved)).toContain('overdue');
  });

  it('that a repository was archived, writes nothing there, and goes on once it is back', async () => {
    const { carol } = await withDebt();
    await hear(() => carol.octokit.rest.repos.update({ ...carol.repository, archived: true }));
    const before = world().github.requests.length;
    await world().pass(49 * HOUR);
    const asked = world()
      .github.requests.slice(before)
      .filter(({ who }) => who.startsWith('installation'));
    expect(asked.filter(({ path }) => path.includes(`/${carol.repository.repo}/`))).toEqual([]);
    await hear(() => carol.octokit.rest.repos.update({ ...carol.repository, archived: false }));
    await world().pass(1000);
    expect(await labelsOf(carol)).toContain('overdue');
  });

  it('that a repository was deleted, and asks for it no more', async () => {
    const { carol } = await withDebt();
    await hear(() => carol.octokit.rest.repos.delete({ ...carol.repository }));
    const before = world().github.requests.length;
    await world().pass(49 * HOUR);
    const paths = world()
      .github.requests.slice(before)
      .map(({ path }) => path);
    expect(paths.filter((path) => path.includes(`/${carol.repository.repo}/`))).toEqual([]);
    expect(await refused()).toBe(0);
  });

  it('that the installation was suspended, and finds everything again afterwards', async () => {
    const { ada } = await withDebt();
    const person = () => world().github.asUser('carol');
    await hear(() => person().suspend('acme'));
    await world().pass(49 * HOUR);
    expect(await labelsOf(ada)).not.toContain('overdue');
    await hear(() => person().unsuspend('acme'));
    await world().pass(1000);
    expect(await labelsOf(ada)).toContain('overdue');
  });
});
