import type {
  ConfiguredAlias,
  ConfiguredLimit,
  ConfiguredModel,
  GatewayConfiguration,
} from './configuration.ts';
import { entriesOf, nameOf, numberOf, textOf, valueAt } from './located.ts';
import type { AliasView, ModelView, View } from './view.ts';

/** A configuration as plain data. */
export function configurationOf(view: View): GatewayConfiguration {
  return {
    models: view.models.flatMap(modelOf),
    aliases: view.aliases.map(aliasOf),
    fallbacks: view.fallbacks.map(({ kind, from, targets, range }) => {
      return { kind, of: from, to: targets.map(({ name }) => name), range };
    }),
    limits: ['litellm_settings', 'router_settings'].flatMap((section) => limitsOf(view, section)),
    open: view.names.isOpen,
    isWholeFile: view.isWholeFile,
  };
}

function modelOf({ name, runs, parameters, entry, range }: ModelView): ConfiguredModel[] {
  if (name === null) return [];
  const numbers = entriesOf(parameters).flatMap(({ key, value }) => {
    const number = numberOf(value);
    return number === null ? [] : [[key, number] as const];
  });
  const apiBase = textOf(valueAt(parameters, 'api_base'));
  const id = nameOf(valueAt(entry, 'model_info', 'id'));
  const mode = textOf(valueAt(entry, 'model_info', 'mode'));
  return [{ name, runs, apiBase, numbers: Object.fromEntries(numbers), id, mode, range }];
}

function aliasOf({ name, meant, range, value }: AliasView): ConfiguredAlias {
  const hidden = valueAt(value, 'hidden');
  return { name, of: meant, hidden: hidden?.kind === 'scalar' && hidden.value === true, range };
}

function limitsOf({ map }: View, section: string): ConfiguredLimit[] {
  return entriesOf(valueAt(map, section)).flatMap(({ key, value }) => {
    const number = numberOf(value);
    return number === null ? [] : [{ setting: `${section}.${key}`, value: number, range: value.range }];
  });
}

/** The configurations of one file together; `null` for none. */
export function joined(configurations: readonly GatewayConfiguration[]): GatewayConfiguration | null {
  if (configurations.length === 0) return null;
  return {
    models: configurations.flatMap(({ models }) => models),
    aliases: configurations.flatMap(({ aliases }) => aliases),
    fallbacks: configurations.flatMap(({ fallbacks }) => fallbacks),
    limits: configurations.flatMap(({ limits }) => limits),
    open: configurations.some(({ open }) => open),
    isWholeFile: configurations.every(({ isWholeFile }) => isWholeFile),
  };
}
