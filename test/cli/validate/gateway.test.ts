import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/cli/validate/check.ts';
import { gatewayUrls } from '../../../src/cli/validate/gateway-address.ts';
import { gatewayChecks } from '../../../src/cli/validate/gateway-checks.ts';
import { TIMEOUTS } from '../../../src/cli/validate/timeouts.ts';
import { judgeGatewayConfig } from '../../../src/detect/gateway-config/judge.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { deadUrl, MASTER_KEY, type StandInGateway, standInGateway } from '../../support/stand-in-gateway.ts';

const { configuration } = judgeGatewayConfig(`model_list:
  - model_name: local-model
    litellm_params: { model: openai//models/a.gguf, api_base: "http://zoe-llamacpp:11434/v1", api_key: dummy }
  - model_name: gpt-4-turbo
    litellm_params: { model: gpt-4-turbo-preview, api_key: os.environ/OPENAI_API_KEY }
  - model_name: embeddings
    litellm_params: { model: openai/text-embedding-3-small }
    model_info: { mode: embedding }
router_settings:
  model_group_alias: { fast-model: local-model, secret-model: { model: local-model, hidden: true } }
`);

const ALL = ['local-model', 'gpt-4-turbo', 'embeddings', 'fast-model'];

let gateway: StandInGateway;

beforeAll(async () => {
  gateway = await standInGateway();
});

beforeEach(() => {
  gateway.behave({ models: ALL });
  gateway.seen.length = 0;
});

interface Said {
  /** Of checks 4 and 5: outcome, and the ids of what is wrong. */
  service: [string, string[]];
  models: [string, string[]];
  problems: { id: string; message: string; mend: string }[];
  /** All of it. */
  text: string;
}

interface Asking {
  urls?: string[];
  key?: string | null;
  probe?: boolean;
}

async function asked({ urls = [gateway.url], key = MASTER_KEY, probe = false }: Asking = {}): Promise<Said> {
  const timeouts = { ...TIMEOUTS, ...shortened };
  const checks = await gatewayChecks({ urls, key, configuration, probe, timeouts, meter: null });
  const [service, models] = checks.map((check): [string, string[]] => {
    const wrong = check.problems.filter(({ severity }) => severity !== 'note');
    return [outcomeOf(check), wrong.map(({ id }) => id)];
  });
  if (!service || !models) throw new Error('A check is missing');
  return {
    service,
    models,
    problems: checks.flatMap(({ problems }) => problems),
    text: JSON.stringify(checks),
  };
}

/** What waits for nothing is given no time. */
let shortened: Partial<typeof TIMEOUTS> = {};

afterEach(() => {
  shortened = {};
});

describe('a healthy gateway', () => {
  it('passes', async () => {
    const { service, models, text } = await asked();
    expect([service, models]).toEqual([
      ['passed', []],
      ['passed', []],
    ]);
    expect(text).toContain('LiteLLM 1.80.0');
  });

  it('is asked for health without the key, and for models with it', async () => {
    await asked();
    expect(gateway.seen.map(({ method, path, authorization }) => [method, path, authorization])).toEqual([
      ['GET', '/health/liveliness', null],
      ['GET', '/health/readiness', null],
      ['GET', '/v1/models', `Bearer ${MASTER_KEY}`],
    ]);
  });

  it.each(['/', '/v1', '/v1/', '/v1/chat/completions'])(
    'is found where the URL ends with %s',
    async (end) => {
      const urls = gatewayUrls(`${gateway.url}${end}`, defaultPolicy());
      expect((await asked({ urls })).models).toEqual(['passed', []]);
    },
  );

  it('is looked for at each URL of the policy, which are spellings of one', async () => {
    const { service, models } = await asked({ urls: [await deadUrl(), gateway.url] });
    expect([service, models]).toEqual([
      ['passed', []],
      ['passed', []],
    ]);
  });
});

describe('a gateway with a fault', () => {
  it.each<[string, Parameters<StandInGateway['behave']>[0], Partial<Said>]>([
    ['is not ready', { models: ALL, unready: true }, { service: ['failed', ['not-ready']] }],
    ['serves nothing', { models: [] }, { models: ['failed', ['no-models']] }],
    [
      'lacks a model',
      { models: ALL.filter((name) => name !== 'gpt-4-turbo') },
      { models: ['failed', ['model-not-found']] },
    ],
    [
      'lists no alias',
      { models: ALL.filter((name) => name !== 'fast-model') },
      { models: ['warned', ['alias-not-listed']] },
    ],
    ['asks for no key', { models: ALL, key: null }, { models: ['passed', []] }],
    [
      'is something else',
      {
        instead: {
          '/health/readiness': { status: 200, body: '<html>' },
          '/v1/models': { status: 200, body: '{}' },
        },
      },
      { service: ['failed', ['not-litellm']], models: ['failed', ['not-litellm']] },
    ],
    [
      'is nothing of the kind',
      { instead: { '/health/liveliness': { status: 404, body: 'no' } } },
      { service: ['failed', ['not-found']] },
    ],
    [
      'leads elsewhere',
      {
        instead: { '/v1/models': { status: 302, body: '', headers: { location: 'https://other.example/' } } },
      },
      { models: ['failed', ['redirect']] },
    ],
    [
      'fails',
      { instead: { '/v1/models': { status: 500, body: '{"error":{"message":"boom"}}' } } },
      { models: ['failed', ['error-answer']] },
    ],
  ])('%s', async (_, behaviour, expected) => {
    gateway.behave(behaviour);
    expect(await asked()).toMatchObject(expected);
  });

  it('does not take the key, and the key is not shown', async () => {
    const wrong = MASTER_KEY.replace('A1b2', 'Z9y8');
    const { models, text, problems } = await asked({ key: wrong });
    expect(models).toEqual(['failed', ['wrong-key']]);
    expect(problems[0]?.message).toContain('Invalid proxy server token');
    expect(text).not.toContain(wrong);
  });

  it('asks for a key where none is set', async () => {
    expect((await asked({ key: null })).models).toEqual(['failed', ['no-key']]);
  });

  it('asks for none where none is set: said, and no failure', async () => {
    gateway.behave({ models: ALL, key: null });
    expect((await asked({ key: null })).models).toEqual(['warned', ['no-key-asked']]);
  });

  it('is not there: the connection is refused, and both checks fail', async () => {
    const { service, models, problems } = await asked({ urls: [await deadUrl()] });
    expect([service, models]).toEqual([
      ['failed', ['connection-refused']],
      ['failed', ['no-gateway']],
    ]);
    expect(problems[0]?.mend).toContain('docker ps');
  });

  it('has a name that nobody knows', async () => {
    const { service } = await asked({ urls: ['http://zoe-litellm.invalid:8001'] });
    expect(service).toEqual(['failed', ['unknown-host']]);
  });

  it('does not answer in time', async () => {
    gateway.behave({ models: ALL, silent: ['/health/readiness', '/v1/models'] });
    shortened = { health: 200, models: 200 };
    const { service, models } = await asked();
    expect([service, models]).toEqual([
      ['failed', ['timeout']],
      ['failed', ['timeout']],
    ]);
  });

  it('serves models that the configuration does not declare: said, and no failure', async () => {
    gateway.behave({ models: [...ALL, 'left-over'] });
    const { models, problems } = await asked();
    expect(models).toEqual(['passed', []]);
    expect(problems.find(({ id }) => id === 'other-models')?.message).toContain('left-over');
  });
});

describe('--probe', () => {
  it('asks each alias and each model to chat with, whole and streamed, for ten tokens', async () => {
    const { models, problems } = await asked({ probe: true });
    const asking = gateway.seen.filter(({ path }) => path === '/v1/chat/completions');
    const twice = ['fast-model', 'local-model', 'gpt-4-turbo'].flatMap((model) =>
      [false, true].map((stream) => ({ model, stream, max_tokens: 10 })),
    );
    // The alias that is hidden is unknown to the stand-in, and not asked for a stream then.
    const once = { model: 'secret-model', stream: false, max_tokens: 10 };
    expect(asking.map(({ body }) => body)).toMatchObject([...twice, once]);
    expect(models).toEqual(['failed', ['model-not-found']]);
    const times = problems.filter(({ id }) => id === 'completion');
    expect(times).toHaveLength(3);
    expect(times[0]?.message).toMatch(/^answered in .*s; streamed in .*s, the first piece after .*s$/);
  });

  const NAMES = ['local-model', 'fast-model', 'secret-model', 'gpt-4-turbo', 'embeddings'];

  it.each<[string, Parameters<StandInGateway['behave']>[0], string[]]>([
    ['answers well', { models: NAMES }, []],
    ['ends a stream early', { models: NAMES, stream: 'truncated' }, Array(4).fill('stream-truncated')],
    ['tears the connection', { models: NAMES, stream: 'torn' }, Array(4).fill('broken-off')],
    ['sends an error in a stream', { models: NAMES, stream: 'error' }, Array(4).fill('stream-error')],
    ['streams nothing', { models: NAMES, stream: 'none' }, Array(4).fill('no-stream')],
    [
      'has a model that fails',
      { models: NAMES, failing: { 'gpt-4-turbo': { status: 500, message: 'Connection error.' } } },
      ['error-answer'],
    ],
    [
      'has a model whose vendor refuses',
      { models: NAMES, failing: { 'gpt-4-turbo': { status: 429, message: 'Rate limit reached' } } },
      ['rate-limited'],
    ],
  ])('of a gateway that %s', async (_, behaviour, expected) => {
    gateway.behave(behaviour);
    const { models } = await asked({ probe: true });
    expect(models).toEqual([expected.length > 0 ? 'failed' : 'passed', expected]);
  });

  it('says why a first answer is slow', async () => {
    gateway.behave({ models: NAMES });
    shortened = { slow: -1 };
    const { models, problems } = await asked({ probe: true });
    expect(models).toEqual(['warned', Array(4).fill('slow')]);
    expect(problems.find(({ id }) => id === 'slow')?.mend).toContain('first request');
  });

  it('gives up on a model that does not answer', async () => {
    gateway.behave({ models: NAMES, silent: ['/v1/chat/completions'] });
    shortened = { completion: 100 };
    expect((await asked({ probe: true })).models[1]).toEqual(Array(4).fill('timeout'));
  });
});
