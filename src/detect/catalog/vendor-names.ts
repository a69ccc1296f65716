import { byText } from './by-text.ts';
import { WORK, wordsOf } from './call-names.ts';
import type { Sign } from './sign.ts';
import { NO_RESOURCE, signs } from './sign.ts';

/** A vendor that the name of a class or a function speaks of: `AnthropicClient`, `call_openai`. */
export interface NamedVendor {
  /** For people. */
  name: string;
  /** False if the name alone does not tell: `GoogleClient`, `Claude`. */
  isTelling: boolean;
  /** True for LiteLLM, which the gateway is. */
  isGateway: boolean;
}

/** Vendors by what names say of them, words with a space between; the first that matches counts. */
const VENDORS: readonly [RegExp, string][] = [
  [/\blite ?llm\b/, 'LiteLLM'],
  [/\bopen ?router\b/, 'OpenRouter'],
  [/\bbedrock\b/, 'AWS Bedrock'],
  [/\bazure (?:chat )?(?:open ?ai|chat ?gpt|gpt|ai)\b/, 'Azure OpenAI'],
  [/\bvertex ?ai\b/, 'Google Vertex AI'],
  [/\bopen ?ai\b|\bchat ?gpt\b|(?<!\byandex )\bgpt\d*\b/, 'OpenAI'],
  [/\banthropic\b|\bclaude\b/, 'Anthropic'],
  [/\bgemini\b|\bgoogle (?:gen(?:erative)? ?ai|palm)\b/, 'Google Gemini'],
  [/\bgroq\b/, 'Groq'],
  [/\bollama\b/, 'Ollama'],
  [/\bllama ?cpp\b|\bllama ?file\b/, 'llama.cpp'],
  [/\bvllm\b/, 'vLLM'],
  [/\blm ?studio\b/, 'LM Studio'],
  [/\bmistral(?:ai)?\b/, 'Mistral'],
  [/\bcohere\b/, 'Cohere'],
  [/\bdeep ?seek\b/, 'DeepSeek'],
  [/\bgiga ?chat\b/, 'GigaChat'],
];

/** What `local` in a name may mean. */
export const LOCAL_SERVER = 'a local server';

/** Words that are vendors of models only beside one of those. */
const OTHERS: readonly [RegExp, string][] = [
  [/\bazure\b/, 'Azure'],
  // Stories have codices too.
  [/\bcodex\b/, 'OpenAI Codex'],
  [/\bgoogle\b|\bpalm\b/, 'Google'],
  // A shader and a graph have vertices too.
  [/\bvertex\b/, 'Google Vertex AI'],
  [/\b(?:qwen|dash ?scope|tong ?yi|ali ?yun)\b/, 'Alibaba DashScope'],
  [/\b(?:zhipu(?:ai)?|(?:chat ?)?glm)\b/, 'Zhipu AI'],
  [/\b(?:moonshot|kimi)\b/, 'Moonshot AI'],
  [/\b(?:ernie|wen ?xin|qian ?fan|baidu)\b/, 'Baidu'],
  [/\b(?:dou ?bao|volc ?engine|ark)\b/, 'Volcengine Ark'],
  [/\b(?:spark|xun ?fei|xf ?yun|i?fly ?tek)\b/, 'iFlytek Spark'],
  [/\bmini ?max\b/, 'MiniMax'],
  [/\bhun ?yuan\b/, 'Tencent Hunyuan'],
  [/\b(?:x ?ai|grok)\b/, 'xAI'],
  [/\bperplexity\b/, 'Perplexity'],
  [/\b(?:hugging ?face|hf)\b/, 'Hugging Face'],
  [/\bfireworks(?: ?ai)?\b/, 'Fireworks AI'],
  [/\btogether(?: ?ai)?\b/, 'Together AI'],
  [/\bsilicon ?flow\b/, 'SiliconFlow'],
  [/\bmodel ?scope\b/, 'ModelScope'],
  [/\breplicate\b/, 'Replicate'],
  [/\bfal(?: ?ai)?\b/, 'fal'],
  [/\bcerebras\b/, 'Cerebras'],
  [/\bsamba ?nova\b/, 'SambaNova'],
  [/\bnvidia\b|\bnim\b/, 'NVIDIA NIM'],
  [/\bwatson ?x\b/, 'IBM watsonx'],
  [/\byandex(?: ?gpt)?\b/, 'YandexGPT'],
  [/\blocal ?ai\b/, 'LocalAI'],
  [/\blocal\b/, LOCAL_SERVER],
  [/\bmlx\b/, 'MLX'],
  [/\bvoyage(?: ?ai)?\b/, 'Voyage AI'],
  [/\bjina(?: ?ai)?\b/, 'Jina AI'],
  [/\bnovita(?: ?ai)?\b/, 'Novita AI'],
  [/\bdeep ?infra\b/, 'DeepInfra'],
  [/\bnebius\b/, 'Nebius'],
  [/\bmarita(?:ca|lk)\b/, 'Maritaca AI'],
  [/\bstability(?: ?ai)?\b/, 'Stability AI'],
  [/\babacus(?: ?ai)?\b/, 'Abacus.AI'],
  [/\beleven ?labs\b/, 'ElevenLabs'],
  [/\bdeep ?gram\b/, 'Deepgram'],
  [/\bassembly ?ai\b/, 'AssemblyAI'],
  [/\bcartesia\b/, 'Cartesia'],
  [/\brunway ?ml\b/, 'RunwayML'],
  [/\bsg ?lang\b/, 'SGLang'],
  [/\bkobold(?: ?(?:cpp|ai))?\b/, 'KoboldCpp'],
  [/\banyscale\b/, 'Anyscale'],
  [/\bai ?21\b/, 'AI21'],
  [/\bupstage\b/, 'Upstage'],
];

const ALL = [...VENDORS, ...OTHERS];

/** What a class or a function with a vendor's name is, if calling it asks that vendor or makes what does. */
const ASKS =
  'client|provider|engine|llm|lm|bot|chatbot|chat bot|adapter|service|model|models|backend|handler|api|chat|agent|connector|driver|embeddings?|embedder|encoder|reranker|transcriber|summarizer|completions?|generator|translator|inference|assistant|caller|runner|wrapper|vision|strategy|base';

/** Things of a vendor that ask nothing. */
const ASKS_NOTHING =
  /\btools? (?:call )?(?:adapter|translator)\b|\b(?:error|exception|token|tokens|tokenizer|parser|formatter|converter|transformer|config|configuration|settings?|options|schema|response|request|messages?|params|auth|authentication|oauth|login|icon|logo|form|modal|section|page|view|card|key|keys|tracker|pricing|usage|cost|mock|fake|stub|test|event|type|types|enum|validator|checker|family|prompt (?:strategy|builder|template|provider|adapter|generator|cache|caching)|instrumentor|tracer|callback|list|fetch|search|drive|calendar|maps|mail|sheets|storage|blob|key ?vault|speech|tts|stt|asr|voice)\b|\bsetup$/;

/** `OpenAITTSProvider`: what asks one to speak or to listen; `OpenAIVoice` is one of its voices. */
const SPEAKS = /\b(?:tts|stt|asr) (?=(?:client|provider|adapter|service|engine|backend)$)/;

const CLASS_OF_VENDOR = new RegExp(`(?:^| )(?:${ASKS}|ai|cpp|open ?ai)$`);

/** Verbs of functions that make a client or a model. */
const MAKES = new RegExp(
  `^(?:create|make|get|build|init|initialize|new|load|import|setup|use|provide) .*(?:^| )(?:${ASKS})$`,
);

/** The vendor that a class of this name asks; `null` if it tells of none, or does something else. */
export const vendorOfClass = byText((name): NamedVendor | null => {
  const words = wordsOf(name).replace(SPEAKS, '');
  const vendor = vendorInName(name);
  if (!vendor || ASKS_NOTHING.test(words)) return null;
  const bare = words.replace(/(\w) (?:with|using) .*$/, '$1');
  return CLASS_OF_VENDOR.test(bare) || isVendorAlone(words) ? vendor : null;
});

/** The vendor of which a function of this name makes a client or a model: `create_openai_client`. */
export const vendorOfFactory = byText((name): NamedVendor | null => {
  const words = wordsOf(name);
  return MAKES.test(words) && mayAsk(name) ? vendorInName(name) : null;
});

/** The vendor of whom a function gives a thing that asks, by the thing alone: `anthropic_model(key)`. */
export const vendorOfThing = byText((name): NamedVendor | null =>
  THING.test(withoutVendor(wordsOf(name)) ?? '') ? vendorInName(name) : null,
);

const THING = /^(?:(?:chat|embeddings?|image|vision) )?(?:model|llm|client|provider|adapter|service|engine)$/;

/**
 * What stands beside a vendor in what chooses it: `azure_openai`, `openai-compatible`, `claude-3`, `ollama_local`,
 * `claude-code`, or a name of its models, `openai_gpt`, `google_gemini`.
 */
const BESIDE_KEY =
  /\b(?:gpt|claude|google|code|ai|api|apis|cloud|chat|llm|llms|model|models|provider|cli|local|native|direct|compatible|sdk|official|turbo|v?\d+[a-z]?)\b/g;

/** The vendor that a text or a key stands for, and nothing else; `null` for a sentence that speaks of one. */
export const vendorOfKey = byText((text): NamedVendor | null => vendorStoodFor(text, `"${text}"`));

/** The vendor that the member of an enum stands for: `Provider.OPENAI`. */
export const vendorOfMember = byText((name): NamedVendor | null => vendorStoodFor(name, `A.${name})`));

function vendorStoodFor(text: string, written: string): NamedVendor | null {
  const rest = text.length > LONGEST_KEY ? null : withoutVendor(wordsOf(text));
  const vendor = rest?.replace(BESIDE_KEY, '').trim() === '' ? vendorInName(text) : null;
  return vendor && !vendor.isGateway ? { ...vendor, isTelling: isSigned(written) } : null;
}

const LONGEST_KEY = 40;

/** Words of functions that ask a vendor, or make what asks it, if code has chosen the vendor before: `_with_openai`. */
const ASKS_CHOSEN = new RegExp(
  `\\b(?:${ASKS}|get|create|make|build|init|initialize|new|load|setup|use|using|call|ask|query|converse|run|do|try|with|via|from|through|handle|invoke|send|generate|generation|complete|stream|process|request|response|respond|answer|prompt|text|completion|analyze|summarize|translate|extract|classify|embed|fetch|chat|async|sync|a|ai|impl|instance|factory|builder|session|batch|job|worker|processor|executor|access|(?:${WORK})(?= (?:with|using|via)\\b)|(?<=\\btry )conversation|(?<=\\bfrom )(?:env|settings|config))\\b`,
  'g',
);

/** `call_bedrock_with_messages`: what stands behind says what it is given. */
const GIVEN =
  /^((?:a?call|ask|query|invoke|send|request|generate|run|stream|complete|chat)\b.*) (?:with|for|from|using|via|and|to) .*$/;

/** Whether a function or class of this name asks the vendor in it, once code has asked which vendor is meant. */
export function asksChosen(name: string): boolean {
  const rest = withoutVendor(wordsOf(name));
  if (rest === null || !mayAsk(name)) return false;
  return whatIsDone(rest).replace(ASKS_CHOSEN, '').trim() === '' || DONE_BY.test(rest);
}

/** `generate_quiz_from_gemini`, `translate_page_with_openai`: what is made of anything, and by whom. */
const DONE_BY =
  /^a?(?:generate|ask|query|translate|summari[sz]e|analy[sz]e|extract|classify|complete|answer|rewrite|describe|evaluate) [\w ]+ (?:from|with|using|via|by)$/;

/** Whether a function or class of this name asks a vendor that nobody knows, by the name that code has chosen it by. */
export function asksNamed(name: string, vendor: string): boolean {
  const words = ` ${wordsOf(name)} `;
  const rest = words.replace(` ${wordsOf(vendor)} `, ' ').trim();
  const isNamed = rest !== '' && rest !== words.trim();
  return isNamed && mayAsk(name) && whatIsDone(rest).replace(ASKS_CHOSEN, '').trim() === '';
}

/** Whether a name has a word of asking, whatever else it has: `doubao_cache_complete`. */
export function asksSomething(name: string): boolean {
  const rest = withoutVendor(wordsOf(name));
  return rest !== null && mayAsk(name) && rest.replace(ASKS_CHOSEN, '') !== rest;
}

/**
 * `generate_qwen_response`, `send_kimi_message`: what comes back, or is sent, is named last. `extract_claude_response` takes
 * apart what has come.
 */
const ANSWERED =
  /^(a?(?:generate|get|fetch|stream)\b.*|(?!extract\b|read\b)\w+) responses?$|^(a?(?:send|make|do|execute)\b.*) (?:requests?|messages?)$/;

/** Whether something of this name may ask a model: no icon, no setting, no list, nor who looks whether somebody is there. */
export function mayAsk(name: string): boolean {
  const said = wordsOf(name);
  const words = whatIsDone(withoutVendor(said) ?? said);
  return !ASKS_NOTHING.test(words) && !LOADS.test(words) && !LOOKS_WHETHER_THERE.test(words);
}

/** `checkOpenAI(config)`, `ping_ollama()`; `check_with_openai(text)` asks about something. */
const LOOKS_WHETHER_THERE =
  /^(?:check|verify|validate|probe|ping|diagnose)(?: (?:connection|health|status|availability|api))?$/;

/** The words without those of what is sent, what comes back and to whom: `sendRequestToOpenAI` sends. */
function whatIsDone(words: string): string {
  return words.replace(/ to$/, '').replace(GIVEN, '$1').replace(ANSWERED, '$1$2');
}

/** `get_openai_models`, `groqModels`, `load_from_huggingface`: what there is, or what models are made of. */
const LOADS =
  /^(?:get|fetch|load|import)\b.*\bmodels(?: a?sync)?$|^(?:ai |image )?models$|^(?:load|read|download) from\b/;

function withoutVendor(words: string): string | null {
  const found = ALL.find(([pattern]) => pattern.test(words));
  return found ? words.replace(found[0], '').replace(/\s+/g, ' ').trim() : null;
}

/** A class or a function that is spelled as a vendor's model is: `GPT_4o_24_08_06`, `ClaudeSonnet4`, `llama3_70b`. */
export function isNamedAsModel(name: string): boolean {
  if (!/\d/.test(name)) return false;
  const words = wordsOf(name).replace(/(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)/g, ' ');
  return FAMILY.test(words) && words.split(' ').every((word) => MODEL_WORD.test(word));
}

const FAMILY =
  /^(?:(?:vertex|azure|bedrock|open ?ai|anthropic|google|meta|aws|openrouter|together|groq|fireworks) )?(?:gpt|claude|gemini|llama|mistral|mixtral|deep ?seek|qwen|grok|glm)\b/;
const MODEL_WORD =
  /^(?:vertex|azure|bedrock|open|ai|openai|anthropic|google|meta|aws|openrouter|together|groq|fireworks|gpt|claude|gemini|llama|mistral|mixtral|deepseek|deep|seek|qwen|grok|glm|o|v|r|b|k|x|m|\d+|mini|nano|pro|flash|lite|opus|sonnet|haiku|turbo|large|medium|small|instruct|preview|vision|chat|latest|ultra|max|plus)$/;

/** Nearly every name speaks of none, which one look tells. */
const ANY_VENDOR = new RegExp(ALL.map(([{ source }]) => source).join('|'));

/** The vendor that a name speaks of, whatever it does. */
export const vendorInName = byText((name): NamedVendor | null => {
  const words = wordsOf(name);
  if (!ANY_VENDOR.test(words)) return null;
  const telling = VENDORS.find(([pattern]) => pattern.test(words));
  if (telling)
    return { name: telling[1], isTelling: isSigned(`${name}(`), isGateway: telling[1] === 'LiteLLM' };
  const other = OTHERS.find(([pattern]) => pattern.test(words));
  return other ? { name: other[1], isTelling: false, isGateway: false } : null;
});

/** The vendor whose model a function asks that is named after it: `call_llm_haiku`. It tells nothing alone. */
export function vendorOfModelNamed(name: string): NamedVendor | null {
  return OF_ANTHROPIC.test(wordsOf(name)) ? { name: 'Anthropic', isTelling: false, isGateway: false } : null;
}

const OF_ANTHROPIC = /\b(?:sonnet|haiku)\b/;

function isVendorAlone(words: string): boolean {
  return ALL.some(([pattern]) => words.replace(pattern, '').trim() === '');
}

/** How the vendors of {@link VENDORS} are spelt in names. */
const SPELLINGS = [
  'openrouter open_router bedrock azureopenai azure_openai azurechat azure_chat vertexai vertex_ai vertex-ai openai open_ai chatgpt gpt',
  'anthropic claude gemini googlegen google_gen groq ollama llamacpp llama_cpp llamafile vllm lmstudio lm_studio',
  'mistral cohere deepseek deep_seek gigachat giga_chat',
].flatMap((line) => line.split(' '));

/** Vendors of {@link OTHERS} that are hardly anything else where they stand between quotes. */
const KEYS = [
  'qwen dashscope tongyi zhipu zhipuai chatglm moonshot kimi ernie qianfan doubao volcengine minimax hunyuan',
  'perplexity huggingface fireworks replicate cerebras sambanova watsonx yandexgpt siliconflow grok novita deepinfra nebius maritaca',
].flatMap((line) => line.split(' '));

/** A file with a name that tells of a vendor has one of these: `AnthropicEngine`, `call_openai`, `new Claude()`. */
export const VENDOR_SIGNS: readonly Sign[] = [
  ...signs('name', SPELLINGS, { before: NO_RESOURCE, after: `\\w{0,24}(?:${ASKS})` }),
  ...signs('name', SPELLINGS, { after: '(?:ai)?\\(', before: '^|[^\\w.]' }),
  // `groq_generate(`, where the verb comes behind.
  ...signs('name', SPELLINGS, {
    after: '_?(?:generate|ask|query|invoke|complete|call|request|answer|predict)\\w{0,24}\\(',
  }),
  // A class that is named as a model: `GPT_4o[Schema](`, `VertexClaudeSonnet4(`.
  ...signs(
    'name',
    ['gpt', 'claude', 'gemini', 'llama', 'mistral', 'mixtral', 'seek', 'qwen', 'grok', 'glm'],
    {
      after: '[a-z_]{0,12}\\d\\w{0,24}[\\[(]',
    },
  ),
  // What a provider is chosen by: `"openai"`, `openai:`, `case Provider.OPENAI:`; no `AWS::Bedrock::Agent`.
  ...signs('name', KEYS, { before: '["\'`]', after: '["\'`]' }),
  // Something may stand beside it: `"claude-code"`, `"openai_gpt"`, `"google_gemini"`.
  ...signs('name', SPELLINGS, {
    before: '["\'`](?:google[-_])?',
    after: '(?:[-_](?:code|cli|gpt|claude|api|chat|compatible))?["\'`]',
  }),
  ...signs('name', SPELLINGS, { before: '^|[^\\w-]', after: '["\'`\\]]?\\s?:(?!:)' }),
  // No file of that kind: `"./picking.vertex.js"`.
  ...signs('name', SPELLINGS, { before: '[a-z]\\??\\._?', after: '(?!\\.[mc]?[jt]sx?\\b)[^\\w(]' }),
  ...signs('name', SPELLINGS, {
    before:
      '(?:call|query|ask|invoke|generate|complete|chat|prompt|request|send|run|stream|embed|fetch|predict|post|answer|translate|summarize)\\w{0,24}',
  }),
  // What another file sets of one: `settings.GROQ_BASE_URL`, `config.openai_model`.
  ...signs('name', SPELLINGS, {
    before: '(?:settings|config|cfg)\\.(?:\\w{0,24}_)?',
    after: '_?(?:base_?url|api_?base|api_?url|endpoint|host|model)',
  }),
  // `solve_with_gemini(`
  ...signs('name', SPELLINGS, {
    before: `(?:${WORK}|analyze|classify|extract|reply|respond)\\w{0,24}(?:with|using|via)_?`,
  }),
];

/** Whether code by itself makes the prefilter look at its file, so that it may make a finding. */
function isSigned(code: string): boolean {
  const text = code.toLowerCase();
  return VENDOR_SIGNS.some(({ literal, pattern }) => {
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) {
      if (!pattern) return true;
      pattern.lastIndex = at;
      if (pattern.test(text)) return true;
    }
    return false;
  });
}
