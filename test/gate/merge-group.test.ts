import { describe, expect, it } from 'vitest';
import { groupPulls } from '../../src/gate/merge-group.ts';

const BASE = 'a'.repeat(40);
const group = {
  headRef: `refs/heads/gh-readonly-queue/release/1.0/pr-12-${BASE}`,
  headSha: 'c',
  baseSha: BASE,
};

function commit(sha: string, parents: string[], message: string) {
  return { sha, parents, message };
}

describe('the PRs of a merge group', () => {
  it('are the one of its ref, where nothing tells of others', () => {
    expect(groupPulls(group, [])).toEqual([12]);
    expect(groupPulls(group, [commit('c', [BASE], 'feat: by rebase')])).toEqual([12]);
  });

  it('are those that its merges and squashes name, in their order', () => {
    const commits = [
      commit('x', [BASE], 'fix: mine (#99)'),
      commit('b', [BASE, 'x'], 'Merge pull request #10 from ada/x\n\nfix: mine'),
      commit('s', ['b'], 'feat: squashed (#11)\n\n* one (#77)'),
      commit('c', ['s', 'y'], 'Merge pull request #12 from ada/y'),
    ];
    expect(groupPulls(group, commits)).toEqual([10, 11, 12]);
  });

  it('are not found where GitHub names its refs in another way and nothing else tells', () => {
    expect(groupPulls({ ...group, headRef: 'refs/heads/pr-12' }, [commit('c', [BASE], 'fix')])).toEqual([]);
    expect(groupPulls({ ...group, headRef: 'refs/heads/pr-12' }, [commit('c', [BASE], 'fix (#3)')])).toEqual([
      3,
    ]);
  });

  it('are found though commits are their own parents', () => {
    expect(groupPulls(group, [commit('c', ['c'], 'fix (#3)')])).toEqual([3, 12]);
  });
});
