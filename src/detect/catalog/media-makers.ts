import type { InferenceService, Sdk } from './service.ts';
import { npm, pypi } from './service.ts';

const made = (id: string, name: string, hosts: string[], sdks: Sdk[] = []): InferenceService => ({
  id,
  name,
  hosts,
  gatewayPath: null,
  sdks,
});

/**
 * Vendors of models that speak, listen and draw, and of nothing else. Sources: each vendor's API reference, and the
 * services that LiveKit's and Pipecat's documentation lists.
 */
export const MEDIA_MAKERS: readonly InferenceService[] = [
  made(
    'cartesia',
    'Cartesia',
    ['api.cartesia.ai'],
    [
      pypi('cartesia', { clients: ['Cartesia', 'AsyncCartesia'], baseUrl: ['base_url'] }),
      npm('@cartesia/cartesia-js', {
        clients: ['default', 'Cartesia', 'CartesiaClient'],
        baseUrl: ['baseUrl', 'baseURL'],
      }),
    ],
  ),
  made(
    'speechify',
    'Speechify',
    ['api.sws.speechify.com', 'api.speechify.ai'],
    [
      pypi('speechify', { clients: ['Speechify', 'AsyncSpeechify'], baseUrl: ['base_url'] }),
      npm(['@speechify/api', '@speechify/api-sdk'], {
        clients: ['SpeechifyClient', 'Speechify'],
        baseUrl: ['baseUrl'],
      }),
    ],
  ),
  made(
    'playht',
    'PlayHT',
    ['api.play.ht', '*.play.ht/api'],
    [
      pypi('pyht', { clients: ['Client', 'AsyncClient'] }),
      npm('playht', { functions: ['generate', 'stream'] }),
    ],
  ),
  made('rime', 'Rime', ['users.rime.ai', 'users-ws.rime.ai', 'optimize.rime.ai']),
  made(
    'fish-audio',
    'Fish Audio',
    ['api.fish.audio'],
    [pypi(['fish_audio_sdk', 'fishaudio'], { clients: ['Session', 'AsyncSession', 'WebSocketSession'] })],
  ),
  made('murf', 'Murf', ['api.murf.ai'], [pypi('murf', { clients: ['Murf', 'AsyncMurf'] })]),
  made('neuphonic', 'Neuphonic', ['api.neuphonic.com'], [pypi('pyneuphonic', { clients: ['Neuphonic'] })]),
  made('inworld', 'Inworld', ['api.inworld.ai/tts', 'api.inworld.ai/llm']),
  made(
    'speechmatics',
    'Speechmatics',
    ['asr.api.speechmatics.com', '*.rt.speechmatics.com'],
    [pypi('speechmatics', { clients: ['BatchClient', 'WebsocketClient'] })],
  ),
  // What asks how far a job is goes to `…/query`.
  made(
    'bytedance-speech',
    'ByteDance',
    ['v1/tts', 'v2/asr', 'v3/tts', 'v3/sauc', 'v3/realtime', 'v3/auc/bigmodel/submit'].map(
      (path) => `openspeech.bytedance.com/api/${path}`,
    ),
  ),
  made('soniox', 'Soniox', ['api.soniox.com', 'stt-rt.soniox.com']),
  made('ideogram', 'Ideogram', ['api.ideogram.ai']),
  made('leonardo', 'Leonardo.Ai', ['cloud.leonardo.ai/api']),
  made('segmind', 'Segmind', ['api.segmind.com'], [pypi('segmind', { clients: ['SegmindClient'] })]),
  made(
    'runware',
    'Runware',
    ['api.runware.ai', 'ws-api.runware.ai'],
    [
      pypi('runware', { clients: ['Runware'], baseUrl: ['url'] }),
      npm('@runware/sdk-js', { clients: ['Runware', 'RunwareServer'], baseUrl: ['url'] }),
    ],
  ),
  made('getimg', 'getimg.ai', ['api.getimg.ai']),
];
