import { describe, expect, it } from 'vitest';
import { GATEWAY, scanTree, whatBreaks } from '../scan-source.ts';
import { DESTINATIONS } from './destinations.ts';

const CHAT = 'POST https://api.openai.com/v1/chat/completions';

/** Ways to come to `https://api.openai.com/v1/chat/completions`. */
const URL_FORMS: Record<string, string> = {
  'a literal': `requests.post('https://api.openai.com/v1/chat/completions', json=body)`,
  'adjacent literals': `requests.post('https://api.openai.com' '/v1/chat/completions', json=body)`,
  'a named argument': `requests.post(url='https://api.openai.com/v1/chat/completions', json=body)`,
  'a constant': `URL = 'https://api.openai.com/v1/chat/completions'\nrequests.post(URL)`,
  'a constant used before it is set': `def go():\n    requests.post(URL)\nURL = 'https://api.openai.com/v1/chat/completions'`,
  'an f-string': `BASE = 'https://api.openai.com'\nrequests.post(f'{BASE}/v1/chat/completions')`,
  concatenation: `BASE = 'https://api.openai.com'\nrequests.post(BASE + '/v1' + '/chat/completions')`,
  '.format': `requests.post('{}/v1/{path}'.format('https://api.openai.com', path='chat/completions'))`,
  '%': `requests.post('%s/v1/chat/completions' % 'https://api.openai.com')`,
  urljoin: `from urllib.parse import urljoin\nrequests.post(urljoin('https://api.openai.com', '/v1/chat/completions'))`,
  'a joined list': `requests.post('/'.join(['https://api.openai.com', 'v1', 'chat/completions']))`,
  rstrip: `BASE = 'https://api.openai.com/'\nrequests.post(BASE.rstrip('/') + '/v1/chat/completions')`,
  'os.getenv with a default': `import os\nrequests.post(os.getenv('LLM_URL', 'https://api.openai.com') + '/v1/chat/completions')`,
  'os.environ.get with a default': `from os import environ\nrequests.post(environ.get('LLM_URL', 'https://api.openai.com') + '/v1/chat/completions')`,
  or: `import os\nrequests.post((os.environ.get('LLM_URL') or 'https://api.openai.com') + '/v1/chat/completions')`,
  'a conditional': `requests.post('${GATEWAY}/v1/chat/completions' if gateway else 'https://api.openai.com/v1/chat/completions')`,
  'a parameter default': `def go(base='https://api.openai.com'):\n    return requests.post(f'{base}/v1/chat/completions')`,
  'an argument of a function of the file': `def go(base):\n    return requests.post(f'{base}/v1/chat/completions')\ngo('https://api.openai.com')`,
  'a keyword argument of a function of the file': `def go(*, base):\n    return requests.post(f'{base}/v1/chat/completions')\ngo(base='https://api.openai.com')`,
  'what a function returns': `def endpoint():\n    return 'https://api.openai.com/v1/chat/completions'\nrequests.post(endpoint())`,
  'a dictionary': `URLS = {'openai': 'https://api.openai.com/v1/chat/completions'}\nrequests.post(URLS['openai'])`,
  'a dictionary by unknown key': `URLS = {'openai': 'https://api.openai.com/v1/chat/completions'}\ndef go(name):\n    requests.post(URLS[name])`,
  'dict.get': `URLS = {'openai': 'https://api.openai.com/v1/chat/completions'}\nrequests.post(URLS.get('openai'))`,
  'a tuple': `BASE, KEY = 'https://api.openai.com', 'x'\nrequests.post(BASE + '/v1/chat/completions')`,
  'a loop': `for url in ['${GATEWAY}/v1/chat/completions', 'https://api.openai.com/v1/chat/completions']:\n    requests.post(url)`,
  'a class attribute': `class A:\n    BASE = 'https://api.openai.com'\n    def go(self):\n        requests.post(f'{self.BASE}/v1/chat/completions')`,
  'an attribute set in the constructor': `class A:\n    def __init__(self):\n        self.base = 'https://api.openai.com'\n    def go(self):\n        requests.post(f'{self.base}/v1/chat/completions')`,
  'a constructor default': `class A:\n    def __init__(self, base='https://api.openai.com'):\n        self.base = base\n    def go(self):\n        requests.post(f'{self.base}/v1/chat/completions')`,
  'a constructor argument': `class A:\n    def __init__(self, base):\n        self.base = base\n    def go(self):\n        requests.post(f'{self.base}/v1/chat/completions')\nA('https://api.openai.com')`,
  'a base class': `class Base:\n    base = 'https://api.openai.com'\nclass A(Base):\n    def go(self):\n        requests.post(f'{self.base}/v1/chat/completions')`,
  'a property': `class A:\n    @property\n    def url(self):\n        return 'https://api.openai.com/v1/chat/completions'\n    def go(self):\n        requests.post(self.url)`,
  'a settings object': `class Settings(BaseSettings):\n    url: str = 'https://api.openai.com/v1/chat/completions'\nsettings = Settings()\nrequests.post(settings.url)`,
  'an enum': `class Url(str, Enum):\n    OPENAI = 'https://api.openai.com/v1/chat/completions'\nrequests.post(Url.OPENAI.value)`,
};

describe('direct-call through the ways a URL is written in Python', () => {
  it.each(Object.entries(URL_FORMS))('%s', async (_, code) => {
    expect(await whatBreaks('direct-call', 'app/a.py', `import requests\n${code}\n`)).toEqual([CHAT]);
  });
});

const REQUESTS: [string, string][] = [
  [`import requests\nrequests.request('POST', 'https://api.openai.com/v1/chat/completions')`, CHAT],
  [`import requests as r\nr.post('https://api.openai.com/v1/chat/completions')`, CHAT],
  [`from requests import post\npost('https://api.openai.com/v1/chat/completions')`, CHAT],
  [`import requests\ns = requests.Session()\ns.post('https://api.openai.com/v1/chat/completions')`, CHAT],
  [
    `import requests\nwith requests.Session() as s:\n    s.post('https://api.openai.com/v1/chat/completions')`,
    CHAT,
  ],
  [`import httpx\nhttpx.post('https://api.openai.com/v1/chat/completions')`, CHAT],
  [
    `import httpx\nclient = httpx.Client(base_url='https://api.openai.com/v1')\nclient.post('/chat/completions')`,
    CHAT,
  ],
  [
    `import httpx\nasync def go():\n    async with httpx.AsyncClient(base_url='https://api.openai.com') as c:\n        await c.post('/v1/chat/completions')`,
    CHAT,
  ],
  [
    `import httpx\nasync def go():\n    async with httpx.AsyncClient() as c:\n        async with c.stream('POST', 'https://api.openai.com/v1/chat/completions') as r:\n            pass`,
    CHAT,
  ],
  [
    `import httpx\nclass A:\n    def __init__(self):\n        self.client = httpx.AsyncClient(base_url='https://api.openai.com')\n    async def go(self):\n        await self.client.post('/v1/chat/completions')`,
    CHAT,
  ],
  [
    `import aiohttp\nasync def go():\n    async with aiohttp.ClientSession() as s:\n        async with s.post('https://api.openai.com/v1/chat/completions') as r:\n            pass`,
    CHAT,
  ],
  [
    `import aiohttp\nasync def go():\n    async with aiohttp.ClientSession('https://api.openai.com') as s:\n        await s.post('/v1/chat/completions')`,
    CHAT,
  ],
  [
    `import urllib3\nurllib3.PoolManager().request('POST', 'https://api.openai.com/v1/chat/completions')`,
    CHAT,
  ],
  [
    `import urllib.request\nurllib.request.urlopen('https://api.openai.com/v1/chat/completions', data)`,
    'request to https://api.openai.com/v1/chat/completions',
  ],
  [
    `from urllib.request import Request, urlopen\nreq = Request('https://api.openai.com/v1/chat/completions', method='POST')\nurlopen(req)`,
    CHAT,
  ],
  [
    `import http.client\nc = http.client.HTTPSConnection('api.openai.com')\nc.request('POST', '/v1/chat/completions')`,
    CHAT,
  ],
  [
    `import websockets\nasync def go():\n    async with websockets.connect('wss://api.openai.com/v1/realtime') as ws:\n        pass`,
    'request to wss://api.openai.com/v1/realtime',
  ],
  [`async def go(client):\n    await client.post('https://api.openai.com/v1/chat/completions')`, CHAT],
  [
    `class A:\n    def go(self):\n        self.session.post('https://api.openai.com/v1/chat/completions')`,
    CHAT,
  ],
  [
    `from .net import post_json\npost_json('https://api.openai.com/v1/chat/completions', {})`,
    'request to https://api.openai.com/v1/chat/completions',
  ],
];

describe('direct-call through the ways a request is sent in Python', () => {
  it.each(REQUESTS)('%s', async (code, what) => {
    expect(await whatBreaks('direct-call', 'app/a.py', `${code}\n`)).toEqual([what]);
  });
});

describe('direct-call by where a request goes', () => {
  it.each(DESTINATIONS)('%s', async (url, what) => {
    const code = `import httpx\nhttpx.post(f"${url}", json={"model": "m"})\n`;
    expect(await whatBreaks('direct-call', 'app/a.py', code)).toEqual(what === null ? [] : [what]);
  });
});

const SDKS: [string, string][] = [
  [`from openai import OpenAI\nOpenAI()`, 'OpenAI client for OpenAI'],
  [`import openai\nclient = openai.AsyncOpenAI(api_key=key)`, 'AsyncOpenAI client for OpenAI'],
  [`import openai as ai\nai.ChatCompletion.create(model='x')`, 'openai.ChatCompletion.create() to OpenAI'],
  [`import openai\nopenai.chat.completions.create(model='x')`, 'openai.chat.completions.create() to OpenAI'],
  [
    `import openai\nopenai.api_base = 'http://vllm:8000/v1'\nopenai.ChatCompletion.create(model='x')`,
    'openai.ChatCompletion.create() to http://vllm:8000/v1',
  ],
  [`from openai import OpenAI\nOpenAI(base_url=None)`, 'OpenAI client for OpenAI'],
  [
    `from openai import OpenAI\nOpenAI(base_url='http://zoe-llamacpp:11434/v1', api_key='dummy')`,
    'OpenAI client for http://zoe-llamacpp:11434/v1',
  ],
  [
    `import os\nfrom openai import OpenAI\nOpenAI(base_url=os.getenv('X', 'https://api.openai.com/v1'))`,
    'OpenAI client for https://api.openai.com/v1',
  ],
  [
    `from openai import OpenAI\nkwargs = {'base_url': 'https://api.deepseek.com'}\nOpenAI(**kwargs)`,
    'OpenAI client for https://api.deepseek.com',
  ],
  [
    `from openai import AzureOpenAI\nAzureOpenAI(azure_endpoint='https://x.openai.azure.com/')`,
    'AzureOpenAI client for https://x.openai.azure.com/',
  ],
  [
    `from openai import OpenAI\nclass A:\n    def __init__(self):\n        self.client = OpenAI()\n    def go(self):\n        self.client.chat.completions.create()`,
    'OpenAI client for OpenAI',
  ],
  [`import anthropic\nanthropic.Anthropic()`, 'Anthropic client for Anthropic'],
  [`from google import genai\ngenai.Client(api_key=k)`, 'Client for Google Gemini'],
  [
    `import google.generativeai as genai\ngenai.configure(api_key=k)\ngenai.GenerativeModel('gemini-pro')`,
    'GenerativeModel client for Google Gemini',
  ],
  [`import boto3\nboto3.client('bedrock-runtime', region_name='us-east-1')`, 'boto3.client for AWS Bedrock'],
  [`import boto3\nboto3.Session().client(service_name='bedrock-runtime')`, 'Session.client for AWS Bedrock'],
  [`import litellm\nlitellm.completion(model='gpt-4o', messages=m)`, 'litellm.completion()'],
  [
    `from litellm import acompletion\nacompletion(model='gpt-4o', api_base='https://api.openai.com/v1')`,
    'litellm.acompletion() to https://api.openai.com/v1',
  ],
  [`import ollama\nollama.chat(model='x')`, 'ollama.chat() to Ollama'],
  [`from ollama import Client\nClient('http://ollama:11434')`, 'Client for http://ollama:11434'],
  [`from langchain_openai import ChatOpenAI\nChatOpenAI(model='x')`, 'ChatOpenAI client for OpenAI'],
  [
    `from langchain.chat_models import ChatOpenAI\nChatOpenAI(openai_api_base='http://vllm:8000/v1')`,
    'ChatOpenAI client for http://vllm:8000/v1',
  ],
  [
    `from langchain_community.chat_models.ollama import ChatOllama\nChatOllama()`,
    'ChatOllama client for Ollama',
  ],
  [`from llama_index.llms.openai import OpenAI\nOpenAI(model='x')`, 'OpenAI client for OpenAI'],
  [
    `from huggingface_hub import InferenceClient\nInferenceClient('meta-llama/Llama-3')`,
    'InferenceClient for Hugging Face Inference',
  ],
  [
    `from huggingface_hub import InferenceClient\nInferenceClient(model='http://tgi:8080')`,
    'InferenceClient for http://tgi:8080',
  ],
];

describe('direct-call for SDKs in Python', () => {
  it.each(SDKS)('%s', async (code, what) => {
    expect(await whatBreaks('direct-call', 'app/a.py', `${code}\n`)).toEqual([what]);
  });
});

const SILENT: Record<string, string> = {
  'a comment': `# requests.post("https://api.openai.com/v1/chat/completions")`,
  'a docstring': `def go():\n    """requests.post("https://api.openai.com/v1/chat/completions")"""`,
  'a log': `logger.info("POST https://api.openai.com/v1/chat/completions")\nprint("https://api.openai.com/v1/chat/completions")`,
  'an exception': `raise ValueError("see https://api.openai.com/v1/chat/completions")`,
  'a constant alone': `OPENAI_URL = "https://api.openai.com/v1/chat/completions"`,
  'an import for annotations': `from openai import OpenAI\ndef ask(client: OpenAI) -> str:\n    return client.chat.completions.create()`,
  'an exception class of an SDK': `import openai\ntry:\n    pass\nexcept openai.RateLimitError:\n    pass\nraise openai.APIError("x")`,
  'the gateway as base URL': `from openai import OpenAI\nOpenAI(base_url="${GATEWAY}/v1", api_key="x")`,
  'the gateway for litellm': `import litellm\nlitellm.completion(model="x", api_base="${GATEWAY}")`,
  'the gateway for litellm, set once': `import litellm\nlitellm.api_base = "${GATEWAY}"\nlitellm.completion(model="x")`,
  'the gateway by default': `import os\nfrom openai import OpenAI\nOpenAI(base_url=os.getenv("X", "${GATEWAY}/v1"))`,
  'a base URL nobody knows': `import os\nfrom openai import OpenAI\nOpenAI(base_url=os.environ["LLM_URL"])`,
  'options nobody knows': `from openai import OpenAI\ndef make(**kwargs):\n    return OpenAI(**kwargs)`,
  'a list of models': `from litellm import get_model_info\nimport openai\nopenai.models.list()\nget_model_info("x")`,
  'another AWS service': `import boto3\nboto3.client("s3")`,
  'a cache keyed by URL': `cache.get("https://api.openai.com/v1/chat/completions")\nseen.add("https://api.openai.com/v1/chat/completions")`,
  "a test's mock": `import respx\nrespx.post("https://api.openai.com/v1/chat/completions").respond(200)`,
  'a route of its own': `@app.post("/v1/chat/completions")\nasync def chat():\n    pass`,
  'a client with a base nobody knows': `import httpx\ndef go(base):\n    httpx.Client(base_url=base).post("/v1/chat/completions")`,
  'an httpx client for the gateway': `import httpx\nhttpx.Client(base_url="${GATEWAY}").post("/v1/chat/completions")`,
  'a health check': `import requests\nrequests.get("http://zoe-llamacpp:11434/health")\nrequests.get("http://ollama:11434/api/tags")`,
  'a local class of the same name': `class OpenAI:\n    pass\nOpenAI()`,
};

describe('direct-call is silent in Python for', () => {
  it.each(Object.entries(SILENT))('%s', async (_, code) => {
    expect(await whatBreaks('direct-call', 'app/a.py', `${code}\n`)).toEqual([]);
  });
});

/** What brings a client to the gateway: it does not answer every SDK's own API, or not at its own address. */
const MENDS: [client: string, code: string, mend: string][] = [
  ['OpenAI', 'from openai import OpenAI\nOpenAI()', `Set \`base_url\` to ${GATEWAY}.`],
  ['litellm', 'import litellm\nlitellm.completion(model="openai/gpt-4o")', `Set \`api_base\` to ${GATEWAY}.`],
  ['Cohere', 'import cohere\ncohere.Client()', `Set \`base_url\` to ${GATEWAY}/cohere.`],
  ['Bedrock', 'import boto3\nboto3.client("bedrock-runtime")', `Set \`endpoint_url\` to ${GATEWAY}/bedrock.`],
  [
    'Ollama',
    'from langchain_ollama import ChatOllama\nChatOllama()',
    `The gateway answers OpenAI's API and not that of Ollama: use an OpenAI client with ${GATEWAY} as its base URL.`,
  ],
  [
    'ElevenLabs',
    'from elevenlabs import ElevenLabs\nElevenLabs()',
    `The gateway answers OpenAI's API and not that of ElevenLabs: use an OpenAI client with ${GATEWAY} as its base URL.`,
  ],
  [
    'what `claude` runs',
    'import subprocess\nsubprocess.run(["claude", "-p", "hello"])',
    `Set ANTHROPIC_BASE_URL in its environment to ${GATEWAY}.`,
  ],
  [
    'what `ollama` runs',
    'import subprocess\nsubprocess.run(["ollama", "run", "llama3", "hello"])',
    `The gateway answers OpenAI's API and not that of Ollama: use an OpenAI client with ${GATEWAY} as its base URL.`,
  ],
  [
    'Pydantic AI for OpenRouter, which takes no base URL',
    'from pydantic_ai.providers.openrouter import OpenRouterProvider\nOpenRouterProvider(api_key=key)',
    `Use an OpenAI client with ${GATEWAY} as its base URL instead.`,
  ],
];

it.each(MENDS)('says how a client of %s comes to the gateway', async (_, code, mend) => {
  const { findings } = await scanTree({ 'app/a.py': `${code}\n` });
  const said = findings.filter(({ rule }) => rule === 'direct-call').map(({ message }) => message);
  expect(said).toEqual([expect.stringMatching(/^This goes to .* and around the gateway\. /)]);
  expect(said[0]).toContain(mend);
});

/** Whose address a client is said to have, where other files hand over several: by the file that makes it. */
const ADDRESSES: [whose: string, files: Record<string, string>, what: string, where: string][] = [
  [
    'nobody’s, where each caller hands over another one',
    {
      'app/a.py':
        'from openai import OpenAI\n\n\ndef connect(base):\n    return OpenAI(base_url=base, api_key="x")\n',
      'app/b.py':
        'from .a import connect\n\n\ndef start(settings):\n    return connect("https://api.x.ai/v1"), connect(settings.read())\n',
    },
    'OpenAI client for an address that is set elsewhere',
    'This goes to an address that is set elsewhere, such as https://api.x.ai/v1, and around the gateway.',
  ],
  [
    'its own, where others hand over theirs',
    {
      'app/a.py':
        'from openai import OpenAI\n\n\ndef connect(base="https://api.deepseek.com"):\n    return OpenAI(base_url=base, api_key="x")\n',
      'app/b.py':
        'from .a import connect\n\n\ndef start(settings):\n    return connect("https://api.x.ai/v1"), connect(settings.read())\n',
    },
    'OpenAI client for https://api.deepseek.com',
    'This goes to https://api.deepseek.com or https://api.x.ai/v1 and around the gateway.',
  ],
  [
    'the one that another file sets for it alone',
    {
      'app/a.py':
        'from openai import OpenAI\nfrom .config import URL\n\nclient = OpenAI(base_url=URL, api_key="x")\n',
      'app/config.py': 'URL = "https://api.x.ai/v1"\n',
    },
    'OpenAI client for https://api.x.ai/v1',
    'This goes to https://api.x.ai/v1 and around the gateway.',
  ],
  [
    'what it is given beside what others give',
    {
      'app/a.py':
        'from langchain_openai import ChatOpenAI\n\n\nclass Own(ChatOpenAI):\n    def __init__(self, **options):\n        options["openai_api_base"] = "https://api.deepseek.com/v1"\n        super().__init__(**options)\n',
      'app/b.py':
        'from .a import Own\n\nOPTIONS = {"base_url": "http://localhost:11434", "model": "local-model"}\n\nmodel = Own(**OPTIONS)\n',
    },
    'ChatOpenAI client for https://api.deepseek.com/v1',
    'This goes to https://api.deepseek.com/v1 or http://localhost:11434 and around the gateway.',
  ],
];

it.each(ADDRESSES)('says which address a client has: %s', async (_, files, what, where) => {
  const { findings } = await scanTree(files);
  const [said] = findings.filter(({ rule, path }) => rule === 'direct-call' && path === 'app/a.py');
  expect(said?.what).toBe(what);
  expect(said?.message).toContain(where);
});

it('names whose a deployment is where nobody knows the host', async () => {
  const code =
    'from openai import AzureOpenAI\ndef make(host, name):\n    return AzureOpenAI(base_url=f"{host}/openai/deployments/{name}")\n';
  const { findings } = await scanTree({ 'app/a.py': code });
  expect(findings.map(({ what }) => what)).toEqual(['AzureOpenAI client for Azure OpenAI']);
});

it('shows no address of an example, and none that ends in a version twice', async () => {
  const { findings } = await scanTree({
    'app/a.py':
      'import os\nfrom openai import OpenAI\nBASE = os.environ["HOUSE_URL"]\nif not BASE.endswith("/v1"):\n    BASE += "/v1"\nclient = OpenAI(base_url=BASE)\n',
    '.env.example': 'HOUSE_URL=https://models.example.com/v1\n',
    '.env': 'HOUSE_URL=http://localhost:8080/v1\n',
  });
  const said = findings.filter(({ rule }) => rule === 'direct-call').map(({ message }) => message);
  expect(said).toEqual([
    `This goes to an address that is set elsewhere, such as http://localhost:8080/v1, and around the gateway. Set \`base_url\` to ${GATEWAY}.`,
  ]);
});
