import type { CallFact, FileFacts, Value } from '../facts.ts';
import type { Resolved, Resolver } from './model.ts';

type Instance = Resolved & { kind: 'instance' };

/**
 * `parser.parse_args().base_url` of argparse: the default that the file's `add_argument('--base-url', default=…)` gives
 * it, as `os.environ.get('X', default)` is its default. `null` where it has none, and for everything else.
 */
export function parsedOption(
  resolver: Resolver,
  { of: made, file }: Instance,
  name: string,
): Resolved[] | null {
  if (made.kind !== 'member' || !PARSES.test(made.name) || !isParser(made.object)) return null;
  const given = defaultsOf(file.facts).get(name) ?? [];
  const found = given.flatMap((value) => resolver.resolve(file, value)).filter(({ kind }) => kind !== 'none');
  return found.length > 0 ? found : null;
}

const PARSES = /^parse_(?:known_|intermixed_)?args$/;

function isParser(object: Resolved): boolean {
  if (object.kind !== 'instance' || object.of.kind !== 'symbol') return false;
  return object.of.module === 'argparse' && object.of.path.at(-1) === 'ArgumentParser';
}

const known = new WeakMap<FileFacts, Map<string, Value[]>>();

/** The defaults of a file's options, by the attribute that they are read from. */
function defaultsOf(facts: FileFacts): Map<string, Value[]> {
  const before = known.get(facts);
  if (before) return before;
  const found = new Map<string, Value[]>();
  known.set(facts, found);
  for (const call of facts.calls) {
    const value = call.named.find(({ name }) => name === 'default')?.value;
    const option = value && isAddition(call) ? attributeOf(call) : null;
    if (value && option !== null) found.set(option, [...(found.get(option) ?? []), value]);
  }
  return found;
}

function isAddition({ callee }: CallFact): boolean {
  return callee.kind === 'member' && callee.property === 'add_argument';
}

/** `dest=`, else the first long option without its dashes, else the first name. */
function attributeOf({ positional, named }: CallFact): string | null {
  const dest = named.find(({ name }) => name === 'dest')?.value;
  if (dest?.kind === 'text') return dest.text;
  const names = positional.flatMap((value) => (value.kind === 'text' ? [value.text] : []));
  const first = names.find((name) => name.startsWith('--')) ?? names[0];
  return first === undefined ? null : first.replace(/^-+/, '').replaceAll('-', '_');
}
