import { inArray } from 'drizzle-orm';
import type { Database } from './database.ts';
import type { Statement } from './open.ts';
import { deliveryBatches } from './schema.ts';

export type DeliveryBatch = typeof deliveryBatches.$inferSelect;

/** Keeps webhooks that arrived together, but for those that are known already; if all are, the batch is not there. */
export function keepArrived({ id, deliveries: ids, packed }: DeliveryBatch): Statement {
  // Two processes that are told the same at once wait for one another, and must do so in one order.
  return {
    text: `
    with fresh as (
      insert into deliveries (id)
      select id from unnest($1::uuid[]) as id order by id
      on conflict do nothing returning id
    )
    insert into delivery_batches (id, deliveries, packed)
    select $2::uuid, array_agg(id), $3::bytea from fresh having count(*) > 0`,
    values: [ids, id, packed],
  };
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
