import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, movedClients, npm, pypi } from './service.ts';

const OPENAI_BASE = ['base_url', 'openai_api_base', 'api_base'];
const OPENAI_BASE_JS = ['baseURL', 'basePath', 'configuration.baseURL', 'configuration.basePath', 'baseUrl'];
const OPENAI_ENVIRONMENT = ['OPENAI_BASE_URL', 'OPENAI_API_BASE'];

/** OpenAI, and what Azure sells of it. Sources: the SDKs' own READMEs and LiteLLM's list of providers. */
export const OPENAI_AND_AZURE: readonly InferenceService[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    hosts: [
      'api.openai.com',
      '*.api.openai.com',
      'chatgpt.com/backend-api/conversation',
      'chat.openai.com/backend-api/conversation',
      'chatgpt.com/backend-api/codex',
    ],
    sdks: [
      npm(['openai', '@openai/openai'], {
        clients: ['default', 'OpenAI', 'OpenAIApi'],
        baseUrl: ['baseURL', 'basePath'],
        environment: ['OPENAI_BASE_URL'],
      }),
      npm(
        ['beta/realtime/ws', 'beta/realtime/websocket', 'realtime/ws', 'realtime/websocket'].map(
          (part) => `openai/${part}`,
        ),
        {
          clients: ['OpenAIRealtimeWS', 'OpenAIRealtimeWebSocket'],
          baseUrl: ['client'],
          baseUrlPosition: 1,
          environment: ['OPENAI_BASE_URL'],
        },
      ),
      pypi('openai', {
        clients: ['OpenAI', 'AsyncOpenAI', 'Client', 'AsyncClient'],
        functions: [
          'chat.completions.*',
          'completions.*',
          'responses.*',
          'embeddings.*',
          'images.*',
          'audio.*',
          'moderations.*',
          'beta.*',
          'ChatCompletion.*',
          'Completion.*',
          'Embedding.*',
          'Edit.*',
          'Image.*',
          'Audio.*',
          'Moderation.*',
        ],
        baseUrl: ['base_url', 'api_base'],
        environment: OPENAI_ENVIRONMENT,
      }),
      movedClients('openai', ['OpenAI', 'AsyncOpenAI', 'Client', 'AsyncClient']),
      npm('@openai/agents', {
        clients: ['OpenAIProvider'],
        baseUrl: ['baseURL'],
        environment: ['OPENAI_BASE_URL'],
      }),
      aiSdk('@ai-sdk/openai', 'openai', 'createOpenAI', ['OPENAI_BASE_URL']),
      langchain(
        ['langchain_openai'],
        ['ChatOpenAI', 'BaseChatOpenAI', 'OpenAI', 'OpenAIEmbeddings', 'OpenAIChat', 'PromptLayerChatOpenAI'],
        OPENAI_BASE,
        OPENAI_ENVIRONMENT,
      ),
      langchainJs(
        [
          '@langchain/openai',
          'langchain/chat_models/openai',
          'langchain/llms/openai',
          'langchain/embeddings/openai',
        ],
        ['ChatOpenAI', 'OpenAI', 'OpenAIEmbeddings', 'OpenAIChat', 'DallEAPIWrapper'],
        OPENAI_BASE_JS,
        OPENAI_ENVIRONMENT,
      ),
      llamaIndex(
        'openai',
        ['OpenAI', 'OpenAIEmbedding', 'OpenAIResponses'],
        ['api_base', 'base_url'],
        OPENAI_ENVIRONMENT,
      ),
      npm(['@llamaindex/openai', 'llamaindex'], {
        clients: ['OpenAI', 'OpenAIEmbedding'],
        functions: ['openai'],
        baseUrl: ['baseURL', 'additionalSessionOptions.baseURL'],
        environment: ['OPENAI_BASE_URL'],
      }),
      pypi('pydantic_ai.models.openai', {
        clients: ['OpenAIModel', 'OpenAIChatModel', 'OpenAIResponsesModel'],
        baseUrl: ['base_url', 'provider'],
        environment: ['OPENAI_BASE_URL'],
      }),
      pypi('pydantic_ai.providers.openai', {
        clients: ['OpenAIProvider'],
        baseUrl: ['base_url', 'openai_client'],
        environment: ['OPENAI_BASE_URL'],
      }),
    ],
  },
  {
    id: 'azure-openai',
    name: 'Azure OpenAI',
    hosts: [
      '*.openai.azure.com',
      '*.openai.azure.us',
      '*.cognitiveservices.azure.com/openai',
      '*.services.ai.azure.com',
      '*.inference.ai.azure.com',
      'models.inference.ai.azure.com',
      'models.github.ai',
    ],
    sdks: [
      npm('openai', {
        clients: ['AzureOpenAI'],
        baseUrl: ['baseURL', 'endpoint'],
        environment: ['AZURE_OPENAI_ENDPOINT', 'OPENAI_BASE_URL'],
      }),
      pypi('openai', {
        clients: ['AzureOpenAI', 'AsyncAzureOpenAI'],
        baseUrl: ['base_url', 'azure_endpoint'],
        environment: ['AZURE_OPENAI_ENDPOINT', 'OPENAI_BASE_URL'],
      }),
      npm('@azure/openai', {
        clients: ['OpenAIClient', 'AzureOpenAI'],
        baseUrl: ['endpoint'],
        baseUrlPosition: 0,
      }),
      npm('@azure-rest/ai-inference', { clients: ['default'], baseUrl: ['endpoint'], baseUrlPosition: 0 }),
      pypi(['azure.ai.inference', 'azure.ai.inference.aio'], {
        clients: ['ChatCompletionsClient', 'EmbeddingsClient', 'ImageEmbeddingsClient'],
        baseUrl: ['endpoint'],
        baseUrlPosition: 0,
      }),
      aiSdk('@ai-sdk/azure', 'azure', 'createAzure'),
      langchain(
        ['langchain_openai', 'langchain_azure_ai'],
        ['AzureChatOpenAI', 'AzureOpenAI', 'AzureOpenAIEmbeddings', 'AzureAIChatCompletionsModel'],
        ['base_url', 'azure_endpoint', 'openai_api_base', 'endpoint'],
        ['AZURE_OPENAI_ENDPOINT', 'OPENAI_API_BASE'],
      ),
      langchainJs(
        ['@langchain/openai', '@langchain/azure-openai'],
        ['AzureChatOpenAI', 'AzureOpenAI', 'AzureOpenAIEmbeddings'],
        ['azureOpenAIBasePath', 'azureOpenAIEndpoint', ...OPENAI_BASE_JS],
        ['AZURE_OPENAI_BASE_PATH', 'AZURE_OPENAI_ENDPOINT'],
      ),
      llamaIndex(
        'azure_openai',
        ['AzureOpenAI', 'AzureOpenAIEmbedding'],
        ['azure_endpoint', 'api_base'],
        ['AZURE_OPENAI_ENDPOINT'],
      ),
    ],
  },
];
