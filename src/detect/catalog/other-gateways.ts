import type { InferenceService } from './service.ts';
import { aiSdk, byModelName, langchain, llamaIndex, npm, pypi } from './service.ts';

/** What the AI SDK asks a model by. */
const AI_SDK_CALLS = [
  ...['generateText', 'streamText', 'generateObject', 'streamObject', 'embed', 'embedMany', 'rerank'],
  ...['generateImage', 'generateSpeech', 'transcribe', 'generateVideo'].flatMap((name) => [
    name,
    `experimental_${name}`,
  ]),
];

/** Gateways that are not the one that policy names, and the library that is one in itself. */
export const OTHER_GATEWAYS: readonly InferenceService[] = [
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
      // The AI SDK itself has the gateway's provider, and sends there what names its model by a text alone:
      // https://ai-sdk.dev/docs/ai-sdk-core/provider-management#global-provider-configuration
      npm('ai', {
        clients: ['createGateway'],
        functions: ['gateway', 'gateway.*'],
        baseUrl: ['baseURL'],
        exact: true,
      }),
      npm('ai', {
        exact: true,
        clients: ['Agent', 'Experimental_Agent', 'ToolLoopAgent', 'WorkflowAgent'],
        functions: AI_SDK_CALLS,
        only: byModelName({ unlessSet: ['AI_SDK_DEFAULT_PROVIDER'] }),
      }),
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
          'image_edit',
          'aimage_edit',
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
