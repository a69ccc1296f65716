import type { JsonSchema } from './description.ts';

/** Where GitHub's description is known to be narrower than GitHub, with what GitHub really sends. */
const NULLABLE: Record<string, string[]> = {
  // A comment on a line that a later push has changed is "outdated": it has lost its place.
  'pull-request-review-comment': ['line', 'position', 'start_line'],
  'review-comment': ['line', 'position', 'start_line'],
};

/** A component of the description, corrected. */
export function corrected(name: string, schema: JsonSchema): JsonSchema {
  const nullable = NULLABLE[name];
  if (!nullable) return schema;
  const properties = Object.entries(schema.properties as Record<string, JsonSchema>).map(
    ([property, value]) => [property, nullable.includes(property) ? { ...value, nullable: true } : value],
  );
  return { ...schema, properties: Object.fromEntries(properties) };
}

/**
 * Where a webhook shows an App, the description lists the events that Apps may subscribe to, and has forgotten those of the
 * merge queue.
 */
export function allowed(values: readonly unknown[]): readonly unknown[] {
  const listsEvents = values.includes('pull_request_review_comment') && values.includes('workflow_dispatch');
  return listsEvents && !values.includes('merge_group') ? [...values, 'merge_group'] : values;
}

/**
 * The list of installations wants its accounts to be a user *and* an enterprise (`allOf`), where a single
 * installation rightly says either.
 */
export function meansEither(keyword: string, value: unknown): boolean {
  if (keyword !== 'allOf' || !Array.isArray(value)) return false;
  return value.map((schema: JsonSchema) => schema.title).join() === 'Simple User,Enterprise';
}
