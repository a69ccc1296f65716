import { nearestName } from '../../../policy/nearest.ts';
import type { ConfigFault } from '../fault.ts';
import { quoted } from '../fault.ts';
import {
  HOSTS_OF_PROVIDERS,
  isKnownBareModel,
  KNOWN_PROVIDERS,
  LITELLM_VERSION,
} from '../litellm/providers.ts';
import { itemsOf, textOf, valueAt } from '../located.ts';
import type { ModelView, View } from '../view.ts';
import type { Check } from './check.ts';

/** Each model has a provider that LiteLLM knows; without one it leaves the model out (`ignore_invalid_deployments`). */
export const checkProviders: Check = (view) => {
  const providers = new Set([...KNOWN_PROVIDERS, ...ownProviders(view)]);
  return view.models.slice(0, MAX_MODELS).flatMap((model) => providerFault(model, providers));
};

/** To look for what was meant costs a look at each of two hundred names. */
const MAX_MODELS = 2_000;

/** `litellm_settings.custom_provider_map` adds providers. */
function ownProviders({ map }: View): string[] {
  const added = itemsOf(valueAt(map, 'litellm_settings', 'custom_provider_map'));
  return added.flatMap((item) => textOf(valueAt(item, 'provider')) ?? []);
}

function providerFault(model: ModelView, providers: ReadonlySet<string>): ConfigFault[] {
  const { runs, parameters, path } = model;
  if (runs === null || parameters === null || isFilledInLater(runs)) return [];
  const given = valueAt(parameters, 'custom_llm_provider');
  const named = textOf(given);
  if (named !== null && isFilledInLater(named)) return [];
  if (named !== null && given !== null)
    return providers.has(named)
      ? []
      : [unknown(named, providers, given.range, `${path}.litellm_params.custom_llm_provider`)];
  const range = valueAt(parameters, 'model')?.range ?? model.range;
  const at = `${path}.litellm_params.model`;
  if (!runs.includes('/')) return bareFault(runs, parameters, providers, range, at);
  const provider = runs.slice(0, runs.indexOf('/'));
  if (providers.has(provider) || isKnownBareModel(runs) || isToldByHost(parameters)) return [];
  return [unknown(provider, providers, range, at)];
}

function unknown(
  provider: string,
  providers: ReadonlySet<string>,
  range: ConfigFault['range'],
  path: string,
): ConfigFault {
  const meant = nearestName(provider, [...providers]);
  const hint = meant === null ? '' : `Did you mean \`${meant}/\`? `;
  return {
    id: 'unknown-provider',
    severity: 'error',
    message: `LiteLLM (${LITELLM_VERSION}) knows no provider ${quoted(provider)}, and leaves this model out`,
    mend: `${hint}Put the provider before the model; a server that speaks OpenAI's API is \`openai/${provider}/…\` or \`hosted_vllm/…\` with its \`api_base\`.`,
    range,
    path,
  };
}

function bareFault(
  runs: string,
  parameters: NonNullable<ModelView['parameters']>,
  providers: ReadonlySet<string>,
  range: ConfigFault['range'],
  path: string,
): ConfigFault[] {
  if (isKnownBareModel(runs) || isToldByHost(parameters)) return [];
  const isProvider = providers.has(runs);
  return [
    {
      id: 'unknown-provider',
      severity: 'warn',
      message: isProvider
        ? `${quoted(runs)} is a provider, and no model stands behind it`
        : `no provider stands before ${quoted(runs)}, and LiteLLM knows one only for the models of its price list`,
      mend: isProvider
        ? `Write \`${runs}/MODEL\`.`
        : `Write \`PROVIDER/${runs}\`, for example \`openai/${runs}\`.`,
      range,
      path,
    },
  ];
}

function isToldByHost(parameters: NonNullable<ModelView['parameters']>): boolean {
  const base = textOf(valueAt(parameters, 'api_base')) ?? '';
  return HOSTS_OF_PROVIDERS.some((host) => base.includes(host));
}

/** Templates and variables say nothing yet. */
function isFilledInLater(text: string): boolean {
  return text.startsWith('os.environ/') || /\{\{|\$\{|\$[A-Z_]|<[^>]+>/.test(text);
}
