import type { Sdk } from './service.ts';
import { npm, pypi } from './service.ts';

/** LiveKit's plugin for one vendor, in Python and, where there is one, in JavaScript. */
function livekit(name: string, clients: string[], inScripts: string[] = clients): Sdk[] {
  return [
    pypi(`livekit.plugins.${name}`, {
      clients,
      baseUrl: ['base_url', 'azure_endpoint', 'http_url', 'client'],
    }),
    npm(`@livekit/agents-plugin-${name.replaceAll('_', '-')}`, {
      clients: inScripts,
      baseUrl: ['baseURL', 'apiUrl', 'client'],
    }),
  ];
}

/** A vendor that LiveKit's plugin for OpenAI has a method for. */
function livekitWith(name: string, inScripts: string): Sdk[] {
  return [
    pypi('livekit.plugins.openai', {
      clients: [`LLM.with_${name}`],
      baseUrl: ['base_url', 'azure_endpoint'],
    }),
    npm('@livekit/agents-plugin-openai', { clients: [`LLM.with${inScripts}`], baseUrl: ['baseURL'] }),
  ];
}

/** Pipecat's services of one vendor. */
function pipecat(name: string, ...clients: string[]): Sdk {
  return pypi(`pipecat.services.${name}`, { clients, baseUrl: ['base_url', 'endpoint'] });
}

/**
 * Frameworks of voice agents, by the vendor's id: each class sends what it hears and says to one vendor. Sources:
 * docs.livekit.io/agents/models, docs.pipecat.ai/api-reference/server/services.
 */
export const VOICE_FRAMEWORKS: Readonly<Record<string, readonly Sdk[]>> = {
  openai: [
    ...livekit('openai', ['LLM', 'STT', 'TTS', 'realtime.RealtimeModel', 'responses.LLM']),
    pipecat(
      'openai',
      ...['OpenAILLMService', 'OpenAIResponsesLLMService', 'OpenAIRealtimeLLMService'],
      ...['OpenAISTTService', 'OpenAITTSService', 'OpenAIImageGenService'],
    ),
    pipecat('openai_realtime_beta', 'OpenAIRealtimeBetaLLMService'),
  ],
  'azure-openai': [
    ...livekitWith('azure', 'Azure'),
    pypi('livekit.plugins.openai', {
      clients: ['realtime.RealtimeModel.with_azure'],
      baseUrl: ['base_url', 'azure_endpoint'],
    }),
    pipecat('azure', 'AzureLLMService', 'AzureRealtimeLLMService'),
  ],
  anthropic: [...livekit('anthropic', ['LLM']), pipecat('anthropic', 'AnthropicLLMService')],
  'google-gemini': [
    ...livekit('google', ['LLM', 'realtime.RealtimeModel', 'beta.realtime.RealtimeModel']),
    pipecat('google', 'GoogleLLMService', 'GeminiLiveLLMService', 'GoogleLLMOpenAIBetaService'),
    pipecat('gemini_multimodal_live', 'GeminiMultimodalLiveLLMService'),
  ],
  'google-vertex': [pipecat('google', 'GoogleVertexLLMService', 'GeminiLiveVertexLLMService')],
  'aws-bedrock': [
    ...livekit('aws', ['LLM', 'realtime.RealtimeModel']),
    pipecat('aws', 'AWSBedrockLLMService', 'AWSNovaSonicLLMService'),
  ],
  mistral: [...livekit('mistralai', ['LLM']), pipecat('mistral', 'MistralLLMService')],
  groq: [...livekit('groq', ['LLM', 'STT', 'TTS']), pipecat('groq', 'GroqLLMService', 'GroqSTTService')],
  cerebras: [...livekitWith('cerebras', 'Cerebras'), pipecat('cerebras', 'CerebrasLLMService')],
  deepseek: [...livekitWith('deepseek', 'DeepSeek'), pipecat('deepseek', 'DeepSeekLLMService')],
  fireworks: [...livekitWith('fireworks', 'Fireworks'), pipecat('fireworks', 'FireworksLLMService')],
  perplexity: [...livekitWith('perplexity', 'Perplexity'), pipecat('perplexity', 'PerplexityLLMService')],
  together: [...livekitWith('together', 'Together'), pipecat('together', 'TogetherLLMService')],
  openrouter: [pipecat('openrouter', 'OpenRouterLLMService')],
  sambanova: [pipecat('sambanova', 'SambaNovaLLMService')],
  dashscope: [pipecat('qwen', 'QwenLLMService')],
  'nvidia-nim': [pipecat('nim', 'NimLLMService'), pipecat('nvidia', 'NvidiaLLMService')],
  xai: [...livekitWith('x_ai', 'XAI'), pipecat('grok', 'GrokLLMService')],
  ollama: [...livekitWith('ollama', 'Ollama'), pipecat('ollama', 'OLLamaLLMService')],
  elevenlabs: [
    ...livekit('elevenlabs', ['TTS', 'STT']),
    pipecat('elevenlabs', 'ElevenLabsTTSService', 'ElevenLabsHttpTTSService', 'ElevenLabsSTTService'),
  ],
  deepgram: [
    ...livekit('deepgram', ['STT', 'TTS', 'STTv2']),
    pipecat('deepgram', 'DeepgramSTTService', 'DeepgramTTSService', 'DeepgramFluxSTTService'),
  ],
  assemblyai: [...livekit('assemblyai', ['STT']), pipecat('assemblyai', 'AssemblyAISTTService')],
  cartesia: [
    ...livekit('cartesia', ['TTS', 'STT']),
    pipecat('cartesia', 'CartesiaTTSService', 'CartesiaHttpTTSService', 'CartesiaSTTService'),
  ],
  sarvam: [
    ...livekit('sarvam', ['TTS', 'STT', 'LLM']),
    pipecat('sarvam', 'SarvamTTSService', 'SarvamHttpTTSService', 'SarvamSTTService'),
  ],
  playht: [pipecat('playht', 'PlayHTTTSService', 'PlayHTHttpTTSService')],
  lmnt: [...livekit('lmnt', ['TTS']), pipecat('lmnt', 'LmntTTSService')],
  rime: [...livekit('rime', ['TTS']), pipecat('rime', 'RimeTTSService', 'RimeHttpTTSService')],
  'fish-audio': [...livekit('fishaudio', ['TTS']), pipecat('fish', 'FishAudioTTSService')],
  hume: [...livekit('hume', ['TTS']), pipecat('hume', 'HumeTTSService')],
  neuphonic: [
    ...livekit('neuphonic', ['TTS']),
    pipecat('neuphonic', 'NeuphonicTTSService', 'NeuphonicHttpTTSService'),
  ],
  inworld: [...livekit('inworld', ['TTS']), pipecat('inworld', 'InworldTTSService', 'InworldHttpTTSService')],
  gladia: [...livekit('gladia', ['STT']), pipecat('gladia', 'GladiaSTTService')],
  speechmatics: [
    ...livekit('speechmatics', ['STT', 'TTS']),
    pipecat('speechmatics', 'SpeechmaticsSTTService'),
  ],
  soniox: [...livekit('soniox', ['STT']), pipecat('soniox', 'SonioxSTTService')],
};
