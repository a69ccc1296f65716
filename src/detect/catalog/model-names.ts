/** Names under which vendors serve models, by family; `stem` is in every name, for the prefilter. */
interface ModelFamily {
  stem: string;
  /** The whole name, in lower case; `~` stands for the rest of a name. */
  names: string[];
}

/** Sources: the model lists of each vendor, of Ollama's library and of LiteLLM. */
const FAMILIES: readonly ModelFamily[] = [
  { stem: 'gpt', names: ['(?:chat)?gpt-?[\\d\uFFFC]~', 'gpt-(?:oss|image|realtime|audio)~'] },
  { stem: '[\'"`/:.]o[134](?:-|[\'"`])', names: ['o[134](?:-(?:mini|preview|pro|deep-research|\\d{4})~)?'] },
  {
    stem: 'davinci|codex-mini|text-embedding-',
    names: ['(?:text-|code-)?davinci-\\d+', 'codex-mini~', 'text-embedding-~'],
  },
  {
    stem: 'dall-e|whisper-1|whisper-large|[\'"`]tts-1',
    names: ['dall-e-\\d', 'whisper-(?:1|large)~', 'tts-1~'],
  },
  { stem: 'claude', names: ['claude-(?:[\\d\uFFFC]|v\\d|instant|opus|sonnet|haiku)~'] },
  { stem: 'gemini', names: ['(?:models/)?gemini-(?:[\\d\uFFFC]|pro|flash|ultra|exp|live)~'] },
  { stem: 'gemma', names: ['(?:code|shield)?gemma-?\\d?[-:]?~'] },
  { stem: '-bison|-unicorn', names: ['(?:text|chat|code|codechat)-(?:bison|unicorn)~'] },
  { stem: 'llama', names: ['(?:code|tiny)?llama-?v?[\\d\uFFFC]~', '(?:code|tiny)llama~'] },
  {
    stem: 'mistral|mixtral|ministral|codestral|pixtral|magistral|devstral',
    names: [
      '(?:open-)?mistral-(?:tiny|small|medium|large|nemo|embed|saba|ocr|\\d)~',
      'mistral:~',
      '(?:open-)?(?:mixtral|ministral|codestral|pixtral|magistral|devstral)~',
    ],
  },
  { stem: 'command-|c4ai-', names: ['command-(?:r|a|light|nightly)(?:[-:+]~)?', 'c4ai-~'] },
  { stem: 'deepseek', names: ['deepseek-(?:chat|coder|reasoner|r\\d|v\\d|llm|prover)~'] },
  { stem: 'qwen|qwq', names: ['qwen-?(?:[\\d\uFFFC]|max|plus|turbo|long|vl|coder)~', 'qwq~'] },
  { stem: 'grok', names: ['grok-(?:[\\d\uFFFC]|beta|vision|code|mini)~'] },
  { stem: 'sonar|pplx', names: ['sonar-(?:pro|small|medium|large|reasoning|deep)~', 'pplx-~'] },
  { stem: '[\'"`/:]phi-?[234]', names: ['phi-?[234]~'] },
  {
    stem: '[\'"`/:]yi-(?:large|34b|medium|lightning|vision)',
    names: ['yi-(?:large|34b|medium|lightning|vision)~'],
  },
  { stem: '[\'"`/]glm-|chatglm', names: ['(?:chat)?glm-?\\d~'] },
  { stem: 'moonshot|kimi', names: ['moonshot-v\\d~', 'kimi-~'] },
  { stem: 'jamba|jurassic|[\'"`]j2-', names: ['jamba-~', 'j2-(?:ultra|mid|light)~'] },
  {
    stem: 'nova-(?:pro|lite|micro|premier)|titan-',
    names: ['(?:amazon\\.)?(?:nova-(?:pro|lite|micro|premier)|titan-(?:text|embed))~'],
  },
  {
    stem: 'vicuna|wizardlm|wizardcoder|zephyr-|starcoder|nous-hermes|falcon-\\d|solar-',
    names: [
      '(?:vicuna|wizardlm|wizardcoder|zephyr|starcoder|nous-hermes|falcon|solar)\\d?-(?:pro|mini|beta|[\\d]|\\w*\\d+b)~',
    ],
  },
  {
    stem: 'ernie-|doubao-|hunyuan-|abab\\d|minimax-',
    names: ['(?:ernie|doubao|hunyuan)-~', 'abab\\d~', 'minimax-(?:text|m\\d)~'],
  },
];

const REST = '[\\w.:@+\uFFFC-]*';

const FAMILY = FAMILIES.flatMap(({ names }) => names.map((name) => name.replaceAll('~', REST))).join('|');

/** What LiteLLM, OpenRouter, Bedrock, LangChain and Hugging Face put before a model's name. */
const BEFORE = [
  '[\\w.-]+/',
  '(?:openai|azure_openai|anthropic|google_genai|google_vertexai|groq|mistralai|bedrock|cohere|ollama|together|fireworks|deepseek|xai):',
  '(?:us\\.|eu\\.|apac\\.|global\\.)?(?:anthropic|meta|mistral|cohere|amazon|deepseek|ai21|openai|qwen)\\.',
].join('|');

const BARE = new RegExp(`^(?:${FAMILY})$`);
const PREFIXED = new RegExp(`^(?:${BEFORE}){1,3}(?:meta-|meta\\.)?(?:${FAMILY})$`, 'i');

/** Longer texts are sentences. */
const LONGEST_NAME = 100;

/**
 * Whether a text is a vendor's own name for a model: `gpt-4o`, `anthropic/claude-3-opus`, `llama3:8b`. Unknown parts
 * are `HOLE`. A label such as `GPT-4o` or `Claude 3` is none.
 */
export function isVendorModel(text: string): boolean {
  return text.length <= LONGEST_NAME && (BARE.test(text) || PREFIXED.test(text));
}

/** Sources of regular expressions of which one matches in every file that names such a model. */
export const MODEL_STEMS: readonly string[] = FAMILIES.map(({ stem }) => stem);
