import { describe, expect, it } from 'vitest';
import { declaredNameOf, declaredNames, isDeclared } from '../../../src/detect/link/gateway-models.ts';
import { linkTree } from '../../../src/detect/link/link.ts';
import type { GatewayModels } from '../../../src/detect/link/model.ts';
import { extractFacts, isSourcePath, languageOf } from '../../../src/detect/scan.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { extractTree } from '../scan-source.ts';

const CONFIG = 'services/zoe-litellm/minimal_config.yaml';

/** As the rule book shows it. */
const RULE_BOOK_CONFIG = `
model_list:
  - model_name: local-model
    litellm_params:
      model: openai//models/my-model/model.gguf
      api_base: http://zoe-llamacpp:11434/v1
      api_key: dummy
  - model_name: gpt-4-turbo
    litellm_params: { model: gpt-4-turbo-preview, api_key: "\${OPENAI_API_KEY}" }
  - model_name: claude-3-5-sonnet
    litellm_params: { model: anthropic/claude-3-5-sonnet-20241022 }
router_settings:
  model_group_alias:
    fast-model: local-model
    powerful: { model: claude-3-5-sonnet, hidden: true }
litellm_settings:
  fallbacks: [{ local-model: [backup-model] }]
  model_alias_map: { function-calling: local-model }
`;

async function modelsOf(tree: Record<string, string>): Promise<GatewayModels | null> {
  const policy = defaultPolicy();
  return linkTree(await extractTree(tree, policy), policy).tree.gateway;
}

async function declaredBy(text: string): Promise<GatewayModels> {
  const models = await modelsOf({ [CONFIG]: text });
  if (models === null) throw new Error('Nothing is declared');
  return models;
}

describe("the gateway's configuration", () => {
  it('declares models, what they run, and their other names', async () => {
    expect(await modelsOf({ [CONFIG]: RULE_BOOK_CONFIG })).toEqual({
      models: new Map([
        ['local-model', ['openai//models/my-model/model.gguf']],
        ['gpt-4-turbo', ['gpt-4-turbo-preview']],
        ['claude-3-5-sonnet', ['anthropic/claude-3-5-sonnet-20241022']],
      ]),
      aliases: new Map([
        ['fast-model', 'local-model'],
        ['powerful', 'claude-3-5-sonnet'],
        ['function-calling', 'local-model'],
      ]),
      others: new Set(['local-model', 'backup-model']),
      open: false,
    });
  });

  it('takes an alias for a list of models, of which the first is asked first', async () => {
    const { aliases } = await declaredBy(`
model_list: [{ model_name: small, litellm_params: { model: x } }]
router_settings: { model_group_alias: { quick: [small, large], none: [] } }
`);
    expect(aliases).toEqual(new Map([['quick', 'small']]));
  });

  it('is the file that policy names, and no other', async () => {
    const other = RULE_BOOK_CONFIG.replace('local-model', 'another-model');
    const models = await modelsOf({ [CONFIG]: RULE_BOOK_CONFIG, 'examples/other.yaml': other });
    expect(models?.models.has('another-model')).toBe(false);
  });

  it.each(['litellm/config.yaml', 'deploy/values.yaml', 'x.yml'])(
    'is found by what it says: %s',
    async (path) => {
      expect((await modelsOf({ [path]: RULE_BOOK_CONFIG }))?.models.size).toBe(3);
    },
  );

  it("is found in a chart's values and in a manifest's text", async () => {
    const indented = RULE_BOOK_CONFIG.replaceAll('\n', '\n    ');
    for (const text of [
      `litellm:\n  proxy_config:\n${indented}`,
      `kind: ConfigMap\ndata:\n  config.yaml: |\n${indented}`,
    ]) {
      expect((await modelsOf({ 'charts/values.yaml': text }))?.models.size).toBe(3);
    }
  });

  it('is not there in any other YAML', async () => {
    expect(await modelsOf({ 'a.yaml': 'model_list: [a]\n', 'compose.yml': 'services: {}\n' })).toBeNull();
  });

  it('does not know all models if more are kept elsewhere', async () => {
    for (const more of ['general_settings: { store_model_in_db: true }', 'include: [more.yaml]']) {
      expect((await declaredBy(`${RULE_BOOK_CONFIG}${more}\n`)).open).toBe(true);
    }
  });

  it('declares whole families by a star', async () => {
    const models = await declaredBy(
      'model_list: [{ model_name: "openai/*", litellm_params: { model: "openai/*" } }]',
    );
    expect(isDeclared(models, 'openai/gpt-4o')).toBe(true);
    expect(isDeclared(models, 'anthropic/claude')).toBe(false);
    expect(declaredNames(models)).toEqual([]);
  });

  it.each([
    ['gpt-4-turbo-preview', 'gpt-4-turbo'],
    ['claude-3-5-sonnet-20241022', 'powerful'],
    ['gpt-4o', null],
  ])("gives the name for a vendor's: %s is %s", async (vendorName, name) => {
    expect(declaredNameOf(await declaredBy(RULE_BOOK_CONFIG), vendorName)).toBe(name);
  });

  it.each([
    ['nothing', ''],
    [
      'a list of nonsense',
      'model_list: [1, null, [], {litellm_params: 3}, {model_name: {}}]\n#litellm_params',
    ],
    ['broken YAML', 'model_list: [{litellm_params: '],
    ['anchors that multiply', `a: &a [litellm_params, model_list]\n${multiplied()}`],
    ['deep nesting', `litellm_params: model_list\nx: ${'['.repeat(20_000)}`],
    ['an anchor in itself', 'model_list: &a\n  - litellm_params: *a\n'],
  ])('reads %s without harm', async (_, text) => {
    const facts = await extractFacts(new TextEncoder().encode(text), 'gateway-yaml');
    expect(facts.gateway).toBeUndefined();
  });
});

function multiplied(): string {
  const names = 'abcdefghijklmnop';
  return [...names.slice(1)]
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(', ')}]`)
    .join('\n');
}

describe('files that may hold it', () => {
  it.each([
    ['litellm/config.yaml', 'gateway-yaml'],
    ['a.yml', 'gateway-yaml'],
    ['docker-compose.yml', 'environment-yaml'],
    ['.github/workflows/ci.yml', null],
    ['pnpm-lock.yaml', null],
  ])('%s is read as %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });

  it('are left out like all that policy ignores', () => {
    expect(isSourcePath('vendor/config.yaml', defaultPolicy())).toBe(false);
  });
});
