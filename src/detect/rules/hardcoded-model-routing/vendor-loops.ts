import { isVendorModel } from '../../catalog/model-names.ts';
import type { NamedVendor } from '../../catalog/vendor-names.ts';
import { vendorOfClass, vendorOfKey, vendorOfMember } from '../../catalog/vendor-names.ts';
import type { BlockFact, FileFacts, Range, Value } from '../../facts.ts';
import type { LinkedFile, PlacedValue, Resolver } from '../../link/model.ts';
import { dottedName, importsModels, lastPart } from '../calls/llm-calls.ts';
import { recent } from '../code/remembered.ts';
import { blocksIn, callBehind, givenTo, isWithin, structureOf } from '../code/structure.ts';
import { leaves, loopAround } from '../custom-retry/retry-blocks.ts';
import { distinct, isForeignModel } from '../services/model-names.ts';
import { settledIn } from './vendor-branches.ts';
import { vendorOfEntry } from './vendor-dispatch.ts';

/** Where one goes over vendors or models, of which the first is taken that may be asked. */
export interface VendorLoop {
  range: Range;
  /** The vendors or models, sorted. */
  names: string[];
}

/**
 * `for name in ("openai", "groq"): if os.getenv(f"{name.upper()}_API_KEY"): return name`, and `find` for the same;
 * `for model in PREFERRED: if model in available: return model`.
 */
export function vendorLoops(resolver: Resolver, file: LinkedFile): VendorLoop[] {
  const loops = (file.facts.blocks ?? []).flatMap((loop) => {
    if (loop.kind !== 'loop' || loop.each !== true) return [];
    const vendors = severalNames(vendorsOver(resolver, file, loop));
    const names = vendors.length > 0 ? vendors : modelsOver(resolver, file, loop);
    const range = file.facts.statements[loop.statement]?.range;
    const asks = vendors.length > 0 ? asksForKeys : asksForModels;
    return range && names.length > 0 && takesFirst(file, loop, asks) ? [{ range, names }] : [];
  });
  return [...loops, ...firstFound(resolver, file)];
}

/** `PROVIDERS.find((one) => one.isConfigured())`, `PREFERRED.find((model) => available.includes(model))` */
function firstFound(resolver: Resolver, file: LinkedFile): VendorLoop[] {
  return file.facts.calls.flatMap((call) => {
    const { callee, positional, range } = call;
    const [tells] = positional;
    if (callee.kind !== 'member' || callee.property !== 'find' || tells?.kind !== 'function') return [];
    const list = lastPart(dottedName(file, callee.object));
    const fact = file.facts.functions[tells.function];
    const asked = fact ? structureOf(file.facts).callsIn(fact.range) : [];
    const words = [
      ...asked.map((one) => dottedName(file, one.callee)),
      ...(fact?.returns ?? []).map((value) => dottedName(file, value)),
    ];
    const vendors = severalNames(vendorsHeldBy(resolver, file, list));
    if (vendors.length > 0) return words.some((word) => KEYS.test(word)) ? [{ range, names: vendors }] : [];
    const names = modelsSought(resolver, file, list, words);
    return names.length > 0 ? [{ range, names }] : [];
  });
}

/** The models of a list of which the first is sought that is there, or those that some are there of: `installed.find((one) => PREFERRED.includes(one))`. */
function modelsSought(
  resolver: Resolver,
  file: LinkedFile,
  list: string,
  words: readonly string[],
): string[] {
  const isPreferred = PREFERRED.test(list) && words.some((word) => ASKS_MODELS.test(word));
  if (isPreferred || words.some((word) => ASKS_THERE.test(word)))
    return modelsOver(resolver, file, { names: [list] });
  const preferred = words.flatMap((word) => ASKS_LIST.exec(word)?.[1] ?? []);
  const names = preferred.filter((name) => THERE.test(list) || PREFERRED.test(name));
  return names.length > 0 ? modelsOver(resolver, file, { names: [...new Set(names)] }) : [];
}

/** `PREFERRED.includes(model)`, `preferred.some((one) => model.startsWith(one))` */
const ASKS_LIST = /(\w+)\.(?:includes|has|some)$/;

const PREFERRED = /prefer|priorit|favou?r/i;

/** `models.includes(candidate)`: of what is preferred, whatever there is. */
const ASKS_MODELS = /(?:^|[a-z._])models\.(?:includes|has)$/i;

/** The names of several vendors, of whom one tells that they are such. */
function severalNames(vendors: readonly NamedVendor[]): string[] {
  const names = distinct(vendors.map(({ name }) => name));
  return names.length > 1 && vendors.some(({ isTelling }) => isTelling) ? names : [];
}

/** Whether a loop is left with one of what it goes over, by whose key there is, or which is there. */
function takesFirst(file: LinkedFile, loop: BlockFact, asks: typeof asksForKeys): boolean {
  const inside = blocksIn(file.facts, loop.range).filter(
    (block) => block.kind === 'branch' && !looksInto(block) && loopAround(file, block) === loop,
  );
  const leaving = inside.filter(leaves).slice(0, MOST_LEAVING);
  // `if name in available: cost = estimate(name)`, and `if cost <= limit: return name` in that.
  const around = (branch: BlockFact) => inside.filter((one) => isWithin(branch.range, one.range));
  return leaving.some(
    (branch) => takesOne(file, loop, branch) && asks(file, loop, [...leaving, ...around(branch)]),
  );
}

/** `if api_key.startswith(prefix): return name`, `if url == known_url: return name`: it finds out whose that is. */
function looksInto({ names = [] }: BlockFact): boolean {
  return names.some((name) => LOOKS.test(name) && !ASKS_THERE.test(name));
}

/** `available.includes(model)`, `installedModels.has(model)` */
const ASKS_THERE =
  /(?:avail|install|pulled|present|support|(?:^|[_.])(?:local|loaded|ready)_?(?:models|names))\w*\.(?:includes|has)$/i;

const LOOKS =
  /\.(?:starts_?with|ends_?with|includes|index_?of|find|match|test|search|(?:to_?)?lower(?:_?case)?)$|(?:url|host|domain|prefix|marker|pattern)s?$/i;

/** Nobody leaves a loop in more ways. */
const MOST_LEAVING = 30;

/** The vendors that a loop goes over, if they are written in its head or in the list that its head names. */
function vendorsOver(
  resolver: Resolver,
  file: LinkedFile,
  { texts = [], names = [] }: BlockFact,
): NamedVendor[] {
  const written = [
    ...texts.flatMap((text) => vendorOfKey(text) ?? []),
    ...names.flatMap((name) => vendorOfProvider(name) ?? []),
  ];
  if (written.length > 0) return written;
  return names.flatMap((name) =>
    vendorsHeldBy(resolver, file, lastPart(name.replace(/\.(?:items|keys)$/, ''))),
  );
}

/** `Provider.GROQ`, a member of an enum. */
function vendorOfProvider(name: string): NamedVendor | null {
  const member = /provider\w*\.([A-Z][A-Z\d_]*)$/i.exec(name)?.[1];
  return member === undefined ? null : vendorOfMember(member);
}

/** The models that a loop goes over, most of them vendors' own; those that the gateway declares are its own. */
function modelsOver(
  resolver: Resolver,
  file: LinkedFile,
  { texts = [], names = [] }: Pick<BlockFact, 'texts' | 'names'>,
): string[] {
  const held = names.map((name) => listHeldBy(resolver, file, lastPart(name)));
  const items = held.flatMap((list) =>
    list?.value.kind === 'list' ? list.value.items.slice(0, MOST_VENDORS) : [],
  );
  const listed = items.flatMap((item) => (item.kind === 'text' ? [item.text] : []));
  const models = [...texts, ...listed];
  const isModel = (text: string) => isVendorModel(text) && isForeignModel(resolver, text);
  const areModels = models.every((text) => isModel(text) || FAMILY.test(text)) && models.some(isModel);
  return models.length > 1 && areModels ? distinct(models) : [];
}

/** What begins the names of several models: `["llama3.1:8b", "qwen3", "mistral", "llama"]`. */
const FAMILY = /^(?:llama|mistral|mixtral|qwen|gemma|phi|deepseek|gpt|claude|gemini)$/i;

/** The vendors in the list or table that is held under a name. */
function vendorsHeldBy(resolver: Resolver, file: LinkedFile, name: string): NamedVendor[] {
  const held = listHeldBy(resolver, file, name);
  if (held?.value.kind === 'object')
    return held.value.entries.slice(0, MOST_VENDORS).flatMap(({ key }) => vendorOfEntry(key) ?? []);
  if (held?.value.kind !== 'list') return [];
  return held.value.items.slice(0, MOST_VENDORS).flatMap((item) => vendorOfRow(held.file, item));
}

/** The list or table that a name stands for in a file, where it may be imported. */
function listHeldBy(resolver: Resolver, file: LinkedFile, name: string): PlacedValue | null {
  const value = listsByName(file.facts).get(name);
  if (value) return { file, value };
  const imported = importsModels(file) ? importsByName(file.facts).get(name) : undefined;
  for (const one of imported ? resolver.resolve(file, imported) : []) {
    if (one.kind === 'record') return one;
    if (one.kind === 'list') return { file: one.file, value: { kind: 'list', items: one.items } };
  }
  return null;
}

/** Thousands of loops may go over one list; nobody lists more. */
const MOST_VENDORS = 50;

/** `"openai"`, `("openai", "OPENAI_API_KEY")`, `new OpenAIProvider()` */
function vendorOfRow(file: LinkedFile, item: Value): NamedVendor[] {
  if (item.kind === 'result') {
    const made = lastPart(dottedName(file, item));
    const vendor = /^[A-Z]/.test(made) ? vendorOfClass(made) : null;
    return vendor ? [vendor] : [];
  }
  const parts = item.kind === 'list' ? item.items : [item];
  return parts.flatMap((part) => vendorOfEntry(part) ?? []).slice(0, 1);
}

/** The lists and tables of a file, by the names of what holds them. */
const listsByName = recent(({ bindings, classes }: FileFacts): ReadonlyMap<string, Value> => {
  const held = [...bindings, ...classes.flatMap(({ attributes }) => attributes)];
  return new Map(
    held.flatMap(({ name, values: [value] }) =>
      value?.kind === 'list' || value?.kind === 'object' ? [[name, value] as const] : [],
    ),
  );
});

/** What a file imports, by the names that it has there. */
const importsByName = recent(
  ({ imports }: FileFacts): ReadonlyMap<string, Value> =>
    new Map(
      imports.flatMap(({ module, name, local }) =>
        local === null ? [] : [[local, { kind: 'import', module, name }] as const],
      ),
    ),
);

/** `return name`, `provider, key = name, keys[name]`, `return make_client(name)`, `return provider` of what was got by it. */
function takesOne(file: LinkedFile, { names = [] }: BlockFact, { range }: BlockFact): boolean {
  const isName = (part: Value) => part.kind === 'binding' && names.includes(dottedName(file, part));
  return settledIn(file, range).some(({ value }) => {
    const call = callBehind(file.facts, value);
    const parts = call ? givenTo(call) : value.kind === 'list' ? value.items : [value];
    return parts.some((part) => isName(part) || gotBy(file, part).some(isName));
  });
}

/** `const provider = this.providers.get(name)`: by what something was got that a name stands for. */
function gotBy({ facts }: LinkedFile, part: Value): Value[] {
  const [held, ...others] = part.kind === 'binding' ? (facts.bindings[part.binding]?.values ?? []) : [];
  const call = held && others.length === 0 ? callBehind(facts, held) : undefined;
  const isGot = call?.callee.kind === 'member' && GETS.test(call.callee.property);
  return isGot ? call.positional.slice(0, 1) : [];
}

const GETS = /^(?:get|get_?(?:provider|client|adapter)\w{0,8})$/i;

/** `if model in available`, which of several is there, or `if (keys[vendorOf(model)])`, whose key there is. */
function asksForModels(file: LinkedFile, loop: BlockFact, branches: readonly BlockFact[]): boolean {
  return branches.some(({ names = [] }) => asksWhetherThere(names)) || asksForKeys(file, loop, branches);
}

/** `"llama3.1" in available`, `installedModels.includes('mistral')`: by the names in it, whether a condition asks what there is. */
export function asksWhetherThere(names: readonly string[]): boolean {
  return names.some((name) => THERE.test(name));
}

const THERE =
  /avail|install|pulled|present|supported|(?:^|[_.])(?:local|loaded|ready)_?(?:models|names)|(?:^|[_.])models?_?(?:set|ids|tags)$|(?:^|[._])_?(?:exclude[ds]?|blocked|black_?list(?:ed)?|banned|failed|exhausted|cooldowns?)(?:_?models)?$/i;

/** Whether a loop asks for keys, or else whether a vendor is there. */
function asksForKeys(file: LinkedFile, loop: BlockFact, branches: readonly BlockFact[]): boolean {
  const calls = structureOf(file.facts).callsIn(loop.range);
  // `for key, limit in limits.items(): if key in model: return limit`
  const isOther = (name: string) => !(loop.names ?? []).includes(name);
  const words = [
    ...branches.flatMap(({ names = [], texts = [] }) => [...names.filter(isOther), ...texts]),
    ...calls.flatMap((call) => [dottedName(file, call.callee), ...givenTo(call).flatMap(textsWithin)]),
  ];
  return words.some((word) => KEYS.test(word));
}

function textsWithin(value: Value): string[] {
  if (value.kind === 'join') return value.parts.flatMap(textsWithin);
  return value.kind === 'text' ? [value.text] : [];
}

const KEYS =
  /api_?key|(?:^|[._])(?:keys?|env|getenv|environ|credentials?|tokens?)(?:$|[._])|avail|configured|enabled?|has_?key|healthy?(?:$|[._])|reachable/i;
