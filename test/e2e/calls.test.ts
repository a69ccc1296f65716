import { describe, expect, it } from 'vitest';
import { type Files, Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const PULL = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
const REVIEWS = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const COMPARE = 'GET /repos/{owner}/{repo}/compare/{basehead}';
const CHECKS = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
const TREE = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
const BLOB = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
const BEGIN = 'POST /repos/{owner}/{repo}/check-runs';
const FINISH = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';

/** The calls of the app that follow from what somebody does, sorted. */
async function callsAfter(play: () => Promise<unknown>): Promise<string[]> {
  const { github, settle } = world();
  github.webhooks.hold();
  await play();
  const from = github.requests.length;
  github.webhooks.release();
  await settle();
  const calls = github.requests.slice(from).filter(({ who }) => who.startsWith('installation'));
  return calls.map(({ operation }) => operation).sort();
}

/** A repository whose default branch has been looked at. */
async function newKnownRepository(files?: Files) {
  const setting = await newRepository(files);
  const pull = await setting.ada.propose('first', 'docs: first', { 'README.md': '# Known\n' });
  await world().settle();
  expect(await setting.ada.merge(pull)).toBeNull();
  await world().settle();
  return setting;
}

describe('a pull request without LLM code', () => {
  it('takes seven calls and one for each file that is new, a later push the same, a new title three', async () => {
    const { ada } = await newKnownRepository();
    const seven = [PULL, REVIEWS, COMPARE, CHECKS, TREE, BEGIN, FINISH];
    let pull = 0;
    const propose = async (files: Files) => {
      pull = await ada.propose('tidy', 'fix: tidy', files);
    };
    const files = { 'src/a.py': 'a = 1\n', 'src/b.py': 'b = 1\n', 'notes.txt': 'Nothing to read.\n' };
    expect(await callsAfter(() => propose(files))).toEqual([...seven, BLOB, BLOB].sort());
    expect(await callsAfter(() => ada.commit('tidy', { 'src/c.py': 'c = 1\n' }))).toEqual(
      [...seven, BLOB].sort(),
    );
    expect(await callsAfter(() => ada.commit('tidy', { 'src/copy.py': 'a = 1\n' }))).toEqual(seven.sort());
    expect(await callsAfter(() => ada.retitle(pull, 'fix: tidier'))).toEqual([PULL, REVIEWS, COMPARE].sort());
  });
});

describe('the author of a pull request without LLM code', () => {
  async function proposeFromFork(eve: Teammate, title: string): Promise<number> {
    const { data: fork } = await eve.octokit.rest.repos.createFork({ ...eve.repository });
    const inFork = new Teammate(world(), 'eve', { owner: 'eve', repo: fork.name });
    await inFork.commit('tidy', { 'src/eve.py': 'x = 1\n' });
    return eve.openPull('eve:tidy', title);
  }

  it('is known as soon as a freeze makes a difference', async () => {
    const { ada, eve } = await newKnownRepository();
    const reason = await ada.openIssue('Why');
    const debt = await ada.propose('debt', 'fix: debt', { 'src/debt.py': documentedBypass(reason) });
    await world().settle();
    expect(await ada.merge(debt)).toBeNull();
    const fix = await ada.propose('tidy', 'fix: tidy', { 'src/a.py': 'x = 1\n' });
    const strangers = await proposeFromFork(eve, 'fix: tidy');
    await world().settle();
    expect((await ada.check(strangers)).conclusion).toBe('success');
    await world().pass(48 * HOUR);
    expect((await ada.check(fix)).conclusion).toBe('success');
    expect(await ada.check(strangers)).toMatchObject({
      conclusion: 'failure',
      title: 'Feature freeze: 1 overdue debt (not caused by this PR)',
    });
    expect((await ada.check(strangers)).summary).toContain('an author without write access');
  });
});

describe('a check whose last write was lost', () => {
  it('gets each annotation once', async () => {
    const { ada } = await newRepository({ '.github/tollgate.yml': 'reviews: off\n' });
    const { faults } = world().github;
    faults.next('502', 1, { operation: FINISH, when: 'after' });
    const pull = await ada.propose('summary', 'feat: summary', { 'src/a.py': bypass() });
    await world().settle();
    faults.clear();
    expect(faults.struck.get('502')).toBeGreaterThan(0);
    expect(await ada.check(pull)).toMatchObject({ conclusion: 'failure', annotations: 1 });
  });
});
