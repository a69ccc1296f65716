import type { ValidateFunction } from 'ajv/dist/2020.js';
import { type BodyObject, dereference, description, type JsonSchema } from './description.ts';
import type { Operation } from './operations.ts';
import { closed, compile, complaints, toJsonSchema } from './schema.ts';

const validators = new Map<string, ValidateFunction>();

function validator(key: string, schema: () => JsonSchema): ValidateFunction {
  const known = validators.get(key);
  if (known) return known;
  const fresh = compile(schema());
  validators.set(key, fresh);
  return fresh;
}

function judge(key: string, schema: () => JsonSchema, value: unknown): string[] {
  const validate = validator(key, schema);
  if (validate(value)) return [];
  const found = complaints(validate);
  return found.length ? found : ['/ matches none of the alternatives'];
}

/** What is wrong with the query of a request: unknown names and values outside the schema. */
export function judgeQuery(operation: Operation, query: URLSearchParams): string[] {
  const known = new Map(
    operation.parameters.filter((one) => one.in === 'query').map((one) => [one.name, one]),
  );
  return [...query].flatMap(([name, value]) => {
    const parameter = known.get(name);
    if (!parameter) return [`unknown query parameter ${name}`];
    const schema = () => toJsonSchema(parameter.schema);
    return judge(`query ${operation.name} ${name}`, schema, typed(value, parameter.schema)).map(
      (complaint) => `query parameter ${name}: ${complaint}`,
    );
  });
}

/** What is wrong with the path parameters of a request. */
export function judgePath(operation: Operation, params: Record<string, string>): string[] {
  const inPath = operation.parameters.filter((one) => one.in === 'path');
  return inPath.flatMap((one) =>
    judge(
      `path ${operation.name} ${one.name}`,
      () => toJsonSchema(one.schema),
      typed(params[one.name] ?? '', one.schema),
    ).map((complaint) => `path parameter ${one.name}: ${complaint}`),
  );
}

/** Text from a URL as the type its schema asks for; what cannot be converted stays text and is refused. */
function typed(value: string, schema: JsonSchema): unknown {
  const resolved = dereference<JsonSchema>(schema);
  const type = resolved.type;
  if (type === 'integer' || type === 'number') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value;
  if (type === 'array') return value.split(',');
  if (resolved.oneOf !== undefined) return /^\d+$/.test(value) ? Number(value) : value;
  return value;
}

/** `fatal` is what GitHub refuses with 422; `ignored` is what it would silently overlook. */
export interface BodyJudgement {
  fatal: string[];
  ignored: string[];
}

/** What is wrong with the body of a request. */
export function judgeRequestBody(operation: Operation, body: unknown): BodyJudgement {
  const described = operation.object.requestBody;
  const schema = described?.content?.['application/json']?.schema;
  if (!schema) return { fatal: [], ignored: hasContent(body) ? ['a body that GitHub does not expect'] : [] };
  if (body === undefined) {
    const needsBody = described?.required === true;
    return { fatal: needsBody ? ['body is missing'] : [], ignored: [] };
  }
  const fatal = judge(`request ${operation.name}`, () => toJsonSchema(schema), body);
  if (fatal.length) return { fatal, ignored: [] };
  return { fatal, ignored: judge(`closed ${operation.name}`, () => closed(toJsonSchema(schema)), body) };
}

function hasContent(body: unknown): boolean {
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

/** Errors that any operation may answer, described for it or not. */
const COMMON_ERRORS = new Set([301, 307, 400, 401, 403, 404, 409, 410, 422, 429, 451, 500, 501, 502, 503]);

/** What is wrong with a response: a status the operation does not know, or a body outside its schema. */
export function judgeResponse(operation: Operation, status: number, body: unknown): string[] {
  const described = operation.object.responses[String(status)];
  if (!described) return COMMON_ERRORS.has(status) ? [] : [`status ${status} is not described`];
  const content = dereference<BodyObject>(described).content;
  const schema = content?.['application/json']?.schema;
  if (!schema) return isBodyless(status, content, body) ? [`status ${status} has no body`] : [];
  return judge(`response ${operation.name} ${status}`, () => toJsonSchema(schema), body);
}

/** Success without described content has no body; an error always has one, described or not. */
function isBodyless(status: number, content: BodyObject['content'], body: unknown): boolean {
  return status < 300 && content === undefined && body !== undefined;
}

/** What is wrong with a webhook payload. */
export function judgeWebhook(event: string, action: string | null, payload: unknown): string[] {
  const name = [event, action].filter(Boolean).join('-').replaceAll('_', '-');
  const webhook = description()['x-webhooks'][name];
  const schema = webhook?.post.requestBody.content?.['application/json']?.schema;
  if (!schema) return [`GitHub describes no webhook ${name}`];
  return judge(`webhook ${name}`, () => toJsonSchema(schema), payload);
}
