import { describe, expect, it } from 'vitest';
import { GATEWAY, whatBreaks } from '../scan-source.ts';

const URL = `${GATEWAY}/v1/chat/completions`;
const MISSING = [`POST ${URL} without a key`];

describe('gateway-auth', () => {
  it.each<[path: string, code: string, what: string[]]>([
    ['a.py', `import requests\nrequests.post("${URL}", json={})`, MISSING],
    ['a.py', `import httpx\nhttpx.post("${URL}", json={}, headers={"X-Team": "a"})`, MISSING],
    ['a.py', `import httpx\nhttpx.Client(headers={"X-Team": "a"}).post("${URL}", json={})`, MISSING],
    [
      'a.ts',
      `fetch('${URL}', { method: 'POST', headers: { 'content-type': 'application/json' } });`,
      MISSING,
    ],
    [
      'a.ts',
      `import axios from 'axios';\naxios.create({ baseURL: '${GATEWAY}' }).post('/v1/chat/completions', {});`,
      MISSING,
    ],
    ['a.py', `import requests\nrequests.post("${URL}", headers={"Authorization": f"Bearer {key}"})`, []],
    ['a.py', `import requests\nrequests.post("${URL}", headers={"x-litellm-api-key": key})`, []],
    ['a.py', `import requests\nrequests.post("${URL}", headers=headers())`, []],
    ['a.py', `import requests\nrequests.post("${URL}", auth=me)`, []],
    ['a.py', `import requests\nrequests.post("${URL}", **options)`, []],
    ['a.py', `import requests\nrequests.get("${GATEWAY}/v1/models")`, []],
    ['a.py', `import requests\nrequests.post("http://users:8001/v1/chat/completions")`, []],
    ['a.py', `def go(client):\n    client.post("${URL}", json={})`, []],
    [
      'a.py',
      `import requests\ns = requests.Session()\ns.headers.update(auth)\ns.post("${URL}", json={})`,
      [],
    ],
    [
      'a.py',
      `import httpx\nclass A:\n    def __init__(self):\n        self.c = httpx.Client(headers={"api-key": k})\n    def go(self):\n        self.c.post("${URL}")`,
      [],
    ],
    ['a.py', `from openai import OpenAI\nOpenAI(base_url="${GATEWAY}/v1")`, []],
    ['a.ts', `fetch('${URL}', { method: 'POST', headers: { ...headers, Accept: '*/*' } });`, []],
    ['a.ts', `fetch('${URL}', options);`, []],
    [
      'a.ts',
      `import axios from 'axios';\naxios.defaults.headers.common.Authorization = key;\naxios.post('${URL}', {});`,
      [],
    ],
    [
      'a.ts',
      `import axios from 'axios';\nconst api = axios.create({ baseURL: '${GATEWAY}', headers: { common: { Authorization: key } } });\napi.post('/v1/chat/completions', {});`,
      [],
    ],
  ])('%s: %s', async (path, code, what) => {
    expect(await whatBreaks('gateway-auth', path, `${code}\n`)).toEqual(what);
  });
});
