import { expect, it } from 'vitest';
import { gatewayAddresses } from '../../../src/cli/init/gateway-addresses.ts';

const CONFIG = 'deploy/litellm/config.yaml';

const urlsOf = (path: string, text: string) =>
  gatewayAddresses([{ path, text }], CONFIG).map(({ url }) => url);

/** As a shell writes it: a variable, and what it is without one. */
const variable = (name: string, otherwise: string) => `\${${name}:-${otherwise}}`;

const compose = (service: string) => `services:\n  proxy:\n${service.replace(/^/gm, '    ')}\n`;

it.each([
  ['an image of LiteLLM, at its own port', 'image: ghcr.io/berriai/litellm:main', ['http://proxy:4000']],
  [
    'its published port, and the name of its container',
    'image: litellm\ncontainer_name: zoe-litellm\nports: ["8001:8001"]',
    ['http://proxy:8001', 'http://zoe-litellm:8001', 'http://localhost:8001'],
  ],
  [
    'the port that its command names, on one address, with a default',
    `image: litellm\ncommand: ["--port", "4100"]\nports: ["127.0.0.1:${variable('PORT', '4200')}:4100/tcp"]`,
    ['http://proxy:4100', 'http://localhost:4200'],
  ],
  [
    'ports in the long form; one that is not for calls is left out',
    'image: litellm\ncommand: litellm --port=4000\nports:\n  - { target: 4000, published: "4001" }\n  - "9090:9090"',
    ['http://proxy:4000', 'http://localhost:4001'],
  ],
  [
    'any image that is given the configuration of the gateway',
    'image: acme/proxy # litellm\nvolumes: ["./litellm/config.yaml:/app/config.yaml:ro"]',
    ['http://proxy:4000'],
  ],
  ['a published port that nothing sets', 'image: litellm\nports: ["$PORT:4000"]', ['http://proxy:4000']],
  ['a database that is named after it', 'image: postgres:16\ncontainer_name: litellm-db', []],
  ['a service that only calls it', 'image: acme/app\ndepends_on: [litellm]', []],
])('reads a compose file: %s', (_name, service, urls) => {
  expect(urlsOf('compose.yml', compose(service))).toEqual(urls);
});

it('takes nothing from a file that only adds to a service', () => {
  expect(urlsOf('compose.override.yml', 'services:\n  litellm:\n    runtime: nvidia\n')).toEqual([]);
});

it('knows a service that is built here by its name', () => {
  expect(urlsOf('compose.yml', 'services:\n  litellm:\n    build: ./litellm\n')).toEqual([
    'http://litellm:4000',
  ]);
});

it.each([
  [
    'a variable that is named after it',
    '.env.example',
    'LITELLM_URL=https://llm.acme.dev/v1',
    ['https://llm.acme.dev'],
  ],
  [
    'one whose host is',
    '.env',
    'OPENAI_BASE_URL=http://litellm:4000/v1/chat/completions',
    ['http://litellm:4000'],
  ],
  ['a path before the calls', '.env', 'LITELLM_API_BASE=https://acme.dev/llm/v1', ['https://acme.dev/llm']],
  ['a host that is yet to be named', '.env', 'LITELLM_URL=https://your-litellm.acme.dev', []],
  ['a host of a sample', '.env', 'LITELLM_URL=https://litellm.example.com', []],
  ['a key', '.env', 'LITELLM_MASTER_KEY=http', []],
  ['an address with a password', '.env', 'LITELLM_URL=https://u:p@llm.acme.example', []],
  [
    'a variable of a compose file, by its default',
    'compose.yml',
    `services:\n  app:\n    environment:\n      LITELLM_URL: ${variable('LITELLM_URL', 'http://gw:4000')}`,
    ['http://gw:4000'],
  ],
  ['a file that sets no variables', 'notes.yml', 'LITELLM_URL: http://litellm:4000', []],
  [
    "a Kubernetes service's port",
    'k8s/litellm.yaml',
    'kind: Service\nmetadata: { name: litellm }\nspec: { ports: [{ port: 4000 }] }',
    ['http://litellm:4000'],
  ],
  [
    'port 80 of one',
    'k8s/litellm.yaml',
    'kind: Service\nmetadata: { name: litellm }\nspec: { ports: [{ port: 80 }] }',
    ['http://litellm'],
  ],
  ['YAML that is broken', 'compose.yml', 'services: { litellm: [', []],
  ['YAML that multiplies itself', 'compose.yml', `litellm: &a [${'*b,'.repeat(9)}]\nb: &b [*a]`, []],
])('reads %s', (_name, path, text, urls) => {
  expect(urlsOf(path, text)).toEqual(urls);
});

it('says each address once, with what says so first', () => {
  const files = [
    { path: '.env', text: 'LITELLM_URL=http://litellm:4000' },
    { path: 'compose.yml', text: 'services: { litellm: { image: litellm } }' },
    { path: '.envrc', text: 'export LITELLM_URL=https://litellm:4000/v1' },
  ];
  expect(gatewayAddresses(files, null)).toEqual([
    { url: 'http://litellm:4000', from: 'compose.yml, service litellm' },
  ]);
});
