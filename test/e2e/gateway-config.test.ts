import { describe, expect, it } from 'vitest';
import { useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const PATH = 'services/zoe-litellm/minimal_config.yaml';

const CONFIGURATION = `model_list:
  - model_name: fast-model
    litellm_params:
      model: openai/gpt-4o-mini
      api_key: os.environ/OPENAI_API_KEY
      timeout: 30
  - model_name: smart-model
    litellm_params:
      model: anthropic/claude-3-5-sonnet-20241022
      api_key: os.environ/ANTHROPIC_API_KEY
router_settings:
  model_group_alias:
    powerful: smart-model
`;

/** Without its first model. */
const WITHOUT_FAST = CONFIGURATION.replace(/ {2}- model_name: fast-model\n(?: {4}.*\n)+/, '');

const CHAT = `import os
import httpx

async def chat(text):
    headers = {"Authorization": f"Bearer {os.environ['LITELLM_MASTER_KEY']}"}
    return await httpx.post(
        "http://zoe-litellm:8001/v1/chat/completions",
        headers=headers,
        json={"model": "fast-model", "messages": [{"role": "user", "content": text}]},
    )
`;

const FILES = {
  [PATH]: CONFIGURATION,
  'services/chat.py': CHAT,
  'docs/models.md': '# Models\n\nAsk for `fast-model` by default.\n',
};

/** A key in the form that OpenAI gives its keys. */
const KEY = ['sk', 'proj', 'q7Bx2cWd9eZf4gRh8iTj0kVl2mYn3oKp6qHr7sNt0uLv5wMx'].join('-');

describe('a pull request that changes the configuration of the gateway', () => {
  it('hears what that means for the code, the documents and the deployment', async () => {
    const { ada, carol } = await newRepository(FILES);
    const pull = await ada.propose('one-model', 'chore: one model is enough', { [PATH]: WITHOUT_FAST });
    await world().settle();
    const check = await ada.check(pull);
    expect(check).toMatchObject({
      conclusion: 'success',
      title:
        "The gateway's configuration changes: 1 name removed, 1 call still asks for what is gone, it takes a restart",
    });
    expect(check.summary).toContain('- model `fast-model` is **removed**: calls that ask for it fail');
    expect(check.summary).toContain('**1 call still asks for what is gone**, and will fail:');
    const { data } = await ada.octokit.rest.checks.listAnnotations({
      ...ada.repository,
      check_run_id: check.id,
    });
    expect(data).toMatchObject([{ path: 'services/chat.py', annotation_level: 'warning' }]);
    const [checklist, ...others] = await ada.comments(pull);
    expect(others).toEqual([]);
    expect(checklist).toContain('| ✅ | Validated config syntax (YAML) |');
    expect(checklist).toMatch(
      /\| ❌ \| Updated documentation if needed \| still named: `fast-model` in \[`docs\/models\.md:3`\]/,
    );
    expect(checklist).toContain('| ⏳ | Code review approved |');

    await ada.commit('one-model', {
      'docs/models.md': '# Models\n\nAsk for `smart-model`.\n',
      'services/chat.py': CHAT.replace('fast-model', 'smart-model'),
    });
    await carol.approve(pull);
    await world().settle();
    expect((await ada.check(pull)).summary).toContain(
      'No call in this repository was seen that asks for what is gone.',
    );
    const [mended] = await ada.comments(pull);
    expect(mended).toContain('| ✅ | Updated documentation if needed |');
    expect(mended).toContain('| ✅ | Code review approved | by the contact |');
    expect(await ada.merge(pull)).toBeNull();
  });

  it('is refused for a fault that it adds, on its line, and not for one that was there', async () => {
    const old = CONFIGURATION.replace('timeout: 30', 'timeout: -1');
    const { ada } = await newRepository({ ...FILES, [PATH]: old });
    const harmless = await ada.propose('rpm', 'chore: limit', {
      [PATH]: `# ours\n${old.replace('-1', '-1\n      rpm: 10')}`,
    });
    await world().settle();
    expect(await ada.check(harmless)).toMatchObject({ conclusion: 'success', annotations: 0 });
    expect((await ada.check(harmless)).summary).not.toContain('older bypass');
    const pull = await ada.propose('alias', 'chore: alias', {
      [PATH]: old.replace('powerful: smart-model', 'powerful: smart-modle'),
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check).toMatchObject({
      conclusion: 'failure',
      annotations: 1,
      title: "1 fault in the gateway's configuration",
    });
    const { data } = await ada.octokit.rest.checks.listAnnotations({
      ...ada.repository,
      check_run_id: check.id,
    });
    expect(data[0]).toMatchObject({ path: PATH, start_line: 13, annotation_level: 'failure' });
    expect(await ada.merge(pull)).toContain('Tollgate');
  });

  it('is refused for a key in it, which no message repeats', async () => {
    const { ada } = await newRepository(FILES);
    const pull = await ada.propose('key', 'chore: key', {
      [PATH]: CONFIGURATION.replace('os.environ/OPENAI_API_KEY', KEY),
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    const comments = await ada.reviewComments(pull);
    expect(comments.map(({ line }) => line)).toEqual([5]);
    expect(JSON.stringify([check, comments, await ada.comments(pull)])).not.toContain(KEY.slice(12));
    expect(await ada.merge(pull)).toContain('Tollgate');
  });

  it('is told that a broken file cannot be read, and writes nothing by its names', async () => {
    const { ada } = await newRepository(FILES);
    const pull = await ada.propose('broken', 'chore: broken', { [PATH]: `${CONFIGURATION}  - [@carol\n` });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain(
      'What it means cannot be told until the file can be read, before and after.',
    );
    expect(check.summary.replaceAll(/`[^`]*`/g, '')).not.toContain('@carol');
  });

  it('which leaves it alone hears nothing of it', async () => {
    const { ada } = await newRepository(FILES);
    const pull = await ada.propose('words', 'docs: words', { 'docs/models.md': '# Models\n' });
    await world().settle();
    expect((await ada.check(pull)).summary).not.toContain('configuration');
    expect(await ada.comments(pull)).toEqual([]);
  });
});
