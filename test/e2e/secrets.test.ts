import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPostgresDatabase } from '../support/backends.ts';
import { Teammate } from '../support/teamwork.ts';
import { startWorld, type World } from '../support/world.ts';
import { documentedBypass } from './setting.ts';

const REPOSITORY = { owner: 'acme', repo: 'chat' };
const POLICY = '.github/tollgate.yml';

const random = () => randomBytes(24).toString('hex');

/** Where people leave keys, each with one of its own. */
const KEYS = {
  argument: `sk-proj-${random()}`,
  header: random(),
  query: random(),
  reason: `ghp_${random()}`,
  removeAfter: `sk-ant-${random()}`,
  issueTitle: `xoxb-${random()}`,
  pullTitle: `gsk_${random()}`,
  policyName: `glpat-${random()}`,
  policyValue: `sk-${random()}`,
  token: `github_pat_${random()}`,
};

const CODE = [
  'import requests',
  'from openai import OpenAI',
  '',
  `client = OpenAI(api_key="${KEYS.argument}")`,
  '',
  'def ask(text):',
  `    return requests.post("https://api.openai.com/v1/chat/completions?key=${KEYS.query}", headers={"Authorization": "Bearer ${KEYS.header}"}, json={"input": text})`,
  '',
].join('\n');

let world: World;
let ada: Teammate;
const lines: string[] = [];

beforeAll(async () => {
  world = await startWorld(await newPostgresDatabase(), 'trace', {
    logTo: { write: (line: string) => void lines.push(line) },
  });
  const { github } = world;
  github.createUser('ada');
  github.createOrganization('acme', { owners: ['ada'] });
  github.createTeam('acme', 'architecture-team', ['ada']);
  await github.createRepository({ owner: 'acme', name: 'chat', files: { 'README.md': '# chat\n' } });
  github.installApp({ account: 'acme' });
  ada = new Teammate(world, 'ada', REPOSITORY);
  await world.settle();
  await tell();
});

afterAll(async () => {
  await world.close();
  world.github.assertClean();
});

/** A story in which keys stand wherever a person can put one, and GitHub is not well. */
async function tell(): Promise<void> {
  const reason = await ada.openIssue(`Why ${KEYS.issueTitle}`);
  world.github.faults.rate(0.2, 7, ['500', '502', '422', '404']);
  await ada.propose('one', `feat: use ${KEYS.pullTitle}`, { 'src/one.py': CODE });
  await world.settle();
  const documented = documentedBypass(reason, {
    issue: `# Issue: #${reason} - The token ${KEYS.reason} is refused`,
    removeAfter: `# Remove after: ${KEYS.removeAfter} is revoked`,
  });
  const pull = await ada.propose('two', 'fix: two', { 'src/two.py': documented });
  await ada.propose('three', 'fix: three', {
    [POLICY]: `contact: ${KEYS.policyValue}\n${KEYS.policyName}: 1\ntimeBox:\n  emergency: ${KEYS.token}\n`,
  });
  await world.settle();
  world.github.faults.clear();
  await ada.merge(pull);
  await world.settle();
}

/** Everything that the App wrote on GitHub, as one text. */
function written(): string {
  const chat = world.github.state().repositories['acme/chat'];
  const own = ({ user }: { user: string }) => user.endsWith('[bot]');
  const { checkRuns, issues = [], pulls = [] } = chat ?? {};
  const comments = [...issues, ...pulls].flatMap((issue) => issue.comments.filter(own));
  return JSON.stringify([checkRuns, issues.filter(own), comments]);
}

describe('a key that somebody left', () => {
  it('is spoken of', async () => {
    expect(written()).toContain('redacted');
    expect(written()).toContain('hardcoded-key');
    expect(await ada.trackingIssues()).not.toEqual([]);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines.join('')).toContain('A job failed and will be tried again');
  });

  it.each(Object.entries(KEYS))('as %s is neither in the log nor in what the App wrote', (_, key) => {
    expect(lines.filter((line) => line.includes(key))).toEqual([]);
    expect(written().includes(key)).toBe(false);
  });

  it('is not the App either: no secret of its own, and no token', () => {
    const { webhookSecret, privateKey } = world.github.app;
    const log = lines.join('');
    expect(log).not.toContain(webhookSecret);
    expect(log).not.toContain(privateKey.split('\n')[1]);
    expect(log).not.toMatch(/ghs_\w|Bearer (?!\[redacted\])|"authorization"/i);
  });
});

describe('a line that belongs to a webhook, a repository and a PR', () => {
  const parsed = () => lines.map((line): Record<string, unknown> => JSON.parse(line));

  it('bears all three, also where Octokit writes it, and in the work that follows', () => {
    const ofCheck = parsed().filter(({ msg }) => /POST .*\/check-runs - 201/.test(String(msg)));
    expect(ofCheck).not.toEqual([]);
    for (const line of ofCheck) {
      expect(line).toMatchObject({ repository: 'acme/chat', queue: 'effect' });
      expect(line.delivery).toMatch(/^[\da-f-]{36}$/);
    }
    const ofPull = parsed().filter(({ msg }) => /GET .*\/pulls\/2\b.* - 200/.test(String(msg)));
    for (const line of ofPull) expect(line).toMatchObject({ repository: 'acme/chat', pull: 2 });
    expect(ofPull).not.toEqual([]);
  });
});
