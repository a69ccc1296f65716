import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { REPOSITORY, temporaryFolder } from '../project/fixture.ts';
import { tollgate } from './run.ts';

const BYPASS = 'import httpx\n\nhttpx.post("https://api.openai.com/v1/chat/completions", json={})\n';

const DOCUMENTED = `import httpx

# TODO: TECH DEBT - Direct LLM call bypassing gateway
# Issue: #123 - LiteLLM doesn't support feature X
# Remove after: LiteLLM v2.0 adds feature X
# Contact: @architecture-team before changing
httpx.post("https://api.openai.com/v1/chat/completions", json={})  # TEMPORARY - DO NOT COPY
`;

const TO_THE_GATEWAY = `import os
import httpx

headers = {"Authorization": f"Bearer {os.environ['LITELLM_KEY']}"}
httpx.post("http://zoe-litellm:8001/v1/chat/completions", headers=headers, json={})
`;

describe('tollgate', () => {
  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
    expect(await tollgate('--version')).toEqual({ exitCode: 0, out: `${version}\n`, err: '' });
  });

  it.each([[['--help']], [['help']], [['scan', '--help']], [['help', 'scan']]])(
    'teaches with examples: %j',
    async (args) => {
      const { exitCode, out } = await tollgate(...args);
      expect(exitCode).toBe(0);
      expect(out).toContain('Examples:\n  $ tollgate scan .');
      expect(out).toContain('Exit codes:');
    },
  );

  it.each([
    ['no verb', [], 'Usage: tollgate'],
    ['a verb that is none', ['scna'], "unknown command 'scna'\n(Did you mean scan?)"],
    ['a flag that is none', ['--colour'], "unknown option '--colour'"],
    ["a verb's flag that is none", ['scan', '--fromat', 'sarif', '.'], '(Did you mean --format?)'],
    [
      'a format that is none',
      ['scan', '--format', 'xml', '.'],
      'Allowed choices are pretty, json, sarif, github.',
    ],
    ['a rule too many', ['explain', 'a', 'b'], 'too many arguments'],
  ])('could not run with %s, and says why', async (_name, args, complaint) => {
    const { exitCode, out, err } = await tollgate(...args);
    expect(err).toContain(complaint);
    expect(out).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('tollgate scan', () => {
  it('ends with 1 and names the call that goes around the gateway', async () => {
    const { exitCode, out, err } = await tollgate('scan', temporaryFolder({ 'src/chat.py': BYPASS }));
    expect(out).toContain(
      'src/chat.py\n  3:1  error  direct-call  POST https://api.openai.com/v1/chat/completions\n',
    );
    expect(out).toContain('✖ 1 finding to mend');
    expect(err).toBe('');
    expect(exitCode).toBe(1);
  });

  it('ends with 0 where every call goes to the gateway', async () => {
    const { exitCode, out } = await tollgate('scan', temporaryFolder({ 'src/chat.py': TO_THE_GATEWAY }));
    expect(out).toBe('✔ No undocumented bypass of the gateway (1 source file, 1 parsed)\n');
    expect(exitCode).toBe(0);
  });

  it('ends with 0 where the debt comment documents the call, and shows the debt', async () => {
    const { exitCode, out } = await tollgate('scan', temporaryFolder({ 'chat.py': DOCUMENTED }));
    expect(out).toContain('  7:1  documented  direct-call');
    expect(out).toContain("→ emergency debt, issue #123 (LiteLLM doesn't support feature X)");
    expect(exitCode).toBe(0);
  });

  it('ends with 1 where the debt comment is not whole, and names what is missing', async () => {
    const source = DOCUMENTED.replace(/# Issue.*\n/, '').replace('  # TEMPORARY - DO NOT COPY', '');
    const { exitCode, out } = await tollgate('scan', temporaryFolder({ 'chat.py': source }));
    expect(out).toContain('→ The debt comment on line 3 does not cover it yet:');
    expect(out).toMatch(/- line 3: .*`Issue:` is missing/);
    expect(out).toMatch(/- line 6: .*TEMPORARY - DO NOT COPY/);
    expect(exitCode).toBe(1);
  });

  it('names a debt comment that covers nothing, and does not fail for it', async () => {
    const source = '# TODO: TECH DEBT - Direct LLM call bypassing gateway\nprint("openai")\n';
    const { exitCode, out } = await tollgate('scan', temporaryFolder({ 'chat.py': source }));
    expect(out).toContain('Debt comments that cover nothing\n  chat.py:1\n');
    expect(exitCode).toBe(0);
  });

  it('says the same in SARIF', async () => {
    const folder = temporaryFolder({ 'a b/chat.py': BYPASS, 'debt.py': DOCUMENTED });
    const { exitCode, out } = await tollgate('scan', folder, '--format', 'sarif');
    const log: Log = JSON.parse(out);
    const results = log.runs[0]?.results ?? [];
    expect(results.map(({ ruleId, suppressions }) => [ruleId, suppressions?.length])).toEqual([
      ['direct-call', 0],
      ['direct-call', 1],
    ]);
    const location = results[0]?.locations?.[0]?.physicalLocation;
    expect(location?.artifactLocation).toEqual({ uri: 'a%20b/chat.py', uriBaseId: '%SRCROOT%' });
    expect(location?.region).toMatchObject({ startLine: 3, startColumn: 1 });
    expect(out).not.toContain(folder);
    expect(exitCode).toBe(1);
  });

  it("follows the folder's own policy", async () => {
    const folder = (policy: string) => temporaryFolder({ 'chat.py': BYPASS, '.github/tollgate.yml': policy });
    const warned = await tollgate('scan', folder('rules:\n  direct-call: warn\n'));
    expect(warned.out).toContain('3:1  warning  direct-call');
    expect(warned.exitCode).toBe(0);
    const gateway = await tollgate('scan', folder('gateway:\n  urls: ["https://api.openai.com"]\n'));
    expect(gateway.exitCode).toBe(0);
    const ignored = await tollgate('scan', folder('paths:\n  ignore: ["chat.py"]\n'));
    expect(ignored.out).toBe('✔ Nothing to scan: no source file that a policy or git does not ignore\n');
  });

  it('could not run by a policy with mistakes, and names each with its place and mend', async () => {
    const folder = temporaryFolder({
      '.github/tollgate.yml': 'contct: "@me"\nrules:\n  direct-call: loud\n',
    });
    const { exitCode, out, err } = await tollgate('scan', folder);
    expect(err).toMatch(
      /^tollgate: the policy has mistakes\.\n {2}\.github\/tollgate\.yml:1:1 .*`contct`.*`contact`/,
    );
    expect(err).toMatch(/\n {2}\.github\/tollgate\.yml:3:\d+ .*rules\.direct-call/);
    expect(out).toBe('');
    expect(exitCode).toBe(2);
  });

  it('could not run where the policy is no file, or leads out of the folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, '.github/tollgate.yml'), { recursive: true });
    expect(await tollgate('scan', folder)).toMatchObject({
      exitCode: 2,
      err: 'tollgate: .github/tollgate.yml is there and cannot be read (EISDIR). Make it a readable file, or delete it.\n',
    });
    const outside = temporaryFolder({ 'secret.yml': 'password: hunter2\n' });
    const linked = temporaryFolder({ '.github/a.md': '' });
    symlinkSync(join(outside, 'secret.yml'), join(linked, '.github/tollgate.yml'));
    const { exitCode, err } = await tollgate('scan', linked);
    expect(err).toContain('a link that leads out of the folder');
    expect(err).not.toContain('hunter2');
    expect(exitCode).toBe(2);
  });

  it('is silent about tech debt of another kind', async () => {
    const source = '# TODO: TECH DEBT - split this function\nprint("openai")\n';
    const { exitCode, out } = await tollgate('scan', temporaryFolder({ 'chat.py': source }));
    expect(out).not.toContain('covers nothing');
    expect(exitCode).toBe(0);
  });

  it('could not run where there is no such path', async () => {
    const missing = await tollgate('scan', join(temporaryFolder(), 'nowhere'));
    expect(missing.err).toMatch(
      /^tollgate: there is no file or folder `.*nowhere` to scan \(ENOENT\)\. Give the path/,
    );
    expect(missing.exitCode).toBe(2);
  });
});
