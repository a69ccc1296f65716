import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type * as schema from './schema.ts';

interface Rows<Row> {
  rows: Row[];
}

/** What both drivers answer to a raw statement. */
interface RowsHKT extends PgQueryResultHKT {
  type: Rows<this['row']>;
}

/** PGlite or PostgreSQL, or a transaction on either. */
export type Database = PgDatabase<RowsHKT, typeof schema>;
