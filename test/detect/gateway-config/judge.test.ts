import { describe, expect, it } from 'vitest';
import type { ConfigFault } from '../../../src/detect/gateway-config/fault.ts';
import { judgeGatewayConfig } from '../../../src/detect/gateway-config/judge.ts';

const GOOD = `model_list:
  - model_name: local-model
    litellm_params:
      model: openai//models/my-model/model.gguf
      api_base: http://zoe-llamacpp:11434/v1
      api_key: dummy
      temperature: 0.7
      max_tokens: 512
      timeout: 30
  - model_name: gpt-4-turbo
    litellm_params:
      model: gpt-4-turbo-preview
      api_key: os.environ/OPENAI_API_KEY
`;

/** Faults as `line:column severity id`. */
function places(text: string): string[] {
  return judgeGatewayConfig(text).faults.map(
    ({ range, severity, id }) => `${range.startLine}:${range.startColumn} ${severity} ${id}`,
  );
}

function faultsOf(text: string): ConfigFault[] {
  return judgeGatewayConfig(text).faults;
}

/** One model with these parameters, as lines of `litellm_params`. */
function model(...parameters: string[]): string {
  const lines = parameters.map((line) => `      ${line}\n`).join('');
  return `model_list:\n  - model_name: a\n    litellm_params:\n${lines}`;
}

describe('a configuration in order', () => {
  it('has no fault', () => {
    expect(faultsOf(GOOD)).toEqual([]);
  });

  it('is read into models, aliases, fallbacks and limits', () => {
    const text = `${GOOD}router_settings:
  timeout: 30
  model_group_alias: { fast: local-model, slow: { model: gpt-4-turbo, hidden: true } }
  fallbacks: [{ gpt-4-turbo: [local-model] }]
  default_fallbacks: [local-model]
`;
    const { configuration } = judgeGatewayConfig(text);
    expect(configuration).toMatchObject({
      models: [
        {
          name: 'local-model',
          runs: 'openai//models/my-model/model.gguf',
          apiBase: 'http://zoe-llamacpp:11434/v1',
          numbers: { temperature: 0.7, max_tokens: 512, timeout: 30 },
        },
        { name: 'gpt-4-turbo', runs: 'gpt-4-turbo-preview', apiBase: null },
      ],
      aliases: [
        { name: 'fast', of: 'local-model', hidden: false },
        { name: 'slow', of: 'gpt-4-turbo', hidden: true },
      ],
      fallbacks: [
        { kind: 'fallbacks', of: 'gpt-4-turbo', to: ['local-model'] },
        { kind: 'default_fallbacks', of: '*', to: ['local-model'] },
      ],
      limits: [{ setting: 'router_settings.timeout', value: 30 }],
      open: false,
    });
  });
});

describe('a configuration with a fault', () => {
  it.each<[string, string, string[]]>([
    ['YAML that breaks off', 'model_list: [{litellm_params: {model: openai/x}', ['1:48 error yaml-syntax']],
    ['a bare star', model('model: openai/x').replace('a\n', '*\n'), ['2:17 error yaml-syntax']],
    ['a key twice', model('model: openai/a', 'model: openai/b'), ['5:7 error duplicate-key']],
    ['two documents', `${GOOD}---\na: 1\n`, ['15:1 error several-documents']],
    [
      'a list of maps that is a map',
      'model_list: { model_name: a, litellm_params: {} }',
      ['1:13 error shape'],
    ],
    ['a section that is a list', `${GOOD}litellm_settings: [a]\n`, ['14:19 error shape']],
    ['include that is no list', 'include: models.yaml\n', ['1:10 error shape']],
    ['no model', 'model_list: []\n', ['1:1 warn no-models']],
    ['no name', 'model_list:\n  - litellm_params: { model: openai/x }\n', ['2:5 error model-name']],
    ['a name that is a number', model('model: openai/x').replace(': a', ': 4'), ['2:17 error model-name']],
    ['no parameters', 'model_list:\n  - model_name: a\n', ['2:5 error model-parameters']],
    ['no model in them', model('api_key: dummy'), ['4:7 error model-parameters']],
    ['a provider that is none', model('model: opnai/gpt-4o'), ['4:14 error unknown-provider']],
    ['no provider', model('model: my-own-model'), ['4:14 warn unknown-provider']],
    [
      "a provider of one's own",
      `${model('model: mine/x')}litellm_settings:\n  custom_provider_map: [{ provider: mine, custom_handler: a.b }]\n`,
      [],
    ],
    [
      'an api_base that tells the provider',
      model('model: x/llama', 'api_base: https://api.groq.com/openai/v1'),
      [],
    ],
    [
      'a path of llama.cpp',
      model('model: openai//models/a.gguf', 'api_base: http://zoe-llamacpp:11434/v1'),
      [],
    ],
    ['every model of a provider', model('model: openai/*').replace(': a', ': openai/*'), []],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});
