import type { InferenceService } from './service.ts';
import { langchain, llamaIndex, npm, pypi } from './service.ts';

/**
 * Vendors of models for one country, one trade, or for sound and pictures. Sources: each vendor's API reference,
 * LiteLLM's list of providers, and the integrations of LangChain and LlamaIndex.
 */
export const OTHER_MAKERS: readonly InferenceService[] = [
  {
    id: 'qianfan',
    name: 'Baidu Qianfan',
    hosts: [
      'qianfan.baidubce.com',
      'aip.baidubce.com/rpc/2.0/ai_custom',
      'aip.baidubce.com/rpc/2.0/wenxin',
      'aistudio.baidu.com/llm',
    ],
    sdks: [
      pypi('qianfan', {
        clients: [
          'ChatCompletion',
          'Completion',
          'Embedding',
          'Text2Image',
          'Image2Text',
          'Reranker',
          'Qianfan',
        ],
        baseUrl: ['base_url'],
      }),
      pypi('erniebot', { functions: ['ChatCompletion.*', 'Embedding.*', 'Image.*'] }),
      langchain(
        [],
        [
          'QianfanChatEndpoint',
          'QianfanLLMEndpoint',
          'QianfanEmbeddingsEndpoint',
          'ErnieBotChat',
          'ErnieEmbeddings',
        ],
        ['ernie_api_base'],
      ),
      llamaIndex('qianfan', ['Qianfan', 'QianfanEmbedding'], []),
    ],
  },
  {
    id: 'hunyuan',
    name: 'Tencent Hunyuan',
    hosts: ['hunyuan.tencentcloudapi.com', 'api.hunyuan.cloud.tencent.com'],
    sdks: [
      pypi('tencentcloud.hunyuan', { clients: ['HunyuanClient'] }),
      npm(['tencentcloud-sdk-nodejs-hunyuan', 'tencentcloud-sdk-nodejs'], {
        clients: ['hunyuan.v20230901.Client'],
      }),
      langchain([], ['ChatHunyuan', 'HunyuanEmbeddings'], ['hunyuan_api_base']),
    ],
  },
  {
    id: 'spark',
    name: 'iFlytek Spark',
    hosts: ['spark-api.xf-yun.com', 'spark-api-open.xf-yun.com', '*.xf-yun.com'],
    sdks: [
      pypi('sparkai', { clients: ['ChatSparkLLM', 'SparkLLM'], baseUrl: ['spark_api_url'] }),
      langchain([], ['ChatSparkLLM', 'SparkLLM', 'SparkLLMTextEmbeddings'], ['spark_api_url', 'base_url']),
    ],
  },
  {
    id: 'yi',
    name: '01.AI',
    hosts: ['api.lingyiwanwu.com', 'api.01.ai'],
    sdks: [langchain([], ['ChatYi', 'YiLLM'], ['yi_api_base']), llamaIndex('yi', ['Yi'], ['api_base'])],
  },
  {
    id: 'baichuan',
    name: 'Baichuan',
    hosts: ['api.baichuan-ai.com'],
    sdks: [
      langchain(
        [],
        ['ChatBaichuan', 'BaichuanLLM', 'BaichuanTextEmbeddings'],
        ['baichuan_api_base', 'baichuan_api_host'],
      ),
    ],
  },
  {
    id: 'coze',
    name: 'Coze',
    hosts: ['api.coze.com', 'api.coze.cn'],
    sdks: [
      npm('@coze/api', { clients: ['CozeAPI'], baseUrl: ['baseURL'] }),
      npm('coze-coding-dev-sdk', { clients: ['LLMClient', 'EmbeddingClient', 'ImageGenerationClient'] }),
      pypi('cozepy', { clients: ['Coze', 'AsyncCoze'], baseUrl: ['base_url'] }),
      langchain([], ['ChatCoze'], ['coze_api_base']),
    ],
  },
  {
    id: 'gigachat',
    name: 'GigaChat',
    hosts: ['gigachat.devices.sberbank.ru'],
    sdks: [
      pypi('gigachat', { clients: ['GigaChat', 'GigaChatAsyncClient'], baseUrl: ['base_url'] }),
      langchain(['langchain_gigachat'], ['GigaChat', 'GigaChatEmbeddings'], ['base_url']),
      llamaIndex('gigachat', ['GigaChatLLM'], ['base_url']),
    ],
  },
  {
    id: 'yandex',
    name: 'Yandex Foundation Models',
    hosts: ['llm.api.cloud.yandex.net', 'ai.api.cloud.yandex.net', 'rest-assistant.api.cloud.yandex.net'],
    gatewayPath: null,
    sdks: [
      pypi(['yandex_cloud_ml_sdk', 'yandex_ai_studio_sdk'], {
        clients: ['YCloudML', 'AsyncYCloudML', 'AIStudio'],
      }),
      langchain(['langchain_yandex'], ['ChatYandexGPT', 'YandexGPT', 'YandexGPTEmbeddings'], ['url']),
    ],
  },
  {
    id: 'upstage',
    name: 'Upstage',
    hosts: ['api.upstage.ai'],
    sdks: [
      langchain(
        ['langchain_upstage'],
        ['ChatUpstage', 'UpstageEmbeddings', 'SolarChat', 'Solar', 'SolarEmbeddings'],
        ['base_url', 'upstage_api_base'],
      ),
      llamaIndex('upstage', ['Upstage', 'UpstageEmbedding'], ['api_base']),
    ],
  },
  {
    id: 'clova',
    name: 'Naver CLOVA Studio',
    hosts: ['clovastudio.stream.ntruss.com', 'clovastudio.apigw.ntruss.com'],
    sdks: [
      langchain(['langchain_naver'], ['ChatClovaX', 'ClovaXEmbeddings', 'ClovaEmbeddings'], ['base_url']),
    ],
  },
  {
    id: 'maritaca',
    name: 'Maritaca AI',
    hosts: ['chat.maritaca.ai'],
    sdks: [
      pypi('maritalk', { clients: ['MariTalk'], baseUrl: ['api_url'] }),
      langchain([], ['ChatMaritalk'], []),
      llamaIndex('maritalk', ['Maritalk'], []),
    ],
  },
  {
    id: 'reka',
    name: 'Reka',
    hosts: ['api.reka.ai'],
    sdks: [
      pypi('reka', { clients: ['Reka', 'AsyncReka'], baseUrl: ['base_url'] }),
      langchain([], ['ChatReka'], []),
      llamaIndex('reka', ['RekaLLM'], []),
    ],
  },
  {
    id: 'writer',
    name: 'Writer',
    hosts: ['api.writer.com'],
    sdks: [
      pypi('writerai', { clients: ['Writer', 'AsyncWriter'], baseUrl: ['base_url'] }),
      langchain(['langchain_writer'], ['ChatWriter', 'Writer'], ['base_url']),
    ],
  },
  {
    id: 'clarifai',
    name: 'Clarifai',
    hosts: ['api.clarifai.com'],
    sdks: [
      pypi('clarifai.client', { clients: ['Model'], baseUrl: ['base_url'] }),
      langchain([], ['Clarifai', 'ClarifaiEmbeddings'], ['api_base']),
      llamaIndex('clarifai', ['Clarifai', 'ClarifaiEmbedding'], []),
    ],
  },
  {
    id: 'friendli',
    name: 'Friendli',
    hosts: ['api.friendli.ai', 'inference.friendli.ai'],
    sdks: [
      pypi('friendli', {
        clients: ['Friendli', 'AsyncFriendli', 'SyncFriendli'],
        baseUrl: ['base_url', 'server_url'],
      }),
      langchain([], ['ChatFriendli', 'Friendli'], []),
      llamaIndex('friendli', ['Friendli'], []),
    ],
  },
  {
    id: 'baseten',
    name: 'Baseten',
    hosts: ['inference.baseten.co', '*.api.baseten.co', 'app.baseten.co/models', 'bridge.baseten.co'],
    sdks: [
      langchain(['langchain_baseten'], ['ChatBaseten', 'BasetenEmbeddings'], ['base_url', 'model_url']),
      llamaIndex('baseten', ['Baseten', 'BasetenEmbedding'], []),
    ],
  },
  {
    id: 'octoai',
    name: 'OctoAI',
    hosts: ['text.octoai.run', '*.octoai.run'],
    sdks: [
      pypi(['octoai', 'octoai.client'], { clients: ['Client', 'OctoAI', 'AsyncOctoAI'] }),
      langchain(
        [],
        ['ChatOctoAI', 'OctoAIEndpoint', 'OctoAIEmbeddings'],
        ['octoai_api_base', 'endpoint_url'],
      ),
      llamaIndex('octoai', ['OctoAI'], []),
    ],
  },
  {
    id: 'predibase',
    name: 'Predibase',
    hosts: ['serving.app.predibase.com', 'api.app.predibase.com'],
    sdks: [
      pypi('predibase', { clients: ['Predibase', 'PredibaseClient'] }),
      langchain([], ['Predibase'], []),
      llamaIndex('predibase', ['PredibaseLLM'], []),
    ],
  },
  {
    id: 'nlp-cloud',
    name: 'NLP Cloud',
    hosts: ['api.nlpcloud.io'],
    sdks: [pypi('nlpcloud', { clients: ['Client'] }), langchain([], ['NLPCloud', 'NLPCloudEmbeddings'], [])],
  },
  {
    id: 'oracle',
    name: 'Oracle Generative AI',
    hosts: ['inference.generativeai.*.oraclecloud.com'],
    sdks: [
      pypi('oci.generative_ai_inference', {
        clients: ['GenerativeAiInferenceClient'],
        baseUrl: ['service_endpoint'],
      }),
      langchain(
        ['langchain_oci'],
        ['ChatOCIGenAI', 'OCIGenAI', 'OCIGenAIEmbeddings', 'ChatOCIModelDeployment', 'OCIModelDeploymentLLM'],
        ['service_endpoint', 'endpoint'],
      ),
      llamaIndex('oci_genai', ['OCIGenAI', 'OCIGenAIEmbeddings'], ['service_endpoint']),
      llamaIndex('oci_data_science', ['OCIDataScience', 'OCIDataScienceEmbedding'], ['endpoint']),
    ],
  },
  {
    id: 'snowflake',
    name: 'Snowflake Cortex',
    hosts: ['*.snowflakecomputing.com/api/v2/cortex'],
    sdks: [
      pypi('snowflake.cortex', {
        functions: ['Complete', 'complete', 'Summarize', 'Translate', 'EmbedText768', 'EmbedText1024'],
      }),
      langchain(['langchain_snowflake'], ['ChatSnowflakeCortex', 'ChatSnowflake'], []),
    ],
  },
  {
    id: 'sagemaker',
    name: 'AWS SageMaker',
    hosts: ['runtime.sagemaker.*.amazonaws.com'],
    gatewayPath: null,
    sdks: [
      pypi(['boto3', 'aioboto3', 'aiobotocore'], {
        clients: ['client', 'Session.client', 'session.Session.client', 'create_client'],
        baseUrl: ['endpoint_url'],
        only: { option: 'service_name', texts: ['sagemaker-runtime'] },
      }),
      langchain(['langchain_aws'], ['SagemakerEndpoint', 'SagemakerEndpointEmbeddings'], []),
      llamaIndex('sagemaker_endpoint', ['SageMakerLLM', 'SageMakerEmbedding'], []),
    ],
  },
  {
    id: 'gradient',
    name: 'DigitalOcean Gradient',
    hosts: ['api.gradient.ai', 'inference.do-ai.run', '*.agents.do-ai.run'],
    sdks: [
      pypi('gradientai', { clients: ['Gradient', 'GradientAI'] }),
      langchain(
        ['langchain_gradient'],
        ['ChatGradient', 'GradientLLM', 'GradientEmbeddings'],
        ['gradient_api_url'],
      ),
    ],
  },
  {
    id: 'lamini',
    name: 'Lamini',
    hosts: ['api.lamini.ai'],
    sdks: [pypi('lamini', { clients: ['Lamini'], baseUrl: ['api_url'] })],
  },
  {
    id: 'prediction-guard',
    name: 'Prediction Guard',
    hosts: ['api.predictionguard.com'],
    sdks: [
      pypi('predictionguard', { clients: ['PredictionGuard'], baseUrl: ['url'] }),
      langchain(
        ['langchain_predictionguard'],
        ['ChatPredictionGuard', 'PredictionGuard', 'PredictionGuardEmbeddings'],
        [],
      ),
    ],
  },
  {
    id: 'other-langchain',
    name: 'a vendor that LangChain calls',
    hosts: ['api.goose.ai', 'api.konko.ai', 'api-nebula.symbl.ai', 'api.arcee.ai', 'api.embaas.io'],
    sdks: [
      langchain(
        [
          'langchain_nebius',
          'langchain_featherless_ai',
          'langchain_runpod',
          'langchain_contextual',
          'langchain_openrouter',
        ],
        [
          ...[
            'ChatNebius',
            'NebiusEmbeddings',
            'ChatFeatherlessAi',
            'ChatRunPod',
            'RunPod',
            'ChatContextual',
          ],
          ...[
            'ChatOpenRouter',
            'VolcEngineMaasChat',
            'VolcEngineMaasLLM',
            'VolcanoEmbeddings',
            'ChatDappierAI',
          ],
          ...[
            'ChatEdenAI',
            'EdenAI',
            'EdenAiEmbeddings',
            'ChatEverlyAI',
            'GPTRouter',
            'JinaChat',
            'ChatKonko',
          ],
          ...[
            'Konko',
            'PaiEasChatEndpoint',
            'PaiEasEndpoint',
            'ChatPremAI',
            'PremAIEmbeddings',
            'ChatNebula',
          ],
          ...[
            'Nebula',
            'AzureMLChatOnlineEndpoint',
            'AzureMLOnlineEndpoint',
            'Arcee',
            'CerebriumAI',
            'GooseAI',
          ],
          ...[
            'ForefrontAI',
            'MosaicML',
            'MosaicMLInstructorEmbeddings',
            'StochasticAI',
            'You',
            'EmbaasEmbeddings',
          ],
          ...['LLMRailsEmbeddings', 'OVHCloudEmbeddings', 'BookendEmbeddings', 'AnyscaleEmbeddings'],
          ...[
            'SambaStudio',
            'SambaNovaCloud',
            'SambaStudioEmbeddings',
            'CloudflareWorkersAI',
            'PromptLayerOpenAI',
          ],
          ...['CloudflareWorkersAIEmbeddings', 'AlephAlphaSymmetricSemanticEmbedding', 'AmazonAPIGateway'],
        ],
        [
          'base_url',
          'api_base',
          'endpoint_url',
          'api_url',
          'yi_api_base',
          'gpt_router_api_base',
          'eas_service_url',
        ],
      ),
    ],
  },
  {
    id: 'netmind',
    name: 'NetMind',
    hosts: ['api.netmind.ai'],
    sdks: [langchain(['langchain_netmind'], ['ChatNetmind', 'NetmindEmbeddings'], ['base_url'])],
  },
  {
    id: 'nomic',
    name: 'Nomic',
    hosts: ['api-atlas.nomic.ai'],
    sdks: [
      langchain(['langchain_nomic'], ['NomicEmbeddings'], []),
      pypi('nomic', { functions: ['embed.text', 'embed.image'] }),
    ],
  },
  {
    id: 'elevenlabs',
    name: 'ElevenLabs',
    hosts: ['api.elevenlabs.io', '*.elevenlabs.io/v1'],
    gatewayPath: null,
    sdks: [
      pypi('elevenlabs', {
        clients: ['ElevenLabs', 'AsyncElevenLabs'],
        functions: ['generate'],
        baseUrl: ['base_url'],
      }),
      npm('@elevenlabs/elevenlabs-js', { clients: ['ElevenLabsClient'], baseUrl: ['baseUrl'] }),
      npm('elevenlabs', { clients: ['ElevenLabsClient'], baseUrl: ['baseUrl'] }),
    ],
  },
  {
    id: 'deepgram',
    name: 'Deepgram',
    hosts: ['api.deepgram.com'],
    gatewayPath: null,
    sdks: [
      pypi('deepgram', {
        clients: ['DeepgramClient', 'AsyncDeepgramClient', 'Deepgram'],
        baseUrl: ['base_url'],
      }),
      npm('@deepgram/sdk', {
        clients: ['createClient', 'DeepgramClient', 'Deepgram'],
        baseUrl: ['global.url'],
      }),
    ],
  },
  {
    id: 'assemblyai',
    name: 'AssemblyAI',
    hosts: ['api.assemblyai.com', 'llm-gateway.assemblyai.com', 'streaming.assemblyai.com'],
    gatewayPath: '/assemblyai',
    sdks: [
      pypi('assemblyai', { clients: ['Transcriber', 'Lemur', 'RealtimeTranscriber'] }),
      npm('assemblyai', { clients: ['AssemblyAI'], baseUrl: ['baseUrl'] }),
    ],
  },
  {
    id: 'stability',
    name: 'Stability AI',
    hosts: ['api.stability.ai', 'grpc.stability.ai'],
    gatewayPath: null,
    sdks: [pypi('stability_sdk', { clients: ['StabilityInference'] })],
  },
  {
    id: 'fal',
    name: 'fal',
    hosts: ['fal.run', 'queue.fal.run', '*.fal.run', 'ws.fal.run'],
    gatewayPath: null,
    sdks: [
      pypi('fal_client', {
        clients: ['SyncClient', 'AsyncClient'],
        functions: ['run', 'run_async', 'submit', 'submit_async', 'subscribe', 'subscribe_async', 'stream'],
      }),
      npm(['@fal-ai/client', '@fal-ai/serverless-client'], {
        clients: ['createFalClient'],
        functions: ['fal.run', 'fal.subscribe', 'fal.stream', 'fal.queue.submit', 'run', 'subscribe'],
      }),
    ],
  },
  {
    id: 'black-forest-labs',
    name: 'Black Forest Labs',
    hosts: ['api.bfl.ai', 'api.bfl.ml', 'api.*.bfl.ai'],
    sdks: [],
  },
  {
    id: 'runway',
    name: 'Runway',
    hosts: ['api.dev.runwayml.com', 'api.runwayml.com'],
    gatewayPath: null,
    sdks: [
      pypi('runwayml', { clients: ['RunwayML', 'AsyncRunwayML'], baseUrl: ['base_url'] }),
      npm('@runwayml/sdk', { clients: ['default', 'RunwayML'], baseUrl: ['baseURL'] }),
    ],
  },
  {
    id: 'recraft',
    name: 'Recraft',
    hosts: ['external.api.recraft.ai'],
    sdks: [],
  },
];
