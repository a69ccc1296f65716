import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import { entryOf, isGiven, kindOf, textOf, valueAt } from '../located.ts';
import type { AliasView, View } from '../view.ts';
import { isModel } from '../view.ts';
import type { Check } from './check.ts';
import { nameToUse } from './check.ts';

/**
 * `model_group_alias` maps a name to a name, or to `{ model, hidden }`: `Optional[Dict[str, Union[str,
 * RouterModelGroupAliasItem]]]` in `litellm/router.py`, and https://docs.litellm.ai/docs/proxy/load_balancing. The name
 * has to be a model's: one alias is followed and no second one (`Router._get_model_from_alias` at
 * f292d1ae7d83f2bc07c80c10d1a61bf63cb087bd).
 */
export const checkAliases: Check = (view) => [
  ...['router_settings.model_group_alias', 'litellm_settings.model_alias_map'].flatMap((path) =>
    mapFault(view, path),
  ),
  ...view.aliases.flatMap((alias) => aliasFaults(view, alias)),
];

function mapFault({ map }: View, path: string): ConfigFault[] {
  const value = valueAt(map, ...path.split('.'));
  if (!isGiven(value) || value.kind === 'map') return [];
  return [
    {
      id: 'alias-shape',
      severity: 'error',
      message: `${quoted(path)} is ${kindOf(value)}, and LiteLLM reads a map of names there`,
      mend: 'Write one `alias: model` a line below it.',
      range: value.range,
      path,
    },
  ];
}

function aliasFaults(view: View, alias: AliasView): ConfigFault[] {
  const { target } = alias;
  if (target === null) return [shapeFault(alias)];
  return [...hiddenFaults(alias, target), ...targetFaults(view, alias, target), ...shadowFaults(view, alias)];
}

/** A list is what people write for a choice among models; LiteLLM takes `alias["model"]` of it and fails. */
function shapeFault({ value, name, path }: AliasView): ConfigFault {
  const isList = value.kind === 'list';
  const first = value.kind === 'list' ? textOf(value.items[0] ?? null) : null;
  return {
    id: 'alias-shape',
    severity: 'error',
    message: `the alias ${quoted(name)} is ${kindOf(value)}, and LiteLLM reads a name there: each request for it fails`,
    mend: isList
      ? `Write \`${name}: ${first ?? 'MODEL'}\`; for a choice give several entries of \`model_list\` the same \`model_name\`, for a chain use \`fallbacks\`.`
      : `Write \`${name}: MODEL\`, or \`{ model: MODEL, hidden: true }\`.`,
    range: value.range,
    path,
  };
}

/** `_model_value["hidden"]` without a look (`Router.get_model_list_from_model_alias`): all models are listed by it. */
function hiddenFaults({ map, value, name, path }: AliasView, target: string): ConfigFault[] {
  if (map !== 'model_group_alias' || value.kind !== 'map' || entryOf(value, 'hidden') !== null) return [];
  return [
    {
      id: 'alias-shape',
      severity: 'error',
      message: `the alias ${quoted(name)} is a map without \`hidden\`, and LiteLLM fails to list its models (\`/v1/models\`)`,
      mend: `Write \`${name}: ${target}\`, or add \`hidden: true\`.`,
      range: value.range,
      path,
    },
  ];
}

function targetFaults(
  { names }: View,
  { name, path, targetRange }: AliasView,
  target: string,
): ConfigFault[] {
  if (names.isOpen || isModel(names, target)) return [];
  const isAlias = names.aliases.has(target);
  return [
    {
      id: 'alias-target',
      severity: 'error',
      message: isAlias
        ? `the alias ${quoted(name)} stands for the alias ${quoted(target)}, and LiteLLM follows one step only`
        : `the alias ${quoted(name)} stands for ${quoted(target)}, which \`model_list\` does not declare`,
      mend: isAlias ? 'Name the model itself.' : nameToUse({ ...names, aliases: new Set() }, target),
      range: targetRange,
      path,
    },
  ];
}

/** An alias is looked up before the models are. */
function shadowFaults({ names }: View, { name, path, range, target }: AliasView): ConfigFault[] {
  if (!names.models.has(name) || target === name) return [];
  return [
    {
      id: 'alias-shadowed',
      severity: 'warn',
      message: `${quoted(name)} is a \`model_name\` and an alias: the alias is followed, and the model is not reached by this name`,
      mend: 'Give one of them another name.',
      range,
      path,
    },
  ];
}
