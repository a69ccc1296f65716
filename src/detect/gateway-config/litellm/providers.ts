/** What the lists below were taken from: see each. */
export const LITELLM_VERSION = '1.8x, source of spring 2026';

/**
 * Providers that LiteLLM knows by the part before the first `/` of `litellm_params.model`. Sources, of
 * https://github.com/BerriAI/litellm: `LlmProviders` in `litellm/types/utils.py` at 001c64f24845167b8fcd01f3e48152923627d4c7,
 * of which `litellm.provider_list` is made, and `litellm/llms/openai_like/providers.json` at
 * 00eb60c0ceb9f1fd1737523db55bbaf5a65e0856.
 */
const PROVIDERS = `
  openai chatgpt openai_like jina_ai xai zai custom_openai text-completion-openai cohere cohere_chat clarifai anthropic
  anthropic_text bytez replicate reducto runwayml aws_polly huggingface together_ai openrouter datarobot vertex_ai
  vertex_ai_beta gemini ai21 baseten black_forest_labs azure azure_text azure_ai sagemaker sagemaker_chat sagemaker_nova
  bedrock vllm nlp_cloud petals oobabooga ollama ollama_chat deepinfra perplexity mistral milvus groq a2a gigachat
  nvidia_nim nvidia_riva soniox cerebras ai21_chat volcengine codestral text-completion-codestral dashscope modelscope
  moonshot publicai v0 morph lambda_ai inception text-completion-inception deepseek sambanova maritalk voyage cloudflare
  xinference fireworks_ai friendliai featherless_ai watsonx watsonx_text triton predibase databricks empower github
  ragflow compactifai docker_model_runner custom litellm_proxy hosted_vllm tencent llamafile lm_studio galadriel nebius
  infinity deepgram elevenlabs novita aiohttp_openai langfuse humanloop topaz sap assemblyai charity_engine
  github_copilot snowflake gradient_ai meta_llama nscale pg_vector s3_vectors helicone hyperbolic recraft fal_ai
  stability heroku aiml cometapi oci auto_router vercel_ai_gateway dotprompt manus wandb ovhcloud scaleway lemonade
  amazon_nova a2a_agent langgraph langflow minimax synthetic apertis nano-gpt poe chutes neosantara parasail
  xiaomi_mimo tensormesh libertai pinstripes darkbloom meta litellm_agent cursor bedrock_mantle gdc
  veniceai abliteration llamagate gmi sarvam aihubmix salad_cloud crusoe`;

/** Known to older versions, which gateways still run. */
const FORMER_PROVIDERS = 'aleph_alpha anyscale palm nlp_cloud vertex_ai_beta deepinfra';

export const KNOWN_PROVIDERS: readonly string[] = [
  ...new Set(`${PROVIDERS} ${FORMER_PROVIDERS}`.trim().split(/\s+/)),
];

/**
 * Hosts by which LiteLLM tells the provider where the model's name does not. Source: `get_llm_provider` in
 * `litellm/litellm_core_utils/get_llm_provider_logic.py` at 001a933c1c90b218cff873c8849ae192bf456cda.
 */
export const HOSTS_OF_PROVIDERS: readonly string[] = [
  'api.perplexity.ai',
  'api.endpoints.anyscale.com/v1',
  'api.deepinfra.com/v1/openai',
  'api.mistral.ai/v1',
  'api.groq.com/openai/v1',
  'integrate.api.nvidia.com/v1',
  'api.cerebras.ai/v1',
  'api.sambanova.ai/v1',
  'api.ai21.com/studio/v1',
  'codestral.mistral.ai/v1',
  'app.empower.dev/api/v1',
  'api.deepseek.com/v1',
  'api.friendli.ai/serverless/v1',
  'api.galadriel.com/v1',
  'api.llama.com/compat/v1',
  'inference.api.nscale.com/v1',
];

/**
 * Names of models whose provider LiteLLM knows without a prefix: those of its price list
 * (`model_prices_and_context_window.json`) that `get_llm_provider` looks up bare. By family, since the list grows weekly.
 */
const BARE_NAMES = [
  '(?:ft:)?(?:chat)?gpt-[\\w.:-]+',
  '(?:ft:)?(?:davinci|babbage)-002[\\w.:-]*',
  'o[134](?:-[\\w.-]+)?',
  'codex-mini[\\w.-]*',
  'computer-use-preview[\\w.-]*',
  'text-(?:embedding|moderation|davinci|curie|babbage|ada)-[\\w.-]+',
  'omni-moderation-[\\w.-]+',
  'dall-e-\\d',
  'sora-[\\w.-]+',
  '(?:whisper|tts)-[\\w.-]+',
  'claude-[\\w.@-]+',
  'command(?:-[\\w.-]+)?',
  'embed-(?:english|multilingual|v\\d)[\\w.-]*',
  'rerank-[\\w.-]+',
  'gemini-[\\w.@-]+',
  'chat-bison[\\w.@-]*',
  'text-(?:bison|unicorn)[\\w.@-]*',
  'code(?:chat)?-(?:bison|gecko)[\\w.@-]*',
  '(?:text)?(?:multilingual)?embedding-?gecko[\\w.@-]*',
  'text-multilingual-embedding[\\w.@-]*',
  'imagegeneration@\\d+',
  'imagen-[\\w.@-]+',
  'j2-[\\w-]+',
  'jamba-[\\w.-]+',
  '(?:[a-z]{2,6}\\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|stability|twelvelabs|writer)\\.[\\w.:-]+',
  'luminous-[\\w-]+',
  'sabia-[\\w-]+',
  'dolphin',
  'chatdolphin',
].join('|');

const BARE_NAME = new RegExp(`^(?:${BARE_NAMES})$`);

/** Replicate's models are told by the 64 digits of their version. */
const REPLICATE_VERSION = /:[0-9a-f]{64}$/;

/** Whether LiteLLM finds the provider of a model that is named without one. */
export function isKnownBareModel(model: string): boolean {
  return model === '*' || (model.length <= 200 && (BARE_NAME.test(model) || REPLICATE_VERSION.test(model)));
}
