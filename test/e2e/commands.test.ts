import { beforeAll, describe, expect, it } from 'vitest';
import type { LogQuery } from '../../src/store/audit-log.ts';
import { listDecisions } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import { appOctokit } from '../github/fixture.ts';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

/** Merges a documented bypass, and lets its time run out. @returns the number of its tracking issue */
async function letDebtBeOverdue({ ada }: Setting, name: string): Promise<number> {
  const reason = await ada.openIssue(`Why ${name}`);
  const pull = await ada.propose(name, `fix: ${name}`, {
    [`src/${name}.py`]: documentedBypass(reason, {}, name),
  });
  await world().settle();
  const known = new Set((await ada.trackingIssues()).map(({ number }) => number));
  await ada.merge(pull);
  await world().settle();
  await world().pass(48 * HOUR);
  const issue = (await ada.trackingIssues()).find(({ body }) => body.includes(`src/${name}.py`));
  expect(known.has(issue?.number ?? 0)).toBe(true);
  return issue?.number ?? 0;
}

let branches = 0;

/** Opens a PR that changes something of no interest. */
async function propose(by: Teammate, title: string): Promise<number> {
  branches += 1;
  const pull = await by.propose(`branch-${branches}`, title, { [`src/file${branches}.py`]: 'x = 1\n' });
  await world().settle();
  return pull;
}

/** Comments, and waits for what comes of it. @returns reactions, and the answers that are new */
async function say(by: Teammate, issue: number, body: string) {
  const before = (await by.comments(issue)).length;
  const id = await by.comment(issue, body);
  await world().settle();
  const answers = (await by.comments(issue)).slice(before + 1);
  const reactions = (await by.reactions(id)).map((reaction) => reaction.replace(/^.* /, ''));
  return { reactions, answers: answers.map((answer) => answer.replace(/^<!--.*-->\n/, '')) };
}

async function logged(query: LogQuery) {
  const store = await openStore(world().databaseUrl);
  const found = await listDecisions(store.database, query, 100);
  await store.close();
  return found;
}

const nothing = { reactions: [], answers: [] };

describe('in a repository under a freeze', () => {
  let setting: Setting;
  let debt: number;

  beforeAll(async () => {
    setting = await newRepository();
    debt = await letDebtBeOverdue(setting, 'summary');
  });

  it('a blocked PR says which debt, since when, whom to ask, what lifts it, and which open PR does', async () => {
    const { ada } = setting;
    const pull = await propose(ada, 'feat: more');
    const said = async () => (await ada.check(pull)).summary;
    expect(await said()).toMatch(
      new RegExp(
        `\\| #${debt} \\| \\[.src/summary.py:6.\\].*\\| \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\| .architecture-team. \\|`,
      ),
    );
    expect(await said()).toContain('No open PR removes it yet.');
    expect(await said()).toContain('`architecture-team` can comment `/tollgate override REASON`');
    const removal = await ada.propose('removal', 'feat: pay', { 'src/summary.py': null });
    await world().settle();
    expect(await said()).toContain(`#${removal} removes it.`);
    expect((await ada.check(removal)).conclusion).toBe('success');
    await ada.close(removal);
    await world().settle();
    expect(await said()).toContain('No open PR removes it yet.');
  });

  it('status tells those who can write, and nobody else', async () => {
    const { ada, eve } = setting;
    const pull = await propose(ada, 'feat: more');
    const told = await say(ada, pull, '/tollgate status');
    expect(told.reactions).toEqual(['+1']);
    expect(told.answers).toHaveLength(1);
    expect(told.answers[0]).toContain('**❌ Fails**');
    expect(told.answers[0]).toContain(`**Feature freeze**: 1 overdue debt (#${debt})`);
    const stranger = await say(eve, pull, '/tollgate status');
    expect(stranger).toEqual({
      reactions: ['-1'],
      answers: [expect.stringContaining('those who can write to this repository')],
    });
    // Refused once is told once; a stranger cannot have us write as often as they like.
    expect(await say(eve, pull, '/tollgate recheck')).toEqual({ reactions: ['-1'], answers: [] });
    expect(await logged({ pull, actor: 'eve', kinds: ['command-refused'] })).toHaveLength(2);
  });

  it('the contact alone lets one PR through, for the debts that are overdue now', async () => {
    const { ada, carol } = setting;
    const [pull, other] = [await propose(ada, 'feat: urgent'), await propose(ada, 'feat: other')];
    const refused = await say(ada, pull, '/tollgate override please');
    expect(refused.reactions).toEqual(['-1']);
    expect(refused.answers[0]).toContain('Only the contact, `architecture-team`');
    expect((await ada.check(pull)).conclusion).toBe('failure');
    const done = await say(carol, pull, '/tollgate override it is *night* and @eve sleeps');
    expect(done.reactions).toEqual(['+1']);
    const check = await ada.check(pull);
    expect(check).toMatchObject({
      conclusion: 'success',
      title: 'Let through the feature freeze by the contact',
    });
    expect(check.summary).toContain(`- #${debt}: by \`carol\` on`);
    expect((await ada.check(other)).conclusion).toBe('failure');
    const told = (await ada.comments(debt)).filter((body) => body.includes('through the freeze'));
    expect(told).toEqual([
      expect.stringContaining(`\`carol\` let #${pull} through the freeze: it is \\*night\\*`),
    ]);
    expect(told[0]).not.toContain('@eve');
    expect(await logged({ pull, kinds: ['override', 'command-refused'] })).toEqual([
      expect.objectContaining({ kind: 'override', actor: 'carol', why: 'it is *night* and @eve sleeps' }),
      expect.objectContaining({ kind: 'command-refused', actor: 'ada' }),
    ]);
  });

  it('a class said by command beats all signs, and the check shows who said so after the freeze began', async () => {
    const { ada } = setting;
    const pull = await propose(ada, 'feat: it is a fix');
    await say(ada, pull, '/tollgate classify fix');
    const check = await ada.check(pull);
    expect(check).toMatchObject({
      conclusion: 'success',
      title: 'Not held by the feature freeze: reclassified after it began',
    });
    expect(check.summary).toMatch(
      /UTC, by `ada`: no feature, since `ada` said so: `\/tollgate classify fix`/,
    );
    expect((await say(ada, pull, '/tollgate classify feature')).reactions).toEqual(['+1']);
    expect((await ada.check(pull)).conclusion).toBe('failure');
    await say(ada, pull, '/tollgate classify auto\n/tollgate status');
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(await logged({ pull, kinds: ['classification'] })).toEqual([
      expect.objectContaining({ actor: 'ada', why: expect.stringContaining('as before: its title begins') }),
      expect.objectContaining({ actor: 'ada', why: expect.stringContaining('counts as a feature now') }),
      expect.objectContaining({ actor: 'ada', why: expect.stringContaining('counts as no feature now') }),
    ]);
  });

  it('so is one that changed by title or label, with who changed it', async () => {
    const { ada, carol } = setting;
    const pull = await propose(ada, 'feat: more');
    await carol.retitle(pull, 'fix: more');
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('success');
    expect(check.summary).toMatch(/UTC, by `carol`: no feature, since its title begins with `fix:`/);
    // A label that says feature beats a title that says fix.
    await ada.label(pull, 'enhancement');
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect((await logged({ pull, kinds: ['classification'] })).map(({ actor }) => actor)).toEqual([
      'ada',
      'carol',
    ]);
  });

  it('one check tells the worst of two PRs with one head, and a command on either judges both', async () => {
    const { ada, carol } = setting;
    const pull = await propose(ada, 'feat: twice');
    const sha = await ada.headOf(pull);
    await ada.octokit.rest.git.createRef({ ...ada.repository, ref: 'refs/heads/again', sha });
    const second = await ada.openPull('again', 'feat: twice, again');
    await world().settle();
    await carol.comment(second, '/tollgate override the night');
    await world().settle();
    expect(await ada.check(pull)).toMatchObject({ conclusion: 'failure' });
    await carol.comment(pull, '/tollgate override the night');
    await world().settle();
    expect(await ada.check(pull)).toMatchObject({ conclusion: 'success' });
  });

  it('a later debt and a later freeze hold again what was let through', async () => {
    const { ada, carol } = setting;
    const pull = await propose(ada, 'feat: urgent');
    await say(carol, pull, '/tollgate override the night');
    expect((await ada.check(pull)).conclusion).toBe('success');
    const later = await letDebtBeOverdue(setting, 'title');
    const held = await ada.check(pull);
    expect(held.conclusion).toBe('failure');
    expect(held.title).toContain('1 overdue debt');
    expect(held.summary).toContain(`| #${later} |`);
    const source = await ada.read('src/title.py');
    await say(carol, pull, '/tollgate override the day too');
    expect((await ada.check(pull)).conclusion).toBe('success');
    for (const [branch, text] of Object.entries({ pay: null, back: source })) {
      const next = await ada.propose(branch, `fix: ${branch}`, { 'src/title.py': text });
      await world().settle();
      expect(await ada.merge(next)).toBeNull();
      await world().settle();
    }
    await world().pass(0);
    expect((await ada.check(pull)).conclusion).toBe('failure');
  });
});

describe('a comment', () => {
  it('without a command of its own is left alone', async () => {
    const { ada } = await newRepository();
    const pull = await propose(ada, 'feat: more');
    for (const body of [
      'Nice.',
      '`/tollgate status`',
      '```\n/tollgate status\n```',
      '> /tollgate recheck',
      '- /tollgate',
    ])
      expect(await say(ada, pull, body)).toEqual(nothing);
    const id = await ada.comment(pull, 'Nice.');
    await ada.octokit.rest.issues.updateComment({
      ...ada.repository,
      comment_id: id,
      body: '/tollgate status',
    });
    await world().settle();
    expect(await ada.reactions(id)).toEqual([]);
  });

  it('that we wrote ourselves is no command, whatever it says', async () => {
    const { ada } = await newRepository();
    const pull = await propose(ada, 'feat: more');
    const { github } = world();
    const [installation] = (await appOctokit(github).rest.apps.listInstallations()).data;
    const octokit = appOctokit(github, installation?.id);
    const { data } = await octokit.rest.issues.createComment({
      ...ada.repository,
      issue_number: pull,
      body: '/tollgate status',
    });
    await world().settle();
    expect(await ada.comments(pull)).toHaveLength(1);
    expect(await ada.reactions(data.id)).toEqual([]);
  });

  it('with a mistyped command is answered with what was meant', async () => {
    const { ada } = await newRepository();
    const pull = await propose(ada, 'feat: more');
    const told = await say(ada, pull, '/tollgate stauts');
    expect(told.reactions).toEqual(['confused']);
    expect(told.answers[0]).toContain('Did you mean `/tollgate status`?');
  });

  it('on an issue or a tracking issue tells its debt and the repository', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const plain = await ada.openIssue('Something');
    expect((await say(ada, plain, '/tollgate status')).answers[0]).toContain('There is no feature freeze.');
    const debt = await letDebtBeOverdue(setting, 'summary');
    const told = await say(ada, debt, '/tollgate status\n/tollgate override x');
    expect(told.answers).toEqual([expect.stringMatching(/\*\*Overdue\*\*: .* UTC, less than an hour ago/)]);
    expect((await say(ada, debt, '/tollgate recheck')).reactions).toEqual(['+1']);
  });

  it('is obeyed once, whatever is delivered twice or out of order', async () => {
    const { ada } = await newRepository();
    const pull = await propose(ada, 'feat: more');
    const { webhooks } = world().github;
    const single = webhooks.duplicate(({ event }) => event === 'issue_comment');
    webhooks.hold();
    await ada.comment(pull, '/tollgate classify docs');
    await ada.comment(pull, '/tollgate classify fix');
    webhooks.reorder(1);
    webhooks.release();
    await world().settle();
    single();
    for (const delivery of webhooks.deliveries.filter(({ event }) => event === 'issue_comment'))
      webhooks.redeliver(delivery);
    await world().settle();
    const answers = (await ada.comments(pull)).filter((body) => body.includes('tollgate:event:answer'));
    expect(answers).toHaveLength(2);
    expect((await say(ada, pull, '/tollgate status')).answers[0]).toContain('`/tollgate classify fix`');
  });

  it('asks for another look, which makes the check anew', async () => {
    const { ada } = await newRepository();
    const pull = await propose(ada, 'feat: more');
    const before = await ada.check(pull);
    expect((await say(ada, pull, '/tollgate recheck')).answers[0]).toContain('Looking again at');
    expect(await ada.check(pull)).toMatchObject({ conclusion: 'success', headSha: before.headSha });
  });
});
