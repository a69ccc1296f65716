import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { Decision } from '../../src/debt/decision.ts';
import { recordDecision } from '../../src/store/audit-log.ts';
import { openStore } from '../../src/store/open.ts';
import { copyTemplate } from '../support/data-template.ts';
import { tollgate } from './run.ts';

const AT = new Date('2026-03-02T09:00:00Z');

function decision(changes: Partial<Decision> = {}): Decision {
  return {
    kind: 'override',
    at: AT,
    repositoryId: null,
    actor: 'carol',
    why: 'it is night',
    pull: 12,
    ...changes,
  };
}

/** A data folder with these decisions, for whoever reads `DATABASE_URL`. */
async function keep(...decisions: Decision[]): Promise<void> {
  const folder = copyTemplate(inject('dataTemplate'));
  const store = await openStore(folder);
  for (const each of decisions) await recordDecision(store.database, each);
  await store.close();
  vi.stubEnv('DATABASE_URL', folder);
}

beforeEach(() => vi.stubEnv('LOG_LEVEL', 'silent'));
afterEach(() => vi.unstubAllEnvs());

describe('tollgate log', () => {
  it('prints what was decided, newest first, with who and why', async () => {
    await keep(
      decision(),
      decision({ kind: 'debt-overdue', actor: null, pull: 9, issue: 10, why: 'too late' }),
    );
    expect(await tollgate('log')).toEqual({
      exitCode: 0,
      out: [
        '     2  2026-03-02 09:00 UTC  debt-overdue  #9 (issue #10)  by Tollgate\n        too late\n',
        '     1  2026-03-02 09:00 UTC  override  #12  by carol\n        it is night\n',
      ].join(''),
      err: '',
    });
  });

  it('prints an entry a line for programs', async () => {
    await keep(decision({ details: { debts: ['a'] } }));
    const { out } = await tollgate('log', '--format', 'json');
    expect(JSON.parse(out)).toEqual({
      ...{
        id: 1,
        at: AT.toISOString(),
        kind: 'override',
        repository: null,
        pull: 12,
        issue: null,
        debt: null,
      },
      ...{ actor: 'carol', why: 'it is night', details: { debts: ['a'] }, delivery: null },
    });
  });

  it('says how to read on, and then goes on there', async () => {
    await keep(...['one', 'two', 'three'].map((why) => decision({ why })));
    const first = await tollgate('log', '-n', '2');
    expect(first.out).toMatch(/three.*two/s);
    expect(first.err).toBe('Older ones: add --before 2\n');
    const next = await tollgate('log', '-n', '2', '--before', '2');
    expect(next.out).toContain('one');
    expect(next.out).not.toContain('two');
    expect(next.err).toBe('');
    expect((await tollgate('log', '--all', '--format', 'json')).out.split('\n')).toHaveLength(4);
  });

  it('is narrowed by what is asked', async () => {
    const old = new Date(Date.now() - 8 * 24 * 3_600_000);
    await keep(
      decision({ why: 'one', at: old }),
      decision({ why: 'two', kind: 'classification', actor: 'ada', pull: 7, at: new Date() }),
    );
    const found = async (...flags: string[]) =>
      [...(await tollgate('log', '-f', 'json', ...flags)).out.matchAll(/"why":"(\w+)"/g)].map(
        ([, why]) => why,
      );
    expect(await found('--since', '7d')).toEqual(['two']);
    expect(await found('--until', '7d')).toEqual(['one']);
    expect(await found('--since', old.toISOString())).toEqual(['two', 'one']);
    expect(await found('--kind', 'override', '--kind', 'verdict')).toEqual(['one']);
    expect(await found('--by', 'ADA')).toEqual(['two']);
    expect(await found('--pull', '7')).toEqual(['two']);
    expect(await found('--repository', 'acme/chat')).toEqual([]);
    expect((await tollgate('log', '--by', 'nobody')).err).toBe('No decision is like that.\n');
  });

  it('asks the process that has the folder to itself, and is told all of it', async () => {
    const folder = copyTemplate(inject('dataTemplate'));
    const store = await openStore(folder);
    vi.stubEnv('DATABASE_URL', folder);
    for (let each = 0; each < 600; each++) await recordDecision(store.database, decision());
    const { tellLog, logQuestion } = await import('../../src/jobs/tell-log.ts');
    store.onRequest('log', async (say, argument) => {
      const question = logQuestion.parse(JSON.parse(argument));
      await tellLog(store.database, question, (entry) => say(JSON.stringify(entry)));
      say('end');
    });
    const all = await tollgate('log', '--all', '--format', 'json', '--kind', 'override');
    expect(all.out.trim().split('\n')).toHaveLength(600);
    // Of an answer that is cut off nobody must think that it is all.
    store.onRequest('log', async (say) =>
      say(JSON.stringify({ ...JSON.parse(all.out.split('\n')[0] ?? '') })),
    );
    const cut = await tollgate('log');
    expect([cut.exitCode, cut.err]).toEqual([2, expect.stringContaining('did not answer to the end')]);
    await store.close();
  });

  it('moves no cursor, whatever somebody wrote', async () => {
    await keep(decision({ actor: 'a\u001b[2J', why: 'x\u001b[1A' }));
    expect((await tollgate('log')).out).not.toContain('\u001b');
  });

  it.each([
    [
      ['--since', 'yesterday'],
      'It is a date (2026-03-02), an instant (2026-03-02T09:00Z) or how long ago (7d).',
    ],
    [['--since', '2026-13-01'], 'It is a date'],
    [['--kind', 'nonsense'], 'There are verdict, debt-opened'],
    [['--repository', 'chat'], 'It is written owner/name'],
    [['--limit', '0'], 'It must be a whole number from 1 on.'],
    [['--format', 'xml'], 'Allowed choices are pretty, json.'],
  ])('says what is wrong with %j', async (flags, words) => {
    const { exitCode, err } = await tollgate('log', ...flags);
    expect(exitCode).toBe(2);
    expect(err).toContain(words);
  });

  it('says so where there is no data, and makes none', async () => {
    const missing = join(mkdtempSync(join(tmpdir(), 'tollgate-log-')), 'data');
    vi.stubEnv('DATABASE_URL', missing);
    const { exitCode, err } = await tollgate('log');
    expect(exitCode).toBe(2);
    expect(err).toContain(`There is no data folder ${missing}`);
  });

  it('says in its help what there is', async () => {
    const { exitCode, out } = await tollgate('log', '--help');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/Kinds: verdict, debt-opened.*Exit codes: 0 it was read/s);
  });
});
