import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { Located } from '../located.ts';
import { entriesOf, textOf, valueAt } from '../located.ts';
import type { ModelView, View } from '../view.ts';
import type { Check } from './check.ts';

/**
 * Entries of one `model_name` are deployments of one group, among which LiteLLM chooses
 * (https://docs.litellm.ai/docs/proxy/load_balancing); two that are the same are a slip.
 */
export const checkDeployments: Check = (view) => {
  const byName = Map.groupBy(
    view.models.filter(({ name }) => name !== null),
    ({ name }) => name ?? '',
  );
  return [
    ...[...byName.values()].filter((group) => group.length > 1).flatMap(groupFaults),
    ...credentialFaults(view),
  ];
};

function groupFaults(group: ModelView[]): ConfigFault[] {
  const first = new Map<string, ModelView>();
  const faults: ConfigFault[] = [];
  for (const model of group) {
    const identity = JSON.stringify(plain(model.parameters));
    const same = first.get(identity);
    if (same) faults.push(sameFault(model, same));
    else first.set(identity, model);
  }
  return first.size > 1 ? [...faults, balanceNote([...first.values()])] : faults;
}

function sameFault({ name, range, path }: ModelView, same: ModelView): ConfigFault {
  return {
    id: 'same-deployment',
    severity: 'warn',
    message: `${quoted(name ?? '')} stands here a second time, with the very same parameters as on line ${same.range.startLine}`,
    mend: 'Delete one of them, or say in what they differ.',
    range,
    path: `${path}.model_name`,
  };
}

function balanceNote(group: ModelView[]): ConfigFault {
  const [first, second] = group;
  const lines = group.map(({ range }) => range.startLine).join(', ');
  const runs = new Set(group.map((model) => model.runs ?? ''));
  return {
    id: 'load-balancing',
    severity: 'note',
    message: `${quoted(first?.name ?? '')} has ${group.length} deployments (lines ${lines}), among which LiteLLM balances${runs.size > 1 ? `: ${[...runs].slice(0, 3).map(quoted).join(', ')}` : ''}`,
    mend: 'Nothing, if that is meant; else give each its own `model_name`.',
    range: second?.range ?? first?.range ?? { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    path: `${second?.path ?? 'model_list'}.model_name`,
  };
}

/** What a value says, without its places. */
function plain(value: Located | null): unknown {
  if (value === null) return null;
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'list') return value.items.map(plain);
  return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
}

/** `litellm_credential_name` names an entry of `credential_list`. https://docs.litellm.ai/docs/proxy/configs */
function credentialFaults({ map, models, names }: View): ConfigFault[] {
  const list = valueAt(map, 'credential_list');
  const items = list?.kind === 'list' ? list.items : [];
  const known = new Set(items.flatMap((item) => textOf(valueAt(item, 'credential_name')) ?? []));
  return models.flatMap(({ parameters, path }) =>
    entriesOf(parameters).flatMap(({ key, value }) => {
      const name = key === 'litellm_credential_name' ? textOf(value) : null;
      if (name === null || known.has(name) || names.isOpen) return [];
      return [
        {
          id: 'unknown-credential' as const,
          severity: 'error' as const,
          message: `no entry of \`credential_list\` is called ${quoted(name)}`,
          mend: 'Add it there, or name one that is there.',
          range: value.range,
          path: `${path}.litellm_params.${key}`,
        },
      ];
    }),
  );
}
