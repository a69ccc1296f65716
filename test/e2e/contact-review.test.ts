import { describe, expect, it } from 'vitest';
import type { Files, Teammate } from '../support/teamwork.ts';
import { documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** A repository with a documented debt on its default branch, in `src/summary.py`. */
async function withDebt(
  contact = '@architecture-team',
): Promise<Setting & { reason: number; tracking: number }> {
  const setting = await newRepository({ '.github/tollgate.yml': `contact: "${contact}"\n` });
  const { ada } = setting;
  const reason = await ada.openIssue('Why');
  const pull = await ada.propose('summary', 'fix: summary', {
    'src/summary.py': documentedBypass(reason, { contact: `# Contact: ${contact} before changing` }),
  });
  await world().settle();
  await ada.merge(pull);
  await world().settle();
  const [issue] = await ada.trackingIssues();
  return { ...setting, reason, tracking: issue?.number ?? 0 };
}

async function proposed(person: Teammate, branch: string, files: Files): Promise<number> {
  const pull = await person.propose(branch, `fix: ${branch}`, files);
  await world().settle();
  return pull;
}

/** The same call with another argument. */
function changed(reason: number, contact = '@architecture-team'): string {
  const comment = { contact: `# Contact: ${contact} before changing` };
  return documentedBypass(reason, comment).replace('"input": text', '"input": text, "store": False');
}

async function asked({ octokit, repository }: Teammate, pull: number): Promise<string[]> {
  const { data } = await octokit.rest.pulls.listRequestedReviewers({ ...repository, pull_number: pull });
  return [...data.users.map(({ login }) => login), ...data.teams.map(({ slug }) => `team ${slug}`)];
}

describe('a pull request that changes the code of a debt', () => {
  it('asks the contact for a review, once, and the check says why', async () => {
    const { ada, reason, tracking } = await withDebt();
    const pull = await proposed(ada, 'store', { 'src/summary.py': changed(reason) });
    expect(await asked(ada, pull)).toEqual(['team architecture-team']);
    const { conclusion, summary } = await ada.check(pull);
    expect(conclusion).toBe('success');
    expect(summary).toContain(`**This PR changes the code of a documented bypass**: #${tracking} (`);
    expect(summary).toContain('`architecture-team` is asked for a review');
    // Somebody has talked to them already.
    await ada.octokit.rest.pulls.removeRequestedReviewers({
      ...{ ...ada.repository, pull_number: pull },
      ...{ reviewers: [], team_reviewers: ['architecture-team'] },
    });
    await ada.commit('store', { 'src/other.py': 'x = 1\n' });
    await world().settle();
    expect(await asked(ada, pull)).toEqual([]);
    const { carol } = { carol: world().github.octokitFor('carol') };
    await carol.rest.pulls.createReview({ ...ada.repository, pull_number: pull, event: 'APPROVE' });
    await world().settle();
    expect((await ada.check(pull)).summary).toContain('`architecture-team` has approved it.');
  });

  it('asks for a changed comment too; not for one that moves, is paid, or is somewhere else', async () => {
    const { ada, reason } = await withDebt();
    const removeAfter = '# Remove after: whenever';
    const comment = await proposed(ada, 'comment', {
      'src/summary.py': documentedBypass(reason, { removeAfter }),
    });
    expect(await asked(ada, comment)).toEqual(['team architecture-team']);
    const quiet: Files[] = [
      { 'src/summary.py': `\n\n${documentedBypass(reason)}` },
      { 'src/summary.py': null, 'src/texts.py': documentedBypass(reason) },
      { 'src/summary.py': null },
      { 'src/other.py': 'x = 1\n' },
    ];
    for (const [index, files] of quiet.entries()) {
      const pull = await proposed(ada, `quiet-${index}`, files);
      expect([index, await asked(ada, pull)]).toEqual([index, []]);
      expect((await ada.check(pull)).summary).not.toContain('before changing');
    }
  });

  it('by the contact asks nobody, and a draft waits until it is ready', async () => {
    const { ada, carol, reason } = await withDebt();
    const own = await proposed(carol, 'own', { 'src/summary.py': changed(reason) });
    expect(await asked(ada, own)).toEqual([]);
    expect((await ada.check(own)).summary).toContain('Its author speaks for `architecture-team`');
    await ada.commit('draft', { 'src/summary.py': changed(reason) });
    const { data } = await ada.octokit.rest.pulls.create({
      ...{ ...ada.repository, title: 'fix: draft', head: 'draft', base: 'main', draft: true },
    });
    await world().settle();
    expect(await asked(ada, data.number)).toEqual([]);
    expect((await ada.check(data.number)).summary).toContain('once it is no draft any more');
  });

  it('asks a user whom policy names, and says in words what GitHub refuses', async () => {
    const user = await withDebt('@carol');
    const pull = await proposed(user.ada, 'store', { 'src/summary.py': changed(user.reason, '@carol') });
    expect(await asked(user.ada, pull)).toEqual(['carol']);
    const ghost = await withDebt('@acme/nobody');
    const refused = await proposed(ghost.ada, 'store', {
      'src/summary.py': changed(ghost.reason, '@acme/nobody'),
    });
    expect((await ghost.ada.check(refused)).summary).toMatch(
      /GitHub did not let Tollgate ask `acme\/nobody` for a review \(Reviews may only be requested from collaborators\.[^:]*repository\): please ask them yourself\./,
    );
  });
});
