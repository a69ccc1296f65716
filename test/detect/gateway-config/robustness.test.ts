import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { judgeGatewayConfig } from '../../../src/detect/gateway-config/judge.ts';

/** Words that the checks look for, so that what is made by lot comes into them. */
const KEYS = [
  'model_list',
  'model_name',
  'litellm_params',
  'model',
  'api_key',
  'api_base',
  'timeout',
  'max_tokens',
  'model_info',
  'router_settings',
  'litellm_settings',
  'general_settings',
  'model_group_alias',
  'fallbacks',
  'default_fallbacks',
  'context_window_fallbacks',
  'master_key',
  'include',
  'environment_variables',
  'credential_list',
  'caching_groups',
  'hidden',
  '<<',
  '',
  '__proto__',
  'constructor',
];

const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
const scalar = fc.oneof(
  fc.constantFrom(
    ...KEYS,
    'a',
    'openai/x',
    'openai//models/a.gguf',
    'os.environ/A',
    '*',
    '{{ a }}',
    'sk-1234',
  ),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);

/** Anything that YAML can say, in the shapes and words of a configuration more often than not. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 6, withCrossShrink: true }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
}));

/** Pieces of YAML's own syntax, put together by lot. */
const broken = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '- ',
        ': ',
        '\n',
        '\n  ',
        '\n    ',
        '&a ',
        '*a',
        '<<: ',
        '|\n',
        '>-\n',
        '"',
        "'",
        '{',
        '}',
        '[',
        ']',
      ),
      fc.constantFrom(
        '? ',
        '!!set ',
        '!x ',
        '---\n',
        '...\n',
        '%YAML 1.1\n',
        '#',
        '\t',
        '\r',
        '\u0000',
        '\ufeff',
        ',',
      ),
      key,
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

function isOrdered(text: string): void {
  const { faults } = judgeGatewayConfig(text);
  for (const { range, message, mend, path } of faults) {
    expect(range.startLine).toBeGreaterThan(0);
    expect(range.startColumn).toBeGreaterThan(0);
    expect(range.startLine).toBeLessThanOrEqual(text.split('\n').length);
    expect(message).toMatch(/^[^\n]+[^.\n]$/);
    expect(mend).toMatch(/[.?]$/);
    expect(path).not.toContain('\n\n');
  }
  const places = faults.map(({ range }) => [range.startLine, range.startColumn] as const);
  expect(places).toEqual(places.toSorted((one, other) => one[0] - other[0] || one[1] - other[1]));
}

describe('no text makes the judge throw, and each fault has a place, a message and a mend', () => {
  it('whatever a configuration says', () => {
    fc.assert(
      fc.property(value, value, value, (models, settings, rest) => {
        isOrdered(stringify({ model_list: models, router_settings: settings, litellm_settings: rest }));
        isOrdered(stringify(models));
      }),
      { numRuns: 300 },
    );
  });

  it('whatever stands where YAML should', () => {
    fc.assert(
      fc.property(broken, (text) => {
        isOrdered(text);
        isOrdered(`model_list:\n${text}`);
      }),
      { numRuns: 500, examples: [['|...\n']] },
    );
  });

  it('whatever a manifest holds as a text', () => {
    fc.assert(
      fc.property(broken, (text) => {
        isOrdered(stringify({ data: { 'config.yaml': `model_list: # litellm_params\n${text}` } }));
      }),
      { numRuns: 200, examples: [['[\n  ']] },
    );
  });
});

/** Each name stands for nine of the one before it. */
function multiplied(levels: number): string {
  const names = 'abcdefghijklmnopqrstuvwxyz'.slice(0, levels);
  const lines = [...names.slice(1)].map(
    (name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(', ')}]`,
  );
  return `a: &a [{ model_name: x, litellm_params: { model: openai/x } }]\n${lines.join('\n')}\n`;
}

describe('what is made to take for ever ends', () => {
  it('aliases that multiply: they are said once, and not followed', () => {
    const { faults } = judgeGatewayConfig(
      `${multiplied(20)}model_list: *t\nrouter_settings: { fallbacks: *t }\n`,
    );
    expect(faults.filter(({ id }) => id === 'unfolded-aliases')).toHaveLength(1);
  });

  it('aliases that multiply by merging', () => {
    const names = 'abcdefghijklmnopqrst';
    const lines = [...names.slice(1)].map((name, index) => {
      const before = names[index];
      return `${name}: &${name} { <<: [${Array(9).fill(`*${before}`).join(', ')}], ${name}1: *${before}, ${name}2: *${before} }`;
    });
    const { faults } = judgeGatewayConfig(`a: &a { k: 1 }\n${lines.join('\n')}\nmodel_list: [*t]\n`);
    expect(faults.length).toBeLessThan(100);
  });

  it.each<[string, string]>([
    ['an alias in itself', 'model_list: &a [{ model_name: x, litellm_params: *a }]'],
    ['a merge of itself', 'model_list: [&a { <<: *a, model_name: x }]'],
    ['a key that is itself', '? &a [*a]\n: model_list'],
    ['brackets', `model_list: ${'['.repeat(100_000)}`],
    ['braces', `model_list: ${'{a: '.repeat(50_000)}`],
    ['dashes', `model_list:\n${'- '.repeat(100_000)}`],
    ['question marks', `${'? '.repeat(100_000)}`],
    ['indentation', Array.from({ length: 3_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    ['keys without end', Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['the same key without end', 'model_list: []\n'.repeat(30_000)],
    [
      'models without end',
      `model_list:\n${'  - { model_name: a, litellm_params: { model: openai/a, api_key: dummy } }\n'.repeat(5_000)}`,
    ],
    ['documents without end', '---\nmodel_list: []\n'.repeat(20_000)],
    [
      'anchors without end',
      Array.from({ length: 20_000 }, (_, index) => `- &a${index} ${index}\n- *a${index}`).join('\n'),
    ],
    ['quotes', `model_list: ${'"'.repeat(100_000)}`],
    ['one long line', `model_list: [${'a,'.repeat(200_000)}]`],
    [
      'texts in texts',
      Array.from({ length: 15 }).reduce<string>(
        (text) => stringify({ a: text }),
        'model_list: [] # litellm_params',
      ),
    ],
    [
      'stars in a name',
      `model_list: [{ model_name: "${'*'.repeat(5_000)}x", litellm_params: { model: openai/x } }]\nrouter_settings: { fallbacks: [{ ${'a'.repeat(1_000)}: [b] }] }`,
    ],
    [
      'stars between letters',
      `model_list: [{ model_name: "${'*a'.repeat(60)}b", litellm_params: { model: openai/x } }]\nrouter_settings: { default_fallbacks: [${'a'.repeat(3_000)}] }`,
    ],
  ])('%s', (_, text) => {
    expect(judgeGatewayConfig(text).faults.length).toBeLessThanOrEqual(200);
  });
});
