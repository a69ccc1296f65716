import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { policyJsonSchemaText } from '../../src/policy/json-schema.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { temporaryFolder } from '../project/fixture.ts';
import { repository } from './repository.ts';
import { tollgate, tollgateAnswered } from './run.ts';

const POLICY = '.github/tollgate.yml';
const SCHEMA = '.github/tollgate.schema.json';
const HOOK = '.pre-commit-config.yaml';
const FORM = '.github/ISSUE_TEMPLATE/tollgate-bypass.yml';
const WORKFLOW = '.github/workflows/tollgate.yml';
const SCRIPT = 'tools/audit/validate_litellm.sh';

const CONFIGURATION = `model_list:
  - model_name: fast
    litellm_params: { model: openai/gpt-4o-mini, api_key: os.environ/OPENAI_API_KEY }
`;

const SHOP = {
  'compose.yml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:main
    volumes: ["./deploy/litellm.yaml:/app/config.yaml:ro"]
    ports: ["4001:4000"]
`,
  'deploy/litellm.yaml': CONFIGURATION,
  'app/llm/factory.py': `class LiteLLMProvider: ...
class BedrockProvider: ...
def create_provider(kind="litellm"): return LiteLLMProvider()
`,
  '.github/CODEOWNERS': '* @ada\n/deploy/ @acme/platform\n',
};

let shop = '';

beforeEach(() => {
  shop = repository(SHOP);
});

const read = (path: string, folder = shop) => readFileSync(join(folder, path), 'utf8');

/** Every file of a folder but git's own, with what it says. */
function contentOf(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !path.startsWith('.git/') && lstatSync(join(folder, path)).isFile(),
  );
  return Object.fromEntries(paths.sort().map((path) => [path, read(path, folder)]));
}

describe('tollgate init --yes', () => {
  it('says what it found, and writes the files', async () => {
    const { exitCode, out, err } = await tollgate('init', shop, '--yes');
    expect(out).toBe(`Looked at 4 files.

Found
  gateway          http://gateway:4000 (compose.yml, service gateway)
                   http://localhost:4001 (compose.yml, service gateway, its published port)
  configuration    deploy/litellm.yaml (1 model)
  provider module  app/llm/factory.py: create_provider, beside BedrockProvider
  contact          @acme/platform (.github/CODEOWNERS)

Plan
  create  .github/tollgate.yml                        the policy: what differs from the rule book
  create  .github/tollgate.schema.json                what the policy may say, for editors to complete it
  create  .pre-commit-config.yaml                     one pre-commit hook: tollgate validate --offline
  create  .github/ISSUE_TEMPLATE/tollgate-bypass.yml  the form of the reason issue: four questions
  create  .github/workflows/tollgate.yml              uploads what a scan finds to code scanning

✔ Wrote 5 files.

Next
  1. commit these files and open a pull request: in force is the policy of the default branch
  2. pre-commit install, once in each clone (https://pre-commit.com)
  3. tollgate validate, to see what the rule book says of this repository today
  4. install the Tollgate App on the repository, and require its check \`Tollgate\` on the default branch
`);
    expect(err).toBe('');
    expect(exitCode).toBe(0);
    const load = loadPolicy(read(POLICY));
    expect(load).toMatchObject({
      ok: true,
      policy: {
        gateway: { urls: ['http://gateway:4000', 'http://localhost:4001'], config: 'deploy/litellm.yaml' },
        provider: { module: 'llm', factory: 'create_provider', classes: ['BedrockProvider'] },
        contact: '@acme/platform',
      },
    });
    expect(parse(read(WORKFLOW)).on.push.branches).toEqual(['main']);
    expect(statSync(join(shop, POLICY)).mode & 0o777).toBe(0o644);
  });

  it('has nothing to do the second time', async () => {
    await tollgate('init', shop, '--yes', '--script');
    const before = contentOf(shop);
    const { exitCode, out } = await tollgate('init', shop, '--yes', '--script');
    expect(out).toContain(
      'keep    .github/tollgate.yml                        your policy, which stays as it is\n',
    );
    expect(out).toContain(
      'keep    .pre-commit-config.yaml                     a hook that validates is there\n',
    );
    expect(out).toMatch(/\n\n✔ Nothing to do: all of it is there\.\n$/);
    expect(exitCode).toBe(0);
    expect(contentOf(shop)).toEqual(before);
  });

  it('leaves a repository in which what it wrote is in force', async () => {
    const chat =
      'import httpx\nhttpx.post("http://gateway:4000/v1/chat/completions", headers={"Authorization": k})\n';
    const folder = repository({ ...SHOP, 'app/chat.py': chat });
    expect((await tollgate('scan', folder)).exitCode).toBe(1);
    await tollgate('init', folder, '--yes');
    expect(await tollgate('scan', folder)).toMatchObject({ exitCode: 0, err: '' });
  });

  it('writes from any folder of the repository, at its top', async () => {
    await tollgate('init', join(shop, 'app/llm'), '--yes');
    expect(existsSync(join(shop, POLICY))).toBe(true);
    expect(existsSync(join(shop, 'app/llm/.github'))).toBe(false);
  });

  it("says so where nothing is found, and the rule book's policy stays in force", async () => {
    const folder = repository({ 'README.md': 'Hello.\n' });
    const { out } = await tollgate('init', folder, '--yes', '--skip', 'hook', 'workflow');
    expect(out).toContain(`Found
  gateway          none; the rule book's own http://zoe-litellm:8001 is in force until you name yours
  configuration    none; the rule \`model-alias\` needs one to know the models
  provider module  none
  contact          none in CODEOWNERS; the rule book's own is @architecture-team
`);
    expect(parse(read(POLICY, folder))).toBeNull();
    expect(Object.keys(contentOf(folder))).toEqual([FORM, POLICY, SCHEMA, 'README.md'].sort());
  });

  it('passes over what no policy could say', async () => {
    const folder = repository({
      'deploy/a\\b.yaml': CONFIGURATION,
      '.env.example': `LITELLM_URL=http://litellm:4000/${'x'.repeat(600)}\n`,
    });
    const { exitCode, out } = await tollgate('init', folder, '--yes', '--skip', 'hook');
    expect(out).toMatch(/gateway +none;.*\n +configuration +none;/);
    expect(exitCode).toBe(0);
  });

  it('takes the flags for what is found', async () => {
    const flags = [
      '--gateway',
      'https://llm.acme.example/v1',
      'http://gw:1',
      '--contact',
      '@grace',
      '-p',
      'github:acme/tollgate#v1',
    ];
    await tollgate('init', shop, '--yes', '--script', ...flags);
    const load = loadPolicy(read(POLICY));
    expect(load).toMatchObject({
      policy: { gateway: { urls: ['https://llm.acme.example/v1', 'http://gw:1'] }, contact: '@grace' },
    });
    expect(parse(read(HOOK)).repos[0].hooks[0].additional_dependencies).toEqual(['github:acme/tollgate#v1']);
    expect(read(WORKFLOW)).toContain('"github:acme/tollgate#v1"');
    expect(read(SCRIPT)).toBe(
      '#!/bin/sh\nexec npx --yes --package="github:acme/tollgate#v1" -- tollgate validate "$@"\n',
    );
    expect(statSync(join(shop, SCRIPT)).mode & 0o777).toBe(0o755);
    execFileSync('sh', ['-n', join(shop, SCRIPT)]);
  });

  it('never writes over a policy, and says where it and the repository disagree', async () => {
    writeFileSync(join(shop, POLICY), 'contact: "@grace"\n');
    const { exitCode, out } = await tollgate('init', shop, '--yes', '--gateway', 'http://gw:1');
    expect(read(POLICY)).toBe('contact: "@grace"\n');
    expect(
      out,
    ).toContain(`keep    .github/tollgate.yml                        your policy, which stays as it is
      look at gateway.config: services/zoe-litellm/minimal_config.yaml is no configuration here, deploy/litellm.yaml is
      look at gateway.urls: http://gateway:4000 is not among them (compose.yml, service gateway)
      look at gateway.urls: http://localhost:4001 is not among them (compose.yml, service gateway, its published port)
`);
    expect(exitCode).toBe(0);
  });

  it('names what stands in the way, writes the rest, and ends with 1', async () => {
    writeFileSync(join(shop, POLICY), 'contct: "@grace"\n');
    writeFileSync(join(shop, HOOK), 'repos: [\n');
    const { exitCode, out } = await tollgate('init', shop, '--yes');
    expect(
      out,
    ).toContain(`cannot  .github/tollgate.yml                        it has mistakes, so nothing is in force:
      1:1  contct: there is no key \`contct\`. Did you mean \`contact\`?
`);
    expect(out).toMatch(
      /cannot {2}\.pre-commit-config\.yaml +it could not be read: line 2: .*\. Mend it, and run this again\.\n/,
    );
    expect(out).toContain('✔ Wrote 2 files.');
    expect(read(HOOK)).toBe('repos: [\n');
    expect(exitCode).toBe(1);
    expect((await tollgate('init', shop, '--yes')).exitCode).toBe(1);
  });

  it('names the schema for editors in the first line, and keeps the copy beside it as Tollgate is', async () => {
    await tollgate('init', shop, '--yes');
    expect(read(POLICY).split('\n')[0]).toBe('# yaml-language-server: $schema=./tollgate.schema.json');
    expect(read(SCHEMA)).toBe(policyJsonSchemaText('repository'));
    writeFileSync(join(shop, SCHEMA), '{}\n');
    expect((await tollgate('init', shop, '--yes')).out).toContain('replace .github/tollgate.schema.json');
    expect(read(SCHEMA)).toBe(policyJsonSchemaText('repository'));
  });

  it.each([
    [
      ['--schema', 'https://gate.example/policy.schema.json'],
      '$schema=https://gate.example/policy.schema.json',
    ],
    [['--skip', 'schema'], '# What Tollgate allows'],
  ])('writes no copy of the schema with %j', async (flags, first) => {
    await tollgate('init', shop, '--yes', ...flags);
    expect(read(POLICY).split('\n')[0]).toContain(first);
    expect(existsSync(join(shop, SCHEMA))).toBe(false);
  });

  it('writes no copy of the schema where the policy that is there does not name it', async () => {
    writeFileSync(join(shop, POLICY), 'contact: "@grace"\n');
    await tollgate('init', shop, '--yes');
    expect(existsSync(join(shop, SCHEMA))).toBe(false);
  });

  it('leaves to the organisation what it says, and to its variable where that is', async () => {
    const file = join(
      temporaryFolder({ 'org.yml': 'gateway: { urls: [https://llm.acme.test] }\n' }),
      'org.yml',
    );
    const { exitCode, err } = await tollgate('init', shop, '--yes', '--organisation-policy', file);
    expect([exitCode, err]).toEqual([0, '']);
    expect(read(POLICY)).toContain("over the organisation's tollgate.yml");
    expect(parse(read(POLICY))).toEqual({
      gateway: { config: 'deploy/litellm.yaml' },
      provider: { module: 'llm', factory: 'create_provider' },
    });
    vi.stubEnv('TOLLGATE_ORGANISATION_POLICY', file);
    expect((await tollgate('scan', shop)).err).toBe('');
    writeFileSync(join(shop, POLICY), 'contact: "@grace"\n');
    const { out } = await tollgate('init', shop, '--yes');
    vi.unstubAllEnvs();
    expect(out).toMatch(
      /cannot {2}\.github\/tollgate\.yml +it has mistakes, so nothing is in force:\n.*contact/,
    );
  });

  it('lets the workflow read what the organisation says, and the hook where each clone has it', async () => {
    const said = 'contact: "@acme/llm"\n';
    const outside = join(temporaryFolder({ 'org.yml': said }), 'org.yml');
    const { out } = await tollgate('init', shop, '--yes', '--organisation-policy', outside);
    expect(read('.github/workflows/tollgate.yml')).toContain(
      'repos/$GITHUB_REPOSITORY_OWNER/.github/contents/',
    );
    expect(parse(read(HOOK)).repos[0].hooks[0].entry).toBe('tollgate validate --offline');
    expect(out).toContain('export TOLLGATE_ORGANISATION_POLICY, the path of a copy of');
    expect(out).toContain('a secret TOLLGATE_ORGANISATION_TOKEN that may read it, for the workflow');
    expect((await tollgate('init', shop, '--yes')).out).toContain('Nothing to do: all of it is there.');
    const empty = await tollgate('init', repository({ 'a.py': '' }), '-n', '--organisation-policy', outside);
    expect(empty.out).toMatch(/ contact +none in CODEOWNERS; the organisation's is @acme\/llm\n/);

    const inside = repository({ ...SHOP, 'policies/org.yml': said });
    const copy = join(inside, 'policies/org.yml');
    const { out: next } = await tollgate('init', inside, '--yes', '--organisation-policy', copy);
    const entry = 'tollgate validate --offline --organisation-policy policies/org.yml';
    expect(parse(read(HOOK, inside)).repos[0].hooks[0].entry).toBe(entry);
    expect(next).toContain(`one pre-commit hook: ${entry}`);
    expect(next).not.toContain('export TOLLGATE_ORGANISATION_POLICY');

    writeFileSync(join(inside, '.gitignore'), 'mine.yml\n');
    writeFileSync(join(inside, 'mine.yml'), said);
    rmSync(join(inside, HOOK));
    await tollgate('init', inside, '--yes', '--organisation-policy', join(inside, 'mine.yml'));
    expect(parse(read(HOOK, inside)).repos[0].hooks[0].entry).toBe('tollgate validate --offline');
  });

  it('asks nothing about the policy where the organisation has said it', async () => {
    const file = join(temporaryFolder({ 'org.yml': 'contact: "@acme/llm"\n' }), 'org.yml');
    const { out } = await tollgateAnswered(['', ''], 'init', shop, '--organisation-policy', file);
    expect(out).not.toContain('Base URLs');
    expect(out).toContain('? Write 5 files [Y/n] ');
  });

  it('adds its hook to those that are there', async () => {
    const hooks =
      '# ours\nrepos:\n  - repo: local # mine\n    hooks: [{id: a, name: a, entry: a, language: system}]\n';
    writeFileSync(join(shop, HOOK), hooks);
    const { out } = await tollgate('init', shop, '--yes');
    expect(out).toContain('add to  .pre-commit-config.yaml');
    expect(read(HOOK).startsWith(hooks)).toBe(true);
    expect(parse(read(HOOK)).repos).toHaveLength(2);
  });

  it('lets the hook leave alone what stands there already, and says so', async () => {
    const bypass = 'import httpx\nhttpx.post("https://api.openai.com/v1/chat/completions", json={})\n';
    const folder = repository({ ...SHOP, 'app/old.py': bypass });
    const { out } = await tollgate('init', folder, '--yes');
    expect(out).toContain(`one pre-commit hook: tollgate validate --offline --base HEAD
`);
    expect(out).toContain(`
  1 finding stands here already and would stop every commit: the hook looks at what a commit adds (--base HEAD).
  tollgate scan lists them; take --base HEAD out of the hook once they are gone.
`);
    const [hook] = parse(read(HOOK, folder)).repos[0].hooks;
    expect(hook.entry).toBe('tollgate validate --offline --base HEAD');
    expect((await tollgate('init', folder, '--yes')).out).not.toContain('stands here already');
  });

  it("adds its hook to husky's where that is what a repository has", async () => {
    mkdirSync(join(shop, '.husky'));
    writeFileSync(join(shop, '.husky/pre-commit'), 'npm test\n');
    const { out } = await tollgate('init', shop, '--yes');
    expect(read('.husky/pre-commit')).toMatch(/^npm test\nnpx --yes tollgate@[\d.]+ validate --offline\n$/);
    expect(out).not.toContain('pre-commit install');
    expect(existsSync(join(shop, HOOK))).toBe(false);
  });

  it('replaces what it wrote in another way before', async () => {
    mkdirSync(join(shop, '.github/workflows'), { recursive: true });
    writeFileSync(join(shop, WORKFLOW), 'name: Tollgate scan\n');
    const { out } = await tollgate('init', shop, '--yes');
    expect(out).toContain('replace .github/workflows/tollgate.yml');
    expect(read(WORKFLOW)).toContain('upload-sarif');
  });

  it.each([
    ['a folder', () => symlinkSync(temporaryFolder(), join(shop, '.github')), '`.github` is a symbolic link'],
    [
      'a file',
      () => symlinkSync(join(temporaryFolder({ a: 'outside' }), 'a'), join(shop, HOOK)),
      '`.pre-commit-config.yaml` is a symbolic link',
    ],
    [
      'a link to nowhere',
      () => symlinkSync(join(temporaryFolder(), 'a'), join(shop, HOOK)),
      '`.pre-commit-config.yaml` is a symbolic link',
    ],
  ])('writes through no link: %s', async (_name, link, complaint) => {
    shop = repository({ 'README.md': '' });
    link();
    const { exitCode, out } = await tollgate('init', shop, '--yes');
    expect(out).toContain(`${complaint}, and nothing is written through one.`);
    expect(exitCode).toBe(1);
    expect(lstatSync(join(shop, complaint.split('`')[1] ?? '')).isSymbolicLink()).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('says which file it may not write', async () => {
    chmodSync(join(shop, '.github'), 0o555);
    const { exitCode, err } = await tollgate('init', shop, '--yes');
    expect(err).toMatch(/^tollgate: \.github\/tollgate\.yml could not be written \(EACCES\)\. Give yourself/);
    expect(exitCode).toBe(2);
  });
});

describe('tollgate init --dry-run', () => {
  it('shows every line of what would be written, and writes nothing', async () => {
    writeFileSync(join(shop, HOOK), 'repos: []\n');
    const before = contentOf(shop);
    const { exitCode, out } = await tollgate('init', shop, '--dry-run');
    expect(contentOf(shop)).toEqual(before);
    expect(exitCode).toBe(0);
    expect(out).toContain(
      '\n.github/tollgate.yml\n+ # yaml-language-server: $schema=./tollgate.schema.json\n+ # What Tollgate allows',
    );
    expect(out).toContain('\n.pre-commit-config.yaml\n@@ -1 +1,');
    expect(out).toContain('\n-repos: []\n+repos:\n');
    expect(out).toMatch(/\n\nNothing was written \(--dry-run\)\.\n$/);
    await tollgate('init', shop, '--yes');
    for (const line of read(WORKFLOW).trimEnd().split('\n')) expect(out).toContain(`+ ${line}\n`);
  });
});

describe('tollgate init, asking', () => {
  it('takes Return for what it proposes', async () => {
    const { exitCode, out } = await tollgateAnswered(['', '', '', ''], 'init', shop);
    expect(out).toContain(
      '? Base URLs of the gateway, as code may spell them [http://gateway:4000 http://localhost:4001] \n',
    );
    expect(out).toContain(
      '? Who owns the rule book (grants two weeks, exceptions, overrides) [@acme/platform] \n',
    );
    expect(out).toContain("? Write tools/audit/validate_litellm.sh too, the rule book's own path [y/N] \n");
    expect(out).toContain('? Write 5 files [Y/n] \n\n✔ Wrote 5 files.\n');
    expect(exitCode).toBe(0);
  });

  it('asks again, with the fault, until an answer is right', async () => {
    const answers = ['gateway', 'http://gw:1, http://gw:2', 'acme', '@acme/ops', 'perhaps', 'y', 'y'];
    const { out } = await tollgateAnswered(answers, 'init', shop);
    expect(out).toContain(
      '  `gateway` is not an HTTP URL. Write the base URL, for example `http://zoe-litellm:8001`.\n',
    );
    expect(out).toContain('  `acme` is not a handle. Write `@org/team`, `@team` or `@user`, in quotes.\n');
    expect(out).toContain('  Answer y or n.\n');
    expect(loadPolicy(read(POLICY))).toMatchObject({
      policy: { gateway: { urls: ['http://gw:1', 'http://gw:2'] }, contact: '@acme/ops' },
    });
    expect(existsSync(join(shop, SCRIPT))).toBe(true);
  });

  it('asks which configuration it is where there are several', async () => {
    const folder = repository({ 'a/llm.yaml': CONFIGURATION, 'b/llm.yaml': CONFIGURATION });
    const { out } = await tollgateAnswered(['', 'c', 'b/llm.yaml', '', '', ''], 'init', folder);
    expect(out).toContain(
      "? Which of these is the gateway's configuration [a/llm.yaml] c\n  Give one of the paths above.\n",
    );
    expect(loadPolicy(read(POLICY, folder))).toMatchObject({ policy: { gateway: { config: 'b/llm.yaml' } } });
  });

  it('asks about each file that would be lost, with what changes in sight', async () => {
    await tollgate('init', shop, '--yes');
    writeFileSync(join(shop, WORKFLOW), 'name: ours\n');
    writeFileSync(join(shop, FORM), 'name: ours\n');
    const { out } = await tollgateAnswered(['', 'y', ''], 'init', shop);
    expect(out).not.toContain('Base URLs');
    expect(out).toContain('\n-name: ours\n');
    expect(out).toContain(
      '? Replace .github/ISSUE_TEMPLATE/tollgate-bypass.yml? What it says now is lost [y/N] y\n',
    );
    expect(out).toContain('? Replace .github/workflows/tollgate.yml? What it says now is lost [y/N] \n');
    expect(read(FORM)).toContain('LLM gateway bypass');
    expect(read(WORKFLOW)).toBe('name: ours\n');
  });

  it('writes nothing for a no, nor for somebody who leaves', async () => {
    const before = contentOf(shop);
    const refused = await tollgateAnswered(['', '', '', 'n'], 'init', shop);
    expect(refused).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/\n\nNothing was written\.\n$/),
    });
    const left = await tollgateAnswered(['', ''], 'init', shop);
    expect(left).toMatchObject({
      exitCode: 2,
      err: 'tollgate: stopped, and nothing was written that was not agreed to.\n',
    });
    expect(contentOf(shop)).toEqual(before);
  });
});

describe('tollgate init could not run', () => {
  it.each([
    ['where nobody can answer', () => [shop], 'nobody is here to answer, so nothing was written. Give --yes'],
    [
      'where there is no folder',
      () => [join(shop, 'nowhere')],
      'nowhere` (ENOENT). Give a folder of the repository.',
    ],
    [
      'in a file',
      () => [join(shop, 'compose.yml')],
      'compose.yml` is no folder. Give a folder of the repository.',
    ],
    [
      'outside of git',
      () => [temporaryFolder()],
      'is in no work tree of git, or git ignores it. Go to the repository',
    ],
    [
      'with a gateway that is no URL',
      () => [shop, '--yes', '-g', 'gw'],
      '--gateway: `gw` is not an HTTP URL. Write the base URL',
    ],
    [
      'with a contact that is no handle',
      () => [shop, '--yes', '-c', 'ada'],
      '--contact: `ada` is not a handle. Write',
    ],
    [
      'with a package that no shell should see',
      () => [shop, '--yes', '-p', '$(id)'],
      '--package: `$(id)` is nothing that npm installs from. Write',
    ],
    [
      'with a schema that is no address',
      () => [shop, '--yes', '--schema', 'x.json\nmode: observe'],
      '--schema: `x.json\\u{a}mode: observe` is no HTTP URL. Write `https://',
    ],
    [
      'with a part that is none',
      () => [shop, '--skip', 'all'],
      'Allowed choices are policy, schema, hook, form, workflow.',
    ],
  ])('%s', async (_name, args, complaint) => {
    const before = contentOf(shop);
    const { exitCode, err } = await tollgate('init', ...args());
    expect(err).toContain(complaint);
    expect(exitCode).toBe(2);
    expect(contentOf(shop)).toEqual(before);
  });
});
