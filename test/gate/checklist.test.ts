import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHECKLIST_MARKER, checklistComment, touchesLlmCode } from '../../src/gate/checklist.ts';
import type { JudgeInput } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { commentPlace, finding, overdueDebt, proposedDebt, scan } from '../debt/builders.ts';
import { CONTEXT, pullRequest, verdict } from './builders.ts';

const BARE = scan({ findings: [finding()] });
const DOCUMENTED = scan({ findings: [finding()], debtComments: [commentPlace()] });
const LATER_SHA = '0123456789abcdef0123456789abcdef01234567';

function checklist(input: Partial<JudgeInput>, currentBody: string | null = null): string {
  return checklistComment(verdict(input), { ...CONTEXT, currentBody });
}

function boxes(body: string): string[] {
  return body.split('\n').filter((line) => line.startsWith('- ['));
}

/** The marks of the eight points, in the rule book's order. */
function marks(body: string): string {
  return (body.match(/^\| (?:✅|❌|📝|👤)/gmu) ?? []).map((row) => row.slice(2)).join('');
}

describe('who gets a checklist', () => {
  const warn = { ...defaultPolicy(), rules: { ...defaultPolicy().rules, 'direct-call': 'warn' as const } };

  it.each<[string, Partial<JudgeInput>, boolean]>([
    ['adds a bypass', { head: BARE }, true],
    ['documents one', { head: DOCUMENTED }, true],
    ['adds a warning', { head: BARE, policy: warn }, true],
    ['removes a call', { mergeBase: BARE }, true],
    ['pays off a debt', { mergeBase: DOCUMENTED, debts: [overdueDebt()] }, true],
    [
      'changes an older call',
      { mergeBase: BARE, head: scan({ findings: [finding({ snippet: 'x' })] }) },
      true,
    ],
    ['leaves an older call alone', { mergeBase: BARE, head: BARE }, false],
    ['has nothing to do with LLMs', {}, false],
    ['is only frozen', { debts: [overdueDebt()] }, false],
  ])('a PR that %s: %s', (_, input, expected) => {
    expect(touchesLlmCode(verdict(input))).toBe(expected);
  });
});

describe('the checklist', () => {
  it('holds the eight points of the rule book with what a scan knows', () => {
    expect(checklist({ head: BARE })).toMatchInlineSnapshot(`
      "<!-- tollgate:checklist -->

      ### Gateway review: 3 to fix, 3 for you

      |  | Rule book | Evidence at 9f3c1e7 |
      |---|---|---|
      | ❌ | All LLM calls use \`http://zoe-litellm:8001/v1/chat/completions\` | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) |
      | ❌ | No hardcoded model URLs or logic | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) |
      | ✅ | Uses \`LiteLLMProvider\` from \`llm_provider.py\` | no other provider made or forced |
      | ✅ | Model changes are config changes, not code changes | no model configured in code |
      | 👤 | Includes proper error handling | not checked by a scan |
      | 👤 | Tests pass with LiteLLM gateway | whether they used the gateway, only you know |
      | 👤 | Documentation updated if adding models | not checked by a scan |
      | ❌ | No direct OpenAI/Anthropic API calls | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) |

      Yours to confirm:

      - [ ] Error handling is proper
      - [ ] Tests ran against the gateway
      - [ ] Documentation names added models

      <sub>✅ checked · ❌ must change · 📝 documented bypass · 👤 for a person. Updated in place; your ticks stay, with the commit they were made at.</sub>"
    `);
  });

  it.each<[string, Partial<JudgeInput>, string]>([
    ['an undocumented call to a vendor', { head: BARE }, '❌❌✅✅👤👤👤❌'],
    [
      'an undocumented call to another service',
      {
        head: scan({
          findings: [finding({ service: 'llama.cpp', what: 'POST http://zoe-llamacpp:11434/v1' })],
        }),
      },
      '❌❌✅✅👤👤👤✅',
    ],
    ['a documented call to a vendor', { head: DOCUMENTED }, '📝📝✅✅👤👤👤📝'],
    [
      'a provider that is made directly',
      { head: scan({ findings: [finding({ rule: 'provider-factory', service: null, what: 'made' })] }) },
      '✅✅❌✅👤👤👤✅',
    ],
    [
      'a model that code chooses',
      {
        head: scan({
          findings: [finding({ rule: 'hardcoded-model-routing', service: null, what: 'branches' })],
        }),
      },
      '✅❌✅❌👤👤👤✅',
    ],
    [
      'a model that code configures',
      { head: scan({ findings: [finding({ rule: 'inline-model-config', service: null, what: 'models' })] }) },
      '✅✅✅❌👤👤👤✅',
    ],
    [
      'endpoints of two services',
      {
        head: scan({ findings: [finding({ rule: 'multiple-endpoints', service: null, what: 'endpoints' })] }),
      },
      '✅❌✅✅👤👤👤✅',
    ],
    [
      'a retry by hand, which is none of its points',
      { head: scan({ findings: [finding({ rule: 'custom-retry' })] }) },
      '✅✅✅✅👤👤👤✅',
    ],
    ['a removed call', { mergeBase: BARE }, '✅✅✅✅👤👤👤✅'],
  ])('marks %s: %s', (_, input, expected) => {
    expect(marks(checklist(input))).toBe(expected);
  });

  it('leaves a point to people whose rule policy has turned off', () => {
    const policy = {
      ...defaultPolicy(),
      rules: { ...defaultPolicy().rules, 'inline-model-config': 'off' as const },
    };
    const body = checklist({ head: BARE, policy });
    expect(marks(body)).toBe('❌❌✅👤👤👤👤❌');
    expect(body).toContain('not checked: `inline-model-config` is off here');
  });

  it('names the tracking issue of a documented bypass, or its reason before there is one', () => {
    expect(checklist({ head: DOCUMENTED })).toContain('1 documented bypass: emergency, see #123');
    const debts = [proposedDebt({ pullNumber: 500 })];
    expect(checklist({ head: DOCUMENTED, debts })).toContain('1 documented bypass: emergency, see #457');
  });

  it('names the gateway that policy names', () => {
    const policy = {
      ...defaultPolicy(),
      gateway: { urls: ['https://llm.acme.example'], env: [], config: '' },
    };
    expect(checklist({ policy })).toContain(
      'All LLM calls use `https://llm.acme.example/v1/chat/completions`',
    );
  });

  it('says in its headline what is left', () => {
    expect(checklist({ head: BARE })).toContain('### Gateway review: 3 to fix, 3 for you');
    const ticked = checklist({ head: DOCUMENTED }).replaceAll('- [ ]', '- [x]');
    expect(checklist({ head: DOCUMENTED }, ticked)).toContain(
      '### Gateway review: nothing to fix, nothing left for you',
    );
  });
});

describe('the ticks of people', () => {
  const first = checklist({ head: DOCUMENTED });
  const ticked = first.replace('- [ ] Error handling is proper', '- [x] Error handling is proper');
  const later = { head: DOCUMENTED, pull: pullRequest({ headSha: LATER_SHA }) };

  it('stay, with the commit that they were made at', () => {
    const second = checklist(later, ticked);
    expect(boxes(second)).toEqual([
      '- [x] Error handling is proper (ticked at 9f3c1e7)',
      '- [ ] Tests ran against the gateway',
      '- [ ] Documentation names added models',
    ]);
    const third = checklist(later, second.replace('- [ ] Tests ran', '- [X] Tests ran'));
    expect(boxes(third).slice(0, 2)).toEqual([
      '- [x] Error handling is proper (ticked at 9f3c1e7)',
      '- [x] Tests ran against the gateway (ticked at 0123456)',
    ]);
  });

  it('go when they are taken back', () => {
    const second = checklist(later, ticked);
    expect(boxes(checklist(later, second.replace('[x]', '[ ]')))).toEqual(boxes(first));
  });

  it('survive the line ends of a browser', () => {
    expect(boxes(checklist(later, ticked.replaceAll('\n', '\r\n')))[0]).toContain('- [x] Error handling');
  });

  it.each([
    ['a line of somebody’s own', '- [x] Everything is fine @octocat'],
    ['a commit that is none', '- [x] Error handling is proper (ticked at @octocat)'],
    ['HTML', '- [x] Error handling is proper <b>'],
    ['an answer to another question', '- [x] Error handling is properly done'],
  ])('are all that is kept: not %s', (_, line) => {
    const body = checklist({ head: DOCUMENTED }, `${first}\n${line}`);
    expect(body).not.toMatch(/octocat|<b>|properly|Everything/);
  });

  it('are read from any body without harm', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (body) => {
        expect(boxes(checklist({ head: DOCUMENTED }, `${CHECKLIST_MARKER}\n${body}`))).toHaveLength(3);
      }),
    );
  });
});
