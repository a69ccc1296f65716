import { nearestName } from '../../../policy/nearest.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import type { Located } from '../located.ts';
import { entryOf, isGiven, kindOf, textOf, valueAt } from '../located.ts';
import type { ModelView } from '../view.ts';
import type { Check } from './check.ts';

/** Sections that `ProxyConfig.load_config` and what it calls read as maps (`litellm/proxy/proxy_server.py`). */
const MAPS = [
  'litellm_settings',
  'router_settings',
  'general_settings',
  'environment_variables',
  'callback_settings',
  'mcp_servers',
  'assistant_settings',
];

const LISTS = [
  'model_list',
  'include',
  'credential_list',
  'guardrails',
  'prompts',
  'search_tools',
  'finetune_settings',
  'files_settings',
  'vector_store_registry',
  'agent_list',
  'mcp_tools',
  'policies',
  'policy_attachments',
];

const SECTIONS = [...MAPS, 'model_list', 'include', 'credential_list', 'guardrails'];

/** `model_list` is a list of maps with `model_name` and `litellm_params.model`; the sections are maps. */
export const checkShape: Check = (view) => [
  ...MAPS.flatMap((key) => sectionFault(view.map, key, 'map')),
  ...['model_list', 'include'].flatMap((key) => sectionFault(view.map, key, 'list')),
  ...noModels(view),
  ...view.models.flatMap(modelFaults),
  ...(view.isWholeFile ? mistypedSections(view.map) : []),
];

/** LiteLLM takes each as it is: `for model in model_list`, `litellm_settings.items()`. */
function sectionFault(map: Located, key: string, kind: 'map' | 'list'): ConfigFault[] {
  const value = valueAt(map, key);
  if (!isGiven(value) || value.kind === kind) return [];
  const form = kind === 'list' ? 'a list: lines that begin with `- `' : 'a map: lines such as `name: value`';
  return [
    {
      id: 'shape',
      severity: 'error',
      message: `${quoted(key)} is ${kindOf(value)}, and LiteLLM reads ${kind === 'list' ? 'a list' : 'a map'} there: it does not start`,
      mend: `Write ${form}.`,
      range: value.range,
      path: key,
    },
  ];
}

function noModels({ map, names, isWholeFile, models }: Parameters<Check>[0]): ConfigFault[] {
  const entry = entryOf(map, 'model_list');
  const isOtherwiseWrong = entry !== null && isGiven(entry.value) && entry.value.kind !== 'list';
  if (models.length > 0 || names.isOpen || !isWholeFile || isOtherwiseWrong) return [];
  return [
    {
      id: 'no-models',
      severity: 'warn',
      message: 'no model is declared: the gateway answers every request with “model not found”',
      mend: 'Add entries to `model_list`, each with `model_name` and `litellm_params.model`.',
      range: entry?.range ?? map.range,
      path: 'model_list',
    },
  ];
}

function modelFaults(model: ModelView): ConfigFault[] {
  if (model.entry.kind !== 'map') return [notAMap(model)];
  return [...nameFaults(model), ...parameterFaults(model)];
}

function notAMap({ entry, path }: ModelView): ConfigFault {
  return {
    id: 'shape',
    severity: 'error',
    message: `this entry of \`model_list\` is ${kindOf(entry)}, and LiteLLM reads a map there: it does not start`,
    mend: 'Write `- model_name: NAME`, and `litellm_params:` with `model: PROVIDER/MODEL` below it.',
    range: entry.range,
    path,
  };
}

/** `Deployment` in `litellm/types/router.py` asks for a text; a deployment that it refuses is left out. */
function nameFaults({ entry, path }: ModelView): ConfigFault[] {
  const value = valueAt(entry, 'model_name');
  if (textOf(value) !== null) return [];
  const given = isGiven(value);
  return [
    {
      id: 'model-name',
      severity: 'error',
      message: given
        ? `\`model_name\` is ${kindOf(value)} and has to be a text: LiteLLM leaves this model out`
        : 'this entry has no `model_name`, the name under which it is asked for',
      mend:
        given && value.kind === 'scalar'
          ? `Put it in quotes: \`"${value.value}"\`.`
          : 'Add `model_name: NAME`.',
      range: value?.range ?? entry.range,
      path: `${path}.model_name`,
    },
  ];
}

/** `model["litellm_params"]["model"]` without a look (`ProxyConfig.load_config`). */
function parameterFaults({ entry, path }: ModelView): ConfigFault[] {
  const parameters = valueAt(entry, 'litellm_params');
  const at = parameters?.kind === 'map' ? 'litellm_params.model' : 'litellm_params';
  const value = valueAt(entry, ...at.split('.'));
  if (parameters?.kind === 'map' && textOf(value) !== null) return [];
  return [
    {
      id: 'model-parameters',
      severity: 'error',
      message: isGiven(value)
        ? `\`${at}\` is ${kindOf(value)}, and LiteLLM reads ${at === 'litellm_params' ? 'a map' : 'a text'} there`
        : `this entry has no \`${at}\`: LiteLLM does not start`,
      mend: 'Write `litellm_params:`, and `model: PROVIDER/MODEL` below it, for example `model: openai/gpt-4o`.',
      range: value?.range ?? parameters?.range ?? entry.range,
      path: `${path}.${at}`,
    },
  ];
}

/** A file with more is no one's configuration. */
const MAX_SECTIONS = 200;

/** What LiteLLM does not know it does not read, and says nothing: only near misses are told. */
function mistypedSections(map: Located): ConfigFault[] {
  const known = [...SECTIONS, ...LISTS];
  return (map.kind === 'map' ? map.entries : []).slice(0, MAX_SECTIONS).flatMap(({ key, range }) => {
    const meant = known.includes(key) ? null : nearestName(key, known);
    if (meant === null || isFarFrom(key, meant)) return [];
    return [
      {
        id: 'unknown-setting' as const,
        severity: 'warn' as const,
        message: `LiteLLM reads no section ${quoted(key)}`,
        mend: `Did you mean \`${meant}\`?`,
        range,
        path: key,
      },
    ];
  });
}

/** `settings` is no slip for `litellm_settings`; a slip of the hand changes a letter or two. */
function isFarFrom(typed: string, meant: string): boolean {
  return Math.abs(typed.length - meant.length) > 2 || typed[0] !== meant[0];
}
