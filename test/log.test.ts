import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createLog, inLogContext, secretsOf } from '../src/log.ts';

/** The lines of what `write` logs, parsed. */
function linesOf(
  write: (log: ReturnType<typeof createLog>) => void,
  secrets: string[] = [],
): { text: string; lines: Record<string, unknown>[] } {
  const written: string[] = [];
  write(createLog('debug', secrets, { write: (line) => void written.push(line) }));
  const text = written.join('');
  const lines = text.split('\n').filter((line) => line !== '');
  return { text, lines: lines.map((line) => JSON.parse(line)) };
}

const key = () => `sk-proj-${randomBytes(24).toString('hex')}`;

describe('a line of the log', () => {
  it('says what its work is about, whoever writes it', () => {
    const { lines } = linesOf((log) => {
      const other = log.child({ name: 'octokit' });
      inLogContext({ delivery: 'd-1', repository: 'acme/chat' }, () =>
        inLogContext({ pull: 7 }, () => other.info('Read')),
      );
      log.info('Nothing about a PR');
    });
    expect(lines[0]).toMatchObject({ delivery: 'd-1', repository: 'acme/chat', pull: 7, name: 'octokit' });
    expect(lines[1]).not.toHaveProperty('pull');
  });

  it('holds no key, wherever it stands', () => {
    const keys = Array.from({ length: 6 }, key);
    const [message, field, deep, inError, cause, name] = keys;
    const { text, lines } = linesOf((log) => {
      const error = new Error(`Bad request: api_key="${inError}"`, {
        cause: new Error(`OPENAI_API_KEY=${cause}`),
      });
      log.warn({ field, deep: [{ snippet: `client = OpenAI(api_key="${deep}")` }], [`${name}`]: 1 }, message);
      log.error({ err: error }, 'Failed');
      log.error(error);
    });
    expect(lines).toHaveLength(3);
    for (const secret of keys) expect(text).not.toContain(secret);
    expect(text).toContain('[redacted]');
  });

  it('holds none of the own secrets, though they look like nothing', () => {
    const secret = 'correct horse battery';
    const { text } = linesOf((log) => log.info({ secret }, `It is ${secret}.`), [secret]);
    expect(text).not.toContain('horse');
  });

  it('holds no half of a key where a long text is cut', () => {
    const secret = key();
    const { text } = linesOf((log) => log.info(`${'word '.repeat(797)}and ${secret} and more`));
    expect(text).toContain('cut from');
    expect(text).not.toContain(secret.slice(0, 12));
  });

  it('says of a refused request which it was, and not what was sent', () => {
    const error = Object.assign(new Error('Not Found'), {
      status: 404,
      request: {
        method: 'GET',
        url: 'https://api.github.com/x',
        headers: { authorization: 'token abc' },
        body: 'b',
      },
      response: { data: 'secret answer' },
    });
    const { lines, text } = linesOf((log) => log.warn({ err: error }, 'Refused'));
    expect(lines[0]?.err).toMatchObject({ status: 404, request: { method: 'GET' } });
    expect(text).not.toMatch(/token abc|secret answer/);
  });
});

describe('secretsOf', () => {
  it('knows every secret of the environment', () => {
    const [webhook, password, monitoring] = [randomUUID(), `p@${randomUUID()}`, randomUUID()];
    const config = readConfig({
      DATABASE_URL: `postgres://tollgate:${encodeURIComponent(password)}@db/tollgate`,
      MONITORING_TOKEN: monitoring,
    });
    const credentials = {
      appId: 1,
      webhookSecret: webhook,
      privateKey: `-----BEGIN PRIVATE KEY-----\nline-one\nline-two\n-----END PRIVATE KEY-----`,
    };
    expect(secretsOf({ ...config, credentials })).toEqual(
      expect.arrayContaining([
        webhook,
        password,
        encodeURIComponent(password),
        monitoring,
        'line-one',
        'line-two',
      ]),
    );
  });
});
