import { describe, expect, it } from 'vitest';
import { SERVICES } from '../../../src/detect/catalog/catalog.ts';
import { COMPATIBLE_HOSTS } from '../../../src/detect/catalog/compatible-hosts.ts';
import { NPM_VENDORS } from '../../../src/detect/catalog/npm-packages.ts';
import type { Sdk } from '../../../src/detect/catalog/service.ts';
import { GATEWAY, scanTree } from '../scan-source.ts';

/** At least one row for every service: code that calls it, as its own documentation has it. */
const CALLS: Record<string, string[]> = {
  openai: [
    'https://api.openai.com/v1/responses',
    'py: from openai import OpenAI\nclient = OpenAI()',
    "js: import OpenAI from 'openai'; new OpenAI();",
    "js: import { OpenAIProvider } from '@openai/agents'; new OpenAIProvider({ apiKey });",
    'py: from livekit.plugins import openai\nopenai.realtime.RealtimeModel(voice="alloy")',
    'py: from datapizza.clients.openai import OpenAIClient\nOpenAIClient(api_key=k, model=m)',
    'py: from mirascope.core import openai\n@openai.call("gpt-4o-mini")\ndef ask(q): ...',
    'py: from lightrag.llm.openai import openai_embed\nawait openai_embed(texts)',
    "js: import * as openai from '@livekit/agents-plugin-openai'; new openai.realtime.RealtimeModel();",
  ],
  'azure-openai': [
    'https://x.openai.azure.com/openai/v1/responses',
    'py: from openai import AsyncAzureOpenAI\nAsyncAzureOpenAI()',
    "js: import { OpenAIClient } from '@azure/openai'; new OpenAIClient('https://x.openai.azure.com/', credential);",
    'py: from azure.ai.inference import ChatCompletionsClient\nChatCompletionsClient(endpoint="https://models.inference.ai.azure.com", credential=c)',
    'py: from livekit.plugins import openai\nopenai.LLM.with_azure(azure_deployment="d")',
    'py: from livekit.plugins import openai\nopenai.realtime.RealtimeModel.with_azure(azure_deployment="d")',
  ],
  anthropic: [
    'https://api.anthropic.com/v1/messages',
    'py: import anthropic\nanthropic.AsyncAnthropic()',
    "js: import { Anthropic } from '@anthropic-ai/sdk'; new Anthropic({ apiKey });",
    'py: from langchain_anthropic import ChatAnthropic\nChatAnthropic(model="x")',
  ],
  'google-gemini': [
    'https://generativelanguage.googleapis.com/v1beta/models/gemini-pro:generateContent',
    "js: import { GoogleGenAI } from '@google/genai'; new GoogleGenAI({ apiKey });",
    "js: import { GoogleGenerativeAI } from '@google/generative-ai'; new GoogleGenerativeAI(key);",
    'py: from google import genai\ngenai.Client()',
    'py: from langchain_google_genai import ChatGoogleGenerativeAI\nChatGoogleGenerativeAI(model="x")',
  ],
  'google-vertex': [
    'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/m:predict',
    "js: import { VertexAI } from '@google-cloud/vertexai'; new VertexAI({ project });",
    'py: from vertexai.generative_models import GenerativeModel\nGenerativeModel("x")',
    'py: from anthropic import AnthropicVertex\nAnthropicVertex(region="x")',
  ],
  'aws-bedrock': [
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse',
    "js: import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'; new BedrockRuntimeClient({});",
    'py: import boto3\nboto3.client("bedrock-runtime")',
    'py: from langchain_aws import ChatBedrock\nChatBedrock(model_id="x")',
  ],
  mistral: [
    'https://api.mistral.ai/v1/chat/completions',
    "js: import { Mistral } from '@mistralai/mistralai'; new Mistral({ apiKey });",
    'py: from mistralai import Mistral\nMistral(api_key=k)',
  ],
  cohere: [
    'https://api.cohere.com/v2/chat',
    "js: import { CohereClientV2 } from 'cohere-ai'; new CohereClientV2({ token });",
    'py: import cohere\ncohere.ClientV2()',
  ],
  deepseek: [
    'https://api.deepseek.com/chat/completions',
    "js: import { deepseek } from '@ai-sdk/deepseek'; deepseek('deepseek-chat');",
  ],
  xai: [
    'https://api.x.ai/v1/chat/completions',
    'py: from xai_sdk import Client\nClient()',
    "js: import { xai } from '@ai-sdk/xai'; xai('grok-4');",
  ],
  perplexity: [
    'https://api.perplexity.ai/chat/completions',
    "js: import { perplexity } from '@ai-sdk/perplexity'; perplexity('sonar');",
  ],
  voyage: ['https://api.voyageai.com/v1/embeddings', 'py: import voyageai\nvoyageai.Client()'],
  ai21: ['https://api.ai21.com/studio/v1/chat/completions', 'py: from ai21 import AI21Client\nAI21Client()'],
  dashscope: [
    'https://dashscope.aliyuncs.com/api/v1/services/aigc/text-generation/generation',
    'py: from dashscope import Generation\nGeneration.call(model="qwen")',
  ],
  moonshot: ['https://api.moonshot.cn/v1/chat/completions'],
  zhipu: [
    'https://open.bigmodel.cn/api/paas/v4/chat/completions',
    'py: from zhipuai import ZhipuAI\nZhipuAI(api_key=k)',
  ],
  minimax: ['https://api.minimax.chat/v1/text/chatcompletion_v2'],
  volcengine: [
    'https://ark.cn-beijing.volces.com/api/v3/chat/completions',
    'py: from volcenginesdkarkruntime import Ark\nArk()',
    "py: from volcengine.maas import MaasService\nMaasService('maas-api.volces.com', 'cn-beijing')",
  ],
  'aleph-alpha': [
    'https://api.aleph-alpha.com/complete',
    'py: from aleph_alpha_client import Client\nClient(token=t)',
  ],
  jina: ['https://api.jina.ai/v1/embeddings'],
  groq: [
    'https://api.groq.com/openai/v1/chat/completions',
    "js: import Groq from 'groq-sdk'; new Groq();",
    'py: from groq import Groq\nGroq()',
  ],
  together: [
    'https://api.together.xyz/v1/chat/completions',
    "js: import Together from 'together-ai'; new Together();",
    'py: from together import Together\nTogether()',
  ],
  fireworks: [
    'https://api.fireworks.ai/inference/v1/chat/completions',
    'py: from fireworks.client import Fireworks\nFireworks(api_key=k)',
    "js: import { FireworksAI } from '@fireworksai/sdk'; new FireworksAI({ apiKey: k });",
  ],
  replicate: [
    'https://api.replicate.com/v1/predictions',
    "js: import Replicate from 'replicate'; new Replicate();",
    'py: import replicate\nreplicate.run("a/b", input={})',
  ],
  huggingface: [
    "js: import { HfAgent, LLMFromHub } from '@huggingface/agents'; new HfAgent(token, LLMFromHub(token));",
    'https://api-inference.huggingface.co/models/gpt2',
    "js: import { HfInference } from '@huggingface/inference'; new HfInference(token);",
    'py: from huggingface_hub import InferenceClient\nInferenceClient()',
  ],
  'nvidia-nim': [
    'https://integrate.api.nvidia.com/v1/chat/completions',
    'py: from langchain_nvidia_ai_endpoints import ChatNVIDIA\nChatNVIDIA(model="x")',
  ],
  cerebras: [
    'https://api.cerebras.ai/v1/chat/completions',
    'py: from cerebras.cloud.sdk import Cerebras\nCerebras()',
  ],
  sambanova: [
    'https://api.sambanova.ai/v1/chat/completions',
    'py: from sambanova import SambaNova\nSambaNova()',
  ],
  deepinfra: ['https://api.deepinfra.com/v1/openai/chat/completions'],
  siliconflow: ['https://api.siliconflow.cn/v1/chat/completions'],
  hyperbolic: ['https://api.hyperbolic.xyz/v1/chat/completions'],
  novita: ['https://api.novita.ai/v3/openai/chat/completions'],
  nebius: ['https://api.studio.nebius.ai/v1/chat/completions'],
  lepton: ['https://llama3-70b.lepton.run/api/v1/chat/completions'],
  anyscale: ['https://api.endpoints.anyscale.com/v1/chat/completions'],
  watsonx: [
    'https://us-south.ml.cloud.ibm.com/ml/v1/text/generation',
    'py: from ibm_watsonx_ai.foundation_models import ModelInference\nModelInference(model_id="x")',
  ],
  databricks: ['https://dbc-1.cloud.databricks.com/serving-endpoints/x/invocations'],
  cloudflare: [
    'https://api.cloudflare.com/client/v4/accounts/abc/ai/run/x',
    "js: import { createWorkersAI } from 'workers-ai-provider'; createWorkersAI({ binding });",
  ],
  openrouter: [
    'https://openrouter.ai/api/v1/chat/completions',
    "js: import { createOpenRouter } from '@openrouter/ai-sdk-provider'; createOpenRouter({ apiKey });",
  ],
  'vercel-ai-gateway': [
    'https://ai-gateway.vercel.sh/v1/chat/completions',
    "js: import { gateway } from '@ai-sdk/gateway'; gateway('openai/gpt-5');",
    "js: import { gateway } from 'ai'; gateway('openai/gpt-5');",
    "js: import { streamText } from 'ai'; streamText({ model: 'openai/gpt-5', prompt });",
  ],
  portkey: [
    'https://api.portkey.ai/v1/chat/completions',
    "js: import Portkey from 'portkey-ai'; new Portkey({ apiKey });",
  ],
  litellm: [
    'py: import litellm\nlitellm.completion(model="gpt-4o", messages=m)',
    'py: from litellm import Router\nRouter(model_list=models)',
  ],
  ollama: [
    'http://ollama:11434/api/chat',
    'http://localhost:11434/v1/chat/completions',
    "js: import ollama from 'ollama'; ollama.chat({ model });",
    'py: import ollama\nollama.generate(model="x")',
    'py: from langchain_ollama import ChatOllama\nChatOllama(model="x")',
  ],
  llamacpp: ['http://llama-cpp:8080/v1/chat/completions', 'http://zoe-llamacpp:11434/completion'],
  vllm: [
    'http://vllm:8000/v1/completions',
    'py: from openai import OpenAI\nOpenAI(base_url="http://my-vllm-1:8000/v1")',
  ],
  'lm-studio': [
    'http://lmstudio:1234/v1/chat/completions',
    'http://localhost:1234/v1/chat/completions',
    "js: import { LMStudioClient } from '@lmstudio/sdk'; new LMStudioClient();",
  ],
  tgi: [
    'http://tgi:8080/generate_stream',
    'py: from text_generation import Client\nClient("http://tgi:8080")',
  ],
  localai: ['http://localai:8080/v1/chat/completions'],
  sglang: ['http://sglang:30000/v1/chat/completions'],
  xinference: [
    'http://xinference:9997/v1/chat/completions',
    'py: from xinference.client import RESTfulClient\nRESTfulClient("http://xinference:9997")',
  ],
  jan: ['http://jan:1337/v1/chat/completions'],
  koboldcpp: ['http://koboldcpp:5001/api/v1/generate'],
  'text-generation-webui': ['http://oobabooga:5000/v1/chat/completions'],
  qianfan: [
    'https://aip.baidubce.com/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/eb-instant',
    'py: import qianfan\nqianfan.ChatCompletion()',
  ],
  hunyuan: [
    'https://api.hunyuan.cloud.tencent.com/v1/chat/completions',
    'py: from tencentcloud.hunyuan.v20230901 import hunyuan_client\nhunyuan_client.HunyuanClient(c, "r")',
    "js: const cloud = require('tencentcloud-sdk-nodejs-hunyuan'); const { Client } = cloud.hunyuan.v20230901; new Client({});",
  ],
  spark: [
    'https://spark-api-open.xf-yun.com/v1/chat/completions',
    'py: import websocket\nwebsocket.WebSocketApp("wss://spark-api.xf-yun.com/v3.5/chat?x=1")',
  ],
  yi: ['https://api.lingyiwanwu.com/v1/chat/completions'],
  baichuan: ['https://api.baichuan-ai.com/v1/chat/completions'],
  coze: [
    'https://api.coze.cn/v3/chat',
    'py: from cozepy import Coze\nCoze(auth=a)',
    "js: import { CozeAPI } from '@coze/api'; new CozeAPI({ token });",
  ],
  gigachat: [
    'https://gigachat.devices.sberbank.ru/api/v1/chat/completions',
    'py: from gigachat import GigaChat\nGigaChat(credentials=c)',
  ],
  yandex: [
    'https://llm.api.cloud.yandex.net/foundationModels/v1/completion',
    'py: from yandex_cloud_ml_sdk import YCloudML\nYCloudML(folder_id="f")',
  ],
  upstage: [
    'https://api.upstage.ai/v1/solar/chat/completions',
    'py: from langchain_upstage import ChatUpstage\nChatUpstage()',
  ],
  clova: ['https://clovastudio.stream.ntruss.com/testapp/v1/chat-completions/HCX-003'],
  maritaca: ['https://chat.maritaca.ai/api/chat/inference', 'py: import maritalk\nmaritalk.MariTalk(key=k)'],
  reka: ['https://api.reka.ai/v1/chat', 'py: from reka.client import Reka\nReka()'],
  writer: ['https://api.writer.com/v1/chat', 'py: from writerai import Writer\nWriter()'],
  clarifai: [
    'https://api.clarifai.com/v2/models/m/outputs',
    'py: from clarifai.client.model import Model\nModel("u")',
  ],
  friendli: [
    'https://api.friendli.ai/serverless/v1/chat/completions',
    'py: from friendli import Friendli\nFriendli()',
  ],
  baseten: ['https://model-abc.api.baseten.co/production/predict'],
  octoai: ['https://text.octoai.run/v1/chat/completions', 'py: from octoai.client import Client\nClient()'],
  predibase: ['https://serving.app.predibase.com/t/deployments/v2/llms/m/generate'],
  'nlp-cloud': ['https://api.nlpcloud.io/v1/m/chatbot', 'py: import nlpcloud\nnlpcloud.Client("m", "t")'],
  oracle: [
    'https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/20231130/actions/chat',
    'py: import oci\noci.generative_ai_inference.GenerativeAiInferenceClient(config=c)',
  ],
  snowflake: [
    'https://x.snowflakecomputing.com/api/v2/cortex/inference:complete',
    'py: from snowflake.cortex import Complete\nComplete("m", "p")',
  ],
  sagemaker: [
    'https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/e/invocations',
    'py: import boto3\nboto3.client("sagemaker-runtime")',
  ],
  gradient: [
    'https://inference.do-ai.run/v1/chat/completions',
    'py: from gradientai import Gradient\nGradient()',
  ],
  lamini: ['https://api.lamini.ai/v1/completions', 'py: from lamini import Lamini\nLamini(model_name="m")'],
  'prediction-guard': [
    'https://api.predictionguard.com/chat/completions',
    'py: from predictionguard import PredictionGuard\nPredictionGuard()',
  ],
  'other-langchain': [
    'https://api.goose.ai/v1/engines/e/completions',
    'py: from langchain_community.chat_models import ChatKonko\nChatKonko()',
  ],
  netmind: [
    'https://api.netmind.ai/inference-api/openai/v1/chat/completions',
    'py: from langchain_netmind import ChatNetmind\nChatNetmind()',
  ],
  nomic: [
    'https://api-atlas.nomic.ai/v1/embedding/text',
    'py: from langchain_nomic import NomicEmbeddings\nNomicEmbeddings(model="m")',
  ],
  elevenlabs: [
    'https://api.elevenlabs.io/v1/text-to-speech/v',
    'py: from elevenlabs.client import ElevenLabs\nElevenLabs()',
  ],
  deepgram: [
    'https://api.deepgram.com/v1/listen',
    'py: from deepgram import DeepgramClient\nDeepgramClient()',
  ],
  assemblyai: ['https://api.assemblyai.com/v2/transcript', 'py: import assemblyai as aai\naai.Transcriber()'],
  stability: ['https://api.stability.ai/v1/generation/sdxl/text-to-image'],
  fal: [
    'https://fal.run/fal-ai/flux/dev',
    'py: import fal_client\nfal_client.subscribe("fal-ai/flux", arguments=a)',
  ],
  'black-forest-labs': ['https://api.bfl.ai/v1/flux-pro'],
  runway: ['https://api.dev.runwayml.com/v1/image_to_video', 'py: from runwayml import RunwayML\nRunwayML()'],
  'bytedance-speech': ['https://openspeech.bytedance.com/api/v1/tts'],
  cartesia: [
    'https://api.cartesia.ai/tts/bytes',
    'py: from cartesia import Cartesia\nCartesia(api_key=k)',
    "js: import { CartesiaClient } from '@cartesia/cartesia-js'; new CartesiaClient({ apiKey });",
    'py: from livekit.plugins import cartesia\ncartesia.TTS(voice="v")',
    'py: from pipecat.services.cartesia.tts import CartesiaTTSService\nCartesiaTTSService(api_key=k)',
  ],
  speechify: [
    'https://api.sws.speechify.com/v1/audio/speech',
    "js: import { SpeechifyClient } from '@speechify/api'; new SpeechifyClient({ token });",
  ],
  playht: [
    'https://api.play.ht/api/v2/tts/stream',
    'py: from pyht import Client\nClient(user_id=u, api_key=k)',
    "js: import * as PlayHT from 'playht'; PlayHT.stream(text);",
  ],
  rime: [
    'https://users.rime.ai/v1/rime-tts',
    'py: from pipecat.services.rime.tts import RimeTTSService\nRimeTTSService(api_key=k)',
  ],
  'fish-audio': [
    'https://api.fish.audio/v1/tts',
    'py: from fish_audio_sdk import Session\nSession(apikey=k)',
  ],
  murf: ['https://api.murf.ai/v1/speech/generate', 'py: from murf import Murf\nMurf(api_key=k)'],
  neuphonic: [
    'https://api.neuphonic.com/sse/speak/en',
    'py: from pyneuphonic import Neuphonic\nNeuphonic(api_key=k)',
  ],
  inworld: ['https://api.inworld.ai/tts/v1/voice'],
  speechmatics: [
    'https://asr.api.speechmatics.com/v2/jobs',
    'py: from speechmatics.batch_client import BatchClient\nBatchClient(settings)',
  ],
  soniox: ['https://api.soniox.com/v1/transcriptions'],
  ideogram: ['https://api.ideogram.ai/v1/ideogram-v3/generate'],
  leonardo: ['https://cloud.leonardo.ai/api/rest/v1/generations'],
  segmind: ['https://api.segmind.com/v1/sdxl1.0-txt2img'],
  runware: [
    'https://api.runware.ai/v1',
    "js: import { Runware } from '@runware/sdk-js'; new Runware({ apiKey });",
    'py: from runware import Runware\nRunware(api_key=k)',
  ],
  getimg: ['https://api.getimg.ai/v1/flux-schnell/text-to-image'],
  recraft: ['https://external.api.recraft.ai/v1/images/generations'],
  'docker-model-runner': [
    'http://model-runner.docker.internal/engines/v1/chat/completions',
    'http://localhost:12434/engines/llama.cpp/v1/chat/completions',
  ],
  'gitlab-duo': ["js: import { createGitLab } from 'gitlab-ai-provider'; createGitLab();"],
  lemonade: ['http://localhost:13305/api/v1/chat/completions'],
  infinity: [
    'http://localhost:7997/embeddings',
    'http://localhost:7997/v1/embeddings',
    'py: from langchain_community.embeddings import InfinityEmbeddings\nInfinityEmbeddings(model="m", infinity_api_url="http://localhost:7997")',
  ],
  'by-model-name': [
    'py: from langchain.chat_models import init_chat_model\ninit_chat_model("gpt-4o")',
    'py: import dspy\ndspy.LM("openai/gpt-4o")',
    'py: from crewai import LLM\nLLM(model="gpt-4o")',
    'py: import instructor\ninstructor.from_provider("openai/gpt-4o")',
    "js: import { Stagehand } from '@browserbasehq/stagehand'; new Stagehand({ model: 'openai/gpt-4.1' });",
    "js: import { Stagehand } from '@browserbasehq/stagehand'; new Stagehand({ modelName: 'gpt-4o' });",
    'py: from crawl4ai import LLMConfig\nLLMConfig(provider="openai/gpt-4o-mini")',
    'py: from mirascope import llm\n@llm.call(provider="openai", model="gpt-4o")\ndef ask(q): ...',
  ],
  'openai-compatible': [
    "js: import { createOpenAICompatible } from '@ai-sdk/openai-compatible'; createOpenAICompatible({ baseURL: 'https://llm.example.com/v1' });",
  ],
  ...Object.fromEntries(
    [...COMPATIBLE_HOSTS, ...NPM_VENDORS.filter(({ hosts }) => hosts.length > 0)].map(
      ({ id, hosts: [host = ''] }) => [id, [`https://${host.replaceAll('*', 'x')}/v1/chat/completions`]],
    ),
  ),
};

/** A row is a URL that is posted to, or code. */
function treeOf(row: string): Record<string, string> {
  if (row.startsWith('py: ')) return { 'app/a.py': `${row.slice(4)}\n` };
  if (row.startsWith('js: ')) return { 'src/a.ts': row.slice(4) };
  return { 'app/a.py': `import httpx\nhttpx.post("${row}", json={"model": "m", "prompt": "p"})\n` };
}

describe('the catalogue', () => {
  it('has a row below for every service, and no other', () => {
    expect(Object.keys(CALLS).sort()).toEqual(SERVICES.map(({ id }) => id).sort());
  });

  const rows = SERVICES.flatMap(({ id, name }) => (CALLS[id] ?? []).map((row) => [name, row] as const));
  it.each(rows)('knows %s by %s', async (name, row) => {
    const { findings } = await scanTree(treeOf(row));
    expect(findings.map(({ service }) => service)).toEqual([name]);
  });

  it('holds well-formed entries', () => {
    for (const { id, name, hosts, sdks, local } of SERVICES) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(name).not.toBe('');
      expect(hosts.length + sdks.length + (local ? 1 : 0)).toBeGreaterThan(0);
      for (const host of hosts) expect(host).toMatch(/^[a-z0-9.*-]+(\/[a-z0-9.*/_-]+)?$/);
      for (const { modules, clients, functions } of sdks) {
        expect(modules.length).toBeGreaterThan(0);
        expect(clients.length + functions.length).toBeGreaterThan(0);
      }
    }
  });

  it('names every host once', () => {
    const hosts = SERVICES.flatMap((service) => service.hosts);
    expect(hosts.filter((host, index) => hosts.indexOf(host) !== index)).toEqual([]);
  });
});

const CLIENTS = SERVICES.flatMap(({ id, sdks }) =>
  sdks.flatMap((sdk) => sdk.clients.map((client) => ({ id, client, module: sdk.modules[0] ?? '', sdk }))),
).filter(({ client, sdk }) => !client.includes('.') && sdk.only === undefined);

/** Makes a client, with its base URL or without. */
function making(
  { registry }: Sdk,
  module: string,
  client: string,
  option: string | null,
): Record<string, string> {
  if (registry === 'pypi') {
    const given = option === null ? '' : `${option}="${GATEWAY}/v1"`;
    return { 'app/a.py': `from ${module} import ${client}\n${client}(${given})\n` };
  }
  const local = client === 'default' ? 'Client' : client;
  const given = option === null ? '' : `{ ${option}: '${GATEWAY}/v1' }`;
  return {
    'src/a.ts': `import { ${client === local ? local : `default as ${local}`} } from '${module}';\nnew ${local}(${given});`,
  };
}

/** Hundreds of scans, on a machine that may be busy. */
const MINUTES = 300_000;

describe('every client of the catalogue', () => {
  it(
    'is found where it is made without a base URL',
    async () => {
      for (const { id, client, module, sdk } of CLIENTS) {
        const { findings } = await scanTree(making(sdk, module, client, null));
        expect([id, client, findings.length]).toEqual([id, client, 1]);
      }
    },
    MINUTES,
  );

  it(
    'is silent where its base URL is the gateway',
    async () => {
      for (const { id, client, module, sdk } of CLIENTS) {
        for (const option of sdk.baseUrl.filter((name) => /^\w+$/.test(name))) {
          const { findings } = await scanTree(making(sdk, module, client, option));
          expect([id, client, option, findings.length]).toEqual([id, client, option, 0]);
        }
      }
    },
    MINUTES,
  );
});
