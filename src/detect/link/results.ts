import { isPackageModule } from '../catalog/packages.ts';
import type { CallFact, FileFacts, Value } from '../facts.ts';
import { setting, settingByName } from './look-ups.ts';
import { methodResult } from './method-results.ts';
import type { LinkedFile, Resolved, Resolver } from './model.ts';
import { fromEach, UNKNOWN } from './model.ts';
import { returnsOf } from './returned-values.ts';
import { isEnvironment } from './variables.ts';

/** What a call can give. */
export function resolveResult(resolver: Resolver, file: LinkedFile, index: number): Resolved[] {
  const call = file.facts.calls[index];
  if (!call) return [UNKNOWN];
  return fromEach(resolver.resolve(file, call.callee), (callee) => resultOf(resolver, file, call, callee));
}

function resultOf(resolver: Resolver, file: LinkedFile, call: CallFact, callee: Resolved): Resolved[] {
  switch (callee.kind) {
    case 'function':
      return (
        importedByName(resolver, file, call, callee) ?? returnsOf({ resolver, file, call, callee, depth: 0 })
      );
    case 'member':
      return methodResult(resolver, file, call, callee);
    case 'global':
      return globalResult(resolver, file, call, callee);
    case 'symbol':
      return symbolResult(resolver, file, call, callee);
    case 'class':
      return [{ kind: 'instance', file, call, of: callee }];
    default:
      return [UNKNOWN];
  }
}

/** `require_dependency("anthropic")`: functions that import an optional package by its name give that package. */
function importedByName(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  { file: home, index }: Resolved & { kind: 'function' },
): Resolved[] | null {
  const [argument] = call.positional;
  const name = home.facts.functions[index]?.name ?? '';
  if (file.registry !== 'pypi' || !argument || !/import|require|dependency/i.test(name)) return null;
  const [module] = resolver.texts.resolve(file, argument);
  if (module?.kind !== 'text' || !isPackageModule('pypi', module.text)) return null;
  return [{ kind: 'symbol', registry: 'pypi', module: module.text, path: [] }];
}

/** Functions of the language that give back their argument, as far as a URL or an object is concerned. */
const GIVES_ARGUMENT = new Set([
  'Object.freeze',
  'Promise.all',
  'structuredClone',
  'String',
  'str',
  'Number',
  'parseInt',
  'int',
  'encodeURI',
  'dict',
  'HttpUrl',
]);

function globalResult(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'global' },
): Resolved[] {
  const [argument] = call.positional;
  if (callee.path.join('.') === 'Object.assign') return [merged(file, call)];
  const kept = call.construct && callee.path.join('.') === 'Promise' ? promised(file.facts, argument) : [];
  if (kept.length > 0) return kept.flatMap((value) => resolver.resolve(file, value));
  if (argument && GIVES_ARGUMENT.has(callee.path.join('.'))) return resolver.resolve(file, argument);
  return settingByName(resolver, file, call, callee) ?? [{ kind: 'instance', file, call, of: callee }];
}

/** `new Promise((resolve) => resolve(url))`: what it is kept with. */
function promised({ functions, calls }: FileFacts, work: Value | undefined): Value[] {
  const fact = work?.kind === 'function' ? functions[work.function] : undefined;
  const [resolve] = fact?.parameters ?? [];
  if (!fact || !resolve) return [];
  const start = calls.findIndex(({ range }) => range.startLine >= fact.range.startLine);
  return calls
    .slice(Math.max(start, 0), Math.max(start, 0) + MOST_CALLS)
    .filter(({ callee }) => callee.kind === 'binding' && callee.binding === resolve.binding)
    .flatMap(({ positional: [value] }) => value ?? []);
}

/** How many calls of a promise's work are looked through. */
const MOST_CALLS = 100;

/** Classes of packages whose instances are texts: `httpx.URL`, `yarl.URL`, pydantic's. */
const TEXT_CLASSES = new Set(['URL', 'HttpUrl', 'AnyHttpUrl', 'AnyUrl', 'SecretStr']);

/** Node's `url.parse(address)`, Python's `urlparse(address)`: what they give has the URL's parts by their names. */
const TAKES_URL_APART = /^(?:(?:node:)?url(?:\.default)?\.parse|urllib\.parse\.url(?:parse|split))$/;

function symbolResult(
  resolver: Resolver,
  file: LinkedFile,
  call: CallFact,
  callee: Resolved & { kind: 'symbol' },
): Resolved[] {
  const [argument] = call.positional;
  const owner = { ...callee, path: callee.path.slice(0, -1) };
  if (callee.path.at(-1) === 'get' && isEnvironment(owner))
    return setting(resolver, file, call, owner) ?? [UNKNOWN];
  const name = [callee.module, ...callee.path].join('.');
  if (MERGES.test(name)) return [merged(file, call)];
  if (argument && OF_PROGRAMS.test(name)) return resolver.resolve(file, argument);
  // One result for each of what is awaited at once, in order.
  if (callee.module === 'asyncio' && callee.path.join('.') === 'gather')
    return [{ kind: 'list', file, items: call.positional }];
  const [, plain] = call.positional;
  if (plain && /^plainTo(?:Instance|Class)$/.test(callee.path.join('.')))
    return resolver.resolve(file, plain);
  if (argument && (TEXT_CLASSES.has(callee.path.at(-1) ?? '') || TAKES_URL_APART.test(name)))
    return resolver.resolve(file, argument);
  return settingByName(resolver, file, call, callee) ?? [{ kind: 'instance', file, call, of: callee }];
}

/** `shutil.which("claude")`: where a program of that name lies, which is that program; and a command's words as another form. */
const OF_PROGRAMS =
  /^(?:shutil\.which|which(?:\.default)?(?:\.sync)?|lookpath\.lookpath|shlex\.(?:split|join|quote))$/;

/** Functions of packages that give an object with everything of their arguments. */
const MERGES =
  /^(?:lodash(?:-es)?\b.*(?:assign|defaults|defaultsDeep|merge)|underscore\b.*(?:defaults|extend)|defu\b.*|deepmerge\b.*|ts-deepmerge\b.*|just-(?:extend|merge)\b.*|object-assign\b.*)$/;

/** `Object.assign({}, defaults, given)` is `{ ...defaults, ...given }`. */
function merged(file: LinkedFile, { positional }: CallFact): Resolved {
  return { kind: 'record', file, value: { kind: 'object', entries: [], spreads: positional } };
}
