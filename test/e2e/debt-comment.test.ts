import { describe, expect, it } from 'vitest';
import type { Teammate } from '../support/teamwork.ts';
import { documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** Merges a documented bypass, then proposes another one under the same issue. */
async function proposeCopy(ada: Teammate, reason: number): Promise<number> {
  const first = await ada.propose('one', 'fix: one', { 'src/a.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(first);
  await world().settle();
  const copy = await ada.propose('two', 'fix: two', { 'src/b.py': documentedBypass(reason, {}, 'other') });
  await world().settle();
  return copy;
}

describe('a debt comment', () => {
  it.each<[string, Parameters<typeof documentedBypass>[1], RegExp]>([
    [
      'its first line',
      { header: '# TECH DEBT: direct call' },
      /first line of a debt comment has a fixed form/,
    ],
    ['its issue', { issue: null }, /the line `Issue:` is missing/],
    ['what must happen first', { removeAfter: null }, /the line `Remove after:` is missing/],
    ['its contact', { contact: null }, /the line `Contact:` is missing/],
    [
      'the contact that policy names',
      { contact: '# Contact: @somebody before changing' },
      /`@architecture-team`/,
    ],
    ['its marker', { marker: null }, /TEMPORARY - DO NOT COPY/],
    ['a time-box that exists', { timeBox: '# Time-box: forever' }, /`Time-box:` says `forever`/],
  ])('without %s is refused, and the fault is named on its own', async (_, changes, words) => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'fix: summary', {
      'src/a.py': documentedBypass(reason, changes),
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(await ada.reviewComments(pull)).toHaveLength(1);
    expect(check.summary.replaceAll('\u200b', '')).toMatch(words);
    expect(await ada.trackingIssues()).toEqual([]);
  });

  it.each<[string, (reason: number, other: number) => number, RegExp]>([
    ['a PR instead of an issue', (_, pull) => pull, /is a pull request; the reason must be an issue/],
    ['an issue that is not there', () => 4711, /there is no issue #4711/],
  ])('that cites %s is refused', async (_, cited, words) => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const other = await ada.propose('other', 'docs: other', { 'docs/a.md': 'a\n' });
    const source = documentedBypass(cited(reason, other));
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': source });
    await world().settle();
    const check = await ada.check(pull);
    expect([check.conclusion, check.summary.replaceAll('\u200b', '')]).toEqual([
      'failure',
      expect.stringMatching(words),
    ]);
  });

  it('stops counting when its reason issue is closed, and counts again when it is reopened', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    await ada.setIssueState(reason, 'closed');
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    await ada.setIssueState(reason, 'open');
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    expect(await ada.trackingIssues()).toHaveLength(1);
  });

  it('that asks for two weeks gets them once the contact approves', async () => {
    const { ada, carol } = await newRepository();
    const reason = await ada.openIssue('Why');
    const source = documentedBypass(reason, { timeBox: '# Time-box: planned' });
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': source });
    await world().settle();
    expect((await ada.trackingIssues())[0]?.labels).toContain('emergency');
    await carol.approve(pull);
    await world().settle();
    const [issue] = await ada.trackingIssues();
    expect(issue?.labels).toEqual(expect.arrayContaining(['planned']));
    expect(issue?.labels).not.toContain('emergency');
    expect(issue?.body).toContain('2 weeks after');
    // Decisions 14 ask for an approving review that stands, and GitHub's settings say whether a push dismisses it.
    await ada.commit('summary', { 'src/b.py': 'x = 1\n' });
    await world().settle();
    expect((await ada.trackingIssues())[0]?.labels).toContain('planned');
    expect((await ada.check(pull)).title).toBe('1 documented bypass: planned, 2 weeks from the merge');
    const [review] = await ada.reviews(pull);
    await carol.octokit.rest.pulls.dismissReview({
      ...{ ...carol.repository, pull_number: pull, review_id: review?.id ?? 0 },
      message: 'Not so fast',
    });
    await world().settle();
    expect((await ada.trackingIssues())[0]?.labels).toContain('emergency');
    expect((await ada.check(pull)).title).toBe('1 documented bypass: emergency, 48 hours from the merge');
  });

  it('covers nothing under an issue that belongs to a debt which is on the default branch', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const copy = await proposeCopy(ada, reason);
    const check = await ada.check(copy);
    expect(check.conclusion).toBe('failure');
    expect(check.summary.replaceAll('\u200b', '')).toMatch(
      /copied-bypass.*belongs to a bypass that is on the default branch already/,
    );
    expect(await ada.reviewComments(copy)).toHaveLength(1);
  });

  it('covers a statement that is pasted twice in one pull request, and no third one that comes later', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('one', 'fix: one', {
      'src/a.py': documentedBypass(reason),
      'src/b.py': documentedBypass(reason),
    });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    expect(await ada.trackingIssues()).toHaveLength(1);
    await ada.merge(pull);
    await world().settle();
    const later = await ada.propose('two', 'fix: two', { 'src/c.py': documentedBypass(reason) });
    await world().settle();
    const check = await ada.check(later);
    expect([check.conclusion, (await ada.reviewComments(later)).length]).toEqual(['failure', 1]);
    expect(check.summary).toContain('copied-bypass');
    expect(await ada.trackingIssues()).toHaveLength(1);
  });

  it('that is a copy covers its statement where policy only warns of copies', async () => {
    const { ada } = await newRepository({ '.github/tollgate.yml': 'rules: { copied-bypass: warn }\n' });
    const reason = await ada.openIssue('Why');
    const copy = await proposeCopy(ada, reason);
    const check = await ada.check(copy);
    expect(check.conclusion).toBe('success');
    expect(check.summary).toContain('copied-bypass');
    await ada.merge(copy);
    await world().settle();
    const open = (await ada.trackingIssues()).filter(({ state }) => state === 'open');
    expect(open).toHaveLength(1);
  });
});
