import type { PoolClient, QueryConfig } from 'pg';

/** Statements of one client that are planned for good, or remembered for having come once. Some texts grow with what they ask for. */
const MOST_PLANNED = 300;
const MOST_SEEN = 1_000;

/**
 * Has a client keep the plan of a statement that comes again: of what PGlite takes for a statement, planning is the larger
 * part. The server must hold no statements of earlier clients.
 */
export function planOnce(client: PoolClient): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  const nameOf = namer();
  const named = (statement: string | QueryConfig, values?: unknown, ...rest: unknown[]): unknown => {
    const config = typeof statement === 'string' ? { text: statement } : statement;
    const isPlanned = Array.isArray(values) && values.length > 0 && config.name === undefined;
    const name = isPlanned ? nameOf(config.text) : undefined;
    return query(name === undefined ? statement : { ...config, name }, values, ...rest);
  };
  Object.assign(client, { query: named });
}

/** @returns the name of a statement that has come before */
function namer(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  const seen = new Set<string>();
  return (text) => {
    const name = names.get(text);
    if (name !== undefined || names.size >= MOST_PLANNED) return name;
    if (!seen.delete(text)) {
      if (seen.size >= MOST_SEEN) seen.clear();
      seen.add(text);
      return undefined;
    }
    const given = `s${names.size}`;
    names.set(text, given);
    return given;
  };
}
