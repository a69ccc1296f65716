import type { InferenceService, Sdk } from './service.ts';
import { aiSdk, byModelName, langchainJs, npm, pypi } from './service.ts';

/** A class of LlamaIndex's TypeScript packages; the bundle has had them all. */
const llamaIndexTs = (name: string, clients: string[], functions: string[], baseUrl: string[]): Sdk =>
  npm([`@llamaindex/${name}`, 'llamaindex'], { clients, functions, baseUrl });

/** What LangChain's community package has for a vendor, and had before there was one. */
const community = (paths: string[], clients: string[], baseUrl: string[]): Sdk =>
  langchainJs(
    paths.flatMap((path) => [`@langchain/community/${path}`, `langchain/${path}`]),
    clients,
    baseUrl,
  );

/**
 * Packages of npm that serve vendors which other files of the catalogue describe, by the vendor's id. Sources: the
 * providers that ai-sdk.dev lists (official and community), LangChain's and LlamaIndex's integrations, each package's
 * own documentation.
 */
export const NPM_PACKAGES: Readonly<Record<string, Sdk[]>> = {
  openai: [
    npm('chatgpt', {
      clients: ['ChatGPTAPI', 'ChatGPTUnofficialProxyAPI'],
      baseUrl: ['apiBaseUrl', 'apiReverseProxyUrl'],
    }),
    npm('@visactor/vmind', { clients: ['default'], baseUrl: ['url'] }),
    npm('openai-edge', { clients: ['OpenAIApi'], baseUrl: ['basePath'] }),
    npm('@copilotkit/runtime', {
      clients: ['OpenAIAdapter', 'OpenAIAssistantAdapter'],
      baseUrl: ['openai'],
      environment: ['OPENAI_BASE_URL'],
    }),
    npm(['@inngest/agent-kit', '@inngest/ai'], { clients: ['openai'], baseUrl: ['baseUrl'] }),
    npm(['@posthog/ai', '@posthog/ai/openai'], {
      clients: ['OpenAI'],
      baseUrl: ['baseURL'],
      environment: ['OPENAI_BASE_URL'],
    }),
    npm(['genkitx-openai', '@genkit-ai/compat-oai/openai'], { clients: ['openAI'], baseUrl: ['baseURL'] }),
    npm('@openai/codex-sdk', { clients: ['Codex'], baseUrl: ['baseUrl'], environment: ['OPENAI_BASE_URL'] }),
    npm(['@openai/agents', '@openai/agents-core'], {
      clients: ['Agent', 'Agent.create'],
      environment: ['OPENAI_BASE_URL'],
      only: byModelName({
        orLeftOut: true,
        unlessSet: ['setDefaultOpenAIClient', 'setDefaultModelProvider'],
      }),
    }),
    npm(['@openai/agents-openai'], { clients: ['OpenAIProvider'], baseUrl: ['baseURL'] }),
    npm(['@openai/agents-realtime', '@openai/agents/realtime'], { clients: ['RealtimeSession'] }),
    aiSdk('@ai-sdk/open-responses', 'openResponses', 'createOpenResponses'),
    langchainJs(
      ['@langchain/classic/chat_models/openai', '@langchain/openai'],
      ['ChatOpenAIResponses', 'ChatOpenAICompletions', 'OpenAIClient', 'DallEAPIWrapper'],
      ['configuration.baseURL', 'baseURL'],
      ['OPENAI_BASE_URL'],
    ),
    llamaIndexTs('openai', ['OpenAIAgent', 'OpenAIResponses'], ['openaiResponses'], ['baseURL']),
    npm('ai-sdk-provider-codex-cli', { clients: ['createCodexCli'], functions: ['codexCli'] }),
  ],
  'azure-openai': [
    llamaIndexTs('azure', ['AzureOpenAI', 'AzureOpenAIEmbedding'], [], ['endpoint', 'baseURL']),
  ],
  anthropic: [
    npm(['@anthropic-ai/claude-code'], { functions: ['query'], environment: ['ANTHROPIC_BASE_URL'] }),
    npm('@copilotkit/runtime', { clients: ['AnthropicAdapter'], baseUrl: ['anthropic'] }),
    npm(['@inngest/agent-kit', '@inngest/ai'], { clients: ['anthropic'], baseUrl: ['baseUrl'] }),
    npm(['@posthog/ai', '@posthog/ai/anthropic'], { clients: ['Anthropic'], baseUrl: ['baseURL'] }),
    npm(['genkitx-anthropic', '@genkit-ai/anthropic'], { clients: ['anthropic'] }),
    npm(['@anthropic-ai/foundry-sdk'], { clients: ['default', 'AnthropicFoundry'], baseUrl: ['baseURL'] }),
    npm('ai-sdk-provider-claude-code', { clients: ['createClaudeCode'], functions: ['claudeCode'] }),
    llamaIndexTs('anthropic', ['Anthropic', 'AnthropicAgent'], ['anthropic'], ['baseURL']),
  ],
  'google-gemini': [
    langchainJs(['@langchain/google'], ['ChatGoogle', 'GoogleEmbeddings'], ['baseUrl', 'endpoint']),
    langchainJs(['@langchain/google-webauth'], ['ChatGoogle', 'GoogleLLM'], ['endpoint']),
    community(
      ['chat_models/googlepalm', 'llms/googlepalm', 'embeddings/googlepalm'],
      ['ChatGooglePaLM', 'GooglePaLM', 'GooglePaLMEmbeddings'],
      [],
    ),
    llamaIndexTs(
      'google',
      ['Gemini', 'GeminiEmbedding', 'GeminiSession'],
      ['gemini'],
      ['httpOptions.baseUrl'],
    ),
    npm('@copilotkit/runtime', { clients: ['GoogleGenerativeAIAdapter'] }),
    npm(['@inngest/agent-kit', '@inngest/ai'], { clients: ['gemini'], baseUrl: ['baseUrl'] }),
    npm('@google/generative-ai/server', { clients: ['GoogleAIFileManager', 'GoogleAICacheManager'] }),
    npm('ai-sdk-provider-gemini-cli', { clients: ['createGeminiProvider'], functions: ['gemini'] }),
    npm(['@genkit-ai/googleai', '@genkit-ai/google-genai'], { functions: ['googleAI', 'gemini'] }),
    npm(['firebase/ai', '@firebase/ai', 'firebase/vertexai', '@firebase/vertexai'], {
      functions: ['getGenerativeModel', 'getImagenModel', 'getLiveGenerativeModel'],
    }),
  ],
  'google-vertex': [
    aiSdk('@ai-sdk/google-vertex/edge', 'vertex', 'createVertex'),
    aiSdk('@ai-sdk/google-vertex/anthropic', 'vertexAnthropic', 'createVertexAnthropic'),
    aiSdk('@ai-sdk/google-vertex/anthropic/edge', 'vertexAnthropic', 'createVertexAnthropic'),
    aiSdk('@ai-sdk/google-vertex/maas', 'vertexMaas', 'createVertexMaas'),
    aiSdk('anthropic-vertex-ai', 'anthropicVertex', 'createAnthropicVertex'),
    community(
      ['chat_models/googlevertexai', 'llms/googlevertexai', 'embeddings/googlevertexai'],
      ['ChatGoogleVertexAI', 'GoogleVertexAI', 'GoogleVertexAIEmbeddings'],
      ['endpoint'],
    ),
    npm(['@genkit-ai/vertexai', '@genkit-ai/vertexai/rerankers'], {
      functions: ['vertexAI', 'vertexAIRerankers'],
    }),
  ],
  'aws-bedrock': [
    npm('@strands-agents/sdk', { clients: ['BedrockModel'] }),
    npm('@strands-agents/sdk', { clients: ['Agent'], only: byModelName({ orLeftOut: true }) }),
    aiSdk('@ai-sdk/amazon-bedrock/anthropic', 'bedrockAnthropic', 'createBedrockAnthropic'),
    aiSdk('@ai-sdk/amazon-bedrock/mantle', 'bedrockMantle', 'createBedrockMantle'),
    community(
      ['chat_models/bedrock/web', 'llms/bedrock', 'llms/bedrock/web', 'embeddings/bedrock'],
      ['BedrockChat', 'Bedrock', 'BedrockEmbeddings'],
      ['endpointUrl', 'endpointHost'],
    ),
    llamaIndexTs('aws', ['Bedrock'], ['bedrock'], []),
    npm('@llamaindex/community', { clients: ['Bedrock'], functions: ['bedrock'] }),
  ],
  sagemaker: [
    npm('@aws-sdk/client-sagemaker-runtime', {
      clients: ['SageMakerRuntimeClient', 'SageMakerRuntime'],
      baseUrl: ['endpoint'],
    }),
    community(['llms/sagemaker_endpoint'], ['SageMakerEndpoint'], []),
  ],
  mistral: [
    npm('@mistralai/mistralai-azure', { clients: ['MistralAzure'], baseUrl: ['serverURL', 'endpoint'] }),
    npm('@mistralai/mistralai-gcp', { clients: ['MistralGoogleCloud'], baseUrl: ['serverURL'] }),
    npm('@mistralai/mistralai', { clients: ['default', 'MistralClient'], baseUrl: ['endpoint'] }),
    llamaIndexTs('mistral', ['MistralAI', 'MistralAIEmbedding'], ['mistral'], []),
  ],
  cohere: [
    community(['llms/cohere', 'embeddings/cohere'], ['Cohere', 'CohereEmbeddings'], []),
    llamaIndexTs('cohere', ['CohereRerank'], [], []),
  ],
  deepseek: [llamaIndexTs('deepseek', ['DeepSeekLLM'], ['deepseek'], ['baseURL'])],
  groq: [
    community(['chat_models/groq'], ['ChatGroq'], ['baseUrl']),
    npm('@copilotkit/runtime', { clients: ['GroqAdapter'], baseUrl: ['groq'] }),
    llamaIndexTs('groq', ['Groq'], ['groq'], ['baseURL']),
  ],
  cerebras: [langchainJs(['@langchain/cerebras'], ['ChatCerebras'], ['baseURL'])],
  openrouter: [langchainJs(['@langchain/openrouter'], ['ChatOpenRouter'], ['baseURL'])],
  yandex: [
    langchainJs(
      [
        '@langchain/yandex',
        '@langchain/yandex/chat_models',
        '@langchain/yandex/llms',
        '@langchain/yandex/embeddings',
      ],
      ['ChatYandexGPT', 'YandexGPT', 'YandexGPTEmbeddings'],
      [],
    ),
    community(['chat_models/yandex', 'llms/yandex'], ['ChatYandexGPT', 'YandexGPT'], []),
  ],
  qianfan: [
    langchainJs(
      ['@langchain/baidu-qianfan'],
      ['ChatBaiduQianfan', 'BaiduQianfanEmbeddings'],
      ['qianfanBaseUrl'],
    ),
    community(
      ['chat_models/baiduwenxin', 'chat_models/iflytek_xinghuo', 'embeddings/baidu_qianfan'],
      ['ChatBaiduWenxin', 'BaiduQianfanEmbeddings'],
      [],
    ),
  ],
  spark: [
    community(['chat_models/iflytek_xinghuo', 'chat_models/iflytek_xinghuo/web'], ['ChatIflytekXinghuo'], []),
    aiSdk('spark-ai-provider', 'spark', 'createSpark'),
  ],
  hunyuan: [
    community(
      ['chat_models/tencent_hunyuan', 'chat_models/tencent_hunyuan/web', 'embeddings/tencent_hunyuan'],
      ['ChatTencentHunyuan', 'TencentHunyuanEmbeddings'],
      ['host'],
    ),
  ],
  dashscope: [
    aiSdk('@ai-sdk/alibaba', 'alibaba', 'createAlibaba'),
    aiSdk('qwen-ai-provider', 'qwen', 'createQwen'),
    aiSdk('qwen-ai-provider-v5', 'qwen', 'createQwen'),
    community(['embeddings/alibaba_tongyi'], ['AlibabaTongyiEmbeddings'], []),
  ],
  moonshot: [
    aiSdk('@ai-sdk/moonshotai', 'moonshotai', 'createMoonshotAI'),
    community(['chat_models/moonshot'], ['ChatMoonshot'], ['configuration.baseURL']),
  ],
  zhipu: [
    aiSdk('zhipu-ai-provider', 'zhipu', 'createZhipu'),
    community(['chat_models/zhipuai', 'embeddings/zhipuai'], ['ChatZhipuAI', 'ZhipuAIEmbeddings'], []),
  ],
  minimax: [
    aiSdk('vercel-minimax-ai-provider', 'minimax', 'createMinimax'),
    community(
      ['chat_models/minimax', 'embeddings/minimax'],
      ['ChatMinimax', 'MinimaxEmbeddings'],
      ['basePath'],
    ),
  ],
  volcengine: [
    aiSdk('@ai-sdk/bytedance', 'byteDance', 'createByteDance'),
    community(
      ['chat_models/arkintelligence', 'embeddings/bytedance_doubao'],
      ['ByteDanceDoubaoEmbeddings'],
      [],
    ),
  ],
  perplexity: [community(['chat_models/perplexity'], ['ChatPerplexity'], ['configuration.baseURL'])],
  voyage: [
    aiSdk('voyage-ai-provider', 'voyage', 'createVoyage'),
    community(['embeddings/voyage'], ['VoyageEmbeddings'], ['basePath', 'apiUrl']),
    llamaIndexTs('voyage-ai', ['VoyageAIEmbedding'], [], []),
  ],
  jina: [
    aiSdk('jina-ai-provider', 'jina', 'createJina'),
    community(['embeddings/jina', 'rerankers/jina'], ['JinaEmbeddings'], ['baseUrl']),
  ],
  ai21: [community(['llms/ai21'], ['AI21'], [])],
  'aleph-alpha': [community(['llms/aleph_alpha'], ['AlephAlpha'], ['base_url'])],
  together: [
    community(
      ['llms/togetherai', 'embeddings/togetherai'],
      ['TogetherAI', 'TogetherAIEmbeddings'],
      ['configuration.baseURL'],
    ),
    llamaIndexTs('together', ['TogetherLLM', 'TogetherEmbedding'], [], ['additionalSessionOptions.baseURL']),
  ],
  fireworks: [
    community(
      ['llms/fireworks', 'embeddings/fireworks'],
      ['Fireworks', 'FireworksEmbeddings'],
      ['configuration.baseURL'],
    ),
    llamaIndexTs(
      'fireworks',
      ['FireworksLLM', 'FireworksEmbedding'],
      [],
      ['additionalSessionOptions.baseURL'],
    ),
  ],
  replicate: [
    community(['llms/replicate'], ['Replicate'], []),
    llamaIndexTs('replicate', ['ReplicateLLM', 'LlamaDeuce'], [], []),
  ],
  huggingface: [
    aiSdk('@ai-sdk/huggingface', 'huggingface', 'createHuggingFace'),
    npm('@huggingface/agents', { clients: ['LLMFromHub'] }),
    npm('@huggingface/agents', { clients: ['LLMFromEndpoint'], baseUrlPosition: 1 }),
    llamaIndexTs(
      'huggingface',
      ['HuggingFaceInferenceAPI', 'HuggingFaceInferenceAPIEmbedding'],
      [],
      ['endpointUrl'],
    ),
    community(['embeddings/hf'], ['HuggingFaceInferenceEmbeddings'], ['endpointUrl']),
  ],
  deepinfra: [
    community(
      ['chat_models/deepinfra', 'llms/deepinfra', 'embeddings/deepinfra'],
      ['ChatDeepInfra', 'DeepInfraLLM', 'DeepInfraEmbeddings'],
      ['configuration.baseURL'],
    ),
    llamaIndexTs('deepinfra', ['DeepInfra', 'DeepInfraEmbedding'], [], ['additionalSessionOptions.baseURL']),
  ],
  novita: [community(['chat_models/novita'], ['ChatNovitaAI'], ['configuration.baseURL'])],
  friendli: [
    aiSdk('@friendliai/ai-provider', 'friendli', 'createFriendli'),
    community(['chat_models/friendli', 'llms/friendli'], ['ChatFriendli', 'Friendli'], ['baseUrl']),
  ],
  baseten: [aiSdk('@ai-sdk/baseten', 'baseten', 'createBaseten')],
  sambanova: [aiSdk('sambanova-ai-provider', 'sambanova', 'createSambaNova')],
  venice: [aiSdk('venice-ai-sdk-provider', 'venice', 'createVenice')],
  aihubmix: [aiSdk('@aihubmix/ai-sdk-provider', 'aihubmix', 'createAihubmix')],
  requesty: [aiSdk('@requesty/ai-sdk', 'requesty', 'createRequesty')],
  helicone: [aiSdk('@helicone/ai-sdk-provider', 'helicone', 'createHelicone')],
  databricks: [aiSdk('@databricks/ai-sdk-provider', 'databricks', 'createDatabricksProvider')],
  portkey: [
    aiSdk('@portkey-ai/vercel-provider', 'portkey', 'createPortkey'),
    npm('@langchain/community/chat_models/portkey', { clients: ['PortkeyChat'], baseUrl: ['baseURL'] }),
    llamaIndexTs('portkey-ai', ['Portkey'], ['portkey'], ['baseURL']),
  ],
  cloudflare: [
    npm('workers-ai-provider', { clients: ['createWorkersAI'] }),
    npm('ai-gateway-provider', { clients: ['createAiGateway'] }),
    community(
      ['chat_models/cloudflare_workersai', 'llms/cloudflare_workersai', 'embeddings/cloudflare_workersai'],
      ['ChatCloudflareWorkersAI', 'CloudflareWorkersAI', 'CloudflareWorkersAIEmbeddings'],
      ['baseUrl'],
    ),
  ],
  watsonx: [
    community(
      ['chat_models/ibm', 'llms/ibm', 'embeddings/ibm', 'llms/watsonx_ai'],
      ['ChatWatsonx', 'WatsonxLLM', 'WatsonxEmbeddings', 'WatsonxAI'],
      ['serviceUrl'],
    ),
  ],
  writer: [
    community(['llms/writer'], ['Writer'], ['basePath']),
    npm('writer-sdk', { clients: ['default', 'Writer'], baseUrl: ['baseURL'] }),
  ],
  pollinations: [npm('@pollinations/sdk', { clients: ['Pollinations'], baseUrl: ['baseUrl'] })],
  fal: [aiSdk('@ai-sdk/fal', 'fal', 'createFal')],
  'black-forest-labs': [aiSdk('@ai-sdk/black-forest-labs', 'blackForestLabs', 'createBlackForestLabs')],
  elevenlabs: [aiSdk('@ai-sdk/elevenlabs', 'elevenlabs', 'createElevenLabs')],
  deepgram: [aiSdk('@ai-sdk/deepgram', 'deepgram', 'createDeepgram')],
  assemblyai: [aiSdk('@ai-sdk/assemblyai', 'assemblyai', 'createAssemblyAI')],
  'meta-llama': [npm('llama-api-client', { clients: ['default', 'LlamaAPIClient'], baseUrl: ['baseURL'] })],
  ollama: [
    community(
      ['chat_models/ollama', 'llms/ollama', 'embeddings/ollama'],
      ['ChatOllama', 'Ollama', 'OllamaEmbeddings'],
      ['baseUrl'],
    ),
    npm('genkitx-ollama', { functions: ['ollama'], baseUrl: ['serverAddress'] }),
    llamaIndexTs('ollama', ['Ollama', 'OllamaEmbedding'], ['ollama'], ['config.host']),
  ],
  // The editor's language models, which are Copilot's: `vscode.lm.selectChatModels({ vendor: 'copilot' })`.
  'github-copilot': [
    npm('vscode', {
      clients: ['lm.selectChatModels'],
      askedBy: 'sendRequest',
      mentions: ['selectChatModels'],
    }),
  ],
  vllm: [llamaIndexTs('vllm', ['VLLM'], ['vllm'], ['baseURL'])],
  'by-model-name': [
    npm('llama-stack-client', { clients: ['default', 'LlamaStackClient'], baseUrl: ['baseURL'] }),
    npm('@browserbasehq/stagehand', {
      clients: ['Stagehand'],
      baseUrl: ['modelClientOptions.baseURL', 'llmClient'],
      only: byModelName({ option: 'modelName' }),
    }),
    npm('@browserbasehq/stagehand', {
      clients: ['Stagehand'],
      baseUrl: ['llmClient'],
      only: byModelName(),
    }),
    npm(['langchain', 'langchain/chat_models/universal', '@langchain/classic/chat_models/universal'], {
      functions: ['initChatModel'],
      baseUrl: ['baseUrl', 'configuration.baseURL'],
    }),
    npm(['@mastra/core', '@mastra/core/agent'], { clients: ['Agent'], only: byModelName() }),
    npm(['langchain', 'deepagents'], {
      functions: ['createAgent', 'createDeepAgent'],
      only: byModelName(),
    }),
    npm(['@langchain/langgraph/prebuilt', '@langchain/langgraph'], {
      functions: ['createReactAgent'],
      only: byModelName({ option: 'llm' }),
    }),
    npm('mem0ai/oss', {
      clients: ['Memory'],
      baseUrl: ['llm.config.baseURL', 'llm.config.url'],
      only: byModelName({ option: 'llm.provider' }),
    }),
    npm(['@flue/runtime', '@flue/sdk'], { functions: ['defineAgent', 'createAgent'], only: byModelName() }),
    npm('multi-llm-ts', { functions: ['igniteEngine', 'igniteModel'], baseUrl: ['baseURL'] }),
    npm('@ax-llm/ax', {
      clients: [
        'AxAI',
        'AxAIOpenAI',
        'AxAIAnthropic',
        'AxAIGoogleGemini',
        'AxAIOllama',
        'AxAIGroq',
        'AxAIMistral',
      ],
      functions: ['ai'],
      baseUrl: ['apiURL', 'url', 'config.apiURL'],
    }),
    npm('@google/adk', { clients: ['LlmAgent', 'Agent'], only: byModelName() }),
    npm('@opencode-ai/sdk', { functions: ['createOpencode', 'createOpencodeServer'] }),
    npm(['xsai', '@xsai/generate-text', '@xsai/stream-text', '@xsai/generate-object', '@xsai/embed'], {
      functions: ['generateText', 'streamText', 'generateObject', 'streamObject', 'embed', 'embedMany'],
      baseUrl: ['baseURL'],
    }),
    npm(['@xsai/text-chat', '@xsai/text-responses', '@xsai/text-messages'], {
      functions: ['chat', 'responses', 'messages'],
      baseUrl: ['baseURL'],
    }),
    npm(['token.js', 'fluency.js'], { clients: ['TokenJS'], baseUrl: ['baseURL'] }),
    // `complete(getModel('openai', 'gpt-4o'), context)`: where a model is asked stands in what this gives.
    npm(['@mariozechner/pi-ai', '@oh-my-pi/pi-ai'], { functions: ['getModel'] }),
  ],
};

const made = (id: string, name: string, hosts: string[], sdks: Sdk[]): InferenceService => ({
  id,
  name,
  hosts,
  sdks,
});

/** Vendors that are met through packages, most of them npm's. */
export const NPM_VENDORS: readonly InferenceService[] = [
  made(
    'openai-compatible',
    'an OpenAI-compatible API',
    [],
    [
      npm('@ai-sdk/openai/internal', {
        clients: ['OpenAIChatLanguageModel', 'OpenAICompletionLanguageModel', 'OpenAIResponsesLanguageModel'],
        baseUrl: ['baseURL', 'url'],
      }),
      npm('@ai-sdk/openai-compatible', {
        clients: [
          'createOpenAICompatible',
          'OpenAICompatibleChatLanguageModel',
          'OpenAICompatibleCompletionLanguageModel',
        ],
        baseUrl: ['baseURL', 'url'],
      }),
    ],
  ),
  made(
    'luma',
    'Luma',
    ['api.lumalabs.ai'],
    [
      aiSdk('@ai-sdk/luma', 'luma', 'createLuma'),
      npm('lumaai', { clients: ['default', 'LumaAI'], baseUrl: ['baseURL'] }),
      pypi('lumaai', { clients: ['LumaAI', 'AsyncLumaAI'], baseUrl: ['base_url'] }),
    ],
  ),
  made(
    'hume',
    'Hume',
    ['api.hume.ai'],
    [
      aiSdk('@ai-sdk/hume', 'hume', 'createHume'),
      npm('hume', { clients: ['HumeClient'], baseUrl: ['baseUrl'] }),
      pypi('hume', { clients: ['HumeClient', 'AsyncHumeClient'], baseUrl: ['base_url'] }),
    ],
  ),
  made('lmnt', 'LMNT', ['api.lmnt.com'], [aiSdk('@ai-sdk/lmnt', 'lmnt', 'createLMNT')]),
  made('gladia', 'Gladia', ['api.gladia.io'], [aiSdk('@ai-sdk/gladia', 'gladia', 'createGladia')]),
  made('revai', 'Rev.ai', ['api.rev.ai'], [aiSdk('@ai-sdk/revai', 'revai', 'createRevai')]),
  made('prodia', 'Prodia', ['inference.prodia.com'], [aiSdk('@ai-sdk/prodia', 'prodia', 'createProdia')]),
  made(
    'klingai',
    'Kling AI',
    ['api.klingai.com', 'api-singapore.klingai.com'],
    [aiSdk('@ai-sdk/klingai', 'klingai', 'createKlingAI')],
  ),
  made(
    'mixedbread',
    'Mixedbread',
    ['api.mixedbread.com', 'api.mixedbread.ai'],
    [
      aiSdk('mixedbread-ai-provider', 'mixedbread', 'createMixedbread'),
      npm(['@mixedbread/sdk', '@mixedbread-ai/sdk'], {
        clients: ['default', 'Mixedbread', 'MixedbreadAIClient'],
        baseUrl: ['baseURL', 'environment'],
      }),
      pypi(['mixedbread', 'mixedbread_ai.client', 'mixedbread_ai'], {
        clients: ['Mixedbread', 'AsyncMixedbread', 'MixedbreadAI', 'AsyncMixedbreadAI'],
        baseUrl: ['base_url', 'environment'],
      }),
      llamaIndexTs('mixedbread', ['MixedbreadAIEmbeddings', 'MixedbreadAIReranker'], [], ['baseUrl']),
    ],
  ),
  made('gitlab-duo', 'GitLab Duo', [], [aiSdk('gitlab-ai-provider', 'gitlab', 'createGitLab')]),
  made('runpod', 'RunPod', ['api.runpod.ai'], [aiSdk('@runpod/ai-sdk-provider', 'runpod', 'createRunpod')]),
  made(
    'sap-ai-core',
    'SAP AI Core',
    ['api.ai.*.hana.ondemand.com'],
    [
      npm('@sap-ai-sdk/orchestration', { clients: ['OrchestrationClient', 'OrchestrationEmbeddingClient'] }),
      npm('@sap-ai-sdk/foundation-models', {
        clients: ['AzureOpenAiChatClient', 'AzureOpenAiEmbeddingClient'],
      }),
      npm('@sap-ai-sdk/langchain', {
        clients: ['AzureOpenAiChatClient', 'AzureOpenAiEmbeddingClient', 'OrchestrationClient'],
      }),
      aiSdk('@jerome-benoit/sap-ai-provider', 'sapai', 'createSAPAIProvider'),
      aiSdk('@jerome-benoit/sap-ai-provider-v2', 'sapai', 'createSAPAIProvider'),
    ],
  ),
];
