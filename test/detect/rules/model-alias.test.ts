import { describe, expect, it } from 'vitest';
import { GATEWAY, scanTree } from '../scan-source.ts';

const CONFIG = `
model_list:
  - { model_name: local-model, litellm_params: { model: "openai//models/m.gguf" } }
  - { model_name: gpt-4o-mini, litellm_params: { model: openai/gpt-4o-mini } }
  - { model_name: "vendor/*", litellm_params: { model: "vendor/*" } }
router_settings: { model_group_alias: { fast-model: local-model, smart: gpt-4o-mini } }
`;

async function messages(code: string, path = 'a.py', config: string | null = CONFIG): Promise<string[]> {
  const tree = { [path]: `${code}\n`, ...(config === null ? {} : { 'litellm/config.yaml': config }) };
  const { findings } = await scanTree(tree);
  return findings.filter(({ rule }) => rule === 'model-alias').map(({ message }) => message);
}

const py = (model: string) =>
  `from openai import OpenAI\nOpenAI(base_url="${GATEWAY}/v1").chat.completions.create(model=${model}, messages=[])`;

describe('model-alias', () => {
  it.each([
    [
      '"fast-modle"',
      "The gateway's configuration does not declare the model `fast-modle`. Did you mean `fast-model`?",
    ],
    [
      '"gpt-4o-mini"',
      "`gpt-4o-mini` is a vendor's name, which the gateway's configuration has an alias for. Write `smart`.",
    ],
    [
      '"something-else-entirely"',
      "The gateway's configuration does not declare the model `something-else-entirely`. Declare it there, or name one that is.",
    ],
  ])('says of %s what to write', async (model, message) => {
    expect(await messages(py(model))).toEqual([message]);
  });

  it.each([
    [
      'CHAT_MODEL = "fast-modle"',
      'CHAT_MODEL',
      "`CHAT_MODEL` in `settings.py` names the model `fast-modle`, which the gateway's configuration does not declare. Did you mean `fast-model`?",
    ],
    [
      'class Settings:\n    chat_model = "gpt-4o-mini"',
      'Settings().chat_model',
      "`Settings.chat_model` in `settings.py` names the model `gpt-4o-mini`: a vendor's name, which the gateway's configuration has an alias for. Write `smart`.",
    ],
    [
      'NAME = "something-else-entirely"\nCHAT_MODEL = f"openai/{NAME}"',
      'CHAT_MODEL',
      "`NAME` in `settings.py` names the model `openai/something-else-entirely`, which the gateway's configuration does not declare. Declare it there, or name one that is.",
    ],
  ])('says of %s where the name stands', async (settings, model, message) => {
    const name = model.replace(/\W.*$/, '');
    const { findings } = await scanTree({
      'a.py': `from settings import ${name}\n${py(model)}\n`,
      'settings.py': `${settings}\n`,
      'litellm/config.yaml': CONFIG,
    });
    expect(findings.filter(({ rule }) => rule === 'model-alias').map((one) => one.message)).toEqual([
      message,
    ]);
  });

  it.each(['"local-model"', '"fast-model"', '"vendor/any"', 'name', 'f"{name}-x"'])(
    'is silent for %s',
    async (model) => {
      expect(await messages(py(model))).toEqual([]);
    },
  );

  it('is silent without a configuration, and with one that is not the whole of it', async () => {
    expect(await messages(py('"x"'), 'a.py', null)).toEqual([]);
    expect(
      await messages(py('"x"'), 'a.py', `${CONFIG}general_settings: { store_model_in_db: true }\n`),
    ).toEqual([]);
  });

  it('takes a declared name of a vendor for what it is, unless an alias runs the very same', async () => {
    const config = `
model_list:
  - { model_name: gpt-4o, litellm_params: { model: openai/gpt-4o } }
  - { model_name: openrouter/gpt-4o, litellm_params: { model: openrouter/openai/gpt-4o } }
  - { model_name: claude-haiku-4-5, litellm_params: { model: anthropic/claude-haiku-4-5 } }
  - { model_name: quick, litellm_params: { model: anthropic/claude-haiku-4-5 } }
`;
    expect(await messages(py('"openrouter/gpt-4o"'), 'a.py', config)).toEqual([]);
    expect(await messages(py('"gpt-4o"'), 'a.py', config)).toEqual([]);
    expect(await messages(py('"claude-haiku-4-5"'), 'a.py', config)).toEqual([
      "`claude-haiku-4-5` is a vendor's name, which the gateway's configuration has an alias for. Write `quick`.",
    ]);
  });

  it("takes litellm's prefix for what it is", async () => {
    const code = (model: string) =>
      `import litellm\nlitellm.completion(model="${model}", api_base="${GATEWAY}", messages=[])`;
    expect(await messages(code('openai/fast-model'))).toEqual([]);
    expect(await messages(code('openai/fast'))).toHaveLength(1);
  });

  it('takes no name that has its prefix twice, which nobody meant', async () => {
    const code = `def full(name):\n    if name.startswith("vendor/"):\n        return name\n    return f"vendor/{name}"\n`;
    const config = CONFIG.replaceAll('vendor/*', 'vendor/small');
    expect(await messages(`${code}${py('full("vendor/small")')}`, 'a.py', config)).toEqual([]);
    expect(await messages(`${code}${py('"vendor/large"')}`, 'a.py', config)).toHaveLength(1);
  });

  it('takes a name that is given its provider for the whole name', async () => {
    const code = (model: string) => `name = "any"\nmodel = ${model}\n${py('model')}`;
    expect(await messages(code('name if "/" in name else f"vendor/{name}"'))).toEqual([]);
    expect(await messages(code('name if "/" in name else "any-other"'))).toHaveLength(1);
  });

  it('looks at no call that goes elsewhere', async () => {
    expect(await messages(`from openai import OpenAI\nOpenAI().responses.create(model="x")`)).toEqual([]);
    expect(
      await messages(`import httpx\nhttpx.post("https://cars.example/search", json={"model": "x"})`),
    ).toEqual([]);
  });

  it('reads the body of a raw request, serialised or not', async () => {
    const body = (text: string) =>
      `fetch('${GATEWAY}/v1/chat/completions', { method: 'POST', body: ${text} });`;
    expect(await messages(body("JSON.stringify({ model: 'x' })"), 'a.ts')).toHaveLength(1);
    expect(await messages(body("JSON.stringify({ model: 'smart' })"), 'a.ts')).toEqual([]);
  });
});
