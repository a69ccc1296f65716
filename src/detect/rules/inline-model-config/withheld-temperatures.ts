import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { callBehind } from '../code/structure.ts';
import type { Table } from '../code/tables.ts';
import { fieldsOf } from './model-settings.ts';
import { namesFamily } from './named-models.ts';

/**
 * `{ 'gpt-5-mini': { noTemperature: true } }`, `[{ id: 'o3', supportsTemperature: false }, …]`, and
 * `UNSUPPORTED = { 'gpt-5': ['temperature'] }`: who is sent none.
 */
export function withholdsTemperature(
  resolver: Resolver,
  file: LinkedFile,
  { name, entries }: Pick<Table, 'name' | 'entries'>,
): boolean {
  return entries.some(({ key, value }) => {
    if (key !== null && !(key.kind === 'text' && namesFamily(key.text))) return false;
    if (key !== null && WITHHOLDS.test(name) && listsTemperature(file, value)) return true;
    if (value.kind !== 'object' && value.kind !== 'result') return false;
    const fields = resolver.objects.resolve(file, value).flatMap((one) => fieldsOf(resolver, one));
    const isOfModel = key !== null || fields.some((field) => isModel(field.value));
    return isOfModel && fields.some(({ name, value }) => isWithheld(name, value));
  });
}

/** Names of tables that say what must not be sent. */
const WITHHOLDS = /unsupported|not_?supported|limitation|restrict|omit|drop|strip|exclu|forbid|reject/i;

/** `['temperature', 'top_p']`, and a set of them. */
function listsTemperature({ facts }: LinkedFile, value: Value): boolean {
  const listed = callBehind(facts, value)?.positional[0] ?? value;
  return (
    listed.kind === 'list' && listed.items.some((item) => item.kind === 'text' && item.text === 'temperature')
  );
}

function isModel(value: Value): boolean {
  return value.kind === 'text' && isVendorModel(value.text);
}

function isWithheld(name: string, value: Value): boolean {
  return value.kind === 'boolean' && (value.boolean ? WITHOUT : WITH).test(name);
}

const WITH = /^(?:supports?|accepts?|allows?|takes|uses?|has|can_?use)_?(?:custom_?)?temperature$/i;
const WITHOUT = /^(?:no|omits?|skips?|drops?|rejects?|locks?|fixed|without)_?(?:custom_?)?temperature$/i;
