import { inArray, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { deliveries, deliveryBatches } from './schema.ts';

export type DeliveryBatch = typeof deliveryBatches.$inferSelect;

/**
 * Keeps webhooks that arrived together, but for those that are known already.
 * @returns how many are new; without any the batch is not there
 */
export async function keepArrived(
  transaction: Database,
  { id, deliveries: ids, packed }: DeliveryBatch,
): Promise<number> {
  // Two processes that are told the same at once wait for one another, and must do so in one order.
  const { rows } = await transaction.execute(sql`
    with fresh as (
      insert into ${deliveries} (id)
      select id from unnest(${`{${ids.join()}}`}::uuid[]) as id order by id
      on conflict do nothing returning id
    ), batch as (
      insert into ${deliveryBatches} (id, deliveries, packed)
      select ${id}::uuid, array_agg(id), ${packed}::bytea from fresh having count(*) > 0
      returning deliveries
    )
    select cardinality(deliveries) as count from batch`);
  return Number(rows[0]?.count ?? 0);
}

/** Keeps webhooks that are known, to be handled on their own. */
export async function keepBatch(database: Database, batch: DeliveryBatch): Promise<void> {
  await database.insert(deliveryBatches).values(batch);
}

export async function readBatches(
  database: Database,
  ids: readonly string[],
): Promise<Map<string, DeliveryBatch>> {
  const batches = await database
    .select()
    .from(deliveryBatches)
    .where(inArray(deliveryBatches.id, [...ids]));
  return new Map(batches.map((batch) => [batch.id, batch]));
}

export async function forgetBatches(database: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await database.delete(deliveryBatches).where(inArray(deliveryBatches.id, [...ids]));
}
