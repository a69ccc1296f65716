import type { Sign } from '../catalog/sign.ts';
import { signs } from '../catalog/sign.ts';

/** Vendors whose keys are their models': what else stands in the name tells which of them. */
const VENDORS = [
  'openai|open_ai|chatgpt|chat_gpt|anthropic|groq|mistral|cohere|litellm|lite_llm|ollama|openrouter|open_router',
  'huggingface|hugging_face|deepseek|deep_seek|gigachat|giga_chat|moonshot|zhipu|dashscope|siliconflow|sambanova',
  'yandexgpt|yandex_gpt|fastchat|deepinfra|deepgram|elevenlabs|eleven_labs|assemblyai|assembly_ai',
].join('|');

/** Words that are vendors' too, or of which vendors have other services. */
const WORDS =
  'azure|gemini|claude|llama|qwen|glm|kimi|gpt|llm|fireworks|replicate|perplexity|google|together|togetherai|xai|voyage|jina|nvidia|cerebras|minimax|doubao|hunyuan|ernie|qianfan';

/** What stands in the name of such a word's key: `AZURE_AI_KEY` is no key of Azure's storage. */
const KINDS =
  'api|auth|access|secret|master|salt|virtual|proxy|inference|cloud|ai|llm|chat|model|project|foundry|gpt|\\d';

/** Keys of other kinds, and tokens that are no secret. */
const OTHERS =
  'cache|public|page|primary|foreign|sort|partition|session|object|storage|store|next|stop|eos|bos|sep|pad|unk|mask|end|start|csrf|search|special|config|settings?|dict|map|index|hot|env';

/** Characters between a vendor and `key`; longer names are nobody's. */
const MOST_BETWEEN = 40;

const BETWEEN = `[\\w.-]{0,${MOST_BETWEEN}}`;
const KINDS_BETWEEN = `(?:[_.-]?(?:${KINDS})){0,8}[_.-]?`;

const OF_VENDOR = new RegExp(`(?:${VENDORS})${BETWEEN}(?:key|token)$`);
const OF_OTHER_KIND = new RegExp(`(?:${OTHERS})[_.-]?(?:key|token)$`);
const OF_WORD = keyNames(WORDS);
const OF_WORD_IN_ENVIRONMENTS = keyNames('hf|huggingfacehub');

function keyNames(words: string): RegExp {
  return new RegExp(`(?:^|[_.-]|^my|^our|^default)(?:${words})${KINDS_BETWEEN}(?:key|token)$`);
}

/** Whether a name of the code says that it holds an LLM vendor's or the gateway's key: `azureOpenAIApiKey`. */
export function isKeyName(name: string): boolean {
  const lower = name.toLowerCase();
  return OF_WORD.test(lower) || (OF_VENDOR.test(lower) && !OF_OTHER_KIND.test(lower));
}

/** Whether an environment variable does, in files that are always read: `HF_TOKEN`. */
export function isKeyVariable(name: string): boolean {
  return isKeyName(name) || OF_WORD_IN_ENVIRONMENTS.test(name.toLowerCase());
}

/** A quoted text behind a name, as long as a key. */
const LONG_TEXT = '["\']?\\s{0,9}[:=]\\s{0,9}["\'`][\\w.~+/=:-]{20}';

/** The end of the name, which no `getGoogleAccessToken()` and no `azureKeyVault` has. */
const NAMED = '(?:key|token)(?![\\w(.])';

/** Of each name in code that {@link isKeyName} knows, one; so of the entries of tables by vendor. */
export const KEY_NAME_SIGNS: readonly Sign[] = [
  ...signs('name', VENDORS.split('|'), { after: `${BETWEEN}${NAMED}|${LONG_TEXT}` }),
  ...signs('name', WORDS.split('|'), { after: `${KINDS_BETWEEN}${NAMED}|${LONG_TEXT}` }),
  ...signs('name', ['apikey', 'api_key'], { after: LONG_TEXT }),
];
