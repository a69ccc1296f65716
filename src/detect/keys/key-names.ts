import type { Sign } from '../catalog/sign.ts';
import { signs } from '../catalog/sign.ts';

const NAMES_IN_CODE =
  'openai|anthropic|groq|mistral|cohere|litellm|huggingface|fireworks|replicate|deepseek|openrouter|perplexity|ollama|deepgram|elevenlabs|assemblyai';

const NAMES_IN_ENVIRONMENTS = `${NAMES_IN_CODE}|google|gemini|azure|hf|huggingfacehub|together|togetherai|xai|voyage|jina|nvidia|cerebras`;

const KINDS = 'api|auth|access|secret|master|salt|virtual|proxy|inference|cloud|ai';

const IN_CODE = keyNames(NAMES_IN_CODE);
const IN_ENVIRONMENTS = keyNames(NAMES_IN_ENVIRONMENTS);

function keyNames(vendors: string): RegExp {
  return new RegExp(`^(?:azure|my|our|default)?(?:${vendors})(?:${KINDS})*(?:key|token)$`);
}

/** Whether a name of the code says that it holds an LLM vendor's or the gateway's key: `azureOpenAIApiKey`. */
export function isKeyName(name: string): boolean {
  return IN_CODE.test(bare(name));
}

/** Whether an environment variable does, in files that are always read: `HF_TOKEN`. */
export function isKeyVariable(name: string): boolean {
  return IN_ENVIRONMENTS.test(bare(name));
}

function bare(name: string): string {
  return name.replaceAll(/[_\-.]/g, '').toLowerCase();
}

/** Of each name in code that {@link isKeyName} knows, one. */
export const KEY_NAME_SIGNS: readonly Sign[] = signs('name', NAMES_IN_CODE.split('|'), {
  after: `[_.-]{0,9}(?:(?:${KINDS})[_.-]{0,9})*(?:key|token)`,
});
