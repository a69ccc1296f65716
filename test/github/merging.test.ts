import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Acme,
  commitFiles,
  createShop,
  fsckAll,
  gitOutput,
  openPull,
  startAcme,
  statusOf,
} from './fixture.ts';

let acme: Acme;
beforeAll(async () => {
  acme = await startAcme();
});
afterEach(() => acme.github.assertClean());
afterAll(async () => {
  fsckAll(acme.github);
  await acme.github.close();
});

const git = (repo: string, ...args: string[]) => gitOutput(acme.github, `acme/${repo}`, ...args);

describe('merging makes the commits that git would make', () => {
  test('a merge commit has both parents and the tree of both sides', async () => {
    const at = await createShop(acme, 'merged');
    const pull = await openPull(acme.bob, at, 'feature', { 'src/new.py': 'new = 1\n' });
    await commitFiles(acme.ada, at, 'main', { 'README.md': '# Changed\n' });
    const { data } = await acme.bob.pulls.merge({ ...at, pull_number: pull.number });
    expect(git('merged', 'rev-list', '--parents', '-n1', 'main').split(' ')).toHaveLength(3);
    expect(git('merged', 'rev-parse', 'main')).toBe(data.sha);
    expect(git('merged', 'ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual([
      'README.md',
      'src/cart.py',
      'src/new.py',
    ]);
    expect(git('merged', 'show', 'main:README.md')).toBe('# Changed');
  });

  test('a squash is one commit with the title and number of the pull request', async () => {
    const at = await createShop(acme, 'squashed');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    await acme.bob.pulls.merge({ ...at, pull_number: pull.number, merge_method: 'squash' });
    expect(git('squashed', 'rev-list', '--count', 'main')).toBe('2');
    expect(git('squashed', 'log', '-1', '--format=%s|%an|%cn|%cI', 'main')).toBe(
      `feat: feature (#${pull.number})|bob|GitHub|2025-11-17T12:00:00+00:00`,
    );
    expect(git('squashed', 'ls-tree', '--name-only', 'main')).toContain('b.py');
  });

  test('a rebase replays each commit on the base, authors kept', async () => {
    const at = await createShop(acme, 'rebased');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await commitFiles(acme.bob, at, 'feature', { 'b.py': '2\n' });
    const base = await commitFiles(acme.ada, at, 'main', { 'README.md': '# Moved on\n' });
    await acme.ada.pulls.merge({ ...at, pull_number: pull.number, merge_method: 'rebase' });
    expect(git('rebased', 'log', '--reverse', '--format=%s|%an|%cn', `${base}..main`).split('\n')).toEqual([
      'Change a.py|bob|ada',
      'Change b.py|bob|ada',
    ]);
    expect(git('rebased', 'show', 'main:README.md')).toBe('# Moved on');
  });

  test('a conflict is not mergeable and its merge is refused', async () => {
    const at = await createShop(acme, 'conflict');
    const pull = await openPull(acme.bob, at, 'feature', { 'README.md': '# Ours\n' });
    await commitFiles(acme.ada, at, 'main', { 'README.md': '# Theirs\n' });
    const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
    expect([data.mergeable, data.mergeable_state]).toEqual([false, 'dirty']);
    for (const merge_method of ['merge', 'squash', 'rebase'] as const) {
      expect(await statusOf(acme.bob.pulls.merge({ ...at, pull_number: pull.number, merge_method }))).toBe(
        405,
      );
    }
  });

  test('updating a branch merges the base into it and moves the head', async () => {
    const at = await createShop(acme, 'updated');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    const base = await commitFiles(acme.ada, at, 'main', { 'README.md': '# Moved on\n' });
    await acme.bob.pulls.updateBranch({ ...at, pull_number: pull.number });
    const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
    expect(data.head.sha).not.toBe(pull.head.sha);
    expect(data.base.sha).toBe(base);
    expect(data.changed_files).toBe(1);
  });

  test('a pull request whose commits are pushed to its base counts as merged', async () => {
    const at = await createShop(acme, 'pushed');
    const pull = await openPull(acme.bob, at, 'feature', { 'a.py': '1\n' });
    await acme.ada.git.updateRef({ ...at, ref: 'heads/main', sha: pull.head.sha });
    const { data } = await acme.bob.pulls.get({ ...at, pull_number: pull.number });
    expect([data.merged, data.state, data.merge_commit_sha]).toEqual([true, 'closed', pull.head.sha]);
  });
});
