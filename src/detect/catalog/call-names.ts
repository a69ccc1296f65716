import type { Value } from '../facts.ts';
import { byText } from './by-text.ts';
import type { Sign } from './sign.ts';
import { NO_MODULE, NO_RESOURCE, signs, wordSign } from './sign.ts';

/** Words of names that mean a large language model, or a vendor of one. */
const MODEL_WORDS =
  'llm|llms|litellm|vllm|gpt\\d*|chatgpt|openai|anthropic|claude|gemini|groq|ollama|llama|bedrock|mistral|cohere|deepseek|openrouter|gigachat|yandexgpt';

/** The same in one name: `call_llm`, `queryOpenAI`, `llm_client`. */
const NAMES_MODEL = new RegExp(
  `(?:^|[ ])(?:${MODEL_WORDS}|deep seek|giga chat|chat model|language model|chat completion|chat response|ai response)(?:$|[ ])`,
);

const SENDS = new Set(
  [
    'call query ask invoke ainvoke generate agenerate complete acomplete completion acompletion chat achat prompt',
    'predict apredict request send run arun create stream astream acall infer execute respond converse response',
    'answer reply summarize translate classify extract analyze fetch post embed embedding',
  ]
    .join(' ')
    .split(' '),
);

/** What a model does, if it is done with one: `solve_with_gemini`. */
export const WORK =
  'solve|process|write|draft|compose|suggest|caption|describe|explain|evaluate|grade|score|judge|review|rewrite|improve|enhance|refine|correct|categorize|detect|identify|recognize|transcribe|moderate|paraphrase|enrich|plan|decide';

/** Before what is asked: `create_answer_with_llm`. */
const BY_MEANS = 'with|using|via|by|from|through';

const WORKS_WITH = new RegExp(`(?:^| )(?:${WORK}) (?:\\w+ ){0,3}(?:with|using|via) (?:${MODEL_WORDS})$`);

/** Whether a name says by what something is asked for, `getAnswerFromAgent`, and not only that it is there. */
export function saysMeans(name: string): boolean {
  return MEANS.test(wordsOf(name));
}

const MEANS = new RegExp(` (?:${BY_MEANS}) `);

/** Names with one of these words make, describe or note something; they send nothing. */
const SENDS_NOTHING = new Set(
  [
    'parse format log build prepare config load init setup validate count estimate cost token tokens key url name',
    'model models list check health price close save cache cached register is has mock test error exception client',
    'clients provider providers settings options params payload headers body messages template tool tools schema',
    'available supported update set delete remove on handle handler class type usage metrics record track status',
    'history session conversation conversations title limit limits rate id ids to from enabled',
    'balance balances credits quota quotas billing',
    'import export render show hide display open toggle select use clear reset demo dummy fake stub canned',
    'simulate simulated simulation placeholder offline checker family',
    'capture parser parsers formatter converter convert transform normalize mapper serializer grammar chunk',
  ]
    .join(' ')
    .split(' '),
);

/** Objects that are a model, or a client of one, whatever they are of. */
const IS_MODEL =
  /(?:^| )(?:llm|llms|chat model|language model|llm client|openai client|anthropic client|litellm)$|^(?:gpt|openai|claude|anthropic|gemini|groq|ollama|mistral|deepseek|openrouter|cohere|bedrock|vllm|litellm)(?: client)?$/;

/** What a module of the tree's own is called that asks a vendor: `gemini_api.generate`, `claudeService.ask`. */
const IS_OF_VENDOR =
  /(?:^| )llm (?:api|service|provider|manager|engine)$|^(?:gpt|chatgpt|openai|claude|anthropic|gemini|groq|ollama|mistral|deepseek|openrouter|bedrock) (?:api|service|provider)$/;
const ASKED_OF_VENDOR = /^a?(?:generate|complete|completion|chat|ask|query|prompt|invoke)$/;

/** One of two, `self._primary.generate(prompt)` and `self._secondary.generate(prompt)`, and what another client wraps. */
const STANDS_FOR = /^(?:primary|secondary|fallback|backup|inner)(?: client)?$/;

/** What answers where no model does: `null_provider.generate`. */
const STANDS_IN = /^(?:null|noop|no op|dummy|mock|fake|stub|canned|heuristic)\b/;

/** A database that models' answers are kept in, and is asked by `database_llm.query`. */
const KEEPS = /(?:^| )(?:database|db|sql) llm$/;

/** An agent or a graph of nodes, which asks a model as often as it has to: LangGraph's, Mastra's. */
const RUNS_AGENT = /(?:^| )(?:agent|graph)(?: executor)?$/;
/** CrewAI's agents: `crew.kickoff(inputs=…)`, `ResearchCrew().crew().kickoff_async()`. */
const RUN_OF_CREW = /^a?kickoff(?: for each)?(?: async)?$/;
const RUN_OF_AGENT = /^a?(?:invoke|stream)(?: events)?$|^a?run(?: sync| stream)?$|^a?execute(?: async)?$/;

/** What LangChain's methods are called on: `model.invoke`, `llm_with_tools.ainvoke`. Others have models too, and fit them. */
const INVOKED = /(?:^| )(?:llm|model)(?: with(?: \w+){1,2})?$/;

const METHODS = new Set(
  'invoke ainvoke generate agenerate complete acomplete chat achat predict apredict call acall ask query stream astream run arun send completion acompletion prompt create'.split(
    ' ',
  ),
);

/** Methods that send a call on whatever an SDK's client has them under. */
const CLIENT_METHODS =
  /(?:^|\.)(?:create|acreate|parse|(?:stream|complete|send)(?:_async|Async)?|respond(?:_stream)?|generate|agenerate|chat|invoke|ainvoke|predict|converse|converse_stream|retrieve_and_generate(?:_stream)?|invoke_(?:agent|flow|endpoint\w*)|ChatCompletions|embed\w*|generate\w*|send_message\w*|sendMessage\w*|sendMessageStream|run(?:_sync|_stream)?|invoke_model\w*|rerank|transcribe(?:_?[fF]ile|_?[uU]rl)?|(?:text_to_speech|speech_to_text|textToSpeech|speechToText)\.(?:convert|stream)\w*|ocr\.process(?:_async)?|astream|call|__call__|batch|abatch|text_generation|chat_completion|chatCompletion|textGeneration\w*)$/;

/** Ends of names that mean a call of an SDK even where nobody knows what made the client. */
const TELLING_ENDS =
  /(?:^|\.)(?:chat\.completions\.(?:create|parse|stream)|completions\.create|beta\.chat\.completions\.\w+|responses\.(?:create|parse|stream)|embeddings\.create|images\.generate|audio\.(?:speech|transcriptions|translations)\.create|ChatCompletion\.a?create|generate_content(?:_async|_stream)?|generateContent(?:Stream)?|invoke_model(?:_with_response_stream)?|messages\.(?:stream|countTokens)|doGenerate|doStream|step\.ai\.infer)$/;

/**
 * Whether a call asks a model by the last names of its callee alone, whoever made the client, and in whatever file:
 * `provider.client.chat.completions.create`, `one.generate_content`.
 */
export function asksByName(callee: Value): boolean {
  if (callee.kind !== 'member') return false;
  const { property, object } = callee;
  if (/^(?:create|parse|stream)$/.test(property))
    return object.kind === 'member' && object.property === 'completions' && isMemberOf(object.object, 'chat');
  return /^(?:generate_content(?:_async|_stream)?|generateContent(?:Stream)?)$/.test(property);
}

function isMemberOf(value: Value, property: string): boolean {
  return value.kind === 'member' && value.property === property;
}

/** Of each call that {@link asksByName} knows, one: such files are always looked at. */
export const ASKED_SIGNS: readonly Sign[] = [
  ...signs('name', ['completions'], { before: 'chat\\W{1,40}', after: '\\W{1,99}(?:create|parse|stream)' }),
  ...signs('name', ['generate_content', 'generatecontent'], {
    before: '\\.',
    after: '(?:_?async|_?stream)?\\(',
  }),
];

/** Words of `callLLM`, `call_llm` and `queryOpenAI`, in lower case, with a space between. */
export const wordsOf = byText((name): string =>
  name
    .replace(/OpenAI/g, '_openai_')
    .replace(/LiteLLM/g, '_litellm_')
    .replace(/ChatGPT/g, '_chatgpt_')
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase()
    .split(/[_\W]+/)
    .filter((word) => word !== '')
    .join(' ')
    .replace(/\bopen (ai|router)\b/g, 'open$1'),
);

/**
 * Whether a name alone says that calling it asks a model: `call_llm`, `llm.invoke`, `client.chat.completions.create`,
 * `provider.generate`. `dotted` is the name as written, receivers before it.
 */
export const namesLlmCall = byText((dotted): boolean => {
  if (TELLING_ENDS.test(dotted)) return true;
  const parts = dotted.split('.').filter((part) => part !== '' && part !== 'self' && part !== 'this');
  // A class: it makes something.
  if (/^[A-Z]/.test(parts.at(-1) ?? '')) return false;
  const last = wordsOf(parts.at(-1) ?? '');
  const receiver = wordsOf(parts.at(-2) ?? '');
  if (parts.length === 1 || receiver === '') return last === 'llm' || sendsByName(last);
  if (sendsByName(last) || last === 'llm') return true;
  return isSentOn(receiver, last);
});

/** `create_coding_llm()` makes one, `create_answer_with_llm()` none. */
const CREATES_MODEL = new RegExp(
  `^create (?:(?!(?:${BY_MEANS}) )\\w+ ){0,4}(?:${MODEL_WORDS}|chat model|language model)$`,
);

/** `extract_claude_response(data)`, `extractOpenAiCompatibleText(json)` take apart what has come, or what is kept. */
const READS_ANSWER =
  /^(?:extract|read) (?:\w+ ){0,4}(?:responses?|(?:response|message|output|completion|delta|compatible) (?:text|content)|delta|choices?|usage|state|error)$/;

function sendsByName(last: string): boolean {
  const words = last.split(' ');
  if (/^(?:a?call|query|ask|prompt) model$|^llm (?:call )?(?:fn|func|function|callable)$/.test(last))
    return true;
  if (CREATES_MODEL.test(last) || READS_ANSWER.test(last)) return false;
  if (words.some((word) => SENDS_NOTHING.has(word))) return false;
  if (/(?:^| )chat completions?$|^(?:get|create|generate|fetch|request) completions?$/.test(last))
    return true;
  if (WORKS_WITH.test(last)) return true;
  return NAMES_MODEL.test(last) && words.some((word) => SENDS.has(word));
}

function isSentOn(receiver: string, method: string): boolean {
  // `a_invoke` is `ainvoke`.
  const [verb = '', second = ''] = method.replace(/^a /, '').split(' ');
  const sends = METHODS.has(verb) && !method.split(' ').some((word) => SENDS_NOTHING.has(word));
  if (STANDS_IN.test(receiver) || KEEPS.test(receiver)) return false;
  if (IS_MODEL.test(receiver)) return sends;
  if (IS_OF_VENDOR.test(receiver)) return ASKED_OF_VENDOR.test(verb) && sends;
  if (/(?:^| )(?:provider|adapter)s?$/.test(receiver) || STANDS_FOR.test(receiver))
    return /^a?(?:generate|complete|chat|completion)$/.test(verb) && sends;
  if (RUNS_AGENT.test(receiver)) return RUN_OF_AGENT.test(method);
  if (/(?:^| )crew$/.test(receiver)) return RUN_OF_CREW.test(method);
  if (INVOKED.test(receiver)) return /^(?:a?invoke|astream)$/.test(verb) && second === '';
  if (/(?:^| )(?:chain|runnable)$/.test(receiver))
    return /^a?(?:invoke|run|predict)$/.test(verb) && second === '';
  return false;
}

/**
 * Whether a class of this name is a model, or what asks one, whoever that is: `LLMProvider`, `BaseChatModel`,
 * `AIClientProtocol`.
 */
export const namesModelClass = byText((name): boolean =>
  MODEL_CLASS.test(wordsOf(name.replace(/^I(?=[A-Z])/, ''))),
);

const MODEL_CLASS = new RegExp(
  `(?:^| )(?:llm|chat model|language model)(?: (?:base|protocol|interface|port))?$|(?:^| )(?:ai|${MODEL_WORDS}|chat model|language model) (?:provider|client|service|adapter|backend|engine)(?: (?:base|protocol|interface|port))?$`,
);

/** Whether a method of this name asks for something, if what it is called on is there for that: `getText`, `analyzePdf`. */
export const asksForAnswer = byText((method): boolean => {
  const words = wordsOf(method).split(' ');
  return (
    (ASKS.test(words[0] ?? '') || SENDS.has(words[0] ?? '')) && !words.some((word) => SENDS_NOTHING.has(word))
  );
});

const ASKS =
  /^(?:get|process|write|rewrite|improve|describe|explain|review|transcribe|ocr|moderate|think|speak|read)$/;

/** Whether a method of an SDK's client sends a call; `path` begins behind the client. */
export function isSendingMethod(path: string): boolean {
  return CLIENT_METHODS.test(path) && !MAKES_ONLY.test(path);
}

/** What these make is asked later, if at all. */
const MAKES_ONLY =
  /(?:^|\.)(?:chats|threads(?:\.messages)?|conversations|assistants|files|uploads|vector_?[sS]tores|batches|jobs|caches|containers|sessions)\.(?:create|batch)$/;

/** Whether a module's path speaks of models: `./llm`, `app.openai_client`. */
export function mentionsModel(module: string): boolean {
  return MODULE_STEMS.test(module);
}

const MODULE_STEMS =
  /llm|gpt|openai|anthropic|claude|gemini|groq|ollama|llama|bedrock|mistral|cohere|deepseek/i;

/** Between an object and its member, however it is broken into lines: `.`, `?.`, `!["`. */
const MEMBER = '[\\s?!.()[\\]"\'`\\\\]{1,99}';

/** Of each name that {@link namesLlmCall} knows, at least one. */
export const CALL_SIGNS: readonly Sign[] = [
  ...['llm', 'gpt'].map((word) => wordSign('call', word)),
  ...signs('call', [
    ...['openai', 'open_ai', 'anthropic', 'claude', 'gemini', 'groq', 'ollama', 'llama', 'mistral'],
    ...['cohere', 'deepseek', 'openrouter', 'gigachat', 'deep_seek', 'open_router', 'giga_chat'],
    ...['chatmodel', 'chat_model', 'languagemodel', 'language_model'],
    ...['chatresponse', 'chat_response', 'airesponse', 'ai_response'],
    ...['aiprovider', 'aiclient', 'aiservice', 'aiadapter', 'aibackend', 'aiengine'],
    ...['generate_content', 'generatecontent', 'invoke_model', 'chatcompletion'],
    ...['streamtext', 'generateobject', 'streamobject', 'embedmany', 'generateimage'],
    ...['dogenerate(', 'dostream(', 'step.ai.', 'tool_choice', 'toolchoice'],
  ]),
  ...signs('call', ['bedrock'], { before: NO_RESOURCE }),
  // `generateTexture` paints.
  ...signs('call', ['generatetext'], { after: '(?!ure)' }),
  ...signs('call', ['completion'], { before: 'chat_?' }),
  // `getCompletionSubject` completes something else.
  ...signs('call', ['completion'], {
    before: '(?:get|create|generate|fetch|request)_?',
    after: 's?_*(?![a-z\\d])',
  }),
  ...signs('call', ['completions'], { before: '\\.', after: '(?!\\w)' }),
  ...signs('call', ['completions', 'responses', 'embeddings'], { after: `${MEMBER}(?:create|parse|stream)` }),
  // `${base}/embeddings`, which is sent a prompt.
  ...signs('call', ['embeddings', 'completion', 'generate', 'infill'], {
    before: `${NO_MODULE}/`,
    after: '["\'`?]',
  }),
  ...signs('call', ['images'], { after: `${MEMBER}generate` }),
  ...signs('call', ['speech', 'transcriptions', 'translations'], {
    before: `audio${MEMBER}`,
    after: `${MEMBER}create`,
  }),
  ...signs('call', ['messages'], { after: `${MEMBER}(?:create|stream|countTokens)` }),
  ...signs('call', ['provider', 'adapter', 'backend'], {
    after: `s?${MEMBER}a?(?:generate|complet|chat|invoke|stream)`,
  }),
  ...signs('call', ['primary', 'secondary', 'fallback', 'backup', 'inner'], {
    after: `(?:_?client)?${MEMBER}a?(?:generate|complet|chat)`,
  }),
  // `provider.execute(model, prompt)`
  ...signs('call', ['provider', 'adapter'], {
    after: `\\)?[?!]?\\.\\w{1,40}\\(\\s{0,40}(?:[\\w.]{1,40},\\s{0,40}){0,2}\\w{0,12}(?:prompt|messages)\\s{0,9}[,):=]`,
  }),
  ...signs('call', ['kickoff'], { before: `crew${MEMBER}a?` }),
  // `for p in self.providers`
  ...signs('call', ['providers', 'adapters'], {
    before: '[^a-z](?:in|of)\\s{1,9}[\\w.$]{0,60}',
    after: '\\s{0,9}[:)]',
  }),
  // LangChain's, of whatever it is called on.
  ...signs('call', ['with_fallbacks', 'withfallbacks'], { after: '\\(' }),
  ...signs('call', ['with_structured_output', 'withstructuredoutput', 'bind_tools', 'bindtools']),
  ...signs('call', ['chain', 'runnable'], { after: `${MEMBER}a?(?:invoke|run|predict)` }),
  ...signs('call', ['model'], { before: '(?:call|query|ask|prompt)_?' }),
  ...signs('call', ['invoke', 'astream'], { before: 'model(?:_?with_?[a-z]\\w{0,24})?\\W{1,9}a?' }),
  ...signs('call', ['langgraph']),
  ...signs('call', ['agent', 'graph'], { after: `(?:_?executor)?${MEMBER}a?(?:invoke|stream)` }),
  ...signs('call', ['agent'], {
    after: `(?:_?executor)?${MEMBER}a?(?:run(?:_?sync|_?stream)?|execute(?:_?async)?)\\(`,
  }),
  ...signs('call', ['retry', 'fallback'], { after: '\\w{0,20}(?:model|provider)' }),
  ...signs('call', ['with_retry', 'withretry', 'with_fallback', 'withfallback'], { before: 'model\\W{1,9}' }),
  ...signs('call', ['retry', 'fallback'], { before: '(?:model|provider)s?_?' }),
];
