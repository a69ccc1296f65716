import { FALLBACK_KINDS } from '../configuration.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { Located } from '../located.ts';
import { isGiven, kindOf, valueAt } from '../located.ts';
import type { FallbackView, View } from '../view.ts';
import { isName } from '../view.ts';
import type { Check } from './check.ts';
import { nameToUse } from './check.ts';

const SECTIONS = ['router_settings', 'litellm_settings'];

/**
 * Fallbacks are lists of maps with one key each, `[{ a: [b, c] }]`: of `fallbacks` and `content_policy_fallbacks` the
 * gateway refuses any other and does not start (`Router.validate_fallbacks` in `litellm/router.py`). `default_fallbacks` is a list of names. `router_settings` beats
 * `litellm_settings`. https://docs.litellm.ai/docs/proxy/reliability
 */
export const checkFallbacks: Check = (view) => [
  ...SECTIONS.flatMap((section) => FALLBACK_KINDS.flatMap((kind) => shapeFaults(view, section, kind))),
  ...FALLBACK_KINDS.flatMap((kind) => overriddenFaults(view, kind)),
  ...view.fallbacks.flatMap((fallback) => nameFaults(view, fallback)),
];

function shapeFaults({ map }: View, section: string, kind: string): ConfigFault[] {
  const value = valueAt(map, section, kind);
  const path = `${section}.${kind}`;
  if (!isGiven(value)) return [];
  if (value.kind !== 'list') return [shapeFault(value, path, kind)];
  if (kind === 'default_fallbacks') return [];
  return value.items.flatMap((item, index) => itemFaults(item, `${path}[${index}]`, kind));
}

function itemFaults(item: Located, path: string, kind: string): ConfigFault[] {
  if (item.kind !== 'map' || item.entries.length !== 1) return [shapeFault(item, path, kind)];
  return item.entries.flatMap(({ key, value }) =>
    value.kind === 'list' ? [] : [shapeFault(value, `${path}.${key}`, kind)],
  );
}

function shapeFault(value: Located, path: string, kind: string): ConfigFault {
  const keys = value.kind === 'map' ? value.entries.length : 1;
  const refused = kind === 'fallbacks' || kind === 'content_policy_fallbacks' ? ': it does not start' : '';
  const form = kind === 'default_fallbacks' ? '[b, c]' : '[{ a: [b, c] }]';
  return {
    id: 'fallback-shape',
    severity: 'error',
    message:
      keys === 1
        ? `${quoted(path)} is ${kindOf(value)}, and LiteLLM reads ${quoted(`${kind}: ${form}`)}`
        : `this entry of ${quoted(kind)} has ${keys} keys, and LiteLLM takes one each${refused}`,
    mend:
      kind === 'default_fallbacks'
        ? 'Write a list of model names.'
        : 'Write `- a: [b, c]`: for each model one entry, with the list of those that are asked in its place.',
    range: value.range,
    path,
  };
}

/** `fallbacks or litellm.fallbacks`: what `router_settings` says hides what `litellm_settings` says. */
function overriddenFaults({ map }: View, kind: string): ConfigFault[] {
  const router = valueAt(map, 'router_settings', kind);
  const other = valueAt(map, 'litellm_settings', kind);
  if (router?.kind !== 'list' || router.items.length === 0 || !isGiven(other)) return [];
  return [
    {
      id: 'setting-overridden',
      severity: 'warn',
      message: `${quoted(kind)} stands in \`router_settings\` too (line ${router.range.startLine}), and that one counts`,
      mend: 'Keep one of the two.',
      range: other.range,
      path: `litellm_settings.${kind}`,
    },
  ];
}

function nameFaults({ names }: View, { kind, from, range, path, targets }: FallbackView): ConfigFault[] {
  if (names.isOpen) return [];
  const faults = targets.flatMap((target) => {
    if (target.name === from)
      return [nameFault('warn', `${quoted(from)} falls back to itself`, 'Delete it here.', target)];
    if (isName(names, target.name)) return [];
    const message = `${quoted(from)} falls back to ${quoted(target.name)} (${quoted(kind)}), which \`model_list\` does not declare`;
    return [nameFault('error', message, nameToUse(names, target.name), target)];
  });
  if (from === '*' || isName(names, from)) return faults;
  const message = `${quoted(kind)} speaks of ${quoted(from)}, which \`model_list\` does not declare: nothing ever falls back from it`;
  return [nameFault('error', message, nameToUse(names, from), { path, range }), ...faults];
}

function nameFault(
  severity: ConfigFault['severity'],
  message: string,
  mend: string,
  { range, path }: Pick<ConfigFault, 'range' | 'path'>,
): ConfigFault {
  return { id: 'fallback-model', severity, message, mend, range, path };
}
