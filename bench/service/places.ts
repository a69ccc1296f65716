import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import type { BenchPostgres } from '../postgres.ts';

/** A database of its own for one server. */
export interface Place {
  databaseUrl: string;
  /** What one statement answers, once no server uses the database any more. */
  query(statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function folderPlace(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  return {
    databaseUrl: join(folder, 'data'),
    query: async (statement) => {
      const client = await PGlite.create(join(folder, 'data'));
      const { rows } = await client.query<Record<string, unknown>>(statement);
      await client.close();
      return rows;
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

export async function serverPlace(server: BenchPostgres): Promise<Place> {
  const name = `b${randomUUID().replaceAll('-', '')}`;
  const databaseUrl = server.url.replace(/[^/]*$/, name);
  const ask = async (url: string, statement: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(statement);
    await client.end();
    return rows;
  };
  await ask(server.url, `create database ${name}`);
  return {
    databaseUrl,
    query: (statement) => ask(databaseUrl, statement),
    close: async () => void (await ask(server.url, `drop database ${name} with (force)`)),
  };
}
