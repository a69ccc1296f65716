import { describe, expect, it } from 'vitest';
import type { GatewayFile, ScanResult } from '../../src/detect/finding.ts';
import { judgeGatewayConfig } from '../../src/detect/gateway-config/judge.ts';
import { checkOutput } from '../../src/gate/check.ts';
import { checklistComment } from '../../src/gate/checklist.ts';
import { changedNames } from '../../src/gate/gateway-change.ts';
import type { JudgeInput } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { finding, scan } from '../debt/builders.ts';
import { CONTEXT, judgeInput, pullRequest, verdict } from './builders.ts';

const PATH = 'services/zoe-litellm/minimal_config.yaml';

/** What the rule book writes, and LiteLLM does not read. */
const VARIABLE = ['$', '{KEY}'].join('');

const FAST = '  - { model_name: fast-model, litellm_params: { model: openai/gpt-4o-mini, timeout: 30 } }\n';
const SMART = '  - { model_name: smart-model, litellm_params: { model: anthropic/claude-3-5-sonnet } }\n';

function gatewayFile(text: string, path = PATH): GatewayFile {
  const { configuration, faults } = judgeGatewayConfig(text);
  const isBroken = faults.some(({ id }) => id === 'yaml-syntax');
  return {
    path,
    configuration: isBroken ? null : configuration,
    warnings: faults.filter(({ severity }) => severity === 'warn'),
  };
}

function tree(text: string | null, changes: Partial<ScanResult> = {}): ScanResult {
  return scan({ gateways: text === null ? [] : [gatewayFile(text)], ...changes });
}

const CALL = finding({
  rule: 'model-alias',
  path: 'services/chat/summary.py',
  what: 'model fast-model',
  message: "The gateway's configuration does not declare the model `fast-model`. Did you mean `smart-model`?",
  service: null,
});

const FAULT = finding({
  rule: 'gateway-config',
  path: PATH,
  range: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
  statements: [],
  what: 'model_list[fast-model].litellm_params.api_key (key-in-file)',
  message: 'a key stands in the file. Write `os.environ/OPENAI_API_KEY`.',
  service: null,
  snippet: '',
});

const REMOVED: Partial<JudgeInput> = {
  mergeBase: tree(`model_list:\n${FAST}${SMART}`),
  head: tree(`model_list:\n${SMART}`, { findings: [CALL] }),
  changedPaths: [PATH],
  documents: [],
};

const check = (input: Partial<JudgeInput>) => checkOutput([verdict(input)], CONTEXT);
const checklist = (input: Partial<JudgeInput>) =>
  checklistComment(verdict(input), { ...CONTEXT, currentBody: null });

/** What a check says but for its last line. */
const summary = (input: Partial<JudgeInput>) => check(input).summary.replace(/\n\n<sub>.*$/s, '');

describe('a PR that changes the configuration of the gateway', () => {
  it('is told what that means, and which calls it breaks', () => {
    const { conclusion, title, annotations } = check(REMOVED);
    expect(conclusion).toBe('success');
    expect(title).toBe(
      "The gateway's configuration changes: 1 name removed, 1 call still asks for what is gone, it takes a restart",
    );
    expect(summary(REMOVED)).toMatchInlineSnapshot(`
      "**This PR changes the gateway's configuration**, \`services/zoe-litellm/minimal_config.yaml\`. For whoever calls the gateway it means:

      - model \`fast-model\` is **removed**: calls that ask for it fail

      **It takes a restart:** the gateway reads its configuration when it starts. Once this is merged and deployed, \`docker restart zoe-litellm\`; until then nothing of it is in force.

      **1 call still asks for what is gone**, and will fail:

      | Where | What | Rule |
      |---|---|---|
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) | The gateway's configuration does not declare the model \`fast-model\`. Did you mean \`smart-model\`? | \`model-alias\` |"
    `);
    expect(annotations).toMatchObject([
      {
        path: 'services/chat/summary.py',
        annotation_level: 'warning',
        title: 'model-alias: model fast-model',
      },
    ]);
  });

  it('fails where policy says that such calls are errors, and lists them once', () => {
    const policy = {
      ...defaultPolicy(),
      rules: { ...defaultPolicy().rules, 'model-alias': 'error' as const },
    };
    const output = check({ ...REMOVED, policy });
    expect(output.conclusion).toBe('failure');
    expect(output.title).toBe('1 place to mend, which no comment covers');
    expect(output.summary.match(/model fast-model/g)).toHaveLength(1);
  });

  it('says so where no call asks for what is gone', () => {
    const head = tree(`model_list:\n${SMART}`);
    expect(summary({ ...REMOVED, head })).toContain(
      'No call in this repository was seen that asks for what is gone.',
    );
  });

  it('hears of the calls that only a pattern answered', () => {
    const pattern = '  - { model_name: "openai/*", litellm_params: { model: "openai/*" } }\n';
    const named = SMART.replace('smart-model', 'openai/gpt-4o');
    const call = (model: string) => ({ ...CALL, what: `model ${model}`, message: `Ask for ${model}` });
    const calls = [call('openai/gpt-4o'), call('openai/gpt-5'), call('mistral/small')];
    const input = {
      mergeBase: tree(`model_list:\n${pattern}${named}`),
      head: tree(`model_list:\n${named}`, { findings: calls }),
      changedPaths: [PATH],
    };
    expect(summary(input)).toContain(
      '- model `openai/*` is **removed**: calls that ask for what it alone covered fail',
    );
    expect(verdict(input).gatewayChange?.places.map(({ what }) => what)).toEqual(['model openai/gpt-5']);
  });

  it.each<[string, Partial<JudgeInput>, string]>([
    [
      'policy has the rule off',
      { policy: { ...defaultPolicy(), rules: { ...defaultPolicy().rules, 'model-alias': 'off' } } },
      '`model-alias` is off here',
    ],
    [
      'others may be declared elsewhere',
      { head: tree(`model_list:\n${SMART}include: [more.yaml]\n`) },
      'models may be declared elsewhere too (`include`, `store_model_in_db`)',
    ],
    [
      'the file is deleted',
      { head: tree(null) },
      'no configuration is left that says which models there are',
    ],
  ])('says so where nobody looked, because %s', (_name, input, why) => {
    expect(summary({ ...REMOVED, ...input })).toContain(
      `Whether code still asks for what is gone was not looked for: ${why}.`,
    );
  });

  it('hears of every kind of change', () => {
    const before = `model_list:\n${FAST}${SMART}router_settings: { timeout: 30, model_group_alias: { a: fast-model, b: fast-model } }
litellm_settings: { fallbacks: [{ fast-model: [smart-model] }], default_fallbacks: [fast-model] }\n`;
    const after = `model_list:\n${FAST.replace('30', '60').replace('gpt-4o-mini', 'gpt-4o')}${SMART.replace('smart', 'clever')}${SMART.replace('smart-model', 'extra')}
router_settings: { timeout: 60, model_group_alias: { a: clever-model, c: extra } }
litellm_settings: { fallbacks: [{ fast-model: [clever-model] }], default_fallbacks: [extra] }\n`;
    const found = summary({ mergeBase: tree(before), head: tree(after), changedPaths: [PATH] });
    expect(found.match(/^- .*$/gm)?.join('\n')).toMatchInlineSnapshot(`
      "- model \`extra\` is **added**: it runs \`anthropic/claude-3-5-sonnet\`
      - model \`smart-model\` is **renamed** \`clever-model\`: calls that ask for the old name fail
      - model \`fast-model\` runs \`openai/gpt-4o\` instead of \`openai/gpt-4o-mini\`
      - model \`fast-model\`: \`timeout\` **30** → **60**
      - alias \`c\` is **added**, for \`extra\`
      - alias \`a\` means \`clever-model\` instead of \`fast-model\`
      - alias \`b\` is **removed**: calls that ask for it fail
      - fallbacks of \`fast-model\`: \`smart-model\` → \`clever-model\`
      - fallbacks of every model: \`fast-model\` → \`extra\`
      - \`router_settings.timeout\` **30** → **60**"
    `);
  });

  it('is told that no model changes, where none does', () => {
    const base = tree(`model_list:\n${FAST}${SMART}`);
    const input = {
      mergeBase: base,
      head: tree(`# ours\nmodel_list:\n${SMART}${FAST}`),
      changedPaths: [PATH],
    };
    expect(check(input).title).toBe("The gateway's configuration changes, and none of its models");
    expect(summary(input)).toBe(
      `**This PR changes the gateway's configuration**, \`${PATH}\`. No model, alias, fallback or limit is another one for it. What else it sets counts from the next restart on.`,
    );
  });

  it('fails for a fault that it adds, with the mend, and says that the rest cannot be told', () => {
    const head = tree('model_list: [\n  litellm_params', { findings: [FAULT] });
    const output = check({ ...REMOVED, head });
    expect(output).toMatchObject({ conclusion: 'failure', title: "1 fault in the gateway's configuration" });
    expect(output.annotations).toMatchObject([
      { path: PATH, start_line: 3, annotation_level: 'failure', title: `gateway-config: ${FAULT.what}` },
    ]);
    expect(summary({ ...REMOVED, head })).toMatchInlineSnapshot(`
      "**The gateway's configuration has 1 fault that this PR adds.** No debt comment answers for it: mend it, and push.

      | Where | What is wrong, and the mend | Rule |
      |---|---|---|
      | [\`services/zoe-litellm/minimal_config.yaml:3\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/zoe-litellm/minimal%5Fconfig.yaml#L3) | a key stands in the file. Write \`os.environ/OPENAI_API_KEY\`. | \`gateway-config\` |

      **This PR changes the gateway's configuration**, \`services/zoe-litellm/minimal_config.yaml\`. What it means cannot be told until the file can be read, before and after.

      **It takes a restart:** the gateway reads its configuration when it starts. Once this is merged and deployed, \`docker restart zoe-litellm\`; until then nothing of it is in force."
    `);
  });

  it('is not blamed for a fault that the base has, nor for what was odd there', () => {
    const odd = FAST.replace('openai/gpt-4o-mini', `openai/gpt-4o-mini, api_key: "${VARIABLE}"`);
    const base = tree(`model_list:\n${odd}`, { findings: [FAULT] });
    const moved = { ...FAULT, range: { ...FAULT.range, startLine: 9, endLine: 9 } };
    const head = tree(`model_list:\n${SMART}${odd}`, { findings: [moved] });
    const input = { mergeBase: base, head, changedPaths: [PATH] };
    expect(check(input)).toMatchObject({ conclusion: 'success', annotations: [] });
    expect(summary(input)).not.toContain('most likely not meant');
  });

  it('is warned of what is most likely not meant', () => {
    const odd = FAST.replace('openai/gpt-4o-mini', `openai/gpt-4o-mini, api_key: "${VARIABLE}"`);
    const input = { ...REMOVED, head: tree(`model_list:\n${odd}${SMART}`) };
    expect(check(input)).toMatchObject({
      conclusion: 'success',
      annotations: [{ path: PATH, start_line: 2, annotation_level: 'warning' }],
    });
    expect(summary(input)).toContain('**1 thing in it is most likely not meant**, and blocks nothing:');
  });

  it('is told nothing where the file stays as it is', () => {
    const base = tree(`model_list:\n${FAST}`);
    expect(verdict({ mergeBase: base, head: base }).gatewayChange).toBeNull();
    expect(summary({ mergeBase: base, head: base })).toBe(
      'This PR adds no call that goes around the gateway.',
    );
  });

  it('cannot write Markdown by the names of its models', () => {
    const evil = '"@everyone `<b>` | #1 [x](http://e)"';
    const head = tree(`model_list:\n${SMART.replace('smart-model', evil)}`);
    const text = summary({ ...REMOVED, head }) + checklist({ ...REMOVED, head });
    for (const span of text.match(/@everyone/g) ?? []) expect(span).toBe('@everyone');
    expect(text.replace(/(`+)(?!`).*?[^`]\1(?!`)/gs, '')).not.toMatch(/@everyone|<b>|#1\b|\[x\]/);
  });

  it('names the restart by the name that the gateway has', () => {
    const policy = defaultPolicy();
    policy.gateway.urls = ['https://llm.acme.example', 'http://localhost:4000', 'http://litellm:4000'];
    expect(summary({ ...REMOVED, policy })).toContain('`docker restart litellm`');
  });
});

describe('the names whose documents are looked at', () => {
  it('are those that come and go', () => {
    const head = tree(
      `model_list:\n${SMART.replace('anthropic/claude-3-5-sonnet', 'openai/x')}${FAST.replace('fast-model', 'new-model').replace('gpt-4o-mini', 'gpt-5')}`,
    );
    expect(changedNames(judgeInput({ ...REMOVED, head }))).toEqual(['fast-model', 'new-model']);
    expect(changedNames(judgeInput({ ...REMOVED, changedPaths: ['a.py'] }))).toEqual([]);
  });
});

describe('the deployment checklist', () => {
  it('holds the nine points of the rule book, with what is known', () => {
    expect(checklist(REMOVED)).toMatchInlineSnapshot(`
      "<!-- tollgate:checklist -->

      ### Gateway review: nothing to fix, 8 for you

      |  | Rule book | Evidence at 9f3c1e7 |
      |---|---|---|
      | ✅ | All LLM calls use \`http://zoe-litellm:8001/v1/chat/completions\` | no call added that goes elsewhere |
      | ✅ | No hardcoded model URLs or logic | none added |
      | ✅ | Uses \`LiteLLMProvider\` from \`llm_provider.py\` | no other provider made or forced |
      | ✅ | Model changes are config changes, not code changes | no model configured in code |
      | 👤 | Includes proper error handling | not checked by a scan |
      | 👤 | Tests pass with LiteLLM gateway | whether they used the gateway, only you know |
      | ➖ | Documentation updated if adding models | no model added |
      | ✅ | No direct OpenAI/Anthropic API calls | none added |

      **Deployment**, since the gateway's configuration changes:

      |  | Rule book | Evidence at 9f3c1e7 |
      |---|---|---|
      | ✅ | Validated config syntax (YAML) | \`services/zoe-litellm/minimal_config.yaml\`: no fault added |
      | 👤 | Tested locally with \`docker restart zoe-litellm\` | only you know |
      | 👤 | Checked startup logs for errors | \`docker logs zoe-litellm --tail 20\` |
      | 👤 | Verified models list endpoint | \`tollgate validate\` asks it |
      | 👤 | Tested completion endpoint | \`tollgate validate --probe\` asks each alias |
      | 👤 | Run validation script: \`bash tools/audit/validate_litellm.sh\` | what needs no gateway was checked here; the rest is yours |
      | ✅ | Updated documentation if needed | what is new is named, and what is gone is not |
      | ⏳ | Code review approved | no approving review yet |
      | 👤 | Staging environment tested (if available) | only you know |

      Yours to confirm:

      - [ ] Error handling is proper
      - [ ] Tests ran against the gateway
      - [ ] The gateway was restarted with this configuration, locally
      - [ ] Its startup logs show no errors
      - [ ] Its models list holds what is expected
      - [ ] A completion was tested
      - [ ] The validation script passes
      - [ ] Staging was tested, or there is none

      <sub>✅ checked · ❌ must change · 📝 documented bypass · 👤 for a person · ➖ does not apply · ⏳ not yet. Updated in place; your ticks stay, with the commit they were made at.</sub>"
    `);
  });

  const documentation = (input: Partial<JudgeInput>) =>
    checklist({ ...REMOVED, ...input })
      .split('\n')
      .find((line) => line.includes('Updated documentation if needed'));

  it.each<[string, Partial<JudgeInput>, string]>([
    [
      'names what is gone',
      { documents: [{ path: 'docs/a.md', line: 7, name: 'fast-model' }] },
      '| ❌ | Updated documentation if needed | still named: `fast-model` in [`docs/a.md:7`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/docs/a.md#L7) |',
    ],
    [
      'names nothing that is gone',
      {},
      '| ✅ | Updated documentation if needed | what is new is named, and what is gone is not |',
    ],
    [
      'does not name what is new',
      {
        head: tree(
          `model_list:\n${FAST}${SMART}${SMART.replace('smart-model', 'new-1').replace('3-5', '4')}`,
        ),
      },
      '| 👤 | Updated documentation if needed | no document names `new-1` yet |',
    ],
    [
      'names what is new',
      {
        head: tree(
          `model_list:\n${FAST}${SMART}${SMART.replace('smart-model', 'new-1').replace('3-5', '4')}`,
        ),
        documents: [{ path: 'docs/a.md', line: 7, name: 'new-1' }],
      },
      '| ✅ | Updated documentation if needed | what is new is named, and what is gone is not |',
    ],
    [
      'was not read',
      { documents: null },
      '| 👤 | Updated documentation if needed | the documents were not read |',
    ],
    [
      'has nothing to follow',
      { head: tree(`model_list:\n${FAST.replace('30', '60')}${SMART}`) },
      '| ➖ | Updated documentation if needed | no name comes or goes |',
    ],
  ])('knows documentation that %s', (_name, input, row) => {
    expect(documentation(input)).toBe(row);
  });

  it.each([
    ['nobody', {}, '⏳', 'no approving review yet'],
    ['somebody who may write', { approvedByWriter: true }, '✅', 'by somebody with write access'],
    ['the contact', { approvedByWriter: true, approvedByContact: true }, '✅', 'by the contact'],
  ])('knows that %s approved', (_name, changes, mark, evidence) => {
    expect(checklist({ ...REMOVED, pull: pullRequest(changes) })).toContain(
      `| ${mark} | Code review approved | ${evidence} |`,
    );
  });

  it('shows where the configuration has a fault', () => {
    const head = tree('model_list: [\n  litellm_params', { findings: [FAULT] });
    expect(checklist({ ...REMOVED, head })).toContain(
      `| ❌ | Validated config syntax (YAML) | [\`${PATH}:3\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/${PATH.replace('_', '%5F')}#L3) |`,
    );
  });
});
