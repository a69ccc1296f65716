import { describe, expect, inject, it } from 'vitest';
import { copyTemplate } from '../support/data-template.ts';
import { Teammate } from '../support/teamwork.ts';
import { HOUR, startWorld, type World } from '../support/world.ts';
import { bypass, documentedBypass } from './setting.ts';

const REPOSITORY = { owner: 'acme', repo: 'chat' };

async function withWorld(test: (world: World, ada: Teammate) => Promise<void>): Promise<void> {
  const world = await startWorld(copyTemplate(inject('dataTemplate')));
  try {
    const { github } = world;
    github.createUser('ada');
    github.createOrganization('acme', { owners: ['ada'] });
    await github.createRepository({ owner: 'acme', name: 'chat', files: { 'src/old.py': bypass('old') } });
    await test(world, new Teammate(world, 'ada', REPOSITORY));
    github.assertClean();
  } finally {
    await world.close();
  }
}

describe('an installation', () => {
  it('gives the PRs that are open already a check and nothing else, until their next push', () =>
    withWorld(async (world, ada) => {
      const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      world.github.installApp({ account: 'acme' });
      await world.settle();
      expect((await ada.check(pull)).conclusion).toBe('failure');
      expect(await ada.comments(pull)).toEqual([]);
      await ada.commit('summary', { 'src/b.py': 'x = 1\n' });
      await world.settle();
      expect(await ada.comments(pull)).toHaveLength(1);
    }));

  it('that ends leaves its repositories alone from then on', () =>
    withWorld(async (world, ada) => {
      world.github.installApp({ account: 'acme' });
      await world.settle();
      await world.github.asUser('ada').uninstall('acme');
      await world.settle();
      const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      await world.settle();
      await expect(ada.check(pull)).rejects.toThrow('has no check');
    }));

  it('that ends and comes back finds its debts with their old clocks', () =>
    withWorld(async (world, ada) => {
      world.github.createTeam('acme', 'architecture-team', ['ada']);
      world.github.installApp({ account: 'acme' });
      await world.settle();
      const reason = await ada.openIssue('Why');
      const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
      await world.settle();
      await ada.merge(pull);
      await world.settle();
      const [issue] = await ada.trackingIssues();
      await world.github.asUser('ada').uninstall('acme');
      await world.pass(49 * HOUR);
      expect((await ada.trackingIssues())[0]).toEqual(issue);
      world.github.installApp({ account: 'acme' });
      await world.settle();
      await world.pass(1000);
      const [late] = await ada.trackingIssues();
      expect(late?.labels).toContain('overdue');
      expect(late?.body).toContain(/\*\*Deadline\*\*.*/.exec(issue?.body ?? '')?.[0]);
    }));

  it('answers the Re-run button with a new look', () =>
    withWorld(async (world, ada) => {
      world.github.installApp({ account: 'acme' });
      const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      await world.settle();
      const before = await ada.check(pull);
      const looks = () =>
        world.github.requests.filter(({ operation }) => operation.endsWith('/pulls/{pull_number}'));
      const seen = looks().length;
      await world.github.asUser('ada').rerequestCheck('acme/chat', before.id);
      await world.settle();
      expect(looks().length).toBeGreaterThan(seen);
      expect(await ada.check(pull)).toMatchObject({ conclusion: 'failure' });
    }));

  it('follows a repository through a rename and a new default branch', () =>
    withWorld(async (world, ada) => {
      world.github.installApp({ account: 'acme' });
      await world.settle();
      await ada.octokit.rest.repos.update({ ...REPOSITORY, name: 'talk' });
      await world.settle();
      const renamed = new Teammate(world, 'ada', { owner: 'acme', repo: 'talk' });
      const pull = await renamed.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      await world.settle();
      expect((await renamed.check(pull)).conclusion).toBe('failure');
    }));

  it('is judged by what it finds after GitHub was away, and writes nothing twice', () =>
    withWorld(async (world, ada) => {
      world.github.installApp({ account: 'acme' });
      await world.settle();
      world.github.faults.rate(0.2, 7);
      const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
      await world.settle();
      world.github.faults.clear();
      expect((await ada.check(pull)).conclusion).toBe('failure');
      expect(await ada.comments(pull)).toHaveLength(1);
    }));
});
