import type { Range } from '../range.ts';
import type { FallbackKind } from './configuration.ts';
import { FALLBACK_KINDS } from './configuration.ts';
import type { FoundConfiguration } from './find-configurations.ts';
import type { Located, LocatedMap } from './located.ts';
import { entriesOf, entryOf, itemsOf, nameOf, textOf, valueAt } from './located.ts';
import { matchesWildcard } from './wildcard.ts';

/** A configuration by its parts, each with the value that it was read from. */
export interface View {
  map: LocatedMap;
  isWholeFile: boolean;
  models: ModelView[];
  aliases: AliasView[];
  fallbacks: FallbackView[];
  names: NamesView;
}

/** An entry of `model_list`. */
export interface ModelView {
  /** By its name, so that it stays the same where entries are moved: `model_list[gpt-4o]`. */
  path: string;
  entry: Located;
  name: string | null;
  /** The place of its name, or of the whole entry. */
  range: Range;
  /** `litellm_params` */
  parameters: LocatedMap | null;
  /** `litellm_params.model` */
  runs: string | null;
}

/** `fast: local-fast` of `model_group_alias`, or of `model_alias_map`. */
export interface AliasView {
  path: string;
  map: 'model_group_alias' | 'model_alias_map';
  name: string;
  range: Range;
  value: Located;
  /** What it stands for; `null` if that has not the shape which LiteLLM reads. */
  target: string | null;
  /** What was most likely meant: of a list its first name. */
  meant: string | null;
  targetRange: Range;
}

/** `{ a: [b, c] }` of a list of fallbacks. */
export interface FallbackView {
  path: string;
  kind: FallbackKind;
  /** `*` for `default_fallbacks`. */
  from: string;
  range: Range;
  targets: { name: string; path: string; range: Range }[];
}

/** Every name that a request may ask for. */
export interface NamesView {
  models: ReadonlySet<string>;
  /** Names with `*`. */
  patterns: readonly string[];
  aliases: ReadonlySet<string>;
  /**
   * Single deployments (`model_info.id`), what teams call them (`team_public_model_name`), and what they run, which the
   * router takes for a name too (`_get_deployment_by_litellm_model` in `litellm/router.py`).
   */
  others: ReadonlySet<string>;
  /** Whether there may be more: in the gateway's database, or an included file. */
  isOpen: boolean;
  /** How many hints may still be looked for: nobody reads more, and each costs a look at every name. */
  hints: { left: number };
}

export function viewOf({ map, isWholeFile }: FoundConfiguration): View {
  const models = itemsOf(valueAt(map, 'model_list')).map(modelView);
  const aliases = [
    ...aliasViews(map, 'router_settings', 'model_group_alias'),
    ...aliasViews(map, 'litellm_settings', 'model_alias_map'),
  ];
  const fallbacks = ['router_settings', 'litellm_settings'].flatMap((section) => fallbackViews(map, section));
  return { map, isWholeFile, models, aliases, fallbacks, names: namesView(map, models, aliases) };
}

function modelView(entry: Located, index: number): ModelView {
  const parameters = valueAt(entry, 'litellm_params');
  const name = valueAt(entry, 'model_name');
  return {
    path: `model_list[${nameOf(name) ?? index}]`,
    entry,
    name: nameOf(name),
    range: name?.range ?? entry.range,
    parameters: parameters?.kind === 'map' ? parameters : null,
    runs: textOf(valueAt(parameters, 'model')),
  };
}

function aliasViews(map: LocatedMap, section: string, name: AliasView['map']): AliasView[] {
  return entriesOf(valueAt(map, section, name)).map(({ key, range, value }) => {
    const target = value.kind === 'map' ? entryOf(value, 'model')?.value : value;
    return {
      path: `${section}.${name}.${key}`,
      map: name,
      name: key,
      range,
      value,
      target: textOf(target ?? null),
      meant: textOf(target ?? null) ?? textOf(itemsOf(value)[0] ?? null),
      targetRange: (target ?? value).range,
    };
  });
}

function fallbackViews(map: LocatedMap, section: string): FallbackView[] {
  return FALLBACK_KINDS.flatMap((kind) => {
    const value = valueAt(map, section, kind);
    const path = `${section}.${kind}`;
    if (kind === 'default_fallbacks' && value !== null)
      return [{ path, kind, from: '*', range: value.range, targets: targetsOf(value, path) }];
    // A map of several keys is read in no way that its writer meant.
    const entries = itemsOf(value).flatMap((item) =>
      item.kind === 'map' && item.entries.length === 1 ? item.entries : [],
    );
    return entries.map(({ key, range, value: targets }) => {
      const inner = `${path}.${key}`;
      return { path: inner, kind, from: key, range, targets: targetsOf(targets, inner) };
    });
  });
}

/** Names, or maps that name a model among other things. */
function targetsOf(value: Located, path: string): FallbackView['targets'] {
  return itemsOf(value).flatMap((item, index) => {
    const name = textOf(item) ?? textOf(valueAt(item, 'model'));
    return name === null ? [] : [{ name, path: `${path}[${index}]`, range: item.range }];
  });
}

const MAX_HINTS = 100;

function namesView(map: LocatedMap, models: ModelView[], aliases: AliasView[]): NamesView {
  const names = models.flatMap(({ name }) => name ?? []);
  return {
    models: new Set(names.filter((name) => !name.includes('*'))),
    patterns: names.filter((name) => name.includes('*')),
    aliases: new Set(aliases.map(({ name }) => name)),
    others: new Set(models.flatMap(otherNames)),
    isOpen: isOpen(map),
    hints: { left: MAX_HINTS },
  };
}

function otherNames({ entry, runs }: ModelView): string[] {
  const keys = ['id', 'team_public_model_name'];
  const names = keys.flatMap((key) => nameOf(valueAt(entry, 'model_info', key)) ?? []);
  return runs === null || runs.includes('*') ? names : [...names, runs];
}

function isOpen(map: LocatedMap): boolean {
  const stored = valueAt(map, 'general_settings', 'store_model_in_db');
  return entryOf(map, 'include') !== null || (stored?.kind === 'scalar' && stored.value === true);
}

/** Whether a request for this name is routed to an entry of `model_list`, without any alias. */
export function isModel({ models, patterns, others }: NamesView, name: string): boolean {
  return models.has(name) || others.has(name) || patterns.some((pattern) => matchesWildcard(pattern, name));
}

/** Whether a request may ask for this name. */
export function isName(names: NamesView, name: string): boolean {
  return names.aliases.has(name) || isModel(names, name);
}

/** Every name that may be asked for, but for patterns. */
export function namesOf({ models, aliases }: NamesView): string[] {
  return [...models, ...aliases];
}
