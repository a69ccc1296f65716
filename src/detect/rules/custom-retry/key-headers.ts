import { KEY_HEADERS } from '../../catalog/authentication.ts';
import { pathMeaning } from '../../catalog/paths.ts';
import type { FileFacts, FunctionFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { dottedName } from '../calls/llm-calls.ts';
import { requestOf } from '../calls/telling-calls.ts';
import { pathOf } from '../calls/unknown-hosts.ts';
import type { KeptValue } from '../code/kept-values.ts';
import { keptValues } from '../code/kept-values.ts';
import { remembered } from '../code/remembered.ts';
import { structureOf } from '../code/structure.ts';
import { writtenTexts } from '../code/written-texts.ts';
import type { Spoken } from './spoken-services.ts';
import { spokenTo } from './spoken-services.ts';

/** Headers that only one vendor takes its key in, where no call of the file shows where they go. */
export function keyHeaders(resolver: Resolver, file: LinkedFile): Spoken[] {
  const headers = [...keptValues(file.facts).holders, ...grownHeaders(file.facts)];
  const found = headers.flatMap(({ value, range }) => {
    const name = value.kind === 'object' ? vendorOfHeaders(file, value) : null;
    if (name === null) return [];
    const around = structureOf(file.facts).functionAround(range);
    return around && onlyLists(resolver, file, around) ? [] : [{ name, range }];
  });
  const isShown = found.length > 0 && (spokenTo(resolver, file).length > 0 || speaksToVendor(resolver, file));
  return isShown ? [] : found;
}

/** `headers['x-api-key'] = key`, one after the other: what an object has in the end, and where the first is set. */
function grownHeaders({ assignments = [], bindings }: FileFacts): Pick<KeptValue, 'value' | 'range'>[] {
  const set = assignments.flatMap(({ target, value, range }) => {
    if (target.kind !== 'member' || target.object.kind !== 'binding') return [];
    const key = { kind: 'text' as const, text: target.property };
    return TELLING_HEADERS.has(target.property.toLowerCase())
      ? [{ of: target.object.binding, entry: { key, value, range } }]
      : [];
  });
  return [...Map.groupBy(set, ({ of }) => of)].flatMap(([of, group]) => {
    const begun = bindings[of]?.values.flatMap((one) => (one.kind === 'object' ? one.entries : [])) ?? [];
    const entries = [...begun, ...group.map(({ entry }) => entry)];
    return group.slice(0, 1).map(({ entry: { range } }) => ({
      value: { kind: 'object', entries, spreads: [] },
      range,
    }));
  });
}

const TELLING_HEADERS: ReadonlySet<string> = new Set(
  KEY_HEADERS.flatMap(({ header, beside }) => (beside === undefined ? [header] : [header, beside])),
);

/** Whether all that a function sends asks which models there are: with its headers it authenticates no LLM call. */
const onlyLists = remembered((resolver, file, { range }: FunctionFact): boolean => {
  const urls = structureOf(file.facts)
    .callsIn(range)
    .flatMap((call) => requestOf(resolver, file, call)?.request.urls ?? []);
  return urls.length > 0 && urls.every((url) => LISTS_MODELS.test(pathOf(url)));
});

const LISTS_MODELS = /\/models\/?$/;

/** Whether a file names an address of an inference service at all; a list of models is no call of one. */
function speaksToVendor({ tree }: Resolver, file: LinkedFile): boolean {
  const gateway = tree.policy.gateway.urls.map((url) => url.replace(/^https?:\/\//, ''));
  const texts = writtenTexts(file.facts);
  const meanings = new Set(texts.flatMap((text) => (text.startsWith('/') ? pathMeaning(text) : [])));
  const isAsked = meanings.has('inference') || meanings.has('likely') || texts.some(sendsMessages);
  if (meanings.has('quiet') && !isAsked) return true;
  return texts.some((text) => /^https?:\/\//.test(text) || gateway.some((url) => text.includes(url)));
}

/** The last part of Anthropic's path, behind a base that ends with the version. */
function sendsMessages(text: string): boolean {
  return text.endsWith('/messages');
}

function vendorOfHeaders(file: LinkedFile, { entries }: Value & { kind: 'object' }): string | null {
  const headers = new Map(
    entries.flatMap(({ key, value }) =>
      key.kind === 'text' ? [[key.text.toLowerCase(), value] as const] : [],
    ),
  );
  const found = KEY_HEADERS.find(({ header, beside, key }) => {
    const value = headers.get(header);
    if (!value) return false;
    const names = namesIn(file, value);
    // A key that is written out is `hardcoded-key`.
    if (names.trim() === '' || /litellm|gateway|proxy/i.test(names)) return false;
    return (beside !== undefined && headers.has(beside)) || (key?.test(names) ?? false);
  });
  return found?.name ?? null;
}

/** The names that a value is read from: of variables, of the environment. */
function namesIn(file: LinkedFile, value: Value): string {
  switch (value.kind) {
    case 'environment':
      return value.name;
    case 'join':
      return value.parts.map((part) => namesIn(file, part)).join(' ');
    case 'choice':
      return value.options.map((option) => namesIn(file, option)).join(' ');
    default:
      return dottedName(file, value);
  }
}
