import { nearestName } from '../../../policy/nearest.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import { HOMES, ROUTER_SETTINGS, ROUTING_STRATEGIES, SHARED_SETTINGS } from '../litellm/settings.ts';
import type { LocatedEntry } from '../located.ts';
import { entriesOf, isGiven, itemsOf, kindOf, nameOf, textOf, valueAt } from '../located.ts';
import type { View } from '../view.ts';
import { isName } from '../view.ts';
import type { Check } from './check.ts';
import { nameToUse } from './check.ts';

/** Settings stand where LiteLLM reads them, have values that it takes, and name models that exist. */
export const checkSettings: Check = (view) => [
  ...strays(view),
  ...unknownRouterSettings(view),
  ...strategyFault(view),
  ...masterKeyFault(view),
  ...namedModels(view).flatMap((named) => namedModelFault(view, named)),
];

function strays({ map, isWholeFile }: View): ConfigFault[] {
  const sections = ['litellm_settings', 'router_settings', 'general_settings'];
  const top = isWholeFile ? strayIn('', map.entries) : [];
  return [...top, ...sections.flatMap((section) => strayIn(section, entriesOf(valueAt(map, section))))];
}

function strayIn(section: string, entries: readonly LocatedEntry[]): ConfigFault[] {
  return entries.flatMap((entry) => {
    const home = Object.hasOwn(HOMES, entry.key) ? HOMES[entry.key] : undefined;
    if (home && home.section !== section && isGiven(entry.value))
      return [stray(section, entry, `\`${home.section}\``, home.matters)];
    if (!home && isSharedStray(section, entry))
      return [
        stray(section, entry, '`router_settings` and `litellm_settings`', entry.key.endsWith('fallbacks')),
      ];
    return [];
  });
}

function isSharedStray(section: string, { key, value }: LocatedEntry): boolean {
  return (
    SHARED_SETTINGS.includes(key) && (section === '' || section === 'general_settings') && isGiven(value)
  );
}

function stray(section: string, { key, range }: LocatedEntry, home: string, matters: boolean): ConfigFault {
  return {
    id: 'setting-not-read',
    severity: matters ? 'error' : 'warn',
    message: `LiteLLM does not read ${quoted(key)} ${section === '' ? 'at the top' : `of \`${section}\``}, only of ${home}`,
    mend: `Move it below ${home.includes(' and ') ? '`router_settings`' : home}.`,
    range,
    path: section === '' ? key : `${section}.${key}`,
  };
}

/** There are some fifty. */
const MAX_SETTINGS = 500;

/** `health_check_interval` alone makes it refuse to start, and is told as a stray. */
function unknownRouterSettings({ map }: View): ConfigFault[] {
  return entriesOf(valueAt(map, 'router_settings'))
    .slice(0, MAX_SETTINGS)
    .flatMap(({ key, range }) => {
      if (ROUTER_SETTINGS.includes(key) || Object.hasOwn(HOMES, key)) return [];
      const meant = nearestName(key, ROUTER_SETTINGS);
      return [
        {
          id: 'unknown-setting' as const,
          severity: 'warn' as const,
          message: `LiteLLM's router has no setting ${quoted(key)}, and ignores it`,
          mend: meant === null ? 'Delete it, or move it where it belongs.' : `Did you mean \`${meant}\`?`,
          range,
          path: `router_settings.${key}`,
        },
      ];
    });
}

function strategyFault({ map }: View): ConfigFault[] {
  const value = valueAt(map, 'router_settings', 'routing_strategy');
  const name = textOf(value);
  if (
    !isGiven(value) ||
    (name !== null && (ROUTING_STRATEGIES.includes(name) || name.startsWith('os.environ/')))
  )
    return [];
  const meant = name === null ? null : nearestName(name, ROUTING_STRATEGIES);
  return [
    {
      id: 'setting-value',
      severity: 'error',
      message: `${name === null ? `\`routing_strategy\` is ${kindOf(value)}` : `there is no routing strategy ${quoted(name)}`}`,
      mend:
        meant === null
          ? `Write one of ${ROUTING_STRATEGIES.map(quoted).join(', ')}.`
          : `Did you mean \`${meant}\`?`,
      range: value.range,
      path: 'router_settings.routing_strategy',
    },
  ];
}

/** `master_key.startswith("os.environ/")` fails on a number. */
function masterKeyFault({ map }: View): ConfigFault[] {
  const value = valueAt(map, 'general_settings', 'master_key');
  if (!isGiven(value) || (value.kind === 'scalar' && typeof value.value === 'string')) return [];
  return [
    {
      id: 'setting-value',
      severity: 'error',
      message: `\`master_key\` is ${kindOf(value)}, and LiteLLM reads a text there: it does not start`,
      mend: 'Write `master_key: os.environ/LITELLM_MASTER_KEY`, and set the variable.',
      range: value.range,
      path: 'general_settings.master_key',
    },
  ];
}

interface NamedModel {
  name: string;
  path: string;
  range: ConfigFault['range'];
  /** Whether nothing works without it. */
  matters: boolean;
}

/** What names models besides aliases and fallbacks. */
function namedModels(view: View): NamedModel[] {
  const { map } = view;
  const texts = [
    'general_settings.completion_model',
    'litellm_settings.cache_params.redis_semantic_cache_embedding_model',
    'litellm_settings.cache_params.qdrant_semantic_cache_embedding_model',
  ].flatMap((path) => textAt(view, path));
  const keys = ['model_group_retry_policy', 'model_group_affinity_config'].flatMap((key) =>
    entriesOf(valueAt(map, 'router_settings', key)).map((entry) => ({
      name: entry.key,
      path: `router_settings.${key}.${entry.key}`,
      range: entry.range,
      matters: false,
    })),
  );
  return [...texts, ...keys, ...cachingGroups(view), ...view.models.flatMap(autoRouterModels)];
}

function textAt({ map }: View, path: string): NamedModel[] {
  const value = valueAt(map, ...path.split('.'));
  const name = textOf(value);
  return value === null || name === null ? [] : [{ name, path, range: value.range, matters: true }];
}

/** `[[a, b]]`: groups that share what is cached. */
function cachingGroups({ map }: View): NamedModel[] {
  const path = 'router_settings.caching_groups';
  return itemsOf(valueAt(map, 'router_settings', 'caching_groups')).flatMap((group, index) =>
    itemsOf(group).flatMap((item) => {
      const name = nameOf(item);
      return name === null ? [] : [{ name, path: `${path}[${index}]`, range: item.range, matters: false }];
    }),
  );
}

/** `model: auto_router/NAME` chooses among models. https://docs.litellm.ai/docs/proxy/auto_routing */
function autoRouterModels({ parameters, path }: View['models'][number]): NamedModel[] {
  const keys = [
    'auto_router_default_model',
    'auto_router_embedding_model',
    'complexity_router_default_model',
  ];
  return keys.flatMap((key) => {
    const value = valueAt(parameters, key);
    const name = textOf(value);
    if (value === null || name === null) return [];
    return [{ name, path: `${path}.litellm_params.${key}`, range: value.range, matters: true }];
  });
}

function namedModelFault({ names }: View, { name, path, range, matters }: NamedModel): ConfigFault[] {
  if (names.isOpen || isName(names, name) || name.startsWith('os.environ/')) return [];
  return [
    {
      id: 'unknown-model',
      severity: matters ? 'error' : 'warn',
      message: `${quoted(path.split('.').at(matters ? -1 : 1) ?? path)} names ${quoted(name)}, which \`model_list\` does not declare`,
      mend: nameToUse(names, name),
      range,
      path,
    },
  ];
}
