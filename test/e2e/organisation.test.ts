import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { type Files, requireCheck, Teammate } from '../support/teamwork.ts';
import { HOUR, startWorld, type World } from '../support/world.ts';
import { bypass, documentedBypass, useDeletion } from './setting.ts';

const POLICY = '.github/tollgate.yml';
const ORGANISATION = [
  'gateway:',
  '  urls: [http://zoe-litellm:8001, https://llm.acme.test]',
  'contact: "@acme/architecture-team"',
  'timeBox: { emergency: 24h }',
  '',
].join('\n');

let world: World;
/** The organisation's own repository, as its owner, who is the contact too, sees it. */
let home: Teammate;

beforeAll(async () => {
  world = await startWorld(await newPostgresDatabase());
  const { github } = world;
  for (const login of ['ada', 'carol']) github.createUser(login);
  github.createOrganization('acme', { owners: ['carol'] });
  github.createTeam('acme', 'architecture-team', ['carol']);
  await github.createRepository({
    owner: 'acme',
    name: '.github',
    files: { 'README.md': '# acme\n', 'tollgate.yml': ORGANISATION },
    collaborators: { ada: 'write' },
  });
  home = new Teammate(world, 'carol', { owner: 'acme', repo: '.github' });
  github.installApp({ account: 'acme' });
  await world.settle();
});

afterAll(async () => {
  await world.close();
  world.github.assertClean();
});

const deleteAfterTest = useDeletion(() => world);

async function newRepository(repo: string, files: Files = {}): Promise<{ ada: Teammate; carol: Teammate }> {
  const written = Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [[path, text]]));
  await world.github.createRepository({
    owner: 'acme',
    name: repo,
    files: { 'README.md': '# chat\n', ...Object.fromEntries(written) },
    collaborators: { ada: 'write' },
  });
  const [ada, carol] = ['ada', 'carol'].map((login) => new Teammate(world, login, { owner: 'acme', repo }));
  if (!ada || !carol) throw new Error('nobody there');
  await requireCheck(world, carol);
  deleteAfterTest(carol);
  return { ada, carol };
}

/** The organisation changes its mind. */
async function say(source: string | null): Promise<void> {
  await home.commit('main', { 'tollgate.yml': source });
  await world.settle();
}

function throughPublicGateway(): string {
  return bypass().replace('api.openai.com', 'llm.acme.test');
}

describe("the organisation's policy", () => {
  it('is in force in repositories that have none, and costs a judged PR no call', async () => {
    const { ada } = await newRepository('plain');
    const pull = await ada.propose('gateway', 'fix: gateway', { 'src/a.py': throughPublicGateway() });
    await world.settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    const before = world.github.requests.length;
    await ada.commit('gateway', { 'src/b.py': bypass() });
    await world.settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    const asked = world.github.requests.slice(before).filter(({ who }) => !who.startsWith('user'));
    expect(asked.filter(({ path }) => /\/\.github\/|installation/.test(path))).toEqual([]);
  });

  it('may be tightened by a repository, and not loosened: that fails every PR, with the line', async () => {
    const { ada } = await newRepository('mine', {
      [POLICY]: 'gateway:\n  urls:\n    - https://llm.acme.test\n    - http://mine:1\n',
    });
    const pull = await ada.propose('tidy', 'docs: tidy', { 'docs/a.md': 'a\n' });
    await world.settle();
    const check = await ada.check(pull);
    expect([check.conclusion, check.title]).toEqual(['failure', '1 fault in the policy file']);
    expect(check.summary).toContain('.github/tollgate.yml:4');
    expect(check.summary).toContain('never loosen it');
    const mended = await ada.propose('mend', 'fix: policy', {
      [POLICY]: 'gateway:\n  urls:\n    - https://llm.acme.test\n',
      'src/a.py': bypass().replace('https://api.openai.com', 'http://zoe-litellm:8001'),
    });
    await world.settle();
    // Until it is merged the organisation's counts.
    expect((await ada.check(mended)).conclusion).toBe('success');
    expect(await ada.merge(mended)).toBeNull();
    await world.settle();
    const late = await ada.propose('late', 'fix: late', {
      'src/b.py': bypass('late').replace('https://api.openai.com', 'http://zoe-litellm:8001'),
    });
    await world.settle();
    expect((await ada.check(late)).conclusion).not.toBe('success');
  });

  it('that changes judges the open PRs of all repositories again', async () => {
    const { ada } = await newRepository('again');
    const pull = await ada.propose('gateway', 'fix: gateway', { 'src/a.py': throughPublicGateway() });
    await world.settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
    await say(ORGANISATION.replace(', https://llm.acme.test', ''));
    expect((await ada.check(pull)).conclusion).not.toBe('success');
    await say(ORGANISATION);
    expect((await ada.check(pull)).conclusion).toBe('success');
  });

  it('with a fault fails every PR by the name of its file, and what it said before stays in force', async () => {
    const { ada } = await newRepository('fault');
    const pull = await ada.propose('gateway', 'fix: gateway', { 'src/a.py': throughPublicGateway() });
    await world.settle();
    await say(`${ORGANISATION}mod: observe\n`);
    const check = await ada.check(pull);
    expect([check.conclusion, check.title]).toEqual(['failure', '1 fault in the policy file']);
    expect(check.summary).toContain('acme/.github: tollgate.yml:5');
    expect(check.annotations).toBe(0);
    await say(ORGANISATION);
    expect((await ada.check(pull)).conclusion).toBe('success');
  });
});

describe('a PR that loosens the policy', () => {
  it('fails until the contact approves exactly its head, and says in words what would change', async () => {
    const { ada, carol } = await newRepository('loose', { [POLICY]: 'rules:\n  model-alias: error\n' });
    const pull = await ada.propose('loosen', 'chore: policy', { [POLICY]: 'rules:\n  model-alias: warn\n' });
    await world.settle();
    const check = await ada.check(pull);
    expect([check.conclusion, check.title]).toEqual([
      'failure',
      "Loosens the policy: needs the contact's approval",
    ]);
    expect(check.summary).toContain('lowers `model-alias` from `error` to `warn`');
    expect(check.summary).toContain('`acme/architecture-team`');
    expect(await ada.merge(pull)).not.toBeNull();
    await carol.approve(pull);
    await world.settle();
    expect(await ada.check(pull)).toMatchObject({
      conclusion: 'success',
      title: 'Loosens the policy, as the contact approved',
    });
    await ada.commit('loosen', { [POLICY]: '# nothing\n' });
    await world.settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    await carol.approve(pull);
    await world.settle();
    expect(await ada.merge(pull)).toBeNull();
  });

  it('of the whole organisation needs its contact too', async () => {
    const pull = await new Teammate(world, 'ada', home.repository).propose('observe', 'chore: observe', {
      'tollgate.yml': `${ORGANISATION}mode: observe\n`,
    });
    await world.settle();
    const check = await home.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain('observes, and blocks nothing any more');
    await home.approve(pull);
    await world.settle();
    expect((await home.check(pull)).conclusion).toBe('success');
    await home.close(pull);
  });
});

describe('an exception', () => {
  it('takes a wrong finding out of the check, is counted, and told of when nothing needs it', async () => {
    await say(null);
    const { ada } = await newRepository('excepted', {
      [POLICY]: [
        'exceptions:',
        '  - { rule: direct-call, path: "tools/**", reason: A stand-in of the service }',
        '  - { rule: direct-call, path: "gone/**", reason: Long ago }',
        '',
      ].join('\n'),
    });
    const pull = await ada.propose('tool', 'fix: tool', { 'tools/a.py': bypass() });
    await world.settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('success');
    expect(check.summary).toContain('1 exception of policy');
    expect(check.summary).toMatch(/fits nothing any more.*gone\/\*\*.*Long ago/s);
    expect(check.summary).not.toContain('A stand-in');
    await say(ORGANISATION);
  });
});

describe('mode: observe', () => {
  it('says what it would say, blocks nothing and writes nothing else, until policy enforces', async () => {
    await say(`${ORGANISATION}mode: observe\n`);
    const { ada, carol } = await newRepository('observed');
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'feat: summary', {
      'src/a.py': bypass(),
      'src/b.py': documentedBypass(reason, {}, 'other'),
    });
    await world.settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('neutral');
    expect(check.summary).toMatch(/Not a bypass\? \[Ask for an exception\]\(.*issues\/new\?.*fingerprint/);
    expect(check.title).toBe('Would fail: 1 bypass needs a debt comment (or the gateway)');
    expect([await ada.trackingIssues(), await ada.comments(pull)]).toEqual([[], []]);
    const command = await ada.comment(pull, '/tollgate classify fix\n/tollgate status');
    await world.settle();
    expect([await ada.comments(pull), await ada.reactions(command)]).toEqual([[expect.any(String)], []]);
    await say(ORGANISATION);
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(await ada.trackingIssues()).toHaveLength(1);
    expect((await ada.comments(pull)).length).toBeGreaterThan(0);
    expect(await carol.merge(pull)).not.toBeNull();
  });
});

describe('old bypasses', () => {
  const constants = 'import httpx\nURL = "https://api.openai.com/v1/chat/completions"\n';
  const calls = ['one', 'two', 'three'].map(
    (name) => `def ${name}(text):\n    return httpx.post(URL, json={"input": text})\n`,
  );

  async function adoptionIssues(of: Teammate) {
    const { data } = await of.octokit.rest.issues.listForRepo({
      ...of.repository,
      labels: 'gateway-baseline',
      state: 'all',
    });
    return data.map(({ number, title, state, body }) => ({ number, title, state, body: body ?? '' }));
  }

  async function dashboardOf(of: Teammate) {
    const labels = 'tollgate-dashboard';
    const { data } = await of.octokit.rest.issues.listForRepo({ ...of.repository, labels, state: 'all' });
    const [found, ...more] = data.map(({ body, state }) => ({ body: body ?? '', state }));
    if (!found || more.length > 0) throw new Error(`There are ${data.length} dashboards.`);
    return found;
  }

  it('are told in one issue, block nobody, and the issue closes when the last one is gone', async () => {
    await say(ORGANISATION);
    const { ada, carol } = await newRepository('old', {
      'src/a.py': [constants, ...calls].join('\n'),
      'src/b.py': documentedBypass(1, {}, 'known'),
    });
    await world.settle();
    const [issue, ...others] = await adoptionIssues(ada);
    expect(others).toEqual([]);
    expect(issue?.title).toBe('Old bypasses of the LLM gateway: 4 of 4 left');
    expect(issue?.body).toMatch(/`URL` in .*src\/a\.py.*\| 3 \|/);
    expect(issue?.body).toContain('documented by #1');
    expect(issue?.body).toContain('**No clock runs.**');
    expect(await ada.trackingIssues()).toEqual([]);
    const feature = await ada.propose('feature', 'feat: more', { 'src/c.py': 'x = 1\n' });
    await world.settle();
    expect((await ada.check(feature)).conclusion).toBe('success');
    // It only shrinks: what left it and comes back is new.
    await carol.commit('side', { 'src/b.py': 'x = 1\n' });
    const gone = await carol.openPull('side', 'fix: known');
    await world.settle();
    expect(await carol.merge(gone)).toBeNull();
    await world.settle();
    const [shrunk] = await adoptionIssues(ada);
    expect(shrunk?.title).toBe('Old bypasses of the LLM gateway: 3 of 4 left');
    // What there was stays; what there is, the dashboard says.
    expect(shrunk?.body).toContain('documented by #1');
    expect((await dashboardOf(ada)).body).toContain(`as #${issue?.number} told when it began`);
    expect((await dashboardOf(ada)).body).toContain('## Baseline: 3 old bypasses, 1 mend');
    expect((await dashboardOf(ada)).body).not.toContain('documented by #1');
    const back = await ada.propose('back', 'revert: known', { 'src/b.py': bypass('known') });
    await world.settle();
    expect((await ada.check(back)).conclusion).toBe('failure');
    const last = await ada.propose('last', 'fix: all', { 'src/a.py': 'x = 1\n' });
    await world.settle();
    expect(await ada.merge(last)).toBeNull();
    await world.settle();
    expect(await adoptionIssues(ada)).toMatchObject([
      { title: 'Old bypasses of the LLM gateway: all mended', state: 'closed' },
    ]);
  });

  it('that policy gives a day block features after it, but no PR that removes one', async () => {
    const by = world.clock.now().toISOString().slice(0, 10);
    const { ada, carol } = await newRepository('dated', {
      [POLICY]: `baseline: { by: ${by} }\n`,
      'src/a.py': bypass('one'),
      'src/b.py': bypass('two'),
    });
    const feature = await ada.propose('feature', 'feat: more', { 'src/c.py': 'x = 1\n' });
    const way = await ada.propose('way', 'feat: through the gateway', { 'src/a.py': 'x = 1\n' });
    await world.settle();
    expect((await ada.check(feature)).conclusion).toBe('success');
    expect((await adoptionIssues(ada))[0]?.body).toContain(`until the end of ${by}`);
    await world.pass(24 * HOUR);
    const check = await ada.check(feature);
    expect([check.conclusion, check.title]).toEqual([
      'failure',
      `Feature freeze: old bypasses are overdue since ${by} (not caused by this PR)`,
    ]);
    expect(check.summary).toContain('can comment `/tollgate override REASON`');
    const urgent = await ada.propose('urgent', 'feat: urgent', { 'src/d.py': 'x = 1\n' });
    await world.settle();
    expect((await ada.check(urgent)).conclusion).toBe('failure');
    await carol.comment(urgent, '/tollgate override the night');
    await world.settle();
    const letThrough = await ada.check(urgent);
    expect([letThrough.conclusion, letThrough.title]).toEqual([
      'success',
      'Let through the feature freeze by the contact',
    ]);
    expect(letThrough.summary).toContain('by `carol` on ');
    expect((await ada.check(feature)).conclusion).toBe('failure');
    expect((await ada.check(way)).conclusion).toBe('success');
    expect((await adoptionIssues(ada))[0]?.body).toContain('feature PRs in this repository are blocked');
    expect((await dashboardOf(ada)).body).toContain('**Old bypasses block feature PRs since');
    expect(await ada.merge(way)).toBeNull();
    await world.settle();
    expect((await ada.check(feature)).conclusion).toBe('failure');
    const last = await ada.propose('last', 'fix: last', { 'src/b.py': 'x = 1\n' });
    await world.settle();
    await ada.merge(last);
    await world.settle();
    expect((await ada.check(feature)).conclusion).toBe('success');
  });

  it('block features anew at another day that policy gives them', async () => {
    const day = (after: number) =>
      new Date(world.clock.now().getTime() + after * 24 * HOUR).toISOString().slice(0, 10);
    const until = (by: string) => say(`${ORGANISATION}baseline: { by: ${by} }\n`);
    await until(day(0));
    const { ada } = await newRepository('redated', { 'src/a.py': bypass('one') });
    const feature = await ada.propose('feature', 'feat: more', { 'src/c.py': 'x = 1\n' });
    await world.settle();
    await world.pass(24 * HOUR);
    expect((await ada.check(feature)).conclusion).toBe('failure');
    await until(day(1));
    expect((await ada.check(feature)).conclusion).toBe('success');
    await world.pass(48 * HOUR);
    expect((await ada.check(feature)).conclusion).toBe('failure');
    await say(ORGANISATION);
  });

  it('wait for policy to enforce, and are those that stand then', async () => {
    await say(`${ORGANISATION}mode: observe\n`);
    const { ada } = await newRepository('later', { 'src/a.py': bypass('one') });
    const pull = await ada.propose('second', 'fix: second', { 'src/b.py': bypass('two') });
    await world.settle();
    expect(await adoptionIssues(ada)).toEqual([]);
    expect(await ada.merge(pull)).toBeNull();
    await world.settle();
    expect([await adoptionIssues(ada), await ada.trackingIssues()]).toEqual([[], []]);
    await say(ORGANISATION);
    expect((await adoptionIssues(ada)).map(({ title }) => title)).toEqual([
      'Old bypasses of the LLM gateway: 2 of 2 left',
    ]);
  });
});

describe('the overview', () => {
  it('tells what is owed in all repositories, and names none that a reader of it may not know', async () => {
    await world.github.createRepository({
      owner: 'acme',
      name: 'architecture',
      private: true,
      files: { 'README.md': '# architecture\n' },
      collaborators: { ada: 'read' },
    });
    await world.github.createRepository({
      owner: 'acme',
      name: 'hidden',
      private: true,
      files: { 'README.md': '# hidden\n' },
    });
    await say(`${ORGANISATION}overview: acme/architecture\n`);
    const { ada } = await newRepository('owing');
    const by = world.clock.now().toISOString().slice(0, 10);
    await newRepository('aged', { [POLICY]: `baseline: { by: ${by} }\n`, 'src/a.py': bypass('old') });
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('debt', 'fix: debt', { 'src/a.py': documentedBypass(reason) });
    await world.settle();
    await ada.merge(pull);
    await world.settle();
    await world.app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
    await world.settle();
    const [tracking] = await ada.trackingIssues();
    const overview = async () => {
      const { data } = await home.octokit.rest.issues.listForRepo({
        owner: 'acme',
        repo: 'architecture',
        labels: 'tollgate-overview',
      });
      return data.map(({ body, updated_at }) => ({ body: body ?? '', updatedAt: updated_at }));
    };
    const [first, ...others] = await overview();
    expect(others).toEqual([]);
    expect(first?.body).toMatch(new RegExp(`acme/owing.*\\[#${tracking?.number}\\].*emergency`));
    // Not required: `hidden`, whose readers are fewer than those of the overview, and the overview's own.
    expect(first?.body).toMatch(/## Advisory only.*acme\/architecture.* and \d+ more/s);
    expect(first?.body).not.toContain('hidden');
    await world.pass(25 * HOUR);
    const [late] = await overview();
    expect(late?.body).toMatch(/## Feature freeze.*acme\/aged.*acme\/owing.*1 overdue.*overdue since/s);
    await world.app.queue.enqueue([{ queue: 'upkeep', data: {} }]);
    await world.settle();
    expect((await overview())[0]).toEqual(late);
    await say(ORGANISATION);
  });
});
