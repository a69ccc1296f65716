import { describe, expect, it } from 'vitest';
import type { DecisionKind } from '../../src/debt/decision.ts';
import { listDecisions } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import type { Teammate } from '../support/teamwork.ts';
import { HOUR } from '../support/world.ts';
import { bypass, documentedBypass, type Setting, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const DAY = 24 * HOUR;
const CONTACT = '@acme/architecture-team';

async function upkeep(): Promise<void> {
  await world().app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
  await world().settle();
}

interface Owing extends Setting {
  reason: number;
  /** The tracking issue's number. */
  tracking: number;
}

/** A repository whose clock has just started for one debt, in `src/summary.py`. */
async function withDebt(files: Record<string, string> = {}): Promise<Owing> {
  const setting = await newRepository(files);
  const { ada } = setting;
  const reason = await ada.openIssue('Why');
  const pull = await ada.propose('summary', 'fix: summary', { 'src/summary.py': documentedBypass(reason) });
  await world().settle();
  await ada.merge(pull);
  await world().settle();
  return { ...setting, reason, tracking: (await ada.trackingIssues())[0]?.number ?? 0 };
}

async function bodyOf({ ada }: Setting, issueNumber: number) {
  const { data } = await ada.octokit.rest.issues.get({ ...ada.repository, issue_number: issueNumber });
  return data;
}

async function dashboards({ ada }: Setting) {
  const { data } = await ada.octokit.rest.issues.listForRepo({
    ...ada.repository,
    labels: 'tollgate-dashboard',
    state: 'all',
  });
  return data.map(({ number, title, body, state }) => ({ number, title, body: body ?? '', state }));
}

/** The one dashboard of a repository. */
async function dashboardOf(setting: Setting) {
  const [found, ...more] = await dashboards(setting);
  expect(more).toEqual([]);
  if (!found) throw new Error('There is no dashboard.');
  return found;
}

async function pay({ ada }: Setting): Promise<void> {
  const removal = await ada.propose('pay', 'fix: pay', { 'src/summary.py': null });
  await world().settle();
  await ada.merge(removal);
  await world().settle();
}

/** What happens on GitHub reaches the App by its webhook, or is found by upkeep where that was lost. */
const WAYS: [string, (change: () => Promise<unknown>) => Promise<void>][] = [
  [
    'by its webhook',
    async (change) => {
      await change();
      await world().settle();
    },
  ],
  [
    'by upkeep, where the webhook was lost',
    async (change) => {
      const heard = world().github.webhooks.drop(() => true);
      await change();
      await world().settle();
      heard();
      await upkeep();
    },
  ],
];

/** What the audit log has of a repository, newest first. */
async function decided({ repository: { owner, repo } }: Teammate, kinds: DecisionKind[]) {
  const store = await openStore(world().databaseUrl);
  const found = await listDecisions(store.database, { repository: `${owner}/${repo}`, kinds }, 100);
  await store.close();
  return found;
}

describe('the contact', () => {
  it('is reminded with half and with an eighth of the time left, told of the deadline, then once a week', async () => {
    const setting = await withDebt();
    const told = async () =>
      (await setting.ada.comments(setting.tracking)).map((body) => body.split('\n')[1]);
    await world().pass(23 * HOUR);
    expect(await told()).toEqual([]);
    await world().pass(HOUR);
    await world().pass(HOUR);
    expect(await told()).toEqual([
      expect.stringMatching(/^\*\*24 hours left\.\*\* @acme\/architecture-team: /),
    ]);
    await world().pass(17 * HOUR);
    expect((await told()).slice(1)).toEqual([
      expect.stringContaining(`**6 hours left.** ${CONTACT}: the call is`),
    ]);
    await world().pass(6 * HOUR);
    await world().pass(6 * DAY);
    expect((await told()).slice(2)).toEqual([expect.stringMatching(/^The deadline, .* has passed.*@acme/)]);
    await world().pass(DAY);
    await world().pass(DAY);
    expect((await told()).slice(3)).toEqual([expect.stringContaining(`**Overdue by 7 days.** ${CONTACT}`)]);
    await pay(setting);
    await world().pass(30 * DAY);
    expect((await told()).slice(4)).toEqual([expect.stringContaining('Resolved late')]);
    const logged = await decided(setting.ada, ['reminder', 'notice']);
    expect(logged.map(({ kind, issue, why }) => [kind, issue, why])).toEqual([
      ['notice', setting.tracking, expect.stringContaining('architecture-team is told: overdue by 7 days; ')],
      [
        'reminder',
        setting.tracking,
        expect.stringContaining('architecture-team is told: 6 hours left until'),
      ],
      ['reminder', setting.tracking, expect.stringContaining('24 hours left until the deadline, 2026-')],
    ]);
  });

  it('is told once, by what is still true, after nobody looked for long', async () => {
    const [soon, late] = [await withDebt(), await withDebt()];
    world().clock.advance(47 * HOUR);
    await world().pass(0);
    expect(await soon.ada.comments(soon.tracking)).toEqual([
      expect.stringContaining('**Less than an hour left.**'),
    ]);
    await pay(soon);
    await world().pass(9 * DAY);
    const told = await late.ada.comments(late.tracking);
    expect(told.map((body) => body.split('\n')[1])).toEqual([
      expect.stringContaining('Less than an hour left'),
      expect.stringContaining('has passed'),
    ]);
    await world().pass(0);
    expect(await late.ada.comments(late.tracking)).toHaveLength(2);
  });

  it('is reminded when policy says, also when policy says so later', async () => {
    const setting = await withDebt();
    await world().pass(4 * HOUR);
    await setting.carol.octokit.rest.repos.deleteBranchProtection({
      ...setting.carol.repository,
      branch: 'main',
    });
    await setting.ada.commit('main', { '.github/tollgate.yml': 'reminders: [40h]\n' });
    await world().settle();
    await world().pass(4 * HOUR);
    expect(await setting.ada.comments(setting.tracking)).toEqual([
      expect.stringContaining('**40 hours left.**'),
    ]);
    await world().pass(39 * HOUR);
    expect(await setting.ada.comments(setting.tracking)).toHaveLength(1);
  });
});

describe.each(WAYS)('a tracking issue is true again, %s', (_, hear) => {
  it('when its text, title and labels were changed; a person’s tick stays', async () => {
    const setting = await withDebt();
    const { ada, tracking } = setting;
    const before = await bodyOf(setting, tracking);
    const deadline = /\*\*Deadline\*\* \| \*\*(.*?)\*\*/.exec(before.body ?? '')?.[1] ?? '?';
    const change = (fields: { title?: string; body?: string; labels?: string[] }) =>
      ada.octokit.rest.issues.update({ ...ada.repository, issue_number: tracking, ...fields });
    const ticked = (before.body ?? '').replace('- [ ] Test', '- [x] Test');
    await hear(() =>
      change({
        body: ticked.replace('- [ ] Remove', '- [x] Remove').replace(deadline, '2099-01-01 00:00 UTC'),
      }),
    );
    expect((await bodyOf(setting, tracking)).body).toBe(ticked);
    await hear(() => change({ title: 'Nothing', body: 'nothing to see', labels: ['mine'] }));
    const after = await bodyOf(setting, tracking);
    expect([after.title, after.body]).toEqual([before.title, ticked]);
    const labels = after.labels.map((label) => (typeof label === 'string' ? label : label.name));
    expect(labels.toSorted()).toEqual(['emergency', 'gateway-bypass', 'mine', 'tech-debt']);
    await world().pass(48 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
  });

  it('when it was closed by hand: reopened, with the reason, once for each time', async () => {
    const setting = await withDebt();
    const { ada, tracking } = setting;
    for (const times of [1, 2]) {
      world().clock.advance(1000);
      await hear(() => ada.setIssueState(tracking, 'closed'));
      expect((await bodyOf(setting, tracking)).state).toBe('open');
      const told = (await ada.comments(tracking)).filter((body) =>
        body.includes('Reopened: the call is still'),
      );
      expect(told).toHaveLength(times);
    }
    await upkeep();
    expect(await ada.comments(tracking)).toHaveLength(2);
    expect(await decided(ada, ['issue-reopened'])).toEqual([
      expect.objectContaining({ actor: 'ada', issue: tracking }),
      expect.objectContaining({ actor: 'ada', issue: tracking }),
    ]);
  });

  it.each<[string, (setting: Owing) => Promise<unknown>]>([
    [
      'was deleted',
      ({ tracking, ada }) =>
        world().github.asUser('carol').deleteIssue(`acme/${ada.repository.repo}`, tracking),
    ],
    [
      'was transferred away',
      async ({ tracking, ada }) => {
        const other = await newRepository();
        const to = other.ada.repository.repo;
        await world()
          .github.asUser('carol')
          .transferIssue(`acme/${ada.repository.repo}`, tracking, `acme/${to}`);
      },
    ],
    [
      'was transferred to where the App cannot see',
      async ({ tracking, ada }) => {
        const repo = `elsewhere-${ada.repository.repo}`;
        if (!world().github.state().repositories[`carol/${repo}`])
          await world().github.createRepository({ owner: 'carol', name: repo, private: true });
        await world()
          .github.asUser('carol')
          .transferIssue(`acme/${ada.repository.repo}`, tracking, `carol/${repo}`);
      },
    ],
  ])('when it %s: opened anew, with the same clock, and linked', async (_way, leave) => {
    const setting = await withDebt();
    const { ada, tracking } = setting;
    const before = await bodyOf(setting, tracking);
    await hear(() => leave(setting));
    const [anew, ...more] = await ada.trackingIssues();
    expect(more).toEqual([]);
    expect(anew).toMatchObject({ state: 'open', title: before.title });
    expect(anew?.number).toBeGreaterThan(tracking);
    const visible = (text: string | null | undefined) => text?.split('<!-- tollgate:record')[0];
    expect(visible(anew?.body)).toBe(visible(before.body));
    const told = await ada.comments(anew?.number ?? 0);
    expect(told).toEqual([
      expect.stringContaining(`Opened anew: #${tracking}, which tracked this debt before`),
    ]);
    expect(await decided(ada, ['issue-opened-anew'])).toEqual([
      expect.objectContaining({ issue: anew?.number, details: { before: tracking } }),
    ]);
    expect((await dashboardOf(setting)).body).toContain(`| #${anew?.number} |`);
    await world().pass(48 * HOUR);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
  });

  it('when its reason issue is closed: said once, and ticked if it was completed', async () => {
    const setting = await withDebt();
    const { ada, tracking, reason } = setting;
    const close = (how: 'completed' | 'not_planned') =>
      ada.octokit.rest.issues.update({
        ...ada.repository,
        issue_number: reason,
        state: 'closed',
        state_reason: how,
      });
    const box = async () => /- \[(.)\] LiteLLM v2/.exec((await bodyOf(setting, tracking)).body ?? '')?.[1];
    await hear(() => close('not_planned'));
    expect(await box()).toBe(' ');
    await hear(() => ada.setIssueState(reason, 'open'));
    world().clock.advance(1000);
    await hear(() => close('completed'));
    expect(await box()).toBe('x');
    await upkeep();
    expect((await ada.comments(tracking)).map((body) => body.split('\n')[1])).toEqual([
      expect.stringContaining(`#${reason} is closed without being completed`),
      expect.stringMatching(
        /is closed as completed: the reason for this bypass is gone\. \*\*Remove the call now/,
      ),
    ]);
    await hear(() => ada.setIssueState(reason, 'open'));
    expect(await box()).toBe(' ');
    await hear(() => close('completed'));
    await pay(setting);
    const { body, state } = await bodyOf(setting, tracking);
    expect(state).toBe('closed');
    expect(body?.match(/^- \[.\]/gm)).toEqual(['- [x]', '- [x]', '- [x]', '- [ ]']);
  });
});

describe('the dashboard', () => {
  it('is not there where nothing is owed', async () => {
    const setting = await newRepository();
    await setting.ada.propose('tidy', 'fix: tidy', { 'src/a.py': 'x = 1\n' });
    await world().settle();
    await upkeep();
    expect(await dashboards(setting)).toEqual([]);
  });

  it('follows a debt from its proposal to its payment, in one issue', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'fix: summary', { 'src/summary.py': documentedBypass(reason) });
    await world().settle();
    const proposed = await dashboardOf(setting);
    expect(proposed.title).toBe('LLM gateway dashboard');
    expect(proposed.body).toMatch(
      new RegExp(`## Proposed[\\s\\S]*\\| #\\d+ \\| .*summary\\.py.* \\| #${pull} \\| 48 hours`),
    );
    await ada.merge(pull);
    await world().settle();
    expect((await dashboardOf(setting)).body).toMatch(/## 1 open debt[\s\S]*\| 48 hours \|/);
    await world().pass(HOUR);
    expect((await dashboardOf(setting)).body).toContain('| 47 hours |');
    await world().pass(47 * HOUR);
    expect((await dashboardOf(setting)).body).toMatch(
      /\*\*Feature PRs are blocked since[\s\S]*No open PR removes it yet\./,
    );
    const way = await ada.propose('way', 'fix: through the gateway', { 'src/summary.py': 'x = 1\n' });
    await world().settle();
    expect((await dashboardOf(setting)).body).toContain(`#${way} removes it.`);
    await ada.close(way);
    await world().settle();
    expect((await dashboardOf(setting)).body).toContain('No open PR removes it yet.');
    await pay(setting);
    const paid = await dashboardOf(setting);
    expect(paid).toMatchObject({ number: proposed.number, state: 'closed' });
    expect(paid.body).toMatch(/\*\*Nothing is owed\.\*\*[\s\S]*Paid in the last 30 days: 1, late/);
    await world().pass(31 * DAY);
    expect((await dashboardOf(setting)).body).not.toContain('Paid in');
  });

  it('shows the baseline by what one mend clears, and whether the check blocks anything', async () => {
    const call = (name: string) =>
      `from config import OPENAI_URL\n\nasync def ${name}(client):\n    return await client.post(OPENAI_URL, json={"input": 1})\n`;
    const setting = await newRepository({
      'src/config.py': 'OPENAI_URL = "https://api.openai.com/v1/chat/completions"\n',
      'src/a.py': call('a'),
      'src/b.py': call('b'),
      'src/c.py': bypass(),
    });
    await upkeep();
    const before = await dashboardOf(setting);
    expect(before.body).toContain('## Baseline: 3 old bypasses, 2 mends');
    expect(before.body).toMatch(/\| `OPENAI_URL` in \[`src\/config\.py`\]\(.*\) \| 2 \|/);
    expect(before.body).not.toContain('Advisory');
    const pull = await setting.ada.propose('more', 'feat: more', { 'src/more.py': bypass('more') });
    await world().settle();
    const said = async () => (await setting.ada.check(pull)).summary;
    expect(await said()).not.toContain('Advisory');
    await setting.carol.octokit.rest.repos.deleteBranchProtection({
      ...setting.carol.repository,
      branch: 'main',
    });
    await upkeep();
    expect((await dashboardOf(setting)).body).toContain('**Advisory only:**');
    expect(await said()).toMatch(/^\*\*Advisory only:\*\* `main` does not require this check/);
    // One that passes has nothing to say about it.
    await setting.ada.commit('more', { 'src/more.py': null });
    await world().settle();
    expect(await said()).not.toContain('Advisory');
    await setting.ada.commit('main', {
      'src/config.py': 'OPENAI_URL = "http://zoe-litellm:8001/v1/chat/completions"\n',
    });
    await world().settle();
    expect((await dashboardOf(setting)).body).toContain('## Baseline: 1 old bypass');
  });

  it('is one, also where the answer to its opening was lost', async () => {
    const { faults } = world().github;
    faults.next('502', 1, { operation: 'POST /repos/{owner}/{repo}/issues', when: 'after' });
    const setting = await newRepository({ 'src/a.py': bypass() });
    await upkeep();
    faults.clear();
    expect(faults.struck.get('502')).toBe(1);
    expect((await dashboardOf(setting)).body).toContain('## Baseline: 1 old bypass');
  });

  it('is no issue that somebody else made to look like it', async () => {
    const setting = await newRepository();
    const { ada } = setting;
    const body = '<!-- tollgate:dashboard -->\nNothing is owed.';
    const labels = ['tollgate-dashboard'];
    const { data } = await ada.octokit.rest.issues.create({ ...ada.repository, title: 'Fine', body, labels });
    const reason = await ada.openIssue('Why');
    await ada.propose('summary', 'fix: summary', { 'src/summary.py': documentedBypass(reason) });
    await world().settle();
    const found = await dashboards(setting);
    expect(found).toHaveLength(2);
    expect(found.find(({ number }) => number === data.number)?.body).toBe(body);
  });

  it('is edited when its words change, and not at every sweep', async () => {
    const setting = await withDebt();
    await world().pass(60_000);
    const { requests } = world().github;
    const { number } = await dashboardOf(setting);
    const writes = () =>
      requests.filter(
        ({ operation, path }) =>
          operation.startsWith('PATCH') && path.endsWith(`/${setting.ada.repository.repo}/issues/${number}`),
      ).length;
    const before = writes();
    for (let minute = 0; minute < 5; minute += 1) await world().pass(60_000);
    expect(writes()).toBe(before);
    await world().pass(HOUR);
    expect(writes()).toBe(before + 1);
  });

  it.each(WAYS)('is mended, and opened again only where it has something new to say, %s', async (_, hear) => {
    const setting = await withDebt();
    const { ada } = setting;
    const { number, body } = await dashboardOf(setting);
    await hear(() =>
      ada.octokit.rest.issues.update({ ...ada.repository, issue_number: number, body: 'mine' }),
    );
    expect((await dashboardOf(setting)).body).toBe(body);
    await hear(() => ada.setIssueState(number, 'closed'));
    await world().pass(2 * HOUR);
    await upkeep();
    expect((await dashboardOf(setting)).state).toBe('closed');
    await world().pass(46 * HOUR);
    expect((await dashboardOf(setting)).state).toBe('open');
    await hear(() => ada.setIssueState(number, 'closed'));
    expect((await dashboardOf(setting)).state).toBe('open');
    await hear(() => world().github.asUser('carol').deleteIssue(`acme/${ada.repository.repo}`, number));
    const anew = await dashboardOf(setting);
    expect(anew.number).toBeGreaterThan(number);
    expect(anew.body).toContain('Feature PRs are blocked');
  });
});
