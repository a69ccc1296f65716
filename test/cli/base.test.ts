import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../project/fixture.ts';
import { commit, git, repository } from './repository.ts';
import { placesOf, tollgate } from './run.ts';

const call = (host: string) => `httpx.post("https://${host}/v1/chat/completions", json={})\n`;
const OLD = `import httpx\n${call('api.openai.com')}`;
const NEW = `import httpx\n${call('api.mistral.ai')}`;

function write(folder: string, path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

/** What is new, as `path:line`, with the exit code. */
async function since(ref: string, ...paths: string[]): Promise<{ places: string[]; exitCode: number }> {
  const { exitCode, out, err } = await tollgate('scan', ...paths, '--base', ref, '--format', 'json');
  expect(err).toBe('');
  const places = placesOf(out);
  return { places, exitCode };
}

const documented = (issue: number, statement = call('api.openai.com')) =>
  [
    'import httpx',
    '# TODO: TECH DEBT - Direct LLM call bypassing gateway',
    `# Issue: #${issue} - no batches`,
    '# Remove after: LiteLLM v2.0',
    '# Contact: @architecture-team before changing',
    `${statement.trimEnd()}  # TEMPORARY - DO NOT COPY`,
    '',
  ].join('\n');

/** The rules that are broken anew, with their levels and what their comments are. */
async function brokenSince(ref: string, folder: string): Promise<string[]> {
  const { out } = await tollgate('scan', folder, '--base', ref, '--format', 'json');
  const { findings }: { findings: { rule: string; level: string; documentation: { state: string } }[] } =
    JSON.parse(out);
  return findings.map(({ rule, level, documentation }) => `${rule} ${level} ${documentation.state}`);
}

describe('a debt comment that is new since the base', () => {
  const other = documented(7, call('api.mistral.ai'));

  it('is a copy if it cites an issue that another bypass had there already', async () => {
    const folder = repository({ 'a.py': documented(7) });
    write(folder, 'b.py', other);
    expect(await brokenSince('HEAD', folder)).toEqual([
      'direct-call error faulty',
      'copied-bypass error none',
    ]);
    const { out } = await tollgate('scan', folder, '--base', 'HEAD');
    expect(out).toContain('#7 belongs to a bypass that is in HEAD already');
    expect(out).toContain('tollgate explain direct-call');
  });

  it('also if it is the same call, in the same file', async () => {
    const folder = repository({ 'a.py': documented(7) });
    write(folder, 'a.py', documented(7) + documented(7));
    expect(await brokenSince('HEAD', folder)).toEqual([
      'direct-call error faulty',
      'copied-bypass error none',
    ]);
  });

  it('is none if its issue is its own, or if the places came together', async () => {
    const folder = repository({ 'a.py': documented(7) });
    write(folder, 'b.py', documented(8));
    write(folder, 'c.py', documented(8, call('api.mistral.ai')));
    expect(await brokenSince('HEAD', folder)).toEqual([
      'direct-call error documented',
      'direct-call error documented',
    ]);
  });

  it('is none if the bypass moved', async () => {
    const folder = repository({ 'a.py': documented(7) });
    rmSync(join(folder, 'a.py'));
    write(folder, 'b.py', other);
    expect(await brokenSince('HEAD', folder)).toEqual(['direct-call error documented']);
  });

  it('is not told in one tree alone', async () => {
    const folder = repository({ 'a.py': documented(7), 'b.py': other });
    const { exitCode } = await tollgate('scan', folder);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['warn', ['direct-call error documented', 'copied-bypass warn none']],
    ['off', ['direct-call error documented']],
  ] as const)('counts by the level of the rule: %s', async (level, broken) => {
    const folder = repository({ 'a.py': documented(7), 'x.txt': '' });
    mkdirSync(join(folder, '.github'));
    write(folder, '.github/tollgate.yml', `rules: { copied-bypass: ${level} }\n`);
    commit(folder);
    write(folder, 'b.py', other);
    expect(await brokenSince('HEAD', folder)).toEqual(broken);
  });
});

describe('tollgate scan --base', () => {
  it('is silent about what was there before, moved or not', async () => {
    const folder = repository({ 'a.py': OLD, 'b.py': OLD });
    write(folder, 'a.py', `\n\n${OLD}`);
    renameSync(join(folder, 'b.py'), join(folder, 'c.py'));
    expect(await since('HEAD', folder)).toEqual({ places: [], exitCode: 0 });
  });

  it('reports what was committed, staged, changed and added since', async () => {
    const folder = repository({ 'old.py': OLD, 'changed.py': 'x = 1\n' });
    write(folder, 'committed.py', NEW);
    commit(folder);
    write(folder, 'staged.py', NEW);
    git(folder, 'add', 'staged.py');
    write(folder, 'changed.py', NEW);
    write(folder, 'untracked.py', NEW);
    const places = ['changed.py:2', 'committed.py:2', 'staged.py:2', 'untracked.py:2'];
    expect(await since('HEAD~1', folder)).toEqual({ places, exitCode: 1 });
    expect((await since('HEAD', folder)).places).not.toContain('committed.py:2');
  });

  it('reports a call that a change elsewhere sends around the gateway', async () => {
    const folder = repository({
      'config.py': 'BASE = "http://zoe-litellm:8001"\n',
      'chat.py': 'import httpx\nfrom .config import BASE\nhttpx.post(f"{BASE}/v1/chat/completions")\n',
    });
    write(folder, 'config.py', 'BASE = "https://api.openai.com"\n');
    expect(await since('HEAD', folder)).toEqual({ places: ['chat.py:3'], exitCode: 1 });
  });

  it('compares with the merge base, not with what the other branch has done meanwhile', async () => {
    const folder = repository({ 'a.py': OLD });
    git(folder, 'checkout', '-b', 'feature');
    write(folder, 'b.py', NEW);
    commit(folder);
    git(folder, 'checkout', 'main');
    rmSync(join(folder, 'a.py'));
    commit(folder);
    git(folder, 'checkout', 'feature');
    expect((await since('main', folder)).places).toEqual(['b.py:2']);
  });

  it('reports of named paths alone, and a second equal call in one file', async () => {
    const folder = repository({ 'a.py': OLD, 'b.py': 'x = 1\n' });
    write(folder, 'a.py', OLD + call('api.openai.com'));
    write(folder, 'b.py', NEW);
    expect((await since('HEAD', join(folder, 'a.py'))).places).toEqual(['a.py:3']);
  });

  it('says that nothing changed, and counts what did', async () => {
    const folder = repository({ 'a.py': OLD, 'b.py': OLD, 'notes.md': '' });
    write(folder, 'notes.md', 'more');
    const nothing = await tollgate('scan', folder, '--base', 'main');
    expect(nothing.out).toMatch(/^✔ No source file changed since main \([0-9a-f]{7}\)\n$/);
    write(folder, 'b.py', `${OLD}\n`);
    const little = await tollgate('scan', folder, '--base', 'main');
    expect(little.out).toMatch(
      /^✔ No new undocumented bypass of the gateway since main \(\w{7}\) \(1 changed source file, 1 parsed\)\n$/,
    );
  });

  it('fails for a changed file that may hide a call, and not for one that always did', async () => {
    const huge = `URL = "https://api.openai.com"\n${'#'.repeat(1_000_000)}`;
    const folder = repository({ 'old.py': huge });
    expect((await since('HEAD', folder)).exitCode).toBe(0);
    write(folder, 'new.py', huge);
    const { exitCode, out } = await tollgate('scan', folder, '--base', 'HEAD');
    expect(out).toContain('new.py  may hide a call');
    expect(out).not.toContain('old.py');
    expect(exitCode).toBe(1);
  });

  it("judges by the base's policy, as the check does, and says that the own one differs", async () => {
    const loosened = repository({
      '.github/tollgate.yml': 'rules:\n  direct-call: warn\n',
      'a.py': 'x = 1\n',
    });
    write(loosened, 'a.py', NEW);
    expect((await since('HEAD', loosened)).exitCode).toBe(0);
    write(loosened, '.github/tollgate.yml', 'rules:\n  direct-call: error\n');
    const { exitCode, out } = await tollgate('scan', loosened, '--base', 'HEAD');
    expect(out).toContain('Judged by the policy of HEAD');
    expect(exitCode).toBe(0);
  });

  it('could not run by a policy with mistakes, here or in the base', async () => {
    const folder = repository({ '.github/tollgate.yml': 'contct: x\n' });
    write(folder, '.github/tollgate.yml', 'rules: {}\n');
    const base = await tollgate('scan', folder, '--base', 'HEAD');
    expect(base.err).toContain('HEAD:.github/tollgate.yml:1:1');
    write(folder, '.github/tollgate.yml', 'rulez: {}\n');
    const own = await tollgate('scan', folder, '--base', 'HEAD');
    expect(own.err).toContain('  .github/tollgate.yml:1:1');
    expect([base.exitCode, own.exitCode]).toEqual([2, 2]);
  });

  it('reads blobs as git keeps them, whatever their names and bytes', async () => {
    const folder = repository({
      'ä b/文 "q".py': OLD,
      'two\nlines.py': OLD,
      'bytes.py': Uint8Array.from([0xff, 0x0a, 0x00]),
      'empty.py': '',
    });
    for (const path of ['ä b/文 "q".py', 'two\nlines.py', 'bytes.py', 'empty.py']) rmSync(join(folder, path));
    write(folder, 'moved.py', OLD + NEW);
    expect((await since('HEAD', folder)).places).toEqual(['moved.py:4']);
  });

  it('before the first commit everything is new', async () => {
    const folder = temporaryFolder({ 'a.py': OLD });
    git(folder, 'init');
    git(folder, 'add', 'a.py');
    expect(await since('HEAD', folder)).toEqual({ places: ['a.py:2'], exitCode: 1 });
  });

  it('does not run what the git configuration of the folder names', async () => {
    const folder = repository({ 'a.py': OLD, '.gitattributes': '*.py filter=evil diff=evil\n' });
    const witness = join(temporaryFolder(), 'ran');
    for (const key of ['filter.evil.clean', 'filter.evil.smudge', 'diff.evil.textconv', 'core.fsmonitor'])
      git(folder, 'config', key, `touch ${witness}; cat`);
    write(folder, 'b.py', NEW);
    expect((await since('HEAD', folder)).places).toEqual(['b.py:2']);
    expect(() => rmSync(witness)).toThrow('ENOENT');
  });

  it.each([
    ['a revision that is none', 'nowhere', 'there is no revision `nowhere`'],
    ['an option in its place', '--output=x', 'there is no revision `--output=x`'],
    ['a blob', 'HEAD:a.py', 'there is no revision `HEAD:a.py`'],
  ])('could not run with %s', async (_name, ref, complaint) => {
    const folder = repository({ 'a.py': OLD });
    const { exitCode, err } = await tollgate('scan', folder, `--base=${ref}`);
    expect(err).toContain(complaint);
    expect(exitCode).toBe(2);
  });

  it('says how a shallow clone gets what it lacks', async () => {
    const folder = repository({ 'a.py': OLD });
    write(folder, 'b.py', OLD);
    commit(folder);
    const shallow = temporaryFolder({});
    git(shallow, 'clone', '--quiet', '--depth=1', `file://${folder}`, '.');
    const { exitCode, err } = await tollgate('scan', shallow, '--base=HEAD~1');
    expect(err).toContain('there is no revision `HEAD~1`. This clone is shallow');
    expect(err).toContain('`git fetch --unshallow`');
    expect(exitCode).toBe(2);
  });

  it('could not run without git, or without a common history', async () => {
    const outside = await tollgate('scan', temporaryFolder({ 'a.py': OLD }), '--base', 'HEAD');
    expect(outside.err).toContain('--base needs a work tree of git');
    const folder = repository({ 'a.py': OLD });
    git(folder, 'checkout', '--orphan', 'other');
    write(folder, 'b.py', OLD);
    commit(folder);
    const unrelated = await tollgate('scan', folder, '--base', 'main');
    expect(unrelated.err).toContain('`main` and HEAD have no common history here. In a shallow clone');
    expect([outside.exitCode, unrelated.exitCode]).toEqual([2, 2]);
  });
});
