import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString().trim();
const whole = { APP_ID: '123', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'a secret' };

function problemsOf(variables: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(variables);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n').slice(1);
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('has a default for everything but the credentials', () => {
    expect(readConfig({})).toEqual({
      credentials: null,
      host: 'localhost',
      port: 3000,
      githubApiUrl: 'https://api.github.com',
      logLevel: 'info',
      databaseUrl: './data',
      sweepCron: '* * * * *',
      docsUrl: null,
      monitoringToken: null,
      paceWrites: true,
    });
  });

  it('takes the address of the pages about rules without the slash at its end', () => {
    expect(readConfig({ TOLLGATE_DOCS_URL: 'https://gate.example/rules/' }).docsUrl).toBe(
      'https://gate.example/rules',
    );
    expect(problemsOf({ TOLLGATE_DOCS_URL: 'gate.example/rules' })).toEqual([
      '  - TOLLGATE_DOCS_URL must be a URL such as https://your-host/rules',
    ]);
  });

  it('takes an empty variable for none', () => {
    expect(readConfig({ APP_ID: '', PRIVATE_KEY: ' ', PORT: '' })).toEqual(readConfig({}));
  });

  it.each([
    ['as it is', pem],
    ['with its line ends written as \\n', pem.replaceAll('\n', '\\n')],
    ['in base64', Buffer.from(pem).toString('base64')],
  ])('reads a private key %s', (_, key) => {
    const { credentials } = readConfig({ ...whole, PRIVATE_KEY: key });
    expect(credentials).toEqual({ appId: 123, privateKey: pem, webhookSecret: 'a secret' });
  });

  it('reads a private key from a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tollgate-')), 'key.pem');
    writeFileSync(path, `${pem}\n`);
    const { credentials } = readConfig({ ...whole, PRIVATE_KEY: '', PRIVATE_KEY_PATH: path });
    expect(credentials?.privateKey).toBe(pem);
  });

  it.each([
    [{ APP_ID: '123' }, ['PRIVATE_KEY or PRIVATE_KEY_PATH is missing', 'WEBHOOK_SECRET is missing']],
    [{ WEBHOOK_SECRET: 'x' }, ['APP_ID is missing', 'PRIVATE_KEY or PRIVATE_KEY_PATH is missing']],
    [{ APP_ID: '123', PRIVATE_KEY: pem }, ['WEBHOOK_SECRET is missing']],
  ])('names what is missing beside %o', (given, expected) => {
    const problems = problemsOf(given);
    expect(problems).toHaveLength(expected.length);
    for (const [index, start] of expected.entries()) expect(problems[index]).toContain(start);
  });

  it('names every mistake at once, each with its variable', () => {
    const problems = problemsOf({
      APP_ID: 'my-app',
      PRIVATE_KEY: 'no key',
      PORT: '99999',
      GHE_HOST: 'https://github.example.com/',
      GHE_PROTOCOL: 'ftp',
      GITHUB_API_URL: 'not a URL',
      LOG_LEVEL: 'loud' as 'info',
      DATABASE_URL: 'mysql://localhost/tollgate',
      SWEEP_CRON: 'every day',
      MONITORING_TOKEN: 'short',
      PACE_WRITES: 'slowly',
    });
    const names = problems.map((problem) => /[A-Z_]+/.exec(problem)?.[0]).sort();
    expect(names).toEqual([
      'APP_ID',
      'DATABASE_URL',
      'GHE_HOST',
      'GHE_PROTOCOL',
      'GITHUB_API_URL',
      'LOG_LEVEL',
      'MONITORING_TOKEN',
      'PACE_WRITES',
      'PORT',
      'PRIVATE_KEY',
      'SWEEP_CRON',
      'WEBHOOK_SECRET',
    ]);
  });

  it('says that a key file cannot be read, and not that the key is wrong', () => {
    const [problem] = problemsOf({ ...whole, PRIVATE_KEY: '', PRIVATE_KEY_PATH: '/nowhere/key.pem' });
    expect(problem).toMatch(/PRIVATE_KEY_PATH names a file that cannot be read: ENOENT/);
  });

  it('never repeats a key in its message', () => {
    const secret = ['not', 'a', 'key', 'but', 'private'].join('-');
    expect(problemsOf({ ...whole, PRIVATE_KEY: secret }).join()).not.toContain(secret);
  });

  it.each([
    [{ GITHUB_API_URL: 'http://127.0.0.1:4000/' }, 'http://127.0.0.1:4000'],
    [{ GHE_HOST: 'github.example.com' }, 'https://github.example.com/api/v3'],
    [{ GHE_HOST: 'github.example.com', GHE_PROTOCOL: 'http' }, 'http://github.example.com/api/v3'],
    [{ GHE_HOST: 'github.example.com', GITHUB_API_URL: 'https://api.other' }, 'https://api.other'],
  ])('finds the REST base URL in %o', (variables, url) => {
    expect(readConfig(variables).githubApiUrl).toBe(url);
  });

  it('takes a cron expression with seconds', () => {
    expect(readConfig({ SWEEP_CRON: '*/10 * * * * *' }).sweepCron).toBe('*/10 * * * * *');
  });
});
