import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import type { RebuiltRepository } from '../../src/jobs/rebuild.ts';
import { rebuildDebts } from '../../src/start.ts';
import { listDebts, OPEN_STATES } from '../../src/store/debts.ts';
import { openStore } from '../../src/store/open.ts';
import { listRepositories } from '../../src/store/repositories.ts';
import { copyTemplate } from '../support/data-template.ts';
import { configFor } from '../support/world.ts';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();
const newDatabase = () => copyTemplate(inject('dataTemplate'));

/** One active debt and one that is proposed, each with its issue. */
async function withTwoDebts() {
  const { ada } = await newRepository();
  const [running, proposed] = [await ada.openIssue('Why'), await ada.openIssue('Why not')];
  const pull = await ada.propose('one', 'fix: one', { 'src/one.py': documentedBypass(running, {}, 'one') });
  await world().settle();
  await ada.merge(pull);
  await world().settle();
  await ada.propose('two', 'fix: two', { 'src/two.py': documentedBypass(proposed, {}, 'two') });
  await world().settle();
  return ada;
}

/** Rebuilds in a process of its own, as far as the app can tell. */
async function rebuild(databaseUrl: string, changes: object = {}): Promise<Map<string, RebuiltRepository>> {
  const config = configFor(world().github, databaseUrl, 'silent');
  const told = new Map<string, RebuiltRepository>();
  await rebuildDebts({ ...config, ...changes }, (one) => told.set(one.repository.split('/')[1] ?? '', one), {
    clock: world().clock,
  });
  return told;
}

/** The open debts that a database holds, without what is only known from a scan. */
async function debtsIn(databaseUrl: string, repo: string) {
  const store = await openStore(databaseUrl);
  const repository = (await listRepositories(store.database)).find(({ name }) => name === repo);
  const stored = await listDebts(store.database, repository?.id ?? 0, OPEN_STATES);
  await store.close();
  return stored.map(({ debt: { places, ...debt } }) => ({ ...debt, places: places.length }));
}

describe('tollgate rebuild', () => {
  it('gets every open debt back with its clock, after the webhook secret was changed too', async () => {
    const ada = await withTwoDebts();
    const { repo } = ada.repository;
    const url = newDatabase();
    const { credentials } = configFor(world().github, url, 'silent');
    const told = await rebuild(url, { credentials: { ...credentials, webhookSecret: randomUUID() } });
    expect(told.get(repo)).toMatchObject({
      restored: expect.arrayContaining([expect.any(Number)]),
      forged: [],
    });
    const debts = await debtsIn(url, repo);
    expect(debts.map(({ state }) => state).sort()).toEqual(['active', 'proposed']);
    const active = debts.find(({ state }) => state === 'active');
    const issue = (await ada.trackingIssues()).find(({ number }) => number === active?.trackingIssue);
    const deadline = active?.deadline?.toISOString().slice(0, 16).replace('T', ' ');
    expect(issue?.body).toContain(`**${deadline} UTC**`);
    expect(active?.startedAt).not.toBeNull();
  });

  it('changes nothing where nothing is lost, and may be run again', async () => {
    const ada = await withTwoDebts();
    const url = newDatabase();
    await rebuild(url);
    const before = await debtsIn(url, ada.repository.repo);
    const told = await rebuild(url);
    expect(told.get(ada.repository.repo)).toMatchObject({ restored: [], failure: null });
    expect(told.get(ada.repository.repo)?.known).toHaveLength(2);
    expect(await debtsIn(url, ada.repository.repo)).toEqual(before);
  });

  it('finds the debt of an issue that somebody closed by hand meanwhile', async () => {
    const ada = await withTwoDebts();
    const [issue] = await ada.trackingIssues();
    const heard = world().github.webhooks.drop(() => true);
    await ada.setIssueState(issue?.number ?? 0, 'closed');
    await world().settle();
    heard();
    const url = newDatabase();
    expect((await rebuild(url)).get(ada.repository.repo)?.restored).toContain(issue?.number);
    expect(await debtsIn(url, ada.repository.repo)).toHaveLength(2);
  });

  it('does not believe a record that was edited, and says so once, where it can be mended', async () => {
    const ada = await withTwoDebts();
    const [issue] = await ada.trackingIssues();
    const number = issue?.number ?? 0;
    const body = issue?.body ?? '';
    const edit = (text: string) =>
      ada.octokit.rest.issues.update({ ...ada.repository, issue_number: number, body: text });
    const heard = world().github.webhooks.drop(() => true);
    await edit(body.replace(/tollgate:record:(....)/, 'tollgate:record:AAAA'));
    const url = newDatabase();
    for (let time = 0; time < 2; time++)
      expect((await rebuild(url)).get(ada.repository.repo)?.forged).toEqual([number]);
    expect(await debtsIn(url, ada.repository.repo)).toHaveLength(1);
    const comments = (await ada.comments(number)).filter((text) => text.includes('was not restored'));
    expect(comments).toHaveLength(1);
    await edit(body);
    expect((await rebuild(url)).get(ada.repository.repo)?.restored).toEqual([number]);
    await world().settle();
    heard();
  });

  it('is done by the running app where that has the folder to itself', async () => {
    const ada = await withTwoDebts();
    const url = newDatabase();
    await world().restart(url);
    await world().settle();
    const told = await rebuild(url);
    expect(told.get(ada.repository.repo)?.known).toHaveLength(2);
  });
});
