import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { calledName } from '../../reach/called-name.ts';
import { keptValues } from '../code/kept-values.ts';
import type { Table } from '../code/tables.ts';
import { saysValue } from './model-settings.ts';

/**
 * `Router(model_list=[{ "model_name": …, "litellm_params": { … } }])`: the gateway's own configuration, in code. What is
 * written elsewhere is handed on, and what makes a gateway's file is none.
 */
export function deployments(
  resolver: Resolver,
  file: LinkedFile,
): Pick<Table, 'name' | 'range' | 'entries'>[] {
  const routers = file.facts.calls.filter(({ callee }) => calledName(callee) === 'Router');
  const lists = routers.flatMap(({ named, range }) =>
    named.flatMap(({ name, value }) => (name === 'model_list' ? [{ value, range }] : [])),
  );
  if (lists.length === 0) return [];
  const own = keptValues(file.facts).holders.flatMap(({ value, name, range }) =>
    value.kind === 'object' && isDeployment(resolver, file, value)
      ? [{ name, range, entries: value.entries }]
      : [],
  );
  const ofOthers = lists.flatMap(({ value, range }) => {
    const [first] = deploymentsOfOthers(resolver, file, value);
    return first ? [{ name: 'model_list', range, entries: first.entries }] : [];
  });
  return [...own, ...ofOthers];
}

/** `Router(model_list=DEPLOYMENTS)`, of another module. */
function deploymentsOfOthers(
  resolver: Resolver,
  file: LinkedFile,
  value: Value,
): (Value & { kind: 'object' })[] {
  return resolver.objects.resolve(file, value).flatMap((one) => {
    if (one.kind !== 'list' || one.file === file) return [];
    return one.items.filter(
      (item): item is Value & { kind: 'object' } =>
        item.kind === 'object' && isDeployment(resolver, one.file, item),
    );
  });
}

/** A model, its URL or its limits are said there; keys are read from somewhere. */
function isDeployment(
  resolver: Resolver,
  file: LinkedFile,
  { entries }: Value & { kind: 'object' },
): boolean {
  const given = entries.find(({ key }) => key.kind === 'text' && key.text === 'litellm_params')?.value;
  if (given?.kind !== 'object') return false;
  return given.entries.some(
    ({ key, value }) =>
      key.kind === 'text' && !/key|token$|secret/i.test(key.text) && saysValue(resolver, file, value),
  );
}
