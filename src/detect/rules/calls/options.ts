import type { BlockFact, CallFact, FileFacts, Range, Value } from '../../facts.ts';
import { entriesOf, type SeenObjects } from '../../link/entries.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { UNKNOWN } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { isArm } from '../code/structure.ts';

/** What a call is given for an option: its values, or `null` if it surely is not given. */
export type OptionValues = Resolved[] | null;

/**
 * What a call is given under any of some names: as named argument, in an options object, or spread into either.
 * A dotted path goes into nested objects, `*` through every item of a list. Of several names that are given, the
 * values of all.
 */
export function optionValues(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  names: string[],
  positional: Positional = 'may hold',
): OptionValues {
  const found = names.flatMap((name) => optionValue(resolver, file, call, name.split('.'), positional) ?? []);
  return found.length > 0 ? found : null;
}

/** Whether a positional argument that nobody knows `may hold` options, or only one that surely does `hold` some. */
type Positional = 'may hold' | 'hold';

function optionValue(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  path: string[],
  positional: Positional,
): OptionValues {
  const [name = '', ...rest] = path;
  const named = call.named.filter((argument) => argument.name === name);
  if (named.length > 0) {
    return within(
      resolver,
      named.flatMap(({ value }) => resolver.resolve(file, value)),
      rest,
    );
  }
  return within(resolver, optionSources(resolver, file, call, positional), path);
}

/** Everything that options may stand in; what is spread without being known may hold any. */
function optionSources(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  positional: Positional,
): Resolved[] {
  const spreads = (call.spreads ?? []).flatMap((value) => resolver.resolve(file, value));
  const objects = file.registry === 'pypi' ? [] : optionObjects(resolver, file, call, positional);
  const unseen = call.spread && call.spreads === undefined ? [UNKNOWN] : [];
  return [...spreads, ...objects, ...unseen];
}

/** `f({ url })`: JavaScript's way to name arguments, which Python has no need of. */
function optionObjects(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  positional: Positional,
): Resolved[] {
  const holds = positional === 'hold' ? holdsOptions : mayHoldOptions;
  return call.positional
    .filter((value) => !isNamedAsKey(file.facts, value))
    .flatMap((value) => resolver.resolve(file, value))
    .filter(holds);
}

/** `new InferenceClient(apiKey)`, `new InferenceClient(getKey('HF_TOKEN'))`: whatever it is, it is no bag of options. */
function isNamedAsKey({ bindings, calls, functions }: FileFacts, value: Value): boolean {
  const callee = value.kind === 'result' ? calls[value.call]?.callee : undefined;
  const named = callee ?? value;
  const name =
    named.kind === 'binding'
      ? bindings[named.binding]?.name
      : named.kind === 'function'
        ? functions[named.function]?.name
        : calledName(named);
  return name !== undefined && (callee ? GETS_KEY : KEY_NAME).test(name);
}

const KEY_NAME = /(?:api_?key|token|secret)$/i;
const GETS_KEY = /(?:^key|[a-z]_?[kK]ey|[tT]oken|[sS]ecret)$/;

/** Texts, numbers, functions and most instances of classes are no options. */
function mayHoldOptions(value: Resolved): boolean {
  return holdsOptions(value) || value.kind === 'unknown' || value.kind === 'member';
}

/** `new Configuration({ basePath })` is made to be handed to a client; `new AzureKeyCredential(key)` is not. */
function holdsOptions(value: Resolved): boolean {
  if (value.kind === 'record') return true;
  if (value.kind !== 'instance' || !('path' in value.of)) return false;
  return /(?:configuration|config|options|settings)$/i.test(value.of.path.at(-1) ?? '');
}

function within(resolver: Resolver, values: Resolved[], path: string[]): OptionValues {
  const [name, ...rest] = path;
  if (name === undefined) return values;
  const seen: SeenObjects = new Set();
  const next = values.map((value) =>
    name === '*' ? itemsOf(resolver, value) : propertyOf(resolver, value, name, seen),
  );
  if (next.every((one) => one === null)) return null;
  return within(
    resolver,
    next.flatMap((one) => one ?? []),
    rest,
  );
}

/**
 * Whether the code says that an option is given at times and at others is not: `...(url ? { baseURL: url } : {})`,
 * `...(url && { baseURL: url })`, `if (url) options.baseURL = url`.
 */
export function isLeftOutAtTimes(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  names: string[],
): boolean {
  const { positional, spreads = [] } = call;
  return (
    spreadsAtTimes({ kind: 'object', entries: [], spreads }, names) ||
    [...positional, ...spreads].some((value) => isSetAtTimes(file.facts, call, value, names)) ||
    positional
      .flatMap((value) => resolver.resolve(file, value))
      .some((one) => one.kind === 'record' && spreadsAtTimes(one.value, names))
  );
}

/** An object of options that gets the option in a branch, and the call stands behind that. */
function isSetAtTimes(facts: FileFacts, call: CallFact, value: Value, names: string[]): boolean {
  if (value.kind !== 'binding') return false;
  const own = facts.bindings[value.binding]?.values ?? [];
  if (own.some((one) => one.kind === 'object' && hasKey(one, names))) return false;
  const settings = (facts.assignments ?? []).filter(
    ({ target }) =>
      target.kind === 'member' &&
      target.object.kind === 'binding' &&
      target.object.binding === value.binding &&
      names.includes(target.property),
  );
  const branches = settings.map(({ range }) => branchAround(facts, range, call.range));
  const statements = branches.map((branch) => branch?.statement);
  // Both ways of one `if`: then it is given whatever is the case.
  return (
    branches.length > 0 &&
    branches.every((branch) => branch !== undefined) &&
    new Set(statements).size === statements.length
  );
}

/** The outermost branch around one place that does not reach to another. */
function branchAround({ blocks = [] }: FileFacts, inside: Range, outside: Range): BlockFact | undefined {
  return blocks.find((block) => isArm(block) && holds(block.range, inside) && !holds(block.range, outside));
}

function holds(outer: Range, inner: Range): boolean {
  return outer.startLine <= inner.startLine && outer.endLine >= inner.endLine;
}

function spreadsAtTimes({ spreads }: Value & { kind: 'object' }, names: string[]): boolean {
  return spreads.some(
    (spread) =>
      spread.kind === 'choice' &&
      spread.options.some((option) => option.kind === 'object' && hasKey(option, names)) &&
      spread.options.some(
        (option) =>
          option.kind === 'none' ||
          (option.kind === 'object' && option.spreads.length === 0 && !hasKey(option, names)),
      ),
  );
}

function hasKey({ entries }: Value & { kind: 'object' }, names: string[]): boolean {
  return entries.some(({ key }) => key.kind === 'text' && names.includes(key.text));
}

/** What an object's own entries say under some names. */
export function entriesNamed(
  { entries }: Pick<Value & { kind: 'object' }, 'entries'>,
  names: readonly string[],
): Value[] {
  return entries.flatMap(({ key, value }) =>
    key.kind === 'text' && names.includes(key.text) ? [value] : [],
  );
}

/** What a call's own words give for an option, by name or in an object. */
export function writtenValues(
  { named, positional }: Pick<CallFact, 'named' | 'positional'>,
  names: readonly string[],
): Value[] {
  return [
    ...named.flatMap(({ name, value }) => (names.includes(name) ? [value] : [])),
    ...positional.flatMap((value) => (value.kind === 'object' ? entriesNamed(value, names) : [])),
  ];
}

function itemsOf(resolver: Resolver, value: Resolved): OptionValues {
  if (value.kind !== 'list') return value.kind === 'none' ? null : [UNKNOWN];
  return value.items.length === 0 ? null : value.items.flatMap((item) => resolver.resolve(value.file, item));
}

function propertyOf(resolver: Resolver, value: Resolved, name: string, seen: SeenObjects): OptionValues {
  if (value.kind === 'record') return entriesOf(resolver, value, name, seen);
  if (value.kind === 'none' || value.kind === 'boolean') return null;
  if (value.kind === 'instance') return optionValue(resolver, value.file, value.call, [name], 'may hold');
  return [UNKNOWN];
}

/** What stands at a position; `null` if nothing does. */
export function positionalValues(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  position: number,
): OptionValues {
  const value: Value | undefined = call.positional[position];
  if (value) return resolver.resolve(file, value);
  return call.spread && call.spreads === undefined ? [UNKNOWN] : null;
}
