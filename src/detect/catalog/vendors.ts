import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, npm, pypi } from './service.ts';

const OPENAI_BASE = ['base_url', 'openai_api_base', 'api_base'];
const OPENAI_BASE_JS = ['baseURL', 'basePath', 'configuration.baseURL', 'configuration.basePath', 'baseUrl'];
const OPENAI_ENVIRONMENT = ['OPENAI_BASE_URL', 'OPENAI_API_BASE'];

/** The vendors that most code calls. Sources: each vendor's API reference, and LiteLLM's list of providers. */
export const LARGE_VENDORS: InferenceService[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    hosts: ['api.openai.com', '*.api.openai.com'],
    sdks: [
      npm('openai', {
        clients: ['default', 'OpenAI', 'OpenAIApi'],
        baseUrl: ['baseURL', 'basePath'],
        environment: ['OPENAI_BASE_URL'],
      }),
      npm('openai', { clients: ['Configuration'], baseUrl: ['basePath'], environment: [] }),
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
      npm('@openai/agents', {
        clients: ['OpenAIProvider'],
        baseUrl: ['baseURL'],
        environment: ['OPENAI_BASE_URL'],
      }),
      aiSdk('@ai-sdk/openai', 'openai', 'createOpenAI', ['OPENAI_BASE_URL']),
      langchain(
        ['langchain_openai'],
        ['ChatOpenAI', 'OpenAI', 'OpenAIEmbeddings', 'OpenAIChat', 'PromptLayerChatOpenAI'],
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
  {
    id: 'anthropic',
    name: 'Anthropic',
    hosts: ['api.anthropic.com'],
    sdks: [
      npm('@anthropic-ai/sdk', {
        clients: ['default', 'Anthropic'],
        baseUrl: ['baseURL'],
        environment: ['ANTHROPIC_BASE_URL'],
      }),
      npm('@anthropic-ai/claude-agent-sdk', { functions: ['query'], environment: ['ANTHROPIC_BASE_URL'] }),
      pypi('anthropic', {
        clients: ['Anthropic', 'AsyncAnthropic', 'Client', 'AsyncClient'],
        baseUrl: ['base_url'],
        environment: ['ANTHROPIC_BASE_URL'],
      }),
      aiSdk('@ai-sdk/anthropic', 'anthropic', 'createAnthropic', ['ANTHROPIC_BASE_URL']),
      langchain(
        ['langchain_anthropic'],
        ['ChatAnthropic', 'Anthropic', 'AnthropicLLM', 'ChatAnthropicMessages'],
        ['base_url', 'anthropic_api_url'],
        ['ANTHROPIC_API_URL', 'ANTHROPIC_BASE_URL'],
      ),
      langchainJs(
        ['@langchain/anthropic', 'langchain/chat_models/anthropic'],
        ['ChatAnthropic', 'ChatAnthropicMessages'],
        ['anthropicApiUrl', 'baseUrl', 'clientOptions.baseURL'],
        ['ANTHROPIC_BASE_URL'],
      ),
      llamaIndex('anthropic', ['Anthropic'], ['base_url'], ['ANTHROPIC_BASE_URL']),
      npm('@llamaindex/anthropic', {
        clients: ['Anthropic'],
        functions: ['anthropic'],
        baseUrl: ['baseURL'],
        environment: ['ANTHROPIC_BASE_URL'],
      }),
      pypi('pydantic_ai.models.anthropic', {
        clients: ['AnthropicModel'],
        baseUrl: ['provider'],
        environment: ['ANTHROPIC_BASE_URL'],
      }),
    ],
  },
  {
    id: 'google-gemini',
    name: 'Google Gemini',
    hosts: ['generativelanguage.googleapis.com'],
    sdks: [
      npm('@google/genai', {
        clients: ['GoogleGenAI'],
        baseUrl: ['httpOptions.baseUrl'],
        environment: ['GOOGLE_GEMINI_BASE_URL'],
      }),
      npm('@google/generative-ai', { clients: ['GoogleGenerativeAI'] }),
      pypi('google.genai', {
        clients: ['Client'],
        baseUrl: ['http_options.base_url', 'http_options'],
        environment: ['GOOGLE_GEMINI_BASE_URL'],
      }),
      pypi('google.generativeai', {
        clients: ['GenerativeModel', 'ChatSession'],
        functions: ['generate_text', 'generate_embeddings', 'embed_content', 'chat'],
      }),
      aiSdk('@ai-sdk/google', 'google', 'createGoogleGenerativeAI'),
      langchain(
        ['langchain_google_genai'],
        [
          'ChatGoogleGenerativeAI',
          'GoogleGenerativeAI',
          'GoogleGenerativeAIEmbeddings',
          'GooglePalm',
          'ChatGooglePalm',
        ],
        ['base_url', 'client_options.api_endpoint'],
      ),
      langchainJs(
        ['@langchain/google-genai', '@langchain/google-gauth'],
        ['ChatGoogleGenerativeAI', 'GoogleGenerativeAIEmbeddings', 'ChatGoogle'],
        ['baseUrl'],
      ),
      llamaIndex('gemini', ['Gemini', 'GeminiEmbedding'], ['api_base', 'base_url']),
      llamaIndex('google_genai', ['GoogleGenAI', 'GoogleGenAIEmbedding'], ['http_options.base_url']),
    ],
  },
  {
    id: 'google-vertex',
    name: 'Google Vertex AI',
    hosts: ['*-aiplatform.googleapis.com', 'aiplatform.googleapis.com'],
    sdks: [
      npm('@google-cloud/vertexai', { clients: ['VertexAI'], baseUrl: ['apiEndpoint'] }),
      npm('@google-cloud/aiplatform', {
        clients: ['PredictionServiceClient', 'v1.PredictionServiceClient'],
        baseUrl: ['apiEndpoint'],
      }),
      pypi(
        [
          'vertexai.generative_models',
          'vertexai.preview.generative_models',
          'vertexai.language_models',
          'vertexai.preview.language_models',
        ],
        {
          clients: [
            'GenerativeModel',
            'TextGenerationModel.from_pretrained',
            'ChatModel.from_pretrained',
            'TextEmbeddingModel.from_pretrained',
            'CodeGenerationModel.from_pretrained',
          ],
        },
      ),
      npm('@anthropic-ai/vertex-sdk', {
        clients: ['default', 'AnthropicVertex'],
        baseUrl: ['baseURL'],
        environment: ['ANTHROPIC_VERTEX_BASE_URL'],
      }),
      pypi('anthropic', {
        clients: ['AnthropicVertex', 'AsyncAnthropicVertex'],
        baseUrl: ['base_url'],
        environment: ['ANTHROPIC_VERTEX_BASE_URL'],
      }),
      aiSdk('@ai-sdk/google-vertex', 'vertex', 'createVertex'),
      langchain(
        ['langchain_google_vertexai'],
        ['ChatVertexAI', 'VertexAI', 'VertexAIEmbeddings', 'ChatAnthropicVertex'],
        ['base_url', 'api_endpoint'],
      ),
      langchainJs(
        ['@langchain/google-vertexai', '@langchain/google-vertexai-web'],
        ['ChatVertexAI', 'VertexAI', 'VertexAIEmbeddings'],
        ['endpoint'],
      ),
      llamaIndex('vertex', ['Vertex', 'VertexTextEmbedding'], []),
    ],
  },
  {
    id: 'aws-bedrock',
    name: 'AWS Bedrock',
    hosts: [
      'bedrock-runtime.*.amazonaws.com',
      'bedrock-runtime-fips.*.amazonaws.com',
      'bedrock-agent-runtime.*.amazonaws.com',
    ],
    sdks: [
      npm('@aws-sdk/client-bedrock-runtime', {
        clients: ['BedrockRuntimeClient', 'BedrockRuntime'],
        baseUrl: ['endpoint'],
        environment: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'],
      }),
      npm('@aws-sdk/client-bedrock-agent-runtime', {
        clients: ['BedrockAgentRuntimeClient', 'BedrockAgentRuntime'],
        baseUrl: ['endpoint'],
      }),
      pypi(['boto3', 'aioboto3', 'aiobotocore'], {
        clients: ['client', 'Session.client', 'session.Session.client', 'create_client'],
        baseUrl: ['endpoint_url'],
        environment: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'],
        only: { option: 'service_name', texts: ['bedrock-runtime', 'bedrock-agent-runtime'] },
      }),
      npm('@anthropic-ai/bedrock-sdk', {
        clients: ['default', 'AnthropicBedrock'],
        baseUrl: ['baseURL'],
        environment: ['ANTHROPIC_BEDROCK_BASE_URL'],
      }),
      pypi('anthropic', {
        clients: ['AnthropicBedrock', 'AsyncAnthropicBedrock'],
        baseUrl: ['base_url'],
        environment: ['ANTHROPIC_BEDROCK_BASE_URL'],
      }),
      aiSdk('@ai-sdk/amazon-bedrock', 'bedrock', 'createAmazonBedrock'),
      langchain(
        ['langchain_aws'],
        ['ChatBedrock', 'ChatBedrockConverse', 'BedrockLLM', 'BedrockChat', 'Bedrock', 'BedrockEmbeddings'],
        ['endpoint_url', 'base_url'],
      ),
      langchainJs(
        ['@langchain/aws', '@langchain/community/chat_models/bedrock'],
        ['ChatBedrockConverse', 'BedrockChat', 'BedrockEmbeddings'],
        ['endpointHost'],
      ),
      llamaIndex('bedrock', ['Bedrock', 'BedrockEmbedding'], ['endpoint_url']),
      llamaIndex('bedrock_converse', ['BedrockConverse'], ['endpoint_url']),
    ],
  },
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
];
