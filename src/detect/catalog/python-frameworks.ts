import type { InferenceService, Sdk } from './service.ts';
import { byModelName, pypi } from './service.ts';

/** Names of the option that holds the base URL, over all of these frameworks. */
const BASE = [
  'base_url',
  'api_base',
  'host',
  'endpoint',
  'azure_endpoint',
  'api_base_url',
  'url',
  'server_url',
];

/** A framework's class or classes for one vendor. */
function made(modules: string | string[], ...clients: string[]): Sdk {
  return pypi(modules, { clients, baseUrl: [...BASE, ...CLIENT_OPTIONS, 'provider', ...OWN_CLIENTS] });
}

/** Options for the vendor's own client. */
const CLIENT_OPTIONS = ['client_args.base_url', 'client_kwargs.base_url'];

/** Options that hold a client which was made before, and reported there. */
const OWN_CLIENTS = [
  'client',
  'async_client',
  'openai_client',
  'anthropic_client',
  'groq_client',
  'mistral_client',
  'cohere_client',
  'bedrock_client',
];

/** What LangChain had in its own module in the beginning. */
function langchainRoot(...clients: string[]): Sdk {
  return pypi('langchain', { clients, exact: true, baseUrl: [...BASE, 'openai_api_base'] });
}

/** Agno's models of one vendor, and those of phidata, as it was called before; its embedders too. */
function agno(name: string, ...clients: string[]): Sdk {
  const modules = [`agno.models.${name}`, `phi.model.${name}`, `agno.embedder.${name}`];
  return made([...modules, `agno.knowledge.embedder.${name}`, `phi.embedder.${name}`], ...clients);
}

/** Pydantic AI's model and provider of one vendor. */
function pydanticAi(name: string, ...clients: string[]): Sdk {
  return made([`pydantic_ai.models.${name}`, `pydantic_ai.providers.${name}`], ...clients);
}

/** Those that take another client and no base URL. */
function pydanticAiByClient(name: string, ...clients: string[]): Sdk {
  return { ...pydanticAi(name, ...clients), baseUrl: ['provider', ...OWN_CLIENTS] };
}

/** Haystack's components for one vendor. */
function haystack(name: string, ...clients: string[]): Sdk {
  const parts = ['generators', 'embedders'].flatMap((part) => [
    `haystack_integrations.components.${part}.${name}`,
    `haystack.components.${part}`,
  ]);
  return made(['haystack.components.generators.chat', ...parts], ...clients);
}

/** Browser Use's classes, which took LangChain's names. */
function browserUse(...clients: string[]): Sdk {
  return made(['browser_use', 'browser_use.llm'], ...clients);
}

/** AgentScope's models of one vendor. */
function agentscope(...clients: string[]): Sdk {
  return made('agentscope.model', ...clients);
}

/** Griptape's drivers for one vendor. */
function griptape(...clients: string[]): Sdk {
  return made('griptape.drivers', ...clients);
}

/** Graphiti's clients of one vendor, which take a client that was made before or settings of their own. */
function graphiti(name: string, ...clients: string[]): Sdk {
  const parts = ['llm_client', 'embedder', 'cross_encoder'].map((part) => `graphiti_core.${part}`);
  return pypi(
    parts.flatMap((part) => [
      part,
      `${part}.${name}`,
      `${part}.${name}_client`,
      `${part}.${name}_reranker_client`,
    ]),
    { clients, baseUrl: ['config.base_url', 'client', 'base_url'], takesDict: true },
  );
}

/** LightRAG's functions that ask one vendor. */
function lightrag(name: string, ...functions: string[]): Sdk {
  return pypi([`lightrag.llm.${name}`, 'lightrag.llm', 'lightrag.rerank'], {
    functions,
    baseUrl: ['base_url', 'host'],
  });
}

/** What Mirascope decorates functions with, so that they ask one vendor. */
function mirascope(name: string): Sdk {
  return pypi(`mirascope.core.${name}`, { functions: ['call', `${name}_call`], baseUrl: ['client'] });
}

const SEMANTIC_KERNEL = 'semantic_kernel.connectors.ai';
const AGENT_FRAMEWORK = 'agent_framework';
const CHROMA = 'chromadb.utils.embedding_functions';

/** Classes of Python's agent frameworks and vector stores that call one vendor, by the vendor's id. */
export const PYTHON_FRAMEWORKS: Readonly<Record<string, readonly Sdk[]>> = {
  openai: [
    langchainRoot('OpenAI', 'OpenAIChat'),
    // Before LlamaIndex had a package for each vendor.
    pypi('llama_index', {
      clients: ['OpenAIEmbedding'],
      exact: true,
      baseUrl: ['api_base'],
      environment: ['OPENAI_API_BASE'],
    }),
    made(['llama_index.multi_modal_llms.openai', 'llama_index.multi_modal_llms'], 'OpenAIMultiModal'),
    made('datapizza.clients.openai', 'OpenAIClient'),
    agno('openai', 'OpenAIChat', 'OpenAIResponses', 'OpenAILike', 'OpenAIEmbedder'),
    haystack(
      'openai',
      'OpenAIChatGenerator',
      'OpenAIGenerator',
      'OpenAITextEmbedder',
      'OpenAIDocumentEmbedder',
    ),
    made('autogen_ext.models.openai', 'OpenAIChatCompletionClient'),
    made('autogen', 'OpenAIWrapper'),
    pypi('pyrit.prompt_target', {
      clients: ['OpenAIChatTarget', 'OpenAIResponseTarget', 'OpenAICompletionTarget'],
      baseUrl: ['endpoint'],
      environment: ['OPENAI_CHAT_ENDPOINT'],
    }),
    pypi('embedchain', {
      clients: ['App'],
      exact: true,
      environment: ['OPENAI_API_BASE'],
      only: { option: 'llm', texts: [], orLeftOut: true },
    }),
    made(`${AGENT_FRAMEWORK}.openai`, 'OpenAIChatClient', 'OpenAIResponsesClient', 'OpenAIAssistantsClient'),
    // OpenAI's agents hand on its own client.
    pypi('agents', {
      clients: ['AsyncOpenAI'],
      exact: true,
      baseUrl: ['base_url'],
      environment: ['OPENAI_BASE_URL'],
    }),
    pypi('agents', {
      clients: ['Agent'],
      exact: true,
      environment: ['OPENAI_BASE_URL'],
      only: byModelName({ orLeftOut: true, unlessSet: ['set_default_openai_client'] }),
    }),
    made(`${SEMANTIC_KERNEL}.open_ai`, 'OpenAIChatCompletion', 'OpenAITextCompletion', 'OpenAITextEmbedding'),
    made('smolagents', 'OpenAIServerModel', 'OpenAIModel'),
    made('strands.models.openai', 'OpenAIModel'),
    made('dspy', 'OpenAI'),
    made(['guidance.models', 'guidance.llms'], 'OpenAI'),
    made(['magentic', 'magentic.chat_model.openai_chat_model'], 'OpenaiChatModel'),
    pypi('magentic', {
      functions: ['prompt', 'chatprompt', 'prompt_chain'],
      baseUrl: ['model'],
      environment: ['MAGENTIC_OPENAI_BASE_URL'],
    }),
    made('camel.models', 'OpenAIModel', 'OpenAICompatibleModel'),
    agentscope('OpenAIChatModel'),
    browserUse('ChatOpenAI'),
    griptape('OpenAiChatPromptDriver', 'OpenAiEmbeddingDriver', 'OpenAiImageGenerationDriver'),
    mirascope('openai'),
    made(['pandasai.llm', 'pandasai_openai'], 'OpenAI'),
    made('deepeval.models', 'GPTModel'),
    // scikit-llm
    pypi('skllm', {
      clients: [
        ...['ZeroShotGPTClassifier', 'MultiLabelZeroShotGPTClassifier', 'CoTGPTClassifier'],
        ...['FewShotGPTClassifier', 'MultiLabelFewShotGPTClassifier', 'DynamicFewShotGPTClassifier'],
        ...['GPTSummarizer', 'GPTTranslator', 'GPTVectorizer', 'GPTExplainableNER'],
      ],
    }),
    pypi('swarm', { clients: ['Swarm'], exact: true, baseUrl: ['client'] }),
    lightrag(
      'openai',
      ...['openai_complete_if_cache', 'openai_complete', 'openai_embed', 'openai_embedding'],
      ...['gpt_4o_complete', 'gpt_4o_mini_complete'],
    ),
    graphiti('openai', 'OpenAIClient', 'OpenAIEmbedder', 'OpenAIRerankerClient'),
    graphiti('openai_generic', 'OpenAIGenericClient'),
    made(['graphrag.query.llm.oai', 'graphrag.llm'], 'ChatOpenAI', 'OpenAI', 'OpenAIEmbedding'),
    made(CHROMA, 'OpenAIEmbeddingFunction'),
    pypi(['langfuse.openai', 'posthog.ai.openai', 'openpipe', 'helicone.openai_async'], {
      clients: ['OpenAI', 'AsyncOpenAI', 'openai.Client', 'openai.AsyncClient'],
      functions: [
        'openai.chat.completions.*',
        'openai.ChatCompletion.*',
        'openai.embeddings.*',
        'openai.responses.*',
      ],
      baseUrl: ['base_url'],
      environment: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    }),
    pypi('promptlayer', {
      clients: ['openai.OpenAI', 'openai.AsyncOpenAI'],
      functions: ['openai.ChatCompletion.*', 'openai.Completion.*'].flatMap((name) => [
        name,
        `promptlayer_${name}`,
      ]),
      baseUrl: ['base_url', 'api_base'],
      environment: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'],
    }),
  ],
  'azure-openai': [
    agno('azure', 'AzureOpenAI', 'AzureAIFoundry', 'AzureOpenAIEmbedder'),
    pydanticAi('azure', 'AzureProvider'),
    haystack('azure', 'AzureOpenAIChatGenerator', 'AzureOpenAIGenerator', 'AzureOpenAITextEmbedder'),
    made('autogen_ext.models.openai', 'AzureOpenAIChatCompletionClient'),
    made(
      `${AGENT_FRAMEWORK}.azure`,
      ...['AzureOpenAIChatClient', 'AzureOpenAIResponsesClient', 'AzureOpenAIAssistantsClient'],
      ...['AzureAIAgentClient', 'AzureAIClient'],
    ),
    made('autogen_ext.models.azure', 'AzureAIChatCompletionClient'),
    made(`${SEMANTIC_KERNEL}.open_ai`, 'AzureChatCompletion', 'AzureTextCompletion', 'AzureTextEmbedding'),
    made('smolagents', 'AzureOpenAIServerModel', 'AzureOpenAIModel'),
    made('dspy', 'AzureOpenAI'),
    made('guidance.models', 'AzureOpenAI'),
    browserUse('ChatAzureOpenAI'),
    griptape('AzureOpenAiChatPromptDriver', 'AzureOpenAiEmbeddingDriver'),
    made(['pandasai.llm', 'pandasai_openai'], 'AzureOpenAI'),
    made('deepeval.models', 'AzureOpenAIModel'),
    pypi(['langfuse.openai', 'posthog.ai.openai'], {
      clients: ['AzureOpenAI', 'AsyncAzureOpenAI'],
      baseUrl: ['base_url', 'azure_endpoint'],
      environment: ['AZURE_OPENAI_ENDPOINT'],
    }),
    pypi('anthropic', { clients: ['AnthropicFoundry', 'AsyncAnthropicFoundry'], baseUrl: ['base_url'] }),
    pypi('mistralai_azure', { clients: ['MistralAzure'], baseUrl: ['azure_endpoint'] }),
  ],
  anthropic: [
    langchainRoot('Anthropic'),
    made('datapizza.clients.anthropic', 'AnthropicClient'),
    agno('anthropic', 'Claude'),
    pydanticAi('anthropic', 'AnthropicProvider'),
    haystack('anthropic', 'AnthropicChatGenerator', 'AnthropicGenerator'),
    made('autogen_ext.models.anthropic', 'AnthropicChatCompletionClient'),
    made(`${AGENT_FRAMEWORK}.anthropic`, 'AnthropicClient'),
    made(`${SEMANTIC_KERNEL}.anthropic`, 'AnthropicChatCompletion'),
    made('strands.models.anthropic', 'AnthropicModel'),
    made('dspy', 'Claude'),
    made('guidance.models', 'Anthropic'),
    made(['magentic', 'magentic.chat_model.anthropic_chat_model'], 'AnthropicChatModel'),
    made('camel.models', 'AnthropicModel'),
    agentscope('AnthropicChatModel'),
    browserUse('ChatAnthropic'),
    griptape('AnthropicPromptDriver'),
    mirascope('anthropic'),
    made('claude_agent_sdk', 'ClaudeSDKClient'),
    pypi(['claude_agent_sdk', 'claude_code_sdk'], {
      functions: ['query'],
      environment: ['ANTHROPIC_BASE_URL'],
    }),
    pypi('posthog.ai.anthropic', { clients: ['Anthropic', 'AsyncAnthropic'], baseUrl: ['base_url'] }),
    graphiti('anthropic', 'AnthropicClient'),
    lightrag('anthropic', 'anthropic_complete_if_cache', 'anthropic_complete'),
  ],
  'google-gemini': [
    made('datapizza.clients.google', 'GoogleClient'),
    agno('google', 'Gemini', 'GeminiEmbedder', 'GeminiOpenAIChat'),
    pypi(['google.adk', 'google.adk.agents'], { clients: ['Agent', 'LlmAgent'], only: byModelName() }),
    pydanticAi('google', 'GoogleModel', 'GoogleProvider'),
    pydanticAi('gemini', 'GeminiModel'),
    pydanticAi('google_gla', 'GoogleGLAProvider'),
    haystack('google_ai', 'GoogleAIGeminiChatGenerator', 'GoogleAIGeminiGenerator'),
    haystack('google_genai', 'GoogleGenAIChatGenerator', 'GoogleGenAITextEmbedder'),
    made('autogen_ext.models.gemini', 'GeminiChatCompletionClient'),
    made(`${SEMANTIC_KERNEL}.google.google_ai`, 'GoogleAIChatCompletion', 'GoogleAITextEmbedding'),
    made('dspy', 'Google'),
    made('camel.models', 'GeminiModel'),
    agentscope('GeminiChatModel'),
    browserUse('ChatGoogle'),
    griptape('GooglePromptDriver', 'GoogleEmbeddingDriver'),
    mirascope('google'),
    mirascope('gemini'),
    made('deepeval.models', 'GeminiModel'),
    made(CHROMA, 'GoogleGenerativeAiEmbeddingFunction', 'GooglePalmEmbeddingFunction'),
    pypi('google.ai.generativelanguage', {
      clients: ['GenerativeServiceClient', 'GenerativeServiceAsyncClient'],
    }),
    pypi('google.genai', { clients: ['GenerativeModel'] }),
    graphiti('gemini', 'GeminiClient', 'GeminiEmbedder', 'GeminiRerankerClient'),
    lightrag('gemini', 'gemini_complete_if_cache', 'gemini_model_complete', 'gemini_embed'),
  ],
  'google-vertex': [
    agno('vertexai', 'Claude'),
    pydanticAi('google_vertex', 'GoogleVertexProvider'),
    haystack('google_vertex', 'VertexAIGeminiChatGenerator', 'VertexAIGeminiGenerator'),
    made(`${SEMANTIC_KERNEL}.google.vertex_ai`, 'VertexAIChatCompletion'),
    pypi(['vertexai.vision_models', 'vertexai.preview.vision_models'], {
      clients: ['ImageGenerationModel.from_pretrained', 'MultiModalEmbeddingModel.from_pretrained'],
    }),
    pypi('mistralai_gcp', { clients: ['MistralGoogleCloud'] }),
  ],
  'aws-bedrock': [
    agno('aws', 'AwsBedrock', 'Claude', 'AwsBedrockEmbedder'),
    pydanticAi('bedrock', 'BedrockConverseModel', 'BedrockProvider'),
    haystack('amazon_bedrock', 'AmazonBedrockChatGenerator', 'AmazonBedrockGenerator'),
    made(`${SEMANTIC_KERNEL}.bedrock`, 'BedrockChatCompletion'),
    made('smolagents', 'AmazonBedrockServerModel', 'AmazonBedrockModel'),
    made(['strands.models', 'strands.models.bedrock'], 'BedrockModel'),
    pypi(['strands', 'strands.agent'], { clients: ['Agent'], only: byModelName({ orLeftOut: true }) }),
    made(CHROMA, 'AmazonBedrockEmbeddingFunction'),
    browserUse('ChatAWSBedrock', 'ChatAnthropicBedrock'),
    griptape('AmazonBedrockPromptDriver', 'AmazonBedrockTitanEmbeddingDriver'),
    mirascope('bedrock'),
    pypi('cohere', { clients: ['BedrockClient', 'BedrockClientV2', 'SagemakerClient'] }),
    lightrag('bedrock', 'bedrock_complete_if_cache', 'bedrock_complete', 'bedrock_embed'),
  ],
  mistral: [
    agno('mistral', 'MistralChat', 'MistralEmbedder'),
    pydanticAi('mistral', 'MistralModel', 'MistralProvider'),
    haystack('mistral', 'MistralChatGenerator', 'MistralTextEmbedder'),
    made(`${SEMANTIC_KERNEL}.mistral_ai`, 'MistralAIChatCompletion'),
    made('strands.models.mistral', 'MistralModel'),
    mirascope('mistral'),
  ],
  cohere: [
    langchainRoot('Cohere'),
    agno('cohere', 'Cohere', 'CohereChat', 'CohereEmbedder'),
    pydanticAiByClient('cohere', 'CohereModel', 'CohereProvider'),
    haystack('cohere', 'CohereChatGenerator', 'CohereGenerator', 'CohereTextEmbedder'),
    made('dspy', 'Cohere'),
    made(CHROMA, 'CohereEmbeddingFunction'),
    made('llama_index.postprocessor.cohere_rerank', 'CohereRerank'),
    griptape('CoherePromptDriver', 'CohereEmbeddingDriver'),
    lightrag('cohere', 'cohere_rerank'),
    mirascope('cohere'),
  ],
  groq: [
    agno('groq', 'Groq'),
    pydanticAi('groq', 'GroqModel', 'GroqProvider'),
    made('dspy', 'GROQ', 'Groq'),
    graphiti('groq', 'GroqClient'),
    made('camel.models', 'GroqModel'),
    browserUse('ChatGroq'),
    mirascope('groq'),
  ],
  deepseek: [agno('deepseek', 'DeepSeek'), pydanticAiByClient('deepseek', 'DeepSeekProvider')],
  xai: [agno('xai', 'xAI'), pydanticAiByClient('grok', 'GrokProvider')],
  perplexity: [agno('perplexity', 'Perplexity')],
  voyage: [
    agno('voyageai', 'VoyageAIEmbedder'),
    made(CHROMA, 'VoyageAIEmbeddingFunction'),
    made('llama_index.postprocessor.voyageai_rerank', 'VoyageAIRerank'),
    graphiti('voyage', 'VoyageAIEmbedder'),
  ],
  jina: [
    agno('jina', 'JinaEmbedder'),
    made(CHROMA, 'JinaEmbeddingFunction'),
    made('llama_index.postprocessor.jinaai_rerank', 'JinaRerank'),
    lightrag('jina', 'jina_embed', 'jina_rerank'),
  ],
  together: [
    agno('together', 'Together', 'TogetherEmbedder'),
    pydanticAiByClient('together', 'TogetherProvider'),
    made('dspy', 'Together'),
  ],
  fireworks: [
    agno('fireworks', 'Fireworks', 'FireworksEmbedder'),
    pydanticAiByClient('fireworks', 'FireworksProvider'),
  ],
  openrouter: [
    agno('openrouter', 'OpenRouter'),
    pydanticAiByClient('openrouter', 'OpenRouterProvider', 'OpenRouterModel'),
    haystack('openrouter', 'OpenRouterChatGenerator'),
  ],
  huggingface: [
    langchainRoot('HuggingFaceHub'),
    agno('huggingface', 'HuggingFace', 'HuggingFaceChat', 'HuggingfaceCustomEmbedder'),
    pydanticAi('huggingface', 'HuggingFaceModel', 'HuggingFaceProvider'),
    haystack('hugging_face_api', 'HuggingFaceAPIChatGenerator', 'HuggingFaceAPIGenerator'),
    made('smolagents', 'InferenceClientModel', 'HfApiModel'),
    made(CHROMA, 'HuggingFaceEmbeddingFunction', 'HuggingFaceEmbeddingServer'),
  ],
  'nvidia-nim': [agno('nvidia', 'Nvidia'), haystack('nvidia', 'NvidiaChatGenerator', 'NvidiaGenerator')],
  cerebras: [agno('cerebras', 'Cerebras', 'CerebrasOpenAI'), pydanticAi('cerebras', 'CerebrasModel')],
  sambanova: [agno('sambanova', 'Sambanova')],
  deepinfra: [agno('deepinfra', 'DeepInfra')],
  siliconflow: [agno('siliconflow', 'Siliconflow'), llamaIndexSiliconFlow()],
  watsonx: [
    agno('ibm', 'WatsonX'),
    pypi('ibm_watson_machine_learning.foundation_models', { clients: ['Model', 'ModelInference'] }),
  ],
  dashscope: [
    agno('dashscope', 'DashScope'),
    agentscope('DashScopeChatModel'),
    made('camel.models', 'QwenModel'),
    lightrag('dashscope', 'ali_rerank'),
  ],
  nebius: [agno('nebius', 'Nebius'), pydanticAiByClient('nebius', 'NebiusProvider')],
  'meta-llama': [
    agno('meta', 'Llama', 'LlamaOpenAI'),
    pypi('llama_api_client', { clients: ['LlamaAPIClient', 'AsyncLlamaAPIClient'], baseUrl: ['base_url'] }),
    made('strands.models.llamaapi', 'LlamaAPIModel'),
  ],
  ollama: [
    agno('ollama', 'Ollama', 'OllamaTools', 'OllamaEmbedder'),
    agentscope('OllamaChatModel'),
    pydanticAi('ollama', 'OllamaProvider', 'OllamaModel'),
    haystack('ollama', 'OllamaChatGenerator', 'OllamaGenerator', 'OllamaTextEmbedder'),
    made('autogen_ext.models.ollama', 'OllamaChatCompletionClient'),
    made(`${AGENT_FRAMEWORK}.ollama`, 'OllamaChatClient'),
    made(`${SEMANTIC_KERNEL}.ollama`, 'OllamaChatCompletion', 'OllamaTextEmbedding'),
    made('strands.models.ollama', 'OllamaModel'),
    made('dspy', 'OllamaLocal'),
    made('camel.models', 'OllamaModel'),
    browserUse('ChatOllama'),
    griptape('OllamaPromptDriver', 'OllamaEmbeddingDriver'),
    lightrag('ollama', 'ollama_model_complete', 'ollama_embed', 'ollama_embedding'),
    made(CHROMA, 'OllamaEmbeddingFunction'),
  ],
  vllm: [agno('vllm', 'VLLM'), made('dspy', 'HFClientVLLM'), made('camel.models', 'VLLMModel')],
  tgi: [made('dspy', 'HFClientTGI')],
  'lm-studio': [agno('lmstudio', 'LMStudio'), made('camel.models', 'LMStudioModel')],
  llamacpp: [agno('llama_cpp', 'LlamaCpp'), haystack('llama_cpp', 'LlamaCppChatGenerator')],
  portkey: [agno('portkey', 'Portkey')],
  requesty: [agno('requesty', 'Requesty')],
  litellm: [
    agno('litellm', 'LiteLLM', 'LiteLLMOpenAI'),
    pydanticAi('litellm', 'LiteLLMProvider'),
    made('smolagents', 'LiteLLMModel', 'LiteLLMRouterModel'),
    made('strands.models.litellm', 'LiteLLMModel'),
    made('google.adk.models.lite_llm', 'LiteLlm'),
    made('agents.extensions.models.litellm_model', 'LitellmModel'),
    made(['magentic', 'magentic.chat_model.litellm_chat_model'], 'LitellmChatModel'),
    made('guidance.models', 'LiteLLM'),
    made('pandasai_litellm.litellm', 'LiteLLM'),
    mirascope('litellm'),
  ],
};

function llamaIndexSiliconFlow(): Sdk {
  return made(
    ['llama_index.llms.siliconflow', 'llama_index.embeddings.siliconflow'],
    'SiliconFlow',
    'SiliconFlowEmbedding',
  );
}

/** What AutoGen, and AG2 as it is called since, makes of settings that name a model. */
function autogen(settings: string, ...clients: string[]): Sdk {
  const [model = '', ...urls] = ['model', 'base_url', 'api_base', 'client_host'].map((name) =>
    settings === '' ? name : `${settings}.${name}`,
  );
  return pypi(['autogen', 'ag2', 'pyautogen'], {
    clients,
    baseUrl: urls,
    takesDict: true,
    only: byModelName({ option: model }),
  });
}

/** Libraries that call whichever vendor a model's name says. */
export const BY_MODEL_NAME: InferenceService = {
  id: 'by-model-name',
  name: 'the vendor that the model names',
  hosts: [],
  sdks: [
    made(['crewai', 'crewai.llm'], 'LLM'),
    ...Object.entries({ Agent: 'llm', Crew: 'manager_llm' }).map(([name, option]) =>
      pypi('crewai', { clients: [name], exact: true, only: byModelName({ option, surely: true }) }),
    ),
    ...['llm_config.config_list.*', 'llm_config'].map((settings) =>
      autogen(settings, 'AssistantAgent', 'ConversableAgent', 'UserProxyAgent', 'GroupChatManager'),
    ),
    ...['config_list.*', ''].map((settings) => autogen(settings, 'LLMConfig')),
    pypi('mem0', {
      clients: ['Memory.from_config', 'AsyncMemory.from_config'],
      baseUrl: ['openai', 'ollama', 'lmstudio', 'deepseek', 'vllm', 'xai']
        .map((vendor) => `llm.config.${vendor}_base_url`)
        .concat('llm.config.azure_kwargs.azure_endpoint'),
      takesDict: true,
      only: byModelName({ option: 'llm.provider' }),
    }),
    pypi('embedchain', {
      clients: ['App.from_config', 'Pipeline.from_config'],
      baseUrl: ['config.llm.config.base_url', 'config.llm.config.api_base'],
      only: byModelName({ option: 'config.llm.provider' }),
    }),
    made('dspy', 'LM', 'LiteLLM', 'Embedder'),
    pypi(['langchain.chat_models', 'langchain.embeddings'], {
      functions: ['init_chat_model', 'base.init_chat_model', 'init_embeddings', 'base.init_embeddings'],
      baseUrl: BASE,
    }),
    pypi(['langchain.agents', 'langgraph.prebuilt', 'deepagents', 'pydantic_deep'], {
      functions: ['create_agent', 'create_react_agent', 'create_deep_agent'],
      only: byModelName(),
    }),
    pypi('pydantic_ai', { clients: ['Agent'], only: byModelName() }),
    pypi('instructor', { functions: ['from_provider'], baseUrl: BASE }),
    made(['aisuite', 'aisuite.client'], 'Client'),
    made(['g4f', 'g4f.client'], 'Client', 'AsyncClient'),
    pypi('g4f', { functions: ['ChatCompletion.*'] }),
    pypi('camel.models', { functions: ['ModelFactory.create'], baseUrl: ['url'] }),
    pypi('any_llm', {
      functions: ['completion', 'acompletion', 'responses', 'aresponses', 'embedding'],
      baseUrl: BASE,
    }),
    made('any_llm', 'AnyLLM.create'),
    pypi('swarms', {
      clients: ['Agent'],
      exact: true,
      baseUrl: ['llm_base_url'],
      only: byModelName({ option: 'model_name', surely: true }),
    }),
    pypi(['langroid.language_models', 'langroid.language_models.openai_gpt'], {
      clients: ['OpenAIGPTConfig'],
      baseUrl: ['api_base'],
    }),
    pypi('qwen_agent.agents', {
      clients: ['Assistant', 'FnCallAgent', 'ReActChat', 'BasicAgent', 'Router', 'GroupChat'],
      baseUrl: ['llm.model_server', 'llm.base_url', 'llm.api_base'],
      only: byModelName({ option: 'llm.model' }),
    }),
    pypi('qwen_agent.llm', {
      functions: ['get_chat_model', 'base.get_chat_model'],
      baseUrl: ['model_server', 'base_url', 'api_base'],
      takesDict: true,
    }),
    pypi('scrapegraphai.graphs', {
      clients: [
        'SmartScraperGraph',
        'SmartScraperMultiGraph',
        'SearchGraph',
        'SpeechGraph',
        'ScriptCreatorGraph',
        'DocumentScraperGraph',
        'OmniScraperGraph',
        'DepthSearchGraph',
      ],
      baseUrl: ['config.llm.base_url', 'config.llm.api_base', 'config.llm.model_instance'],
      only: byModelName({ option: 'config.llm.model' }),
    }),
    pypi(['esperanto', 'esperanto.factory'], {
      clients: [
        'language',
        'llm',
        'embedding',
        'reranker',
        'text_to_speech',
        'speech_to_text',
        'tts',
        'stt',
      ].map((kind) => `AIFactory.create_${kind}`),
      baseUrl: ['config.base_url', 'base_url'],
    }),
    made(['llama_stack_client'], 'LlamaStackClient', 'AsyncLlamaStackClient'),
    pypi('mirascope.llm', { functions: ['call'], only: byModelName() }),
    pypi('ragas.llms', { functions: ['llm_factory'], baseUrl: ['base_url', 'client'] }),
    pypi('stagehand', {
      clients: ['StagehandConfig'],
      baseUrl: ['model_client_options.baseURL', 'model_client_options.base_url'],
      only: byModelName({ option: 'model_name' }),
    }),
    pypi('crawl4ai', {
      clients: ['LLMConfig'],
      baseUrl: ['base_url'],
      only: { option: 'provider', texts: /./s, orLeftOut: true },
    }),
  ],
};
