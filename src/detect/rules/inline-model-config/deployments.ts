import type { CallFact, Value } from '../../facts.ts';
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
  if (!file.facts.calls.some(makesRouter)) return [];
  return keptValues(file.facts).holders.flatMap(({ value, name, range }) =>
    value.kind === 'object' && isDeployment(resolver, file, value)
      ? [{ name, range, entries: value.entries }]
      : [],
  );
}

function makesRouter({ callee, named }: CallFact): boolean {
  return calledName(callee) === 'Router' && named.some(({ name }) => name === 'model_list');
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
