import type { SdkUse } from '../../catalog/catalog.ts';
import { SDK_VARIABLES } from '../../catalog/catalog.ts';
import type { CallFact } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { optionValues, positionalValues } from './options.ts';

/**
 * The variables that this SDK reads; and for OpenAI's, those of the policy that no SDK is known to read, since the
 * organisation knows what they do (decisions 4). A variable of one kind of SDK says nothing about another's.
 */
export function variablesRead(resolver: Resolver, file: LinkedFile, call: CallFact, use: SdkUse): string[] {
  const { sdk } = use;
  if (!asksOpenAi(resolver, file, call, use)) return sdk.environment;
  const own = sdk.environment.length > 0 || sdk.registry !== 'pypi' ? sdk.environment : OPENAI_VARIABLES;
  const ofPolicy = resolver.tree.policy.gateway.env.filter((name) => !SDK_VARIABLES.has(name));
  return [...own, ...ofPolicy];
}

/** What Python's frameworks ask OpenAI by reads these: its own SDK, LangChain's or LiteLLM. */
const OPENAI_VARIABLES = ['OPENAI_BASE_URL', 'OPENAI_API_BASE'];

/** An SDK for OpenAI, or one that goes where the model's name says, if none that is known is another vendor's. */
function asksOpenAi(resolver: Resolver, file: LinkedFile, call: CallFact, { sdk, service }: SdkUse): boolean {
  if (service.id === 'openai') return true;
  if (!BY_MODEL.has(service.id) || sdk.registry !== 'pypi' || sdk.environment.length > 0) return false;
  const options = [sdk.only?.option ?? 'model', ...MODEL_OPTIONS];
  const values =
    optionValues(resolver, file, call, options) ?? positionalValues(resolver, file, call, 0) ?? [];
  return values.length > 0 && values.every((one) => one.kind !== 'text' || OPENAI_NAME.test(one.text));
}

/** Services that ask whichever vendor a model's name says. */
const BY_MODEL: ReadonlySet<string> = new Set(['by-model-name', 'litellm']);
const MODEL_OPTIONS = ['model', 'model_id', 'model_provider'];
const OPENAI_NAME = /^(?:openai\b|(?:chat)?gpt-|o\d(?:-|$)|text-embedding-)/i;
