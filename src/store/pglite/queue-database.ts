import type { Notification, Pool, PoolClient } from 'pg';
import type { Db } from 'pg-boss';

/** The connection of pg-boss where all share one session. */
export function queueOnOneSession(pool: Pool): Db {
  const listeners = new Set<(notification: Notification) => void>();
  // A client that has failed is replaced by the pool; the session, and what it listens to, stays.
  pool.on('connect', (client) =>
    client.on('notification', (notification) => {
      for (const hear of listeners) hear(notification);
    }),
  );
  return {
    executeSql: async (text, values) => {
      const client = await pool.connect();
      try {
        return await run(client, text, values);
      } catch (error) {
        // Of several statements one may have begun a transaction, which those of others must not find.
        await client.query('rollback').catch(() => undefined);
        throw error;
      } finally {
        client.release();
      }
    },
    listen: async (channel, onNotification, onReconnect) => {
      const hear = (notification: Notification) => {
        if (notification.channel === channel) onNotification(notification.payload ?? '');
      };
      listeners.add(hear);
      await pool.query(`listen "${channel.replaceAll('"', '""')}"`);
      onReconnect();
      return { close: async () => void listeners.delete(hear) };
    },
  };
}

/** Of several statements the driver answers with as many results; pg-boss wants the rows of all. */
async function run(client: PoolClient, text: string, values?: unknown[]) {
  const result: { rows: unknown[] } | { rows: unknown[] }[] = await client.query(text, values);
  return { rows: [result].flat().flatMap(({ rows }) => rows) };
}
