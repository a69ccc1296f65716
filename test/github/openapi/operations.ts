import { dereference, description, type OperationObject, type ParameterObject } from './description.ts';

/** One operation of GitHub's REST API. */
export interface Operation {
  /** `GET /repos/{owner}/{repo}/issues`: what routes and logs call it. */
  name: string;
  method: string;
  template: string;
  object: OperationObject;
  parameters: ParameterObject[];
}

export interface Match {
  operation: Operation;
  /** Path parameters, percent-decoded. */
  params: Record<string, string>;
}

interface Pattern {
  template: string;
  /** What the path starts with, before the first parameter. */
  start: string;
  regex: RegExp;
  names: string[];
}

/** These may hold slashes that a client did not encode; a `path` may be empty too, for the root folder. */
const WITH_SLASHES = new Set(['ref', 'branch', 'basehead']);

let patterns: Pattern[] | null = null;
const operations = new Map<string, Operation>();

/** The operation that GitHub describes for this method and path; null if it describes none. */
export function matchOperation(method: string, pathname: string): Match | null {
  patterns ??= Object.keys(description().paths).map(toPattern).sort(mostLiteralFirst);
  for (const pattern of patterns) {
    if (!pathname.startsWith(pattern.start)) continue;
    const found = pattern.regex.exec(pathname);
    const operation = found && operationAt(method, pattern.template);
    if (found && operation) return { operation, params: decodeParams(pattern.names, found) };
  }
  return null;
}

function toPattern(template: string): Pattern {
  const names: string[] = [];
  const source = template
    .replace('/{path}', '{path}')
    .replace(/\{([^}]+)\}|[^{]+/g, (part, name: string | undefined) => {
      if (name === undefined) return part.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
      names.push(name);
      if (name === 'path') return '(?:/(.*))?';
      return WITH_SLASHES.has(name) ? '(.+)' : '([^/]+)';
    });
  return { template, start: template.split(/\/?\{/)[0] ?? '', names, regex: new RegExp(`^${source}$`) };
}

function mostLiteralFirst(one: Pattern, other: Pattern): number {
  const literals = (pattern: Pattern) =>
    pattern.template.split('/').filter((part) => !part.startsWith('{')).length;
  return literals(other) - literals(one);
}

function operationAt(method: string, template: string): Operation | null {
  const name = `${method} ${template}`;
  const known = operations.get(name);
  if (known) return known;
  const object = description().paths[template]?.[method.toLowerCase()];
  if (!object) return null;
  const parameters = (object.parameters ?? []).map((parameter) => dereference<ParameterObject>(parameter));
  const operation = { name, method, template, object, parameters };
  operations.set(name, operation);
  return operation;
}

function decodeParams(names: string[], found: RegExpExecArray): Record<string, string> {
  return Object.fromEntries(names.map((name, index) => [name, decode(found[index + 1] ?? '')]));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
