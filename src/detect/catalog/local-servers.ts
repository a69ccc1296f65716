import type { InferenceService } from './service.ts';
import { langchain, langchainJs, llamaIndex, npm, pypi } from './service.ts';

/** Servers that people run themselves. Sources: each project's documentation of its server. */
export const LOCAL_SERVERS: InferenceService[] = [
  {
    id: 'ollama',
    name: 'Ollama',
    hosts: ['ollama.com/api', 'ollama.com/v1'],
    gatewayPath: null,
    local: { ports: [11434], ownPort: true, names: ['ollama'] },
    sdks: [
      npm(['ollama', 'ollama/browser'], {
        clients: ['Ollama'],
        functions: [
          'default.chat',
          'default.generate',
          'default.embed',
          'default.embeddings',
          'chat',
          'generate',
          'embed',
        ],
        baseUrl: ['host'],
        environment: ['OLLAMA_HOST'],
      }),
      pypi('ollama', {
        clients: ['Client', 'AsyncClient'],
        functions: ['chat', 'generate', 'embed', 'embeddings'],
        baseUrl: ['host'],
        baseUrlPosition: 0,
        environment: ['OLLAMA_HOST'],
      }),
      npm(['ollama-ai-provider', 'ollama-ai-provider-v2', 'ai-sdk-ollama'], {
        clients: ['createOllama'],
        functions: ['ollama', 'ollama.*'],
        baseUrl: ['baseURL'],
      }),
      langchain(
        ['langchain_ollama'],
        ['ChatOllama', 'OllamaLLM', 'Ollama', 'OllamaEmbeddings'],
        ['base_url'],
        ['OLLAMA_HOST'],
      ),
      langchainJs(
        [
          '@langchain/ollama',
          '@langchain/community/chat_models/ollama',
          '@langchain/community/llms/ollama',
          '@langchain/community/embeddings/ollama',
          'langchain/chat_models/ollama',
        ],
        ['ChatOllama', 'Ollama', 'OllamaEmbeddings'],
        ['baseUrl'],
        ['OLLAMA_HOST'],
      ),
      llamaIndex('ollama', ['Ollama', 'OllamaEmbedding'], ['base_url']),
      npm(['@llamaindex/ollama'], { clients: ['Ollama', 'OllamaEmbedding'], baseUrl: ['config.host'] }),
    ],
  },
  {
    id: 'llamacpp',
    name: 'llama.cpp',
    hosts: [],
    local: {
      ports: [8080],
      ownPort: false,
      names: ['llamacpp', 'llama-cpp', 'llama_cpp', 'llama-server', 'llama.cpp'],
    },
    sdks: [langchain([], ['ChatLlamaCppServer', 'Llamafile', 'LlamafileEmbeddings'], ['base_url'])],
  },
  {
    id: 'vllm',
    name: 'vLLM',
    hosts: [],
    local: { ports: [8000], ownPort: false, names: ['vllm'] },
    sdks: [
      langchain([], ['VLLMOpenAI'], ['base_url', 'openai_api_base']),
      llamaIndex('vllm', ['VllmServer'], ['api_url']),
      llamaIndex('openai_like', ['OpenAILike', 'OpenAILikeEmbedding'], ['api_base']),
    ],
  },
  {
    id: 'lm-studio',
    name: 'LM Studio',
    hosts: [],
    local: { ports: [1234], ownPort: false, ownPaths: ['/v1', '/api/v0'], names: ['lmstudio', 'lm-studio'] },
    sdks: [
      npm('@lmstudio/sdk', { clients: ['LMStudioClient'], baseUrl: ['baseUrl'] }),
      pypi('lmstudio', {
        clients: ['Client', 'AsyncClient', 'llm', 'embedding_model'],
        baseUrl: ['api_host'],
        baseUrlPosition: 0,
      }),
      llamaIndex('lmstudio', ['LMStudio'], ['base_url']),
    ],
  },
  {
    id: 'jan',
    name: 'Jan',
    hosts: [],
    local: { ports: [1337], ownPort: false, ownPaths: ['/v1'], names: [] },
    sdks: [],
  },
  {
    id: 'tgi',
    name: 'Text Generation Inference',
    hosts: [],
    local: { ports: [3000, 8080], ownPort: false, names: ['text-generation-inference', 'tgi'] },
    sdks: [
      pypi('text_generation', {
        clients: ['Client', 'AsyncClient', 'InferenceAPIClient'],
        baseUrl: ['base_url'],
        baseUrlPosition: 0,
      }),
      langchain([], ['HuggingFaceTextGenInference'], ['inference_server_url']),
      llamaIndex('text_generation_inference', ['TextGenerationInference'], ['model_url']),
    ],
  },
  {
    id: 'localai',
    name: 'LocalAI',
    hosts: [],
    local: { ports: [8080], ownPort: false, names: ['localai', 'local-ai'] },
    sdks: [llamaIndex('localai', ['LocalAI'], ['api_base', 'globally_use_chat_completions'])],
  },
  {
    id: 'sglang',
    name: 'SGLang',
    hosts: [],
    local: { ports: [30000], ownPort: false, names: ['sglang'] },
    sdks: [],
  },
  {
    id: 'xinference',
    name: 'Xinference',
    hosts: [],
    local: { ports: [9997], ownPort: false, names: ['xinference'] },
    sdks: [
      pypi(['xinference.client', 'xinference_client'], {
        clients: ['Client', 'RESTfulClient', 'AsyncRESTfulClient'],
        baseUrl: ['base_url'],
        baseUrlPosition: 0,
      }),
      langchain([], ['Xinference', 'XinferenceEmbeddings'], ['server_url']),
    ],
  },
  {
    id: 'docker-model-runner',
    name: 'Docker Model Runner',
    hosts: ['model-runner.docker.internal'],
    local: { ports: [12434], ownPort: true, names: [] },
    sdks: [],
  },
  {
    id: 'lemonade',
    name: 'Lemonade',
    hosts: [],
    local: {
      ports: [13305, 8000],
      ownPort: false,
      ownPaths: ['/api/v1/chat/completions'],
      names: ['lemonade'],
    },
    sdks: [],
  },
  {
    id: 'infinity',
    name: 'Infinity',
    hosts: [],
    local: { ports: [7997], ownPort: true, names: [] },
    sdks: [langchain([], ['InfinityEmbeddings'], ['infinity_api_url'])],
  },
  {
    id: 'koboldcpp',
    name: 'KoboldCpp',
    hosts: [],
    local: { ports: [5001], ownPort: false, names: ['koboldcpp', 'koboldai'] },
    sdks: [langchain([], ['KoboldApiLLM'], ['endpoint'])],
  },
  {
    id: 'text-generation-webui',
    name: 'text-generation-webui',
    hosts: [],
    local: { ports: [5000], ownPort: false, names: ['text-generation-webui', 'oobabooga'] },
    sdks: [langchain([], ['TextGen'], ['model_url'])],
  },
];
