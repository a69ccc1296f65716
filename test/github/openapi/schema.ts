import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { description, type JsonSchema } from './description.ts';
import { allowed, corrected, meansEither } from './errata.ts';

/** What is said about a schema and does not constrain a value. */
const ANNOTATIONS = new Set([
  'title',
  'description',
  'default',
  'example',
  'examples',
  'deprecated',
  'discriminator',
  'externalDocs',
  'nullable',
  'readOnly',
  'x-github',
  'x-github-breaking-changes',
]);

const COMPONENTS = '#/components/schemas/';

/** Turns an OpenAPI 3.0 schema into JSON Schema 2020-12: `nullable` becomes a type, references become ids. */
export function toJsonSchema(schema: JsonSchema): JsonSchema {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref.replace(COMPONENTS, '') };
  const converted: JsonSchema = {};
  for (const [keyword, value] of Object.entries(schema)) {
    // Alternatives of the description overlap (an error matches several), so one or more may fit.
    const name = keyword === 'oneOf' || meansEither(keyword, value) ? 'anyOf' : keyword;
    if (!ANNOTATIONS.has(keyword)) converted[name] = convertKeyword(keyword, value);
  }
  return schema.nullable === true ? withNull(converted) : converted;
}

function convertKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'enum' && Array.isArray(value)) return allowed(value);
  if (keyword === 'required') return value;
  if (keyword === 'properties') {
    return Object.fromEntries(
      Object.entries(value as object).map(([name, schema]) => [name, toJsonSchema(schema)]),
    );
  }
  if (Array.isArray(value)) return value.map((schema) => toJsonSchema(schema));
  return typeof value === 'object' && value !== null ? toJsonSchema(value as JsonSchema) : value;
}

function withNull(schema: JsonSchema): JsonSchema {
  if (schema.type === undefined) return { anyOf: [{ type: 'null' }, schema] };
  const nullable: JsonSchema = { ...schema, type: [schema.type, 'null'].flat() };
  if (Array.isArray(schema.enum)) nullable.enum = [...schema.enum, null];
  return nullable;
}

/**
 * The same schema, refusing properties it does not name. For request bodies: GitHub ignores what it does
 * not know, so a misspelt option would otherwise go unnoticed.
 */
export function closed(schema: JsonSchema): JsonSchema {
  const result: JsonSchema = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, closeKeyword(keyword, value)]),
  );
  const open = result.properties !== undefined && result.additionalProperties === undefined;
  return open && result.anyOf === undefined ? { ...result, additionalProperties: false } : result;
}

function closeKeyword(keyword: string, value: unknown): unknown {
  if (keyword === 'properties') {
    return Object.fromEntries(
      Object.entries(value as object).map(([name, schema]) => [name, closed(schema)]),
    );
  }
  if (keyword === 'items') return closed(value as JsonSchema);
  if (keyword === 'anyOf') return (value as JsonSchema[]).map(closed);
  return value;
}

const ajv = new Ajv2020({
  strict: false,
  inlineRefs: false,
  validateSchema: false,
  allErrors: true,
  verbose: true,
  logger: false,
  // Optimising the generated code takes longer than a test ever gains from it.
  code: { optimize: false },
});
addFormatsModule.default(ajv);
// GitHub's own bots have addresses with brackets, which RFC 5321 wants quoted.
ajv.addFormat('email', /^[^@\s]+@[^@\s]+$/);
const added = new Set<string>();

/** A validator; component schemas are compiled once, on first use, and shared by all. */
export function compile(schema: JsonSchema): ValidateFunction {
  addReferenced(schema);
  return ajv.compile(schema);
}

function addReferenced(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string') addComponent(value);
    else addReferenced(value);
  }
}

function addComponent(name: string): void {
  if (added.has(name)) return;
  added.add(name);
  const schema = toJsonSchema(corrected(name, description().components.schemas[name] ?? {}));
  ajv.addSchema(schema, name);
  addReferenced(schema);
}

/** The complaints of a validator's last run, one line each, at most `limit`. */
export function complaints(validate: ValidateFunction, limit = 12): string[] {
  return (validate.errors ?? [])
    .filter((error) => error.keyword !== 'anyOf')
    .slice(0, limit)
    .map(
      (error) =>
        `${error.instancePath || '/'} ${error.message} ${detail(error.params)} (is ${show(error.data)})`,
    );
}

function detail(params: Record<string, unknown>): string {
  return JSON.stringify(params.additionalProperty ?? params.allowedValues ?? params.missingProperty ?? '');
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, 80);
}
