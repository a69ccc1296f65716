import { byText } from './by-text.ts';
import type { Sign } from './sign.ts';
import { escaped, signs } from './sign.ts';

/** Names under which vendors serve models, by family, and what is in every name, for the prefilter. */
interface ModelFamily {
  /** Literals of which each name holds one, with a digit, a hyphen, a colon or its end behind it. */
  stems: string[];
  /** What stands behind a stem, if less may: source of a regular expression. */
  behind?: string;
  /** The whole name, in lower case; `~` stands for the rest of a name. */
  names: string[];
}

/** Sources: the model lists of each vendor, of Ollama's library and of LiteLLM. */
const FAMILIES: readonly ModelFamily[] = [
  { stems: ['gpt'], names: ['(?:chat)?gpt-?[\\d\uFFFC]~', 'gpt-(?:oss|image|realtime|audio)~'] },
  {
    stems: quoted('o1', 'o3', 'o4'),
    behind: '[-:\'"`{$%@+\\\\]|$',
    names: ['o[134](?:-(?:mini|preview|pro|deep-research|\\d{4})~)?'],
  },
  {
    stems: ['davinci', 'codex-mini', 'text-embedding-'],
    names: ['(?:text-|code-)?davinci-\\d+', 'codex-mini~', 'text-embedding-~'],
  },
  {
    stems: ['dall-e', 'whisper-', ...quoted('tts-1')],
    names: ['dall-e-\\d', 'whisper-(?:1|large)~', 'tts-1~'],
  },
  // `imagen-2.png` is a picture.
  {
    stems: ['imagen', 'veo'],
    behind: '-[234]',
    names: ['imagen-[234](?:\\.\\d)?(?:-~)?', 'veo-[234](?:\\.\\d)?-~'],
  },
  {
    stems: ['llava', 'bakllava', 'moondream', 'minicpm-v'],
    names: ['(?:bak)?llava(?:[-:]~)?', 'moondream\\d?(?::~)?', 'minicpm-v~'],
  },
  {
    stems: ['nomic-embed', 'mxbai-embed', 'jina-embeddings-', 'arctic-embed', ...quoted('voyage-')],
    names: [
      '(?:nomic|mxbai|snowflake-arctic)-embed[\\w.-]*(?::(?:latest|v?\\d[\\w.]*))?',
      'jina-embeddings-~',
      'voyage-(?:\\d|code|law|finance|large|lite|multilingual)~',
    ],
  },
  { stems: ['claude'], names: ['claude-(?:[\\d\uFFFC]|v\\d|instant|opus|sonnet|haiku)~'] },
  { stems: ['gemini'], names: ['(?:models/)?gemini-(?:[\\d\uFFFC]|pro|flash|ultra|exp|live|embedding)~'] },
  { stems: ['gemma'], names: ['(?:code|shield)?gemma-?\\d?[-:]?~'] },
  { stems: ['-bison', '-unicorn'], names: ['(?:text|chat|code|codechat)-(?:bison|unicorn)~'] },
  { stems: ['llama'], names: ['(?:code|tiny)?llama-?v?[\\d\uFFFC]~', '(?:code|tiny)llama~'] },
  {
    stems: ['mistral', 'mixtral', 'ministral', 'codestral', 'pixtral', 'magistral', 'devstral'],
    names: [
      '(?:open-)?mistral-(?:tiny|small|medium|large|nemo|embed|saba|ocr|\\d)~',
      'mistral:~',
      '(?:open-)?(?:mixtral|ministral|codestral|pixtral|magistral|devstral)~',
    ],
  },
  {
    stems: ['command-r', 'command-a', 'command-light', 'command-nightly', 'c4ai-'],
    names: ['command-(?:r|a|light|nightly)(?:[-:+]~)?', 'c4ai-~'],
  },
  { stems: ['deepseek-'], names: ['deepseek-(?:chat|coder|reasoner|r\\d|v\\d|llm|prover)~'] },
  { stems: ['qwen', 'qwq'], names: ['qwen-?(?:[\\d\uFFFC]|max|plus|turbo|long|vl|coder)~', 'qwq~'] },
  { stems: ['grok-'], names: ['grok-(?:[\\d\uFFFC]|beta|vision|code|mini)~'] },
  { stems: ['sonar-', 'pplx-'], names: ['sonar-(?:pro|small|medium|large|reasoning|deep)~', 'pplx-~'] },
  { stems: quoted('phi-', 'phi2', 'phi3', 'phi4'), names: ['phi-?[234]~'] },
  {
    stems: quoted('yi-'),
    names: ['yi-(?:large|34b|medium|lightning|vision)~'],
  },
  { stems: ['glm'], names: ['(?:chat)?glm-?\\d~'] },
  {
    stems: ['moonshot-', 'kimi-'],
    names: ['moonshot-v\\d~', 'kimi-(?:[kv\\d\uFFFC]|latest|thinking|dev|linear|for-|audio)~'],
  },
  { stems: ['jamba-', ...quoted('j2-')], names: ['jamba-~', 'j2-(?:ultra|mid|light)~'] },
  {
    stems: ['nova-', 'titan-'],
    names: ['(?:amazon\\.)?(?:nova-(?:pro|lite|micro|premier)|titan-(?:text|embed))~'],
  },
  {
    stems: ['vicuna', 'wizardlm', 'wizardcoder', 'zephyr', 'starcoder', 'nous-hermes', 'falcon', 'solar'],
    names: [
      '(?:vicuna|wizardlm|wizardcoder|zephyr|starcoder|nous-hermes|falcon|solar)\\d?-(?:pro|mini|beta|[\\d]|\\w*\\d+b)~',
    ],
  },
  // What paints; `flux-standard-action` is a form of messages.
  { stems: ['fal-ai/'], behind: '', names: ['fal-ai/[\\w./-]+'] },
  {
    stems: ['flux'],
    behind: '[.-](?:pro|dev|schnell|kontext|max|ultra|[12])',
    names: ['flux[.-](?:pro|dev|schnell|kontext|max|ultra|[12])~'],
  },
  { stems: ['stable-diffusion'], behind: '-(?:xl|v?\\d)', names: ['stable-diffusion-(?:xl|v?\\d)~'] },
  // Workers AI of Cloudflare's.
  { stems: ['@cf/', '@hf/'], behind: '', names: ['@[ch]f/[\\w.-]+/~'] },
  {
    stems: ['ernie-', 'doubao-', 'hunyuan-', 'minimax-', ...quoted('abab')],
    names: ['(?:ernie|doubao|hunyuan)-~', 'abab\\d~', 'minimax-(?:text|m\\d)~'],
  },
];

const REST = '[\\w.:@+\uFFFC-]*';

const FAMILY = FAMILIES.flatMap(({ names }) => names.map((name) => name.replaceAll('~', REST))).join('|');

/** What LiteLLM, OpenRouter, Bedrock, LangChain and Hugging Face put before a model's name. */
const BEFORE = [
  '[\\w.-]+/',
  '(?:openai|azure(?:_openai)?|anthropic|google(?:[_-]\\w+)?|gemini|vertex(?:_?ai)?|groq|mistral(?:ai)?|bedrock|cohere|ollama|together|fireworks|deepseek|xai|openrouter|huggingface|cerebras|perplexity|nvidia|lmstudio|vllm):',
  '(?:us\\.|eu\\.|apac\\.|global\\.)?(?:anthropic|meta|mistral|cohere|amazon|deepseek|ai21|openai|qwen)\\.',
].join('|');

const BARE = new RegExp(`^(?:${FAMILY})$`);
const PREFIXED = new RegExp(`^(?:${BEFORE}){1,3}(?:meta-|meta\\.)?(?:${FAMILY})$`, 'i');

/** Longer texts are sentences. */
const LONGEST_NAME = 100;

/** Nearly no text holds a stem, and to compile the others takes as long as judging a file. */
const STEM = new RegExp(
  FAMILIES.flatMap(({ stems }) => stems.map((stem) => escaped(stem.replace(/^\W/, '')))).join('|'),
  'i',
);

/**
 * Whether a text is a vendor's own name for a model: `gpt-4o`, `anthropic/claude-3-opus`, `llama3:8b`. Unknown parts
 * are `HOLE`. A label such as `GPT-4o` or `Claude 3` is none.
 */
export const isVendorModel = byText(
  (text): boolean =>
    text.length <= LONGEST_NAME &&
    STEM.test(text) &&
    (BARE.test(text) || PREFIXED.test(text)) &&
    !OTHER.test(text),
);

/** `claude-1.example.io` is a machine, and `deepseek-chat-completions` a way to ask. */
const OTHER = /\.(?:com|net|org|io|dev|app|cloud)$|-completions?$/i;

/** What Claude's own tools call its models; `opus` alone is a codec more often. Of `openrouter/auto` OpenRouter chooses one. */
export function isModelAlias(text: string): boolean {
  return ALIASES.includes(text);
}

const ALIASES = ['sonnet', 'haiku', 'openrouter/auto'];

/** The provider stands before the model, so that more is settled than its spelling: `bedrock/anthropic.claude-v2`. */
export function isRouted(model: string): boolean {
  return ROUTED.test(model);
}

const ROUTED =
  /^(?:openrouter|openai|azure|anthropic|bedrock|vertex_ai|gemini|groq|deepseek|ollama\w*|together(?:_?ai)?)\//;

/** Behind a stem in a name; a word in a sentence has a space there. */
const BEHIND_STEM = '[-\\d:.\'"`{$%@+v]|$';

/** Of each such name, at least one. */
export const MODEL_SIGNS: readonly Sign[] = [
  ...FAMILIES.flatMap(({ stems, behind = BEHIND_STEM }) =>
    stems.map((stem) => stemSign(stem, stem.endsWith('-') ? '' : behind)),
  ),
  // `if "claude sonnet" in name` chooses by a family's name alone.
  ...signs('name', ['gpt', 'claude', 'gemini', 'llama'], { before: '["\'`]', after: '[^a-z]|$' }),
  ...signs('name', ALIASES, { before: '["\'`]', after: '["\'`]' }),
];

/** A name that stands between quotes alone is in lower case; one with its vendor before it is in any. */
function stemSign(stem: string, behind: string): Sign {
  const flags = /^["'`]/.test(stem) ? 'y' : 'iy';
  return { kind: 'name', literal: stem, pattern: new RegExp(`${escaped(stem)}(?=${behind})`, flags) };
}

/** A stem of a few letters counts only where a text, or a part of a name, begins with it. */
function quoted(...stems: string[]): string[] {
  return stems.flatMap((stem) => ['"', "'", '`', '/', ':', '.'].map((mark) => mark + stem));
}
