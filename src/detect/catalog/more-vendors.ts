import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, npm, pypi } from './service.ts';

/** Vendors whose own API is OpenAI's, or nearly. Sources: each vendor's API reference, and LiteLLM's providers. */
export const MORE_VENDORS: InferenceService[] = [
  {
    id: 'groq',
    name: 'Groq',
    hosts: ['api.groq.com'],
    sdks: [
      npm('groq-sdk', { clients: ['default', 'Groq'], baseUrl: ['baseURL'], environment: ['GROQ_BASE_URL'] }),
      pypi('groq', {
        clients: ['Groq', 'AsyncGroq', 'Client', 'AsyncClient'],
        baseUrl: ['base_url'],
        environment: ['GROQ_BASE_URL'],
      }),
      aiSdk('@ai-sdk/groq', 'groq', 'createGroq'),
      langchain(['langchain_groq'], ['ChatGroq'], ['base_url', 'groq_api_base'], ['GROQ_API_BASE']),
      langchainJs(['@langchain/groq'], ['ChatGroq'], ['baseUrl']),
      llamaIndex('groq', ['Groq'], ['api_base']),
    ],
  },
  {
    id: 'together',
    name: 'Together AI',
    hosts: ['api.together.xyz', 'api.together.ai'],
    sdks: [
      npm('together-ai', {
        clients: ['default', 'Together'],
        baseUrl: ['baseURL'],
        environment: ['TOGETHER_BASE_URL'],
      }),
      pypi('together', {
        clients: ['Together', 'AsyncTogether', 'Client'],
        functions: ['Complete.create', 'Chat.create', 'Inference.inference'],
        baseUrl: ['base_url'],
        environment: ['TOGETHER_BASE_URL'],
      }),
      aiSdk('@ai-sdk/togetherai', 'togetherai', 'createTogetherAI'),
      langchain(
        ['langchain_together'],
        ['ChatTogether', 'Together', 'TogetherEmbeddings'],
        ['base_url', 'together_api_base'],
      ),
      langchainJs(['@langchain/community/chat_models/togetherai'], ['ChatTogetherAI'], ['baseUrl']),
      llamaIndex('together', ['TogetherLLM', 'TogetherEmbedding'], ['api_base']),
    ],
  },
  {
    id: 'fireworks',
    name: 'Fireworks AI',
    hosts: ['api.fireworks.ai', 'audio-*.fireworks.ai'],
    sdks: [
      pypi(['fireworks.client', 'fireworks'], {
        clients: ['Fireworks', 'AsyncFireworks', 'LLM'],
        functions: ['ChatCompletion.*', 'Completion.*'],
        baseUrl: ['base_url'],
      }),
      aiSdk('@ai-sdk/fireworks', 'fireworks', 'createFireworks'),
      langchain(
        ['langchain_fireworks'],
        ['ChatFireworks', 'Fireworks', 'FireworksEmbeddings'],
        ['base_url', 'fireworks_api_base'],
      ),
      langchainJs(
        ['@langchain/community/chat_models/fireworks'],
        ['ChatFireworks'],
        ['configuration.baseURL'],
      ),
      llamaIndex('fireworks', ['Fireworks', 'FireworksEmbedding'], ['api_base']),
    ],
  },
  {
    id: 'deepseek',
    name: 'DeepSeek',
    hosts: ['api.deepseek.com'],
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
    id: 'openrouter',
    name: 'OpenRouter',
    hosts: ['openrouter.ai/api'],
    sdks: [
      npm('@openrouter/ai-sdk-provider', {
        clients: ['createOpenRouter'],
        functions: ['openrouter', 'openrouter.*'],
        baseUrl: ['baseURL'],
      }),
      npm('@openrouter/sdk', { clients: ['OpenRouter'], baseUrl: ['serverURL'] }),
      pypi('openrouter', { clients: ['OpenRouter'], baseUrl: ['server_url'] }),
      llamaIndex('openrouter', ['OpenRouter'], ['api_base']),
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
    id: 'replicate',
    name: 'Replicate',
    hosts: ['api.replicate.com'],
    sdks: [
      npm('replicate', { clients: ['default', 'Replicate'], baseUrl: ['baseUrl'] }),
      pypi('replicate', {
        clients: ['Client'],
        functions: ['run', 'stream', 'async_run', 'async_stream', 'predictions.create'],
        baseUrl: ['base_url'],
      }),
      aiSdk('@ai-sdk/replicate', 'replicate', 'createReplicate'),
      langchain([], ['Replicate'], []),
      llamaIndex('replicate', ['Replicate'], []),
    ],
  },
  {
    id: 'huggingface',
    name: 'Hugging Face Inference',
    hosts: ['api-inference.huggingface.co', 'router.huggingface.co', '*.endpoints.huggingface.cloud'],
    sdks: [
      npm('@huggingface/inference', {
        clients: ['HfInference', 'InferenceClient', 'HfInferenceEndpoint'],
        functions: [
          'chatCompletion',
          'chatCompletionStream',
          'textGeneration',
          'textGenerationStream',
          'featureExtraction',
        ],
        baseUrl: ['endpointUrl', 'baseUrl'],
      }),
      pypi('huggingface_hub', {
        clients: ['InferenceClient', 'AsyncInferenceClient', 'InferenceApi'],
        baseUrl: ['base_url', 'model'],
        environment: [],
      }),
      langchain(
        ['langchain_huggingface'],
        [
          'HuggingFaceEndpoint',
          'HuggingFaceHub',
          'HuggingFaceEndpointEmbeddings',
          'HuggingFaceInferenceAPIEmbeddings',
        ],
        ['endpoint_url', 'inference_server_url', 'model'],
      ),
      langchainJs(
        ['@langchain/community/llms/hf', '@langchain/community/embeddings/hf'],
        ['HuggingFaceInference', 'HuggingFaceInferenceEmbeddings'],
        ['endpointUrl'],
      ),
      llamaIndex(
        'huggingface_api',
        ['HuggingFaceInferenceAPI', 'HuggingFaceInferenceAPIEmbedding'],
        ['base_url'],
      ),
    ],
  },
  {
    id: 'nvidia-nim',
    name: 'NVIDIA NIM',
    hosts: ['integrate.api.nvidia.com', 'ai.api.nvidia.com', 'api.nvcf.nvidia.com'],
    sdks: [
      langchain(
        ['langchain_nvidia_ai_endpoints'],
        ['ChatNVIDIA', 'NVIDIA', 'NVIDIAEmbeddings', 'NVIDIARerank'],
        ['base_url'],
        ['NVIDIA_BASE_URL'],
      ),
      llamaIndex('nvidia', ['NVIDIA', 'NVIDIAEmbedding'], ['base_url'], ['NVIDIA_BASE_URL']),
    ],
  },
  {
    id: 'cerebras',
    name: 'Cerebras',
    hosts: ['api.cerebras.ai'],
    sdks: [
      npm('@cerebras/cerebras_cloud_sdk', {
        clients: ['default', 'Cerebras'],
        baseUrl: ['baseURL'],
        environment: ['CEREBRAS_BASE_URL'],
      }),
      pypi('cerebras.cloud.sdk', {
        clients: ['Cerebras', 'AsyncCerebras'],
        baseUrl: ['base_url'],
        environment: ['CEREBRAS_BASE_URL'],
      }),
      aiSdk('@ai-sdk/cerebras', 'cerebras', 'createCerebras'),
      langchain(['langchain_cerebras'], ['ChatCerebras'], ['base_url', 'cerebras_api_base']),
      llamaIndex('cerebras', ['Cerebras'], ['api_base']),
    ],
  },
  {
    id: 'sambanova',
    name: 'SambaNova',
    hosts: ['api.sambanova.ai', 'fast-api.snova.ai'],
    sdks: [
      pypi('sambanova', {
        clients: ['SambaNova', 'AsyncSambaNova'],
        baseUrl: ['base_url'],
        environment: ['SAMBANOVA_BASE_URL'],
      }),
      langchain(
        ['langchain_sambanova'],
        ['ChatSambaNovaCloud', 'SambaNovaCloudEmbeddings', 'ChatSambaStudio'],
        ['sambanova_url', 'base_url'],
      ),
      llamaIndex('sambanovasystems', ['SambaNovaCloud'], ['sambanova_url']),
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
      langchain(['langchain_voyageai'], ['VoyageAIEmbeddings', 'VoyageAIRerank'], ['base_url']),
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
    id: 'deepinfra',
    name: 'DeepInfra',
    hosts: ['api.deepinfra.com'],
    sdks: [
      aiSdk('@ai-sdk/deepinfra', 'deepinfra', 'createDeepInfra'),
      langchain([], ['ChatDeepInfra', 'DeepInfra', 'DeepInfraEmbeddings'], []),
      llamaIndex('deepinfra', ['DeepInfraLLM', 'DeepInfraEmbeddingModel'], ['api_base']),
    ],
  },
  {
    id: 'dashscope',
    name: 'Alibaba DashScope',
    hosts: ['dashscope.aliyuncs.com', 'dashscope-intl.aliyuncs.com', 'dashscope-us.aliyuncs.com'],
    sdks: [
      pypi('dashscope', {
        functions: [
          'Generation.call',
          'MultiModalConversation.call',
          'TextEmbedding.call',
          'aigc.generation.Generation.call',
          'AioGeneration.call',
        ],
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
    hosts: ['api.moonshot.cn', 'api.moonshot.ai'],
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
    sdks: [pypi('volcenginesdkarkruntime', { clients: ['Ark', 'AsyncArk'], baseUrl: ['base_url'] })],
  },
  {
    id: 'siliconflow',
    name: 'SiliconFlow',
    hosts: ['api.siliconflow.cn', 'api.siliconflow.com'],
    sdks: [],
  },
  {
    id: 'hyperbolic',
    name: 'Hyperbolic',
    hosts: ['api.hyperbolic.xyz'],
    sdks: [],
  },
  {
    id: 'novita',
    name: 'Novita AI',
    hosts: ['api.novita.ai'],
    sdks: [],
  },
  {
    id: 'nebius',
    name: 'Nebius',
    hosts: ['api.studio.nebius.ai', 'api.studio.nebius.com', 'api.tokenfactory.nebius.com'],
    sdks: [],
  },
  {
    id: 'lepton',
    name: 'Lepton AI',
    hosts: ['*.lepton.run'],
    sdks: [],
  },
  {
    id: 'anyscale',
    name: 'Anyscale',
    hosts: ['api.endpoints.anyscale.com'],
    sdks: [langchain([], ['ChatAnyscale', 'Anyscale'], ['anyscale_api_base'])],
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
    id: 'watsonx',
    name: 'IBM watsonx.ai',
    hosts: ['*.ml.cloud.ibm.com'],
    sdks: [
      npm('@ibm-cloud/watsonx-ai', {
        clients: ['WatsonXAI', 'WatsonXAI.newInstance'],
        baseUrl: ['serviceUrl'],
      }),
      pypi('ibm_watsonx_ai.foundation_models', {
        clients: ['ModelInference', 'Model', 'Embeddings'],
        baseUrl: ['credentials.url'],
      }),
      langchain(['langchain_ibm'], ['ChatWatsonx', 'WatsonxLLM', 'WatsonxEmbeddings'], ['url']),
    ],
  },
  {
    id: 'databricks',
    name: 'Databricks Model Serving',
    hosts: ['*.cloud.databricks.com/serving-endpoints', '*.azuredatabricks.net/serving-endpoints'],
    sdks: [
      langchain(
        ['databricks_langchain', 'langchain_databricks'],
        ['ChatDatabricks', 'Databricks', 'DatabricksEmbeddings'],
        [],
      ),
    ],
  },
  {
    id: 'cloudflare',
    name: 'Cloudflare Workers AI',
    hosts: ['gateway.ai.cloudflare.com', 'api.cloudflare.com/client/v4/accounts/*/ai'],
    sdks: [
      npm('workers-ai-provider', { clients: ['createWorkersAI'] }),
      langchainJs(['@langchain/cloudflare'], ['ChatCloudflareWorkersAI', 'CloudflareWorkersAI'], ['baseUrl']),
    ],
  },
  {
    id: 'vercel-ai-gateway',
    name: 'Vercel AI Gateway',
    hosts: ['ai-gateway.vercel.sh', 'api.v0.dev'],
    sdks: [
      npm('@ai-sdk/gateway', {
        clients: ['createGateway', 'createGatewayProvider'],
        functions: ['gateway', 'gateway.*'],
        baseUrl: ['baseURL'],
      }),
      aiSdk('@ai-sdk/vercel', 'vercel', 'createVercel'),
    ],
  },
  {
    id: 'portkey',
    name: 'Portkey',
    hosts: ['api.portkey.ai'],
    sdks: [
      npm('portkey-ai', {
        clients: ['default', 'Portkey'],
        baseUrl: ['baseURL'],
        environment: ['PORTKEY_BASE_URL'],
      }),
      pypi('portkey_ai', {
        clients: ['Portkey', 'AsyncPortkey'],
        baseUrl: ['base_url'],
        environment: ['PORTKEY_BASE_URL'],
      }),
    ],
  },
  {
    id: 'litellm',
    name: 'LiteLLM as a library',
    hosts: [],
    sdks: [
      pypi('litellm', {
        functions: [
          'completion',
          'acompletion',
          'text_completion',
          'atext_completion',
          'embedding',
          'aembedding',
          'responses',
          'aresponses',
          'image_generation',
          'aimage_generation',
          'transcription',
          'atranscription',
          'speech',
          'aspeech',
          'rerank',
          'arerank',
          'batch_completion',
          'anthropic.messages.*',
          'anthropic_messages',
          'completion_with_retries',
          'acompletion_with_retries',
        ],
        clients: ['Router', 'LiteLLM'],
        baseUrl: [
          'api_base',
          'base_url',
          'model_list.*.litellm_params.api_base',
          'model_list.*.litellm_params.base_url',
        ],
        environment: ['LITELLM_PROXY_API_BASE', 'OPENAI_BASE_URL', 'OPENAI_API_BASE'],
      }),
      langchain(['langchain_litellm'], ['ChatLiteLLM'], ['api_base']),
      llamaIndex('litellm', ['LiteLLM'], ['api_base']),
    ],
  },
];
