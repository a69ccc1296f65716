import { isVendorModel } from '../../catalog/model-names.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import type { Table } from '../code/tables.ts';
import { fieldsOf } from './model-settings.ts';
import { namesFamily } from './named-models.ts';

/** `{ 'gpt-5-mini': { noTemperature: true } }`, `[{ id: 'o3', supportsTemperature: false }, …]`: who is sent none. */
export function withholdsTemperature(
  resolver: Resolver,
  file: LinkedFile,
  { entries }: Pick<Table, 'entries'>,
): boolean {
  return entries.some(({ key, value }) => {
    if (key !== null && !(key.kind === 'text' && namesFamily(key.text))) return false;
    if (value.kind !== 'object' && value.kind !== 'result') return false;
    const fields = resolver.objects.resolve(file, value).flatMap((one) => fieldsOf(resolver, one));
    const isOfModel = key !== null || fields.some((field) => isModel(field.value));
    return isOfModel && fields.some(({ name, value }) => isWithheld(name, value));
  });
}

function isModel(value: Value): boolean {
  return value.kind === 'text' && isVendorModel(value.text);
}

function isWithheld(name: string, value: Value): boolean {
  return value.kind === 'boolean' && (value.boolean ? WITHOUT : WITH).test(name);
}

const WITH = /^(?:supports?|accepts?|allows?|takes|uses?|has|can_?use)_?(?:custom_?)?temperature$/i;
const WITHOUT = /^(?:no|omits?|skips?|drops?|rejects?|locks?|fixed|without)_?(?:custom_?)?temperature$/i;
