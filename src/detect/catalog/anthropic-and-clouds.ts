import type { InferenceService } from './service.ts';
import { aiSdk, langchain, langchainJs, llamaIndex, movedClients, npm, pypi } from './service.ts';

/** Anthropic, Google and AWS. Sources: each vendor's API reference and LiteLLM's list of providers. */
export const ANTHROPIC_AND_CLOUDS: readonly InferenceService[] = [
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
      movedClients('anthropic', ['Anthropic', 'AsyncAnthropic', 'Client', 'AsyncClient']),
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
      npm('@google/generative-ai', {
        clients: ['GoogleGenerativeAI'],
        modelsBy: { method: 'getGenerativeModel', baseUrl: 'baseUrl' },
      }),
      pypi('google.genai', {
        clients: ['Client'],
        baseUrl: ['http_options.base_url', 'http_options'],
        environment: ['GOOGLE_GEMINI_BASE_URL'],
      }),
      pypi('google.generativeai', {
        clients: ['GenerativeModel', 'ChatSession'],
        functions: ['generate_text', 'generate_embeddings', 'embed_content', 'chat'],
        setUpAs: 'google.generativeai.api_endpoint',
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
          setUpAs: 'vertexai.api_endpoint',
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
      'bedrock-mantle.*.api.aws',
    ],
    gatewayPath: '/bedrock',
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
      npm('aws-sdk', {
        clients: ['BedrockRuntime', 'BedrockAgentRuntime'],
        baseUrl: ['endpoint'],
        mentions: ['bedrockruntime', 'bedrockagentruntime'],
      }),
      npm(['aws-sdk/clients/bedrockruntime', 'aws-sdk/clients/bedrockagentruntime'], {
        clients: ['default'],
        baseUrl: ['endpoint'],
        mentions: ['bedrockruntime', 'bedrockagentruntime'],
      }),
      pypi(['boto3', 'aioboto3', 'aiobotocore'], {
        clients: ['client', 'Session.client', 'session.Session.client', 'create_client'],
        baseUrl: ['endpoint_url'],
        environment: ['AWS_ENDPOINT_URL_BEDROCK_RUNTIME'],
        only: { option: 'service_name', texts: ['bedrock-runtime', 'bedrock-agent-runtime'] },
        method: 'client',
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
];
