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
    [
      'a model that is told by nothing but its path',
      model('model: meta-llama/Llama-3', 'api_base: http://vllm:8000/v1'),
      ['4:14 error unknown-provider'],
    ],
    ['a provider that is named apart', model('model: x', 'custom_llm_provider: openai'), []],
    [
      'such a provider that is none',
      model('model: x', 'custom_llm_provider: opnai'),
      ['5:28 error unknown-provider'],
    ],
    ['a provider that the environment names', model('model: os.environ/MODEL'), []],
    ['a provider alone', model('model: ollama'), ['4:14 warn unknown-provider']],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});

/** A model, and lines behind `model_list`. */
function withSections(...lines: string[]): string {
  return `${model('model: openai/x')}${lines.map((line) => `${line}\n`).join('')}`;
}

describe('aliases', () => {
  it.each<[string, string, string[]]>([
    ['a name', 'model_group_alias: { b: a }', []],
    ['a hidden name', 'model_group_alias: { b: { model: a, hidden: true } }', []],
    ['what a model runs', 'model_group_alias: { b: openai/x }', []],
    ['a list', 'model_group_alias: { b: [a] }', ['6:27 error alias-shape']],
    ['a map without hidden', 'model_group_alias: { b: { model: a } }', ['6:27 error alias-shape']],
    ['nothing', 'model_group_alias: { b: }', ['6:27 error alias-shape']],
    ['a list of aliases', 'model_group_alias: [b]', ['6:22 error alias-shape']],
    ['an unknown model', 'model_group_alias: { b: aa }', ['6:27 error alias-target']],
    ['another alias', 'model_group_alias: { b: a, c: b }', ['6:33 error alias-target']],
    ['the name of a model', 'model_group_alias: { a: openai/x }', ['6:24 warn alias-shadowed']],
  ])('stand for a model: %s', (_, line, expected) => {
    expect(places(withSections('router_settings:', `  ${line}`))).toEqual(expected);
  });

  it('say which model was most likely meant', () => {
    const [fault] = faultsOf(`${GOOD}router_settings: { model_group_alias: { b: locl-model } }\n`);
    expect(fault?.mend).toBe('Did you mean `local-model`?');
  });

  it('may stand for models that are kept elsewhere', () => {
    const text = withSections('router_settings: { model_group_alias: { b: c } }');
    for (const more of ['include: [b.yaml]', 'general_settings: { store_model_in_db: true }'])
      expect(places(`${text}${more}\n`)).toEqual([]);
  });
});

describe('fallbacks', () => {
  it.each<[string, string, string[]]>([
    ['of one model to others', 'fallbacks: [{ a: [b] }]', []],
    ['of an alias', 'fallbacks: [{ c: [b] }]', []],
    ['for all', 'default_fallbacks: [b]', []],
    ['to a model with a message', 'fallbacks: [{ a: [{ model: b, messages: [] }] }]', []],
    ['that are a map', 'fallbacks: { a: [b] }', ['11:14 error fallback-shape']],
    ['with two keys', 'fallbacks: [{ a: [b], b: [a] }]', ['11:15 error fallback-shape']],
    ['that are texts', 'fallbacks: [a]', ['11:15 error fallback-shape']],
    ['to a text', 'fallbacks: [{ a: b }]', ['11:20 error fallback-shape']],
    ['to an unknown model', 'fallbacks: [{ a: [bb] }]', ['11:21 error fallback-model']],
    ['of an unknown model', 'fallbacks: [{ aa: [b] }]', ['11:17 error fallback-model']],
    ['to itself', 'fallbacks: [{ a: [a, b] }]', ['11:21 warn fallback-model']],
    ['for all to an unknown model', 'default_fallbacks: [bb]', ['11:23 error fallback-model']],
    [
      'by context to an unknown one',
      'context_window_fallbacks: [{ a: [bb] }]',
      ['11:36 error fallback-model'],
    ],
    [
      'by content to an unknown one',
      'content_policy_fallbacks: [{ a: [bb] }]',
      ['11:36 error fallback-model'],
    ],
  ])('%s', (_, line, expected) => {
    const models = ['a', 'b'].map(
      (name) => `  - model_name: ${name}\n    litellm_params:\n      model: openai/x${name}\n`,
    );
    const aliases = 'router_settings:\n  model_group_alias: { c: a }\n  set_verbose: false\n';
    expect(places(`model_list:\n${models.join('')}${aliases}  ${line}\n`)).toEqual(expected);
  });

  it('of two sections: the one of the router counts', () => {
    const line = '  fallbacks: [{ a: [b] }]';
    const models =
      model('model: openai/x') + model('model: openai/y').replace('model_list:\n', '').replace(': a', ': b');
    const text = `${models}router_settings:\n${line}\nlitellm_settings:\n${line}\n`;
    expect(places(text)).toEqual(['11:14 warn setting-overridden']);
  });
});

describe('settings', () => {
  it.each<[string, string[], string[]]>([
    [
      'aliases where no router reads them',
      ['litellm_settings:', '  model_group_alias: { b: a }'],
      ['6:3 error setting-not-read'],
    ],
    [
      'a master key where nobody reads it',
      ['litellm_settings:', '  master_key: os.environ/KEY'],
      ['6:3 error setting-not-read'],
    ],
    ['fallbacks at the top', ['fallbacks: [{ a: [b] }]'], ['5:1 error setting-not-read']],
    ['a cache below general settings', ['general_settings:', '  cache: true'], ['6:3 warn setting-not-read']],
    [
      'a setting that the router does not have',
      ['router_settings:', '  timeuot: 3'],
      ['6:3 warn unknown-setting'],
    ],
    [
      'a strategy that is none',
      ['router_settings:', '  routing_strategy: round-robin'],
      ['6:21 error setting-value'],
    ],
    [
      'a master key that is a number',
      ['general_settings:', '  master_key: 1234'],
      ['6:15 error setting-value'],
    ],
    ['a section that is mistyped', ['router_setings: {}'], ['5:1 warn unknown-setting']],
    ['a section of somebody else', ['x-anchors: {}'], []],
    [
      'a model that is forced and unknown',
      ['general_settings:', '  completion_model: b'],
      ['6:21 error unknown-model'],
    ],
    [
      'a retry policy of an unknown model',
      ['router_settings:', '  model_group_retry_policy: { b: {} }'],
      ['6:31 warn unknown-model'],
    ],
    [
      'an interval that stops it from starting',
      ['router_settings:', '  health_check_interval: 3'],
      ['6:3 warn setting-not-read'],
    ],
  ])('%s', (_, lines, expected) => {
    expect(places(withSections(...lines))).toEqual(expected);
  });

  it('name a credential that is there', () => {
    const text = model('model: openai/x', 'litellm_credential_name: mine');
    expect(places(text)).toEqual(['5:32 error unknown-credential']);
    expect(places(`${text}credential_list: [{ credential_name: mine, credential_values: {} }]\n`)).toEqual(
      [],
    );
  });
});

describe('secrets', () => {
  // Made at run time: no file holds what looks like a key.
  const key = ['sk', 'proj', 'Qb7Xd2Wf9Gz4Rj5Tl6Vn3Yp8'].join('-');
  const shell = (name: string) => `$\u007b${name}}`;
  const plain = ['q7Rt', 'Yx93', 'LmPz', 'Ka51'].join('');

  it.each<[string, string, string[]]>([
    ['from the environment', 'os.environ/OPENAI_API_KEY', []],
    ['that are none', 'dummy', []],
    ['that are a placeholder', '<your-key>', []],
    ["with a vendor's form", key, ['5:16 error key-in-file']],
    ['with no form', plain, ['5:16 error key-in-file']],
    ['as a shell has them', shell('OPENAI_API_KEY'), ['5:16 warn variable-not-expanded']],
    ['with a default', shell('OPENAI_API_KEY:-dummy'), ['5:16 warn variable-not-expanded']],
    ['with a dollar alone', '$OPENAI_API_KEY', ['5:16 warn variable-not-expanded']],
    ['behind a word', 'Bearer os.environ/KEY', ['5:16 error environment-reference']],
    ['in Python', 'os.environ["KEY"]', ['5:16 error environment-reference']],
    ['of no name', 'os.environ/', ['5:16 error environment-reference']],
    ['of a name in braces', `os.environ/${shell('KEY')}`, ['5:16 error environment-reference']],
    ['of a template', '"{{ .Values.key }}"', []],
  ])('%s', (_, written, expected) => {
    expect(places(model('model: openai/x', `api_key: ${written}`))).toEqual(expected);
  });

  it.each<[string, string[], string[]]>([
    [
      'the master key, however weak',
      ['general_settings:', '  master_key: sk-1234'],
      ['6:15 error key-in-file'],
    ],
    [
      'one among the variables',
      ['environment_variables:', `  OPENAI_API_KEY: ${plain}`],
      ['6:19 error key-in-file'],
    ],
    ['a variable that holds none', ['environment_variables:', '  REDIS_HOST: redis-for-everybody'], []],
    [
      'a password in a URL',
      ['general_settings:', `  database_url: postgresql://llm:${plain}@db/llm`],
      ['6:17 error key-in-file'],
    ],
    ['a key in a list', ['litellm_settings:', `  callbacks: [${key}]`], ['6:15 error key-in-file']],
    [
      'a variable in a list',
      ['litellm_settings:', '  callbacks: [os.environ/CALLBACK]'],
      ['6:15 warn environment-reference'],
    ],
    [
      'headers that LiteLLM searches itself',
      [
        'general_settings:',
        '  pass_through_endpoints: [{ headers: { Authorization: bearer os.environ/KEY } }]',
      ],
      [],
    ],
  ])('%s', (_, lines, expected) => {
    expect(places(withSections(...lines))).toEqual(expected);
  });

  it('are shown by no fault', () => {
    const texts = [
      model('model: openai/x', `api_key: ${key}`),
      model('model: openai/x', `api_key: ${plain}`),
      withSections(
        'general_settings:',
        `  master_key: ${plain}`,
        `  database_url: postgresql://llm:${plain}@db/llm`,
      ),
    ];
    for (const text of texts) {
      const said = JSON.stringify(faultsOf(text));
      expect(said).toContain('key-in-file');
      for (const secret of [key.slice(8), plain.slice(5)]) expect(said).not.toContain(secret);
    }
  });
});

describe('limits', () => {
  it.each<[string, string[]]>([
    ['timeout: 30', []],
    ['timeout: 0.5', []],
    ['timeout: os.environ/TIMEOUT', []],
    ['timeout: "30"', []],
    ['timeout: 0', ['5:16 error timeout']],
    ['timeout: -1', ['5:16 error timeout']],
    ['timeout: soon', ['5:16 error timeout']],
    ['timeout: 30s', ['5:16 error timeout']],
    ['timeout: .nan', ['5:16 error timeout']],
    ['timeout: 30000', ['5:16 warn timeout']],
    ['timeout: 7200', []],
    ['timeout: 100001', ['5:16 warn timeout']],
    ['stream_timeout: 0', ['5:23 error timeout']],
    ['max_tokens: 512', []],
    ['max_tokens: 0', ['5:19 error limit']],
    ['max_tokens: -5', ['5:19 error limit']],
    ['max_tokens: 1.5', ['5:19 error limit']],
    ['max_tokens: "512"', ['5:19 error limit']],
    ['max_tokens: many', ['5:19 error limit']],
    ['max_tokens: 20000000', ['5:19 warn limit']],
    ['rpm: 60', []],
    ['rpm: -1', ['5:12 error limit']],
    ['num_retries: 1000', ['5:20 warn limit']],
  ])('of a model: %s', (line, expected) => {
    expect(places(model('model: openai/x', line))).toEqual(expected);
  });

  it('say what was meant by milliseconds', () => {
    expect(faultsOf(model('model: openai/x', 'timeout: 30000'))[0]?.mend).toContain('write 30.');
  });

  it('of a section, and of what the model can give', () => {
    expect(places(withSections('router_settings:', '  timeout: 0'))).toEqual(['6:12 error timeout']);
    expect(places(withSections('litellm_settings:', '  request_timeout: no'))).toEqual([
      '6:20 error timeout',
    ]);
    const text = `${model('model: openai/x', 'max_tokens: 900')}    model_info: { max_output_tokens: 800 }\n`;
    expect(places(text)).toEqual(['5:19 warn limit']);
  });
});

describe('llama.cpp, which serves one model at a time', () => {
  function served(...models: [path: string, base: string][]): string {
    const entries = models.map(
      ([path, base], index) =>
        `  - model_name: m${index}\n    litellm_params: { model: "${path}", api_base: "${base}" }\n`,
    );
    return `model_list:\n${entries.join('')}`;
  }
  const LLAMA = 'http://zoe-llamacpp:11434/v1';

  it.each<[string, string, string[]]>([
    [
      'one file under two names',
      served(['openai//models/a.gguf', LLAMA], ['openai//models/a.gguf', LLAMA]),
      [],
    ],
    [
      'two files',
      served(['openai//models/a.gguf', LLAMA], ['openai//models/b.gguf', LLAMA]),
      ['5:30 error one-model-server'],
    ],
    [
      'two files, the base written in two ways',
      served(['openai//models/a.gguf', LLAMA], ['openai//models/b.gguf', 'http://zoe-llamacpp:11434/']),
      ['5:30 error one-model-server'],
    ],
    [
      'two files behind two ports',
      served(['openai//models/a.gguf', LLAMA], ['openai//models/b.gguf', 'http://zoe-llamacpp:11435/v1']),
      [],
    ],
    [
      'a server of another name, told by its files',
      served(['openai/a.gguf', 'http://box:8080'], ['openai/b.gguf', 'http://box:8080']),
      ['5:30 error one-model-server'],
    ],
    [
      'Ollama, which serves several',
      served(['openai/a.gguf', 'http://ollama:11434'], ['openai/b.gguf', 'http://ollama:11434']),
      [],
    ],
    ['names that are no files', served(['openai/a', 'http://box:8080'], ['openai/b', 'http://box:8080']), []],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});

describe('one name twice', () => {
  const twice = (one: string, other: string) =>
    model(`model: ${one}`) + model(`model: ${other}`).replace('model_list:\n', '');

  it('is balanced, if the two differ', () => {
    expect(places(twice('azure/eu', 'azure/us'))).toEqual(['5:17 note load-balancing']);
  });

  it('is a slip, if they are the same', () => {
    expect(places(twice('azure/eu', 'azure/eu'))).toEqual(['5:17 warn same-deployment']);
  });
});

describe('where a configuration stands', () => {
  const FAULTY = model('model: openai/x', 'timeout: 0');
  const indented = (text: string) => text.replaceAll(/^(?=.)/gm, '    ');

  it("is the place in a chart's values, and the rest of them is not judged", () => {
    expect(places(`a: 1\na: 2\nlitellm:\n  proxy_config:\n${indented(FAULTY)}`)).toEqual([
      '9:20 error timeout',
    ]);
  });

  it('is the place in a manifest that holds it as a text', () => {
    expect(
      places(`kind: ConfigMap\ndata:\n  config.yaml: |\n${indented(FAULTY)}---\nkind: Service\n`),
    ).toEqual(['8:20 error timeout']);
  });

  it('is an anchor once, however often it is used', () => {
    const text = `x: &p { model: openai/x, timeout: 0 }
model_list:
  - { model_name: a, litellm_params: *p }
  - { model_name: b, litellm_params: { <<: *p, max_tokens: 5 } }
`;
    expect(places(text)).toEqual(['1:35 error timeout']);
  });

  it('is not told of a template', () => {
    expect(places(`model_list:\n{{- range .Values.models }}\n  - litellm_params\n{{- end }}\n`)).toEqual([
      '1:1 warn template',
    ]);
  });
});
