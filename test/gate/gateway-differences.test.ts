import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GatewayConfiguration } from '../../src/detect/gateway-config/configuration.ts';
import { judgeGatewayConfig } from '../../src/detect/gateway-config/judge.ts';
import {
  type Difference,
  differences,
  ELSEWHERE,
  lostNames,
  newNames,
} from '../../src/gate/gateway-differences.ts';

function read(text: string): GatewayConfiguration {
  const { configuration } = judgeGatewayConfig(text);
  if (configuration === null) throw new Error('no configuration');
  return configuration;
}

/** `name: runs` a line, with parameters behind it: `fast: openai/gpt-4o-mini, timeout: 30`. */
function models(lines: string[]): string {
  const entries = lines.map((line) => {
    const [name = '', ...rest] = line.split(': ');
    return `  - { model_name: "${name}", litellm_params: { model: ${rest.join(': ')} } }\n`;
  });
  return `model_list:\n${entries.join('')}  # litellm_params\n`;
}

const settings = (section: string, text: string) =>
  `${models(['a: openai/a', 'b: openai/b'])}${section}:\n  ${text}\n`;

const between = (before: string, after: string) => differences(read(before), read(after));

describe('what a change of the configuration means', () => {
  it.each<[string, string, string, Difference[]]>([
    [
      'a model added',
      models(['a: openai/a']),
      models(['a: openai/a', 'b: openai/b, api_base: "http://u:p@host/v1?key=x"']),
      [{ kind: 'model-added', name: 'b', runs: ['openai/b at http://host/v1'] }],
    ],
    [
      'a model removed',
      models(['a: openai/a', 'b: openai/b']),
      models(['a: openai/a']),
      [{ kind: 'model-removed', name: 'b', instead: null }],
    ],
    [
      'a model removed that a pattern covers',
      models(['gpt-4: openai/gpt-4', 'x-*: openai/*', 'gpt-*-mini: openai/*', 'g*-4: openai/*']),
      models(['x-*: openai/*', 'gpt-*-mini: openai/*', 'g*-4: openai/*']),
      [{ kind: 'model-removed', name: 'gpt-4', instead: 'g*-4' }],
    ],
    [
      'a model removed that an alias takes the place of',
      models(['a: openai/a', 'b: openai/b']),
      `${models(['a: openai/a'])}router_settings: { model_group_alias: { b: a } }\n`,
      [
        { kind: 'model-removed', name: 'b', instead: 'a' },
        { kind: 'alias-added', name: 'b', of: 'a' },
      ],
    ],
    [
      'a model removed, where others may be declared elsewhere',
      `${models(['a: openai/a', 'b: openai/b'])}include: [more.yaml]\n`,
      `${models(['a: openai/a'])}include: [more.yaml]\n`,
      [{ kind: 'model-removed', name: 'b', instead: ELSEWHERE }],
    ],
    [
      'a model renamed',
      models(['a: openai/a, timeout: 30', 'b: openai/b']),
      models(['b: openai/b', 'c: openai/a, timeout: 60']),
      [
        { kind: 'model-renamed', from: 'a', to: 'c', instead: null },
        { kind: 'model-limit', name: 'c', setting: 'timeout', before: [30], after: [60] },
      ],
    ],
    [
      'two models that ran the same, one renamed',
      models(['a: openai/x', 'b: openai/x']),
      models(['c: openai/x']),
      [
        { kind: 'model-renamed', from: 'a', to: 'c', instead: null },
        { kind: 'model-removed', name: 'b', instead: null },
      ],
    ],
    [
      'another model behind a name',
      models(['a: openai/a']),
      models(['a: anthropic/b']),
      [{ kind: 'model-moved', name: 'a', before: ['openai/a'], after: ['anthropic/b'] }],
    ],
    [
      'another server behind a name',
      models(['a: openai//models/a.gguf, api_base: http://one:1/v1']),
      models(['a: openai//models/a.gguf, api_base: http://two:1/v1']),
      [
        {
          kind: 'model-moved',
          name: 'a',
          before: ['openai//models/a.gguf at http://one:1/v1'],
          after: ['openai//models/a.gguf at http://two:1/v1'],
        },
      ],
    ],
    [
      'a deployment more, with a limit of its own',
      models(['a: openai/a, rpm: 10']),
      models(['a: openai/a, rpm: 10', 'a: azure/a, rpm: 5']),
      [
        { kind: 'model-moved', name: 'a', before: ['openai/a'], after: ['azure/a', 'openai/a'] },
        { kind: 'model-limit', name: 'a', setting: 'rpm', before: [10], after: [5, 10] },
      ],
    ],
    [
      'limits set, changed and taken away',
      models(['a: openai/a, timeout: 30, max_tokens: 512']),
      models(['a: openai/a, timeout: 60, rpm: 1']),
      [
        { kind: 'model-limit', name: 'a', setting: 'timeout', before: [30], after: [60] },
        { kind: 'model-limit', name: 'a', setting: 'max_tokens', before: [512], after: [] },
        { kind: 'model-limit', name: 'a', setting: 'rpm', before: [], after: [1] },
      ],
    ],
    [
      'aliases added, removed and moved',
      settings('router_settings', 'model_group_alias: { old: a, smart: a }'),
      settings('router_settings', 'model_group_alias: { smart: b, new: b }'),
      [
        { kind: 'alias-added', name: 'new', of: 'b' },
        { kind: 'alias-removed', name: 'old', instead: null },
        { kind: 'alias-moved', name: 'smart', before: 'a', after: 'b' },
      ],
    ],
    [
      'fallbacks moved, by their kinds',
      settings('litellm_settings', 'fallbacks: [{ a: [b] }]'),
      settings('litellm_settings', 'context_window_fallbacks: [{ a: [b] }]'),
      [
        { kind: 'fallback-moved', fallback: 'fallbacks', of: 'a', before: ['b'], after: [] },
        { kind: 'fallback-moved', fallback: 'context_window_fallbacks', of: 'a', before: [], after: ['b'] },
      ],
    ],
    [
      'limits of all models',
      settings('router_settings', 'timeout: 30'),
      settings('router_settings', 'num_retries: 2'),
      [
        { kind: 'limit', setting: 'router_settings.timeout', before: 30, after: null },
        { kind: 'limit', setting: 'router_settings.num_retries', before: null, after: 2 },
      ],
    ],
    [
      'nothing, for another order and other comments',
      models(['a: openai/a', 'b: openai/b']),
      models(['b: openai/b', 'a: openai/a']),
      [],
    ],
  ])('%s', (_name, before, after, expected) => {
    expect(between(before, after)).toEqual(expected);
  });

  it('tells which names are lost and which are new', () => {
    const found = between(
      models(['a: openai/a', 'b: openai/b', 'kept: openai/k']),
      `${models(['c: openai/a', 'kept: openai/k', 'd: openai/d'])}router_settings: { model_group_alias: { e: d } }\n`,
    );
    expect(lostNames(found)).toEqual(['a', 'b']);
    expect(newNames(found)).toEqual(['d', 'c', 'e']);
  });

  it('is nothing for the same, and turns around with its sides', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const model = fc.record({
      name,
      runs: fc.constantFrom('openai/x', 'openai/y', null),
      apiBase: fc.constantFrom('http://h/v1', null),
      numbers: fc.dictionary(fc.constantFrom('timeout', 'rpm'), fc.nat(3)),
      id: fc.constant(null),
      mode: fc.constant(null),
    });
    const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 };
    const placed = <Item extends object>(items: Item[]) => items.map((item) => ({ ...item, range }));
    const configuration = fc
      .record({
        models: fc.array(model, { maxLength: 5 }),
        aliases: fc.uniqueArray(fc.record({ name, of: name, hidden: fc.boolean() }), {
          selector: (one) => one.name,
        }),
      })
      .map(({ models: list, aliases }): GatewayConfiguration => {
        const rest = { fallbacks: [], limits: [], open: false, isWholeFile: true };
        return { models: placed(list), aliases: placed(aliases), ...rest };
      });
    fc.assert(
      fc.property(configuration, configuration, (one, other) => {
        expect(differences(one, one)).toEqual([]);
        const there = differences(one, other).filter(({ kind }) => !kind.startsWith('model-renamed'));
        const back = differences(other, one).filter(({ kind }) => !kind.startsWith('model-renamed'));
        const kinds = (list: Difference[], added: string, removed: string) =>
          [
            list.filter(({ kind }) => kind === added).length,
            list.filter(({ kind }) => kind === removed).length,
          ] as const;
        expect(kinds(there, 'model-added', 'model-removed')).toEqual(
          kinds(back, 'model-removed', 'model-added'),
        );
        expect(kinds(there, 'alias-added', 'alias-removed')).toEqual(
          kinds(back, 'alias-removed', 'alias-added'),
        );
      }),
    );
  });
});
