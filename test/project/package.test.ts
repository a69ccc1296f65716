import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { RULE_IDS } from '../../src/policy/policy.ts';
import { freePort } from '../support/free-port.ts';
import { CREDENTIALS, resultOf, serve, untilAlive } from '../support/served.ts';
import { REPOSITORY, runTool, temporaryFolder } from './fixture.ts';

/** What `npm pack` needs of this repository; the copy is packed, so that no dist/ is left behind here. */
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'app.yml',
  'LICENSE',
  'README.md',
  'bin',
  'docs/rules',
  'src',
  '.ci/build.mjs',
];

const BYPASSES = {
  'chat.py': 'import httpx\nhttpx.post("https://api.openai.com/v1/chat/completions", json={})\n',
  'chat.ts': "await fetch('https://api.anthropic.com/v1/messages', { method: 'POST' });\n",
};

/** Packs a copy of this repository and unpacks it as npm would install it: in node_modules, beside its dependencies. */
async function installPackage(): Promise<string> {
  const checkout = temporaryFolder();
  for (const path of SOURCES) cpSync(join(REPOSITORY, path), join(checkout, path), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(checkout, 'node_modules'));
  const packed = await runTool(checkout, 'npm', ['pack', '--offline', '--loglevel=error']);
  expect(packed, packed.output).toMatchObject({ status: 0 });

  const modules = join(temporaryFolder(), 'node_modules');
  mkdirSync(join(modules, 'tollgate'), { recursive: true });
  const tarball = readdirSync(checkout).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  const unpack = ['-xzf', join(checkout, tarball), '-C', join(modules, 'tollgate'), '--strip-components=1'];
  expect(await runTool(checkout, 'tar', unpack)).toMatchObject({ status: 0 });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(modules, 'tollgate', 'node_modules'));
  return join(modules, 'tollgate');
}

describe('the package', () => {
  let installed = '';
  beforeAll(async () => {
    installed = await installPackage();
  });

  const tollgate = (...args: string[]) =>
    runTool(installed, 'node', [join(installed, 'bin/tollgate.mjs'), ...args]);

  it('holds what runs, and neither sources nor tests', () => {
    expect(readdirSync(installed).sort()).toEqual(
      ['LICENSE', 'README.md', 'app.yml', 'bin', 'dist', 'docs', 'node_modules', 'package.json'].sort(),
    );
    const built = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(built.filter((path) => path.endsWith('.ts'))).toEqual([]);
    expect(built.some((path) => /migrations.*\.sql$/.test(path))).toBe(true);
  });

  it('says its version', async () => {
    expect(await tollgate('--version')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it('explains every rule', async () => {
    for (const id of RULE_IDS) {
      const { status, output } = await tollgate('explain', id);
      expect(output).toContain('What to write instead');
      expect(status).toBe(0);
    }
  });

  it('scans Python and TypeScript', async () => {
    const { status, output } = await tollgate('scan', temporaryFolder(BYPASSES));
    expect(output).toContain('POST https://api.openai.com/v1/chat/completions');
    expect(output).toContain('https://api.anthropic.com/v1/messages');
    expect(status).toBe(1);
  });

  it('serves, on a database that it makes', async () => {
    const port = await freePort();
    const database = join(temporaryFolder(), 'data');
    const variables = { ...CREDENTIALS, PORT: String(port), DATABASE_URL: database };
    const served = serve(variables, join(installed, 'bin/tollgate.mjs'));
    const ended = resultOf(served);
    await untilAlive(port);
    served.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, error: '' });
  });
});

it('an old Node hears what to do, instead of a syntax error', async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.19.0'})";
  const args = ['--import', pretend, join(REPOSITORY, 'bin/tollgate.mjs'), '--version'];
  const { status, output } = await runTool(REPOSITORY, 'node', args);
  expect(output).toContain('this is Node 20.19.0, and Tollgate needs Node 22.18 or newer');
  expect(status).toBe(2);
});
