import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../project/fixture.ts';
import { repository } from './repository.ts';
import { placesOf, tollgate } from './run.ts';

const CALL = `import httpx

httpx.post("https://llm.acme.test/v1/chat/completions", json={"model": "fast-model"})
httpx.post("https://api.openai.com/v1/chat/completions", json={"model": "fast-model"})
`;

const ORGANISATION = 'gateway:\n  urls: [http://zoe-litellm:8001, https://llm.acme.test]\n';

function organisation(text: string = ORGANISATION): string {
  return join(temporaryFolder({ 'tollgate.yml': text }), 'tollgate.yml');
}

const here = process.cwd();
afterEach(() => {
  process.chdir(here);
  vi.unstubAllEnvs();
});

async function places(...args: string[]): Promise<string[]> {
  const { out, err } = await tollgate('scan', ...args, '--format', 'json');
  expect(err).toBe('');
  return placesOf(out);
}

describe("the organisation's policy on the command line", () => {
  it('is in force where the tree has none, named by the flag or by the variable, the flag first', async () => {
    const folder = repository({ 'a.py': CALL });
    expect(await places(folder)).toEqual(['a.py:3', 'a.py:4']);
    expect(await places(folder, '--organisation-policy', organisation())).toEqual(['a.py:4']);
    vi.stubEnv('TOLLGATE_ORGANISATION_POLICY', organisation());
    expect(await places(folder)).toEqual(['a.py:4']);
    const other = organisation('rules: { direct-call: off, unknown-base-url: off }\n');
    expect(await places(folder, '--organisation-policy', other)).toEqual([]);
    vi.stubEnv('TOLLGATE_ORGANISATION_POLICY', '');
    expect(await places(folder)).toEqual(['a.py:3', 'a.py:4']);
  });

  it('may be tightened by the tree', async () => {
    const policy = 'gateway: { urls: [http://zoe-litellm:8001] }\n';
    const folder = repository({ 'a.py': CALL, '.github/tollgate.yml': policy });
    expect(await places(folder, '--organisation-policy', organisation())).toEqual(['a.py:3', 'a.py:4']);
  });

  it('is never loosened by the tree: each key that does is named by its line', async () => {
    const policy = 'mode: observe\nservices: []\nrules:\n  direct-call: warn\n';
    const folder = repository({ 'a.py': CALL, '.github/tollgate.yml': policy });
    const { exitCode, out, err } = await tollgate('scan', folder, '--organisation-policy', organisation());
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toMatch(/^tollgate: the policy has mistakes\.\n {2}\.github\/tollgate\.yml:1:\d+ {2}mode: /);
    expect(err).toMatch(
      /\n {2}\.github\/tollgate\.yml:4:\d+ {2}rules\.direct-call: this lowers `direct-call` from `error` to `warn`, and the organisation's policy does not\. Delete it: a repository may tighten what `.*tollgate\.yml` says, and never loosen it\./,
    );
    expect(err.trim().split('\n')).toHaveLength(3);
  });

  it('stands over the policy of the base too', async () => {
    const folder = repository({ '.github/tollgate.yml': 'rules:\n  direct-call: warn\n' });
    writeFileSync(join(folder, '.github/tollgate.yml'), 'rules: {}\n');
    writeFileSync(join(folder, 'a.py'), CALL);
    const args = ['scan', folder, '--base', 'HEAD', '--organisation-policy', organisation()];
    const { exitCode, err } = await tollgate(...args);
    expect(exitCode).toBe(2);
    expect(err).toContain('  HEAD:.github/tollgate.yml:2:');
  });

  it('with mistakes, or not there, is named, and nothing is scanned by another one', async () => {
    const folder = repository({ 'a.py': CALL });
    const faulty = await tollgate('scan', folder, '--organisation-policy', organisation('contct: "@me"\n'));
    expect(faulty).toMatchObject({ exitCode: 2, out: '' });
    expect(faulty.err).toMatch(
      /^tollgate: the organisation's policy has mistakes\.\n {2}.*tollgate\.yml:1:1 /,
    );
    const missing = await tollgate('scan', folder, '--organisation-policy', '/nowhere/tollgate.yml');
    expect(missing).toMatchObject({ exitCode: 2, out: '' });
    expect(missing.err).toContain(
      '`/nowhere/tollgate.yml` cannot be read (ENOENT). Give --organisation-policy',
    );
  });

  it('is in force in `validate` as in `scan`', async () => {
    const folder = repository({ 'a.py': CALL.split('\n').slice(0, 3).join('\n') });
    process.chdir(folder);
    const args = ['validate', '--offline'];
    expect((await tollgate(...args)).out).toContain('llm.acme.test/v1');
    const { exitCode, out } = await tollgate(...args, '--organisation-policy', organisation());
    expect(out).toContain('the gateway is http://zoe-litellm:8001 or https://llm.acme.test');
    expect(exitCode).toBe(0);
  });
});
