import type { CallFact, Value } from '../facts.ts';
import { entriesOf } from './entries.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';

type Instance = Resolved & { kind: 'instance' };

/**
 * A field of what libraries make of the environment: zod's `schema.parse(process.env)`, t3's `createEnv`, envalid's
 * `cleanEnv`, dotenv's `config().parsed`. What the tree sets counts, else the default of the field; `null` if the
 * value is none of these.
 */
export function checkedSetting(resolver: Resolver, made: Resolved, name: string): Resolved[] | null {
  if (made.kind === 'member') return ofParts(resolver, made, name);
  if (made.kind !== 'instance') return null;
  const field = fieldOf(resolver, made, name);
  return field === null ? null : fromEnvironment(resolver, made.file, name, defaultsOf(resolver, field));
}

/** `config().parsed.X`, `schema.safeParse(process.env).data.X` */
function ofParts(
  resolver: Resolver,
  { object, name: part }: Resolved & { kind: 'member' },
  name: string,
): Resolved[] | null {
  if (object.kind !== 'instance') return null;
  if (part === 'data') return checkedSetting(resolver, object, name);
  const isDotenv = object.of.kind === 'symbol' && object.of.module === 'dotenv' && part === 'parsed';
  return isDotenv ? fromEnvironment(resolver, object.file, name, []) : null;
}

function fromEnvironment(
  resolver: Resolver,
  file: LinkedFile,
  name: string,
  defaults: Resolved[],
): Resolved[] {
  const found = resolver.resolve(file, { kind: 'environment', name });
  const isSet = found.some(({ kind }) => kind !== 'environment');
  return isSet || defaults.length === 0 ? found : defaults;
}

const PARSES = /^(?:parse|safeParse|parseAsync|validateSync|cast)$/;

/** What declares a field; `null` if this makes no settings or has no such field. */
function fieldOf(resolver: Resolver, made: Instance, name: string): Resolved[] | null {
  for (const record of recordsOf(resolver, made)) {
    const found = record.kind === 'record' ? entriesOf(resolver, record, name) : null;
    if (found) return found;
  }
  return null;
}

function recordsOf(resolver: Resolver, { of: made, call, file }: Instance): Resolved[] {
  if (made.kind === 'symbol') return ofLibrary(resolver, file, call, made);
  if (made.kind !== 'member' || !PARSES.test(made.name)) return [];
  return schemaRecords(resolver, made.object, 0);
}

function ofLibrary(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { module, path }: Resolved & { kind: 'symbol' },
): Resolved[] {
  const given = (value: Value | undefined) => (value ? resolver.resolve(file, value) : []);
  if (module === 'envalid' && path.at(-1) === 'cleanEnv') return given(call.positional[1]);
  if (!module.startsWith('@t3-oss/env') || path.at(-1) !== 'createEnv') return [];
  const options = given(call.positional[0]);
  return ['server', 'client', 'shared'].flatMap((part) =>
    options.flatMap((one) => (one.kind === 'record' ? (entriesOf(resolver, one, part) ?? []) : [])),
  );
}

/** Chains of methods are longer than this nowhere. */
const MAX_CHAIN = 12;

/** `z.object({ … })` at the beginning of `z.object({ … }).strict().refine(…)`. */
function schemaRecords(resolver: Resolver, schema: Resolved, depth: number): Resolved[] {
  if (schema.kind !== 'instance' || depth > MAX_CHAIN) return [];
  const { of: made, call, file } = schema;
  const [first] = call.positional;
  const own = made.kind === 'symbol' && made.path.at(-1) === 'object' && first;
  if (own) return resolver.resolve(file, first);
  return made.kind === 'member' ? schemaRecords(resolver, made.object, depth + 1) : [];
}

/** `.default(x)` and `.catch(x)` anywhere in a chain; `str({ default: x })` of envalid. */
function defaultsOf(resolver: Resolver, fields: Resolved[], depth = 0): Resolved[] {
  return fields.flatMap((field) => {
    if (field.kind !== 'instance' || depth > MAX_CHAIN) return [];
    const { of: made, call, file } = field;
    const [first] = call.positional;
    const given = first ? resolver.resolve(file, first) : [];
    if (made.kind === 'symbol') return given.flatMap((one) => optionOf(resolver, one));
    if (made.kind !== 'member') return [];
    return /^(?:default|prefault|catch)$/.test(made.name)
      ? given
      : defaultsOf(resolver, [made.object], depth + 1);
  });
}

function optionOf(resolver: Resolver, options: Resolved): Resolved[] {
  return options.kind === 'record' ? (entriesOf(resolver, options, 'default') ?? []) : [];
}
