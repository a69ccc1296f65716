import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, npm, pypi } from './service.ts';

/** Vendors that serve other people's models. Sources: each vendor's API reference and LiteLLM's list of providers. */
export const MODEL_HOSTS: readonly InferenceService[] = [
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
      npm('@fireworksai/sdk', { clients: ['FireworksAI'], baseUrl: ['serverURL'] }),
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
    id: 'replicate',
    name: 'Replicate',
    hosts: ['api.replicate.com'],
    gatewayPath: null,
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
        baseUrl: ['base_url'],
        baseUrlOrName: ['model'],
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
        ['endpoint_url', 'inference_server_url'],
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
    id: 'watsonx',
    name: 'IBM watsonx.ai',
    hosts: ['*.ml.cloud.ibm.com'],
    gatewayPath: null,
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
      // The binding that a worker is given, whatever its environment is called: `env.AI.run('@cf/…')`.
      npm('cloudflare:workers', {
        functions: ['run'],
        method: 'run',
        // The model stands first and has no name: `executor.run(job, { model })` is another thing.
        only: { option: '', texts: /^@[ch]f\// },
        on: /^ai(?:_?binding)?$/i,
        mentions: ['@cf/', '@hf/', 'ai.run', 'ai_binding.run', 'aibinding.run'],
      }),
      // The same binding's way to other vendors: `env.AI.gateway(id).run({ provider, endpoint, query })`.
      npm('cloudflare:workers', {
        functions: ['run'],
        method: 'run',
        on: /^(?:ai_?)?gateway$/i,
        only: { option: 'provider', texts: [] },
        mentions: ['ai.gateway', 'gateway.run'],
      }),
      pypi('cloudflare', {
        functions: ['run'],
        method: 'run',
        only: { option: '', texts: /^@[ch]f\// },
        mentions: ['@cf/', '@hf/', 'ai.run'],
      }),
      langchainJs(['@langchain/cloudflare'], ['ChatCloudflareWorkersAI', 'CloudflareWorkersAI'], ['baseUrl']),
    ],
  },
];
