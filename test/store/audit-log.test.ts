import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../src/debt/decision.ts';
import { listDecisions, recordDecision } from '../../src/store/audit-log.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { saveRepository } from '../../src/store/repositories.ts';
import { auditLog } from '../../src/store/schema.ts';
import { BACKENDS } from '../support/backends.ts';

const AT = new Date('2026-03-02T09:00:00Z');

function decision(changes: Partial<Decision> = {}): Decision {
  return { kind: 'override', at: AT, repositoryId: 1, actor: 'carol', why: 'the night is long', ...changes };
}

describe.each(BACKENDS)('the audit log on $name', ({ newDatabaseUrl }) => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(await newDatabaseUrl());
    await nameRepository('chat');
  });

  afterEach(() => store.close());

  async function nameRepository(name: string): Promise<void> {
    await saveRepository(store.database, {
      ...{ id: 1, installationId: 1, owner: 'acme', ownedByOrganization: true, name },
      ...{ defaultBranch: 'main', htmlUrl: `https://github.com/acme/${name}` },
    });
  }

  const log = async (...decisions: Decision[]) => {
    for (const each of decisions) await recordDecision(store.database, each);
  };

  it('keeps what it is told, and refuses that anything is changed, taken out or emptied', async () => {
    await log(decision());
    const attempts = [
      sql`update ${auditLog} set why = 'nothing happened'`,
      sql`delete from ${auditLog}`,
      sql`truncate ${auditLog}`,
      sql`insert into ${auditLog} (id, at, kind, why) overriding system value values (1, now(), 'override', 'x') on conflict (id) do update set why = 'x'`,
    ];
    for (const attempt of attempts) {
      const error: unknown = await store.database.execute(attempt).then(
        () => null,
        (reason) => reason,
      );
      expect(String(error instanceof Error && error.cause)).toContain('append-only');
    }
    expect(await listDecisions(store.database, {}, 10)).toEqual([
      expect.objectContaining({ at: AT, actor: 'carol', why: 'the night is long', repository: 'acme/chat' }),
    ]);
  });

  it('has a decision if and only if the transaction around it commits', async () => {
    await expect(
      store.database.transaction(async (transaction) => {
        await recordDecision(transaction, decision());
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await listDecisions(store.database, {}, 10)).toEqual([]);
  });

  it('is read newest first, page by page, narrowed by what is asked', async () => {
    await log(
      decision({ why: 'one', pull: 7 }),
      decision({ why: 'two', kind: 'classification', actor: 'Ada' }),
      decision({ why: 'three', repositoryId: null, at: new Date(AT.getTime() + 1000) }),
    );
    const found = async (query: Parameters<typeof listDecisions>[1], limit = 10) =>
      (await listDecisions(store.database, query, limit)).map(({ why }) => why);
    expect(await found({})).toEqual(['three', 'two', 'one']);
    const [newest] = await listDecisions(store.database, {}, 1);
    expect(await found({ before: newest?.id }, 1)).toEqual(['two']);
    expect(await found({ repository: 'ACME/chat' })).toEqual(['two', 'one']);
    expect(await found({ pull: 7 })).toEqual(['one']);
    expect(await found({ actor: 'ada' })).toEqual(['two']);
    expect(await found({ kinds: ['override'] })).toEqual(['three', 'one']);
    expect(await found({ since: new Date(AT.getTime() + 1000) })).toEqual(['three']);
    expect(await found({ until: new Date(AT.getTime() + 1000) })).toEqual(['two', 'one']);
  });

  it('finds a renamed repository by either name, and shows the one of that time', async () => {
    await log(decision());
    await nameRepository('talk');
    for (const repository of ['acme/chat', 'acme/talk'])
      expect(await listDecisions(store.database, { repository }, 10)).toEqual([
        expect.objectContaining({ repository: 'acme/chat' }),
      ]);
  });

  it('keeps hostile texts as one clean line without keys', async () => {
    const key = ['sk', 'proj', 'A1b2C3d4E5f6G7h8I9j0'.repeat(3)].join('-');
    await log(decision({ why: `a\u0000\nb \u202E${key}`, details: { places: [`x\u0000 ${key}`] } }));
    const [entry] = await listDecisions(store.database, {}, 1);
    expect(entry?.why).toMatch(/^a b /);
    expect(JSON.stringify(entry)).not.toMatch(/A1b2|\\u0000|\u202E/);
  });
});
