import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { type Files, requireCheck, Teammate } from '../support/teamwork.ts';
import { startWorld, type World } from '../support/world.ts';
import { bypass, documentedBypass } from './setting.ts';

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
    expect(check.title).toBe('Would fail: 1 bypass needs a debt comment (or the gateway)');
    expect([await ada.trackingIssues(), await ada.comments(pull)]).toEqual([[], []]);
    await say(ORGANISATION);
    expect((await ada.check(pull)).conclusion).toBe('failure');
    expect(await ada.trackingIssues()).toHaveLength(1);
    expect((await ada.comments(pull)).length).toBeGreaterThan(0);
    expect(await carol.merge(pull)).not.toBeNull();
  });
});
