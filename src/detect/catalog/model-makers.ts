import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, npm, pypi } from './service.ts';

/** Vendors of models of their own. Sources: each vendor's API reference and LiteLLM's list of providers. */
export const MODEL_MAKERS: readonly InferenceService[] = [
  {
    id: 'mistral',
    name: 'Mistral',
    hosts: ['api.mistral.ai', 'codestral.mistral.ai'],
    sdks: [
      npm('@mistralai/mistralai', {
        clients: ['default', 'Mistral', 'MistralClient'],
        baseUrl: ['serverURL', 'endpoint'],
      }),
      pypi('mistralai', {
        clients: ['Mistral', 'MistralClient', 'MistralAsyncClient'],
        baseUrl: ['server_url', 'endpoint'],
      }),
      aiSdk('@ai-sdk/mistral', 'mistral', 'createMistral'),
      langchain(
        ['langchain_mistralai'],
        ['ChatMistralAI', 'MistralAIEmbeddings'],
        ['endpoint', 'base_url'],
        ['MISTRAL_BASE_URL'],
      ),
      langchainJs(
        ['@langchain/mistralai'],
        ['ChatMistralAI', 'MistralAI', 'MistralAIEmbeddings'],
        ['serverURL', 'endpoint'],
      ),
      llamaIndex('mistralai', ['MistralAI', 'MistralAIEmbedding'], ['endpoint']),
    ],
  },
  {
    id: 'cohere',
    name: 'Cohere',
    hosts: ['api.cohere.ai', 'api.cohere.com', 'production.api.cohere.ai'],
    gatewayPath: '/cohere',
    sdks: [
      npm('cohere-ai', {
        clients: ['CohereClient', 'CohereClientV2'],
        functions: ['default.*', 'generate', 'embed'],
        baseUrl: ['environment', 'baseUrl'],
        environment: ['CO_API_URL'],
      }),
      pypi('cohere', {
        clients: ['Client', 'AsyncClient', 'ClientV2', 'AsyncClientV2'],
        baseUrl: ['base_url', 'api_url'],
        environment: ['CO_API_URL'],
      }),
      aiSdk('@ai-sdk/cohere', 'cohere', 'createCohere'),
      langchain(
        ['langchain_cohere'],
        ['ChatCohere', 'Cohere', 'CohereEmbeddings', 'CohereRerank'],
        ['base_url'],
      ),
      langchainJs(
        ['@langchain/cohere'],
        ['ChatCohere', 'Cohere', 'CohereEmbeddings', 'CohereRerank'],
        ['baseUrl'],
      ),
      llamaIndex('cohere', ['Cohere', 'CohereEmbedding'], ['base_url']),
    ],
  },
  {
    id: 'deepseek',
    name: 'DeepSeek',
    hosts: ['api.deepseek.com', 'chat.deepseek.com/api/v0/chat/completion'],
    sdks: [
      aiSdk('@ai-sdk/deepseek', 'deepseek', 'createDeepSeek'),
      langchain(['langchain_deepseek'], ['ChatDeepSeek'], ['api_base', 'base_url'], ['DEEPSEEK_API_BASE']),
      langchainJs(['@langchain/deepseek'], ['ChatDeepSeek'], ['configuration.baseURL']),
      llamaIndex('deepseek', ['DeepSeek'], ['api_base']),
    ],
  },
  {
    id: 'xai',
    name: 'xAI',
    hosts: ['api.x.ai', '*.api.x.ai'],
    sdks: [
      pypi('xai_sdk', { clients: ['Client', 'AsyncClient'], baseUrl: ['api_host'] }),
      aiSdk('@ai-sdk/xai', 'xai', 'createXai'),
      langchain(['langchain_xai'], ['ChatXAI'], ['xai_api_base', 'base_url'], ['XAI_API_BASE']),
      langchainJs(['@langchain/xai'], ['ChatXAI'], ['baseURL', 'configuration.baseURL']),
    ],
  },
  {
    id: 'perplexity',
    name: 'Perplexity',
    hosts: ['api.perplexity.ai'],
    sdks: [
      npm('@perplexity-ai/perplexity_ai', {
        clients: ['default', 'Perplexity'],
        baseUrl: ['baseURL'],
        environment: ['PERPLEXITY_BASE_URL'],
      }),
      pypi('perplexity', {
        clients: ['Perplexity', 'AsyncPerplexity'],
        baseUrl: ['base_url'],
        environment: ['PERPLEXITY_BASE_URL'],
      }),
      aiSdk('@ai-sdk/perplexity', 'perplexity', 'createPerplexity'),
      langchain(['langchain_perplexity'], ['ChatPerplexity'], ['base_url']),
      llamaIndex('perplexity', ['Perplexity'], ['api_base']),
    ],
  },
  {
    id: 'voyage',
    name: 'Voyage AI',
    hosts: ['api.voyageai.com'],
    sdks: [
      npm('voyageai', { clients: ['VoyageAIClient'], baseUrl: ['environment', 'baseUrl'] }),
      pypi('voyageai', {
        clients: ['Client', 'AsyncClient'],
        functions: ['Embedding.*', 'Reranking.*'],
        baseUrl: ['base_url'],
      }),
      langchain(
        ['langchain_voyageai'],
        ['VoyageAIEmbeddings', 'VoyageAIRerank', 'VoyageEmbeddings'],
        ['base_url', 'voyage_api_base'],
      ),
      llamaIndex('voyageai', ['VoyageEmbedding'], []),
    ],
  },
  {
    id: 'ai21',
    name: 'AI21 Labs',
    hosts: ['api.ai21.com'],
    sdks: [
      npm('ai21', { clients: ['AI21'], baseUrl: ['baseURL'] }),
      pypi('ai21', {
        clients: ['AI21Client', 'AsyncAI21Client'],
        functions: ['Completion.*', 'J2Ultra.*'],
        baseUrl: ['base_url', 'api_host'],
      }),
      langchain(
        ['langchain_ai21'],
        ['ChatAI21', 'AI21LLM', 'AI21', 'AI21Embeddings'],
        ['api_host', 'base_url'],
      ),
      llamaIndex('ai21', ['AI21'], ['base_url']),
    ],
  },
  {
    id: 'dashscope',
    name: 'Alibaba DashScope',
    hosts: [
      'dashscope.aliyuncs.com',
      'dashscope-intl.aliyuncs.com',
      'dashscope-us.aliyuncs.com',
      '*.dashscope.aliyuncs.com',
      '*.maas.aliyuncs.com',
    ],
    sdks: [
      pypi('dashscope', {
        functions: [
          ...[
            'Generation',
            'AioGeneration',
            'MultiModalConversation',
            'AioMultiModalConversation',
            'ImageSynthesis',
            'VideoSynthesis',
            'TextEmbedding',
            'MultiModalEmbedding',
            'TextReRank',
            'Application',
          ].flatMap((name) => [`${name}.call`, `${name}.async_call`]),
          'aigc.generation.Generation.call',
        ],
      }),
      pypi(['dashscope.audio.asr', 'dashscope.audio.tts', 'dashscope.audio.tts_v2'], {
        functions: ['Transcription.call', 'Transcription.async_call', 'SpeechSynthesizer.call'],
        clients: ['Recognition', 'TranslationRecognizerRealtime', 'SpeechSynthesizer'],
      }),
      langchain(
        ['langchain_qwq'],
        ['ChatTongyi', 'Tongyi', 'DashScopeEmbeddings', 'ChatQwen', 'ChatQwQ'],
        ['base_url', 'api_base'],
      ),
      langchainJs(['@langchain/community/chat_models/alibaba_tongyi'], ['ChatAlibabaTongyi'], []),
      llamaIndex('dashscope', ['DashScope', 'DashScopeEmbedding'], []),
    ],
  },
  {
    id: 'moonshot',
    name: 'Moonshot AI',
    hosts: ['api.moonshot.cn', 'api.moonshot.ai', 'api.kimi.com/coding'],
    sdks: [langchain([], ['MoonshotChat', 'Moonshot'], ['base_url', 'moonshot_api_base'])],
  },
  {
    id: 'zhipu',
    name: 'Zhipu AI',
    hosts: ['open.bigmodel.cn/api', 'api.z.ai/api'],
    sdks: [
      pypi(['zhipuai', 'zai'], {
        clients: ['ZhipuAI', 'ZhipuAiClient', 'ZaiClient'],
        functions: ['model_api.*'],
        baseUrl: ['base_url'],
      }),
      langchain([], ['ChatZhipuAI', 'ZhipuAIEmbeddings'], ['zhipuai_api_base', 'api_base']),
    ],
  },
  {
    id: 'minimax',
    name: 'MiniMax',
    hosts: ['api.minimax.chat', 'api.minimaxi.chat', 'api.minimax.io', 'api.minimaxi.com'],
    sdks: [langchain([], ['MiniMaxChat', 'Minimax', 'MiniMaxEmbeddings'], ['base_url', 'minimax_api_host'])],
  },
  {
    id: 'volcengine',
    name: 'Volcengine Ark',
    hosts: ['ark.*.volces.com'],
    sdks: [
      pypi('volcenginesdkarkruntime', { clients: ['Ark', 'AsyncArk'], baseUrl: ['base_url'] }),
      pypi('volcengine.maas', { clients: ['MaasService'] }),
    ],
  },
  {
    id: 'aleph-alpha',
    name: 'Aleph Alpha',
    hosts: ['api.aleph-alpha.com'],
    sdks: [
      pypi('aleph_alpha_client', { clients: ['Client', 'AsyncClient'], baseUrl: ['host'] }),
      langchain([], ['AlephAlpha'], ['host']),
    ],
  },
  {
    id: 'jina',
    name: 'Jina AI',
    hosts: ['api.jina.ai'],
    sdks: [
      langchain([], ['JinaEmbeddings', 'JinaRerank'], []),
      llamaIndex('jinaai', ['JinaEmbedding'], ['base_url']),
    ],
  },
];
