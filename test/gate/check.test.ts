import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, checkOutput } from '../../src/gate/check.ts';
import type { CheckContext } from '../../src/gate/text-context.ts';
import type { JudgeInput, ReasonIssue, Verdict } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import {
  activeDebt,
  commentPlace,
  commentTexts,
  DEBT_ID,
  debtPlace,
  finding,
  lines,
  NOW,
  overdueDebt,
  proposedDebt,
  scan,
} from '../debt/builders.ts';
import { outsideCode } from '../debt/outside-code.ts';
import { CONTEXT, pullRequest, verdict } from './builders.ts';

const FIX = pullRequest({ title: 'fix: x' });
const DOCUMENTED = scan({ findings: [finding()], debtComments: [commentPlace()] });

function check(input: Partial<JudgeInput>, context: CheckContext = CONTEXT): CheckOutput {
  return checkOutput([verdict(input)], context);
}

describe('where a branch does not require it', () => {
  const context = { ...CONTEXT, advisoryOn: ['main'] };
  const bypasses = { head: scan({ findings: [finding()] }) };
  const observing = { ...defaultPolicy(), mode: 'observe' } as const;

  it.each<[string, Partial<JudgeInput>, CheckContext, boolean]>([
    ['one that fails', bypasses, context, true],
    ['one that passes', {}, context, false],
    ['one that fails where it is required', bypasses, { ...CONTEXT, advisoryOn: [] }, false],
    ['one that would fail, and only observes', { ...bypasses, policy: observing }, context, false],
    [
      'one that fails on the way to another branch',
      { ...bypasses, pull: pullRequest({ baseRef: 'next' }) },
      context,
      false,
    ],
  ])('%s', (_, input, where, isSaid) => {
    expect(check(input, where).summary.includes('**Advisory only:** `main` does not require')).toBe(isSaid);
  });

  it('is told of each branch of several PRs with one head', () => {
    const on = (baseRef: string) => verdict({ ...bypasses, pull: pullRequest({ baseRef }) });
    const said = (advisoryOn: string[]) =>
      checkOutput([on('main'), on('release/1')], { ...CONTEXT, advisoryOn }).summary.split('\n')[0];
    expect(said(['main', 'release/1'])).toContain(
      '`main` and `release/1` do not require this check, so it blocks nothing.',
    );
    expect(said(['release/1'])).toContain(
      '`release/1` does not require this check, so it blocks nothing there.',
    );
  });
});

describe('a PR with one undocumented bypass', () => {
  const output = check({ head: scan({ findings: [finding()] }), changedPaths: Array(12).fill('x') });

  it('is told what is wrong, why it matters and what to do', () => {
    expect(output.title).toBe('1 bypass needs a debt comment (or the gateway)');
    expect(output.conclusion).toBe('failure');
    expect(output.summary).toMatchInlineSnapshot(`
      "This PR adds **1 call that goes around the gateway**, and no comment says why.

      | Where | What | Rule |
      |---|---|---|
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |

      Why it matters: bypassing the gateway loses caching, fallbacks, monitoring and cost control.

      **Either use the gateway** (nothing to track): call \`http://zoe-litellm:8001\` instead.

      **Or document it**, if it cannot wait: [open the reason issue](https://github.com/acme/chat/issues/new?title=Why+the+gateway+cannot+be+used%3A+&body=%23%23%23+Why+LiteLLM+cannot+be+used%0A%0A%0A%0A%23%23%23+What+is+being+bypassed%0A%0A%60POST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%60+in+%60services%2Fchat%2Fsummary.py%3A42%60+%28%23500%29+%3C%21--+tollgate%3Areason%3A500%3Afc079b88938ced35+--%3E%0A%0A%23%23%23+When+it+will+be+fixed%0A%0A%0A%0A%23%23%23+Technical+debt+created%0A%0ABypasses+caching%2C+fallbacks%2C+monitoring.) (four short questions, prefilled), then put the debt comment above the call with the issue's number in it, and push.

      The comment to paste:

      \`\`\`python
          # TODO: TECH DEBT - Direct LLM call bypassing gateway
          # Issue: #<number> - <why the gateway cannot be used>
          # Remove after: <what must happen first, or a date>
          # Contact: @architecture-team before changing
          response = await client.post(URL, json=body)  # TEMPORARY - DO NOT COPY
      \`\`\`

      An emergency has **48 hours from the merge**. With \`Time-box: planned\` as one more line of the comment it is **2 weeks**, if \`architecture-team\` approves this PR. After the deadline, feature PRs here are blocked.

      Not a bypass? [Ask for an exception](https://github.com/acme/chat/issues/new?title=Exception+of+direct-call+in+services%2Fchat%2Fsummary.py&body=Tollgate+takes+%60POST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%60+in+%60services%2Fchat%2Fsummary.py%3A42%60+%28%23500%29+for+a+finding+of+%60direct-call%60.+It+is+none%2C+because%3A%0A%0A%3C%21--+why+--%3E%0A%0AIf+%60architecture-team%60+agrees%2C+a+PR+that+adds+this+to+the+policy+%28%60.github%2Ftollgate.yml%60%2C+or+the+organisation%27s+%60tollgate.yml%60%29+takes+an+approval+of+that+contact%3A%0A%0A%60%60%60yaml%0Aexceptions%3A%0A++-+rule%3A+direct-call%0A++++path%3A+%22services%2Fchat%2Fsummary.py%22%0A++++fingerprint%3A+%22direct-call%7CPOST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%7Csummarise%22%0A++++reason%3A+%3Cwhy+it+is+no+bypass%3E%0A%60%60%60).

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 12 changed files, none skipped.</sub>"
    `);
    expect(output.text).toBeUndefined();
  });

  it('has it annotated on its line', () => {
    expect(output.annotations).toEqual([
      {
        path: 'services/chat/summary.py',
        start_line: 42,
        end_line: 42,
        annotation_level: 'failure',
        title: 'direct-call: POST https://api.openai.com/v1/chat/completions',
        message: 'This calls api.openai.com directly; call the gateway instead.',
      },
    ]);
  });
});

describe('a PR with several undocumented bypasses', () => {
  it('has them in one table, and the comments to paste below', () => {
    const chat = {
      path: 'src/chat.ts',
      statements: [lines(7, 9)],
      fingerprint: 'b',
      snippet: 'await fetch(\n      URL,\n    );',
    };
    const output = check(
      { head: scan({ findings: [finding(), finding(chat)] }) },
      { ...CONTEXT, docsUrl: 'https://tollgate.example/rules' },
    );
    expect(output.title).toBe('2 bypasses need a debt comment (or the gateway)');
    expect(
      output.summary
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "| Where | What | Rule |
      |---|---|---|
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) | \`POST https://api.openai.com/v1/chat/completions\` | [\`direct-call\`](https://tollgate.example/rules/direct-call) |
      | [\`src/chat.ts, lines 7–9\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/src/chat.ts#L7-L9) | \`POST https://api.openai.com/v1/chat/completions\` | [\`direct-call\`](https://tollgate.example/rules/direct-call) |"
    `);
    expect(output.summary).toContain('stand below under “Comments to paste”');
    expect(output.text).toMatchInlineSnapshot(`
      "## Comments to paste

      [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42)

      \`\`\`python
          # TODO: TECH DEBT - Direct LLM call bypassing gateway
          # Issue: #<number> - <why the gateway cannot be used>
          # Remove after: <what must happen first, or a date>
          # Contact: @architecture-team before changing
          response = await client.post(URL, json=body)  # TEMPORARY - DO NOT COPY
      \`\`\`

      [\`src/chat.ts, lines 7–9\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/src/chat.ts#L7-L9)

      \`\`\`typescript
          // TODO: TECH DEBT - Direct LLM call bypassing gateway
          // Issue: #<number> - <why the gateway cannot be used>
          // Remove after: <what must happen first, or a date>
          // Contact: @architecture-team before changing
          await fetch(
            URL,
          );  // TEMPORARY - DO NOT COPY
      \`\`\`"
    `);
  });
});

describe('a PR that does the work of the gateway in code', () => {
  const loop = finding({ rule: 'custom-retry', what: 'retry loop around call_llm()', service: null });

  it('is told so, and not that it calls somebody', () => {
    const { title, summary } = check({ head: scan({ findings: [loop] }) });
    expect(title).toBe('1 bypass needs a debt comment (or the gateway)');
    expect(summary).toContain(
      "This PR adds **1 place that does the gateway's work**, and no comment says why.",
    );
    expect(summary).toContain(
      '**Either leave it to the gateway** (nothing to track): each annotation says how',
    );
    expect(summary).toContain('put the debt comment above the statement');
  });

  it('is told both if it calls somebody too', () => {
    const call = finding({ path: 'services/chat/other.py' });
    expect(check({ head: scan({ findings: [loop, call] }) }).summary).toContain(
      "This PR adds **1 call that goes around the gateway and 1 place that does the gateway's work**",
    );
  });
});

describe('a PR whose debt comment is faulty', () => {
  const texts = [
    'TODO: TECH DEBT - Direct LLM call bypassing gateway',
    'Issue: acme/other#9 - no audio',
    'Contact: @jane',
  ];
  const head = scan({ findings: [finding()], debtComments: [commentPlace({ texts, marked: false })] });
  const output = check({ head });

  it('is told field by field, with the line as it should read and the whole comment', () => {
    expect(output.title).toBe('1 debt comment needs mending');
    expect(output.summary).toMatchInlineSnapshot(`
      "**A debt comment needs mending** before it counts:

      | Where | What is wrong | What it should say |
      |---|---|---|
      | [\`services/chat/summary.py:40\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L40) | \`Issue:\` must be the number of an issue of this repository, alone: one of another repository is never looked up, because that would let strangers find out what private repositories hold | \`# Issue: #<number> - <why the gateway cannot be used>\` |
      | [\`services/chat/summary.py:39\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L39) | the line \`Remove after:\` is missing | \`# Remove after: <what must happen first, or a date>\` |
      | [\`services/chat/summary.py:41\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L41) | \`Contact:\` says \`@jane\`; the owner of the rule book here is \`@architecture-team\` | \`# Contact: @architecture-team before changing\` |
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) | \`TEMPORARY - DO NOT COPY\` must stand in a comment on a line of the statement itself, where a copy would take it along | \`# TEMPORARY - DO NOT COPY\` |

      No issue of its own yet? First [open the reason issue](https://github.com/acme/chat/issues/new?title=Why+the+gateway+cannot+be+used%3A+&body=%23%23%23+Why+LiteLLM+cannot+be+used%0A%0A%0A%0A%23%23%23+What+is+being+bypassed%0A%0A%60POST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%60+in+%60services%2Fchat%2Fsummary.py%3A42%60+%28%23500%29+%3C%21--+tollgate%3Areason%3A500%3Afc079b88938ced35+--%3E%0A%0A%23%23%23+When+it+will+be+fixed%0A%0A%0A%0A%23%23%23+Technical+debt+created%0A%0ABypasses+caching%2C+fallbacks%2C+monitoring.) (four short questions, prefilled), and put its number in.

      The whole of it, mended as far as it is known:

      \`\`\`python
          # TODO: TECH DEBT - Direct LLM call bypassing gateway
          # Issue: #<number> - <why the gateway cannot be used>
          # Remove after: <what must happen first, or a date>
          # Contact: @architecture-team before changing
          response = await client.post(URL, json=body)  # TEMPORARY - DO NOT COPY
      \`\`\`

      An emergency has **48 hours from the merge**. With \`Time-box: planned\` as one more line of the comment it is **2 weeks**, if \`architecture-team\` approves this PR. After the deadline, feature PRs here are blocked.

      Not a bypass? [Ask for an exception](https://github.com/acme/chat/issues/new?title=Exception+of+direct-call+in+services%2Fchat%2Fsummary.py&body=Tollgate+takes+%60POST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%60+in+%60services%2Fchat%2Fsummary.py%3A42%60+%28%23500%29+for+a+finding+of+%60direct-call%60.+It+is+none%2C+because%3A%0A%0A%3C%21--+why+--%3E%0A%0AIf+%60architecture-team%60+agrees%2C+a+PR+that+adds+this+to+the+policy+%28%60.github%2Ftollgate.yml%60%2C+or+the+organisation%27s+%60tollgate.yml%60%29+takes+an+approval+of+that+contact%3A%0A%0A%60%60%60yaml%0Aexceptions%3A%0A++-+rule%3A+direct-call%0A++++path%3A+%22services%2Fchat%2Fsummary.py%22%0A++++fingerprint%3A+%22direct-call%7CPOST+https%3A%2F%2Fapi.openai.com%2Fv1%2Fchat%2Fcompletions%7Csummarise%22%0A++++reason%3A+%3Cwhy+it+is+no+bypass%3E%0A%60%60%60).

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, none skipped.</sub>"
    `);
  });

  it('has each fault annotated on its line', () => {
    expect(
      output.annotations.map(({ start_line, title, message }) => `${start_line} ${title}: ${message}`),
    ).toMatchInlineSnapshot(`
      [
        "40 Debt comment: Issue: \`Issue:\` must be the number of an issue of this repository, alone: one of another repository is never looked up, because that would let strangers find out what private repositories hold. Write: # Issue: #<number> - <why the gateway cannot be used>",
        "39 Debt comment: Remove after: The line \`Remove after:\` is missing. Write: # Remove after: <what must happen first, or a date>",
        "41 Debt comment: Contact: \`Contact:\` says \`@jane\`; the owner of the rule book here is \`@architecture-team\`. Write: # Contact: @architecture-team before changing",
        "42 Debt comment: the marker: \`TEMPORARY - DO NOT COPY\` must stand in a comment on a line of the statement itself, where a copy would take it along. Write: # TEMPORARY - DO NOT COPY",
      ]
    `);
  });
});

describe('a frozen feature', () => {
  it('is told that it is not at fault, what lifts the freeze and why it counts as a feature', () => {
    const output = check({ debts: [overdueDebt()] });
    expect(output.title).toBe('Feature freeze: 1 overdue debt (not caused by this PR)');
    expect(output.summary).toMatchInlineSnapshot(`
      "**Nothing is wrong with your change.** This repository has an overdue debt, and the rule book blocks all new features until it is paid.

      | Overdue debt | Where | Overdue since | Contact |
      |---|---|---|---|
      | #457 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/HEAD/services/chat/summary.py#L42) | 2025-11-19 23:14 UTC | \`architecture-team\` |

      **What lifts it:** merge a PR that removes that call; such a PR is never blocked by the freeze, as long as it adds no bypass. No open PR removes it yet.

      **Why this PR counts as a feature:** its title begins with \`feat:\`. If that is wrong, retitle it (\`fix: …\`), or comment \`/tollgate classify fix\`; the change is recorded.

      **Cannot wait?** \`architecture-team\` can comment \`/tollgate override REASON\`.

      This check turns green by itself once the debt is paid. You need not push.

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, none skipped.</sub>"
    `);
    expect(output.annotations).toEqual([]);
  });

  it('has all overdue debts named', () => {
    const debts = [
      overdueDebt(),
      overdueDebt({
        id: 'b',
        reasonIssue: 9,
        trackingIssue: null,
        places: [debtPlace(), debtPlace({ path: 'b.py' })],
      }),
    ];
    const output = check({ debts });
    expect(output.title).toBe('Feature freeze: 2 overdue debts (not caused by this PR)');
    expect(output.summary).toContain('This repository has 2 overdue debts');
    expect(output.summary).toContain('| the debt with reason #9 | [`services/chat/summary.py:42`]');
    expect(output.summary).toContain(') and 1 more |');
  });

  it('is told which open PR removes the debt', () => {
    const lifts = (removers: ReadonlyMap<string, number[]>, debts = [overdueDebt()]) =>
      /\*\*What lifts it:.*\. (.*)$/m.exec(check({ debts, removers }).summary)?.[1];
    const other = overdueDebt({ id: 'b', reasonIssue: 9, trackingIssue: 458 });
    expect(lifts(new Map())).toBe('No open PR removes it yet.');
    expect(lifts(new Map([[DEBT_ID, [12]]]))).toBe('#12 removes it.');
    expect(lifts(new Map([[DEBT_ID, [12, 14, 15]]]))).toBe('#12, #14 and #15 remove it.');
    expect(lifts(new Map([[DEBT_ID, [1, 2, 3, 4, 5, 6]]]))).toBe('#1, #2, #3, #4, #5, … remove it.');
    expect(lifts(new Map(), [overdueDebt(), other])).toBe('No open PR removes them yet.');
    const { summary } = check({ debts: [overdueDebt(), other], removers: new Map([['b', [12]]]) });
    expect(summary).toContain('The table says which open PR removes which.');
    expect(summary).toMatch(/\| #457 \|.*\| no open PR yet \|\n\| #458 \|.*\| #12 \|/);
  });

  it.each([
    [{ labels: ['enhancement'] }, 'take the label off, or comment `/tollgate classify fix`'],
    [
      { classCommand: { word: 'feat', by: 'ada', commentId: 1 } },
      '`ada` said so: `/tollgate classify feat`. If that is wrong, comment `/tollgate classify fix`',
    ],
    [{ title: 'Summaries' }, 'retitle it (`fix: …`), or comment `/tollgate classify fix`'],
  ])('is told how to mend the sign that makes it one: %j', (changes, words) => {
    const { summary } = check({ debts: [overdueDebt()], pull: pullRequest(changes) });
    expect(summary).toContain(words);
  });

  it('that the contact let through passes, and says who, why and for which debt', () => {
    const overrides = [{ debtId: DEBT_ID, by: 'carol', reason: 'it is *night* @all', at: NOW }];
    const output = check({ debts: [overdueDebt()], pull: pullRequest({ overrides }) });
    expect(output).toMatchObject({
      conclusion: 'success',
      title: 'Let through the feature freeze by the contact',
    });
    expect(output.summary).toContain('- #457: by `carol` on 2025-11-17 23:14 UTC, because it is \\*night\\*');
    expect(output.summary).not.toContain('@all');
  });

  it('that became a fix after the freeze began says so, with who made it one', () => {
    const change = {
      class: 'other' as const,
      because: 'its title begins with `fix:`',
      at: NOW.toISOString(),
    };
    const classChanges = [
      { ...change, by: 'ada', overdue: [DEBT_ID] },
      { ...change, by: null, overdue: [DEBT_ID] },
    ];
    const pull = pullRequest({ title: 'fix: x', classChanges });
    const output = check({ debts: [overdueDebt()], pull });
    expect(output).toMatchObject({
      conclusion: 'success',
      title: 'Not held by the feature freeze: reclassified after it began',
    });
    expect(output.summary).toContain(
      '- 2025-11-17 23:14 UTC, by `ada`: no feature, since its title begins with `fix:`\n- 2025-11-17 23:14 UTC, GitHub did not tell who: no feature',
    );
    expect(check({ debts: [], pull }).title).toBe('No LLM call goes around the gateway');
  });

  it('is not told that nothing is wrong if something is', () => {
    const output = check({ debts: [overdueDebt()], head: scan({ findings: [finding()] }) });
    expect(output.title).toBe(
      '1 bypass needs a debt comment (or the gateway); Feature freeze: 1 overdue debt (not caused by this PR)',
    );
    expect(output.summary).not.toContain('Nothing is wrong');
  });

  it('of an author without write access is sent to somebody who has it', () => {
    const output = check({ debts: [overdueDebt()], pull: pullRequest({ authorCanWrite: false }) });
    expect(output.summary).toContain(
      'If that is wrong, ask somebody with write access to comment `/tollgate classify fix`; the change is recorded.',
    );
    expect(output.summary).not.toContain('retitle');
  });
});

describe('a policy that cannot be used', () => {
  it('is named fault by fault, with the mend', () => {
    const problem = {
      file: '.github/tollgate.yml',
      line: 2,
      column: 14,
      path: 'timeBox.emergency',
      message: '`72h` is longer than the rule book allows: 48 hours',
      mend: 'Write 48 hours (`48h`) or less.',
    };
    const output = check({ policyProblems: [problem] });
    expect(output.title).toBe('1 fault in the policy file');
    expect(output.summary).toMatchInlineSnapshot(`
      "**The policy file has 1 fault.** Until it is mended every check here fails: a policy that cannot be read must not quietly mean something else.

      | Where | What is wrong | Mend |
      |---|---|---|
      | \`.github/tollgate.yml:2\` | \`timeBox.emergency\`: \`72h\` is longer than the rule book allows: 48 hours | Write 48 hours (\`48h\`) or less. |

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, none skipped.</sub>"
    `);
    expect(output.annotations).toMatchObject([
      {
        path: '.github/tollgate.yml',
        start_line: 2,
        annotation_level: 'failure',
        title: 'Policy: timeBox.emergency',
      },
    ]);
  });
});

describe('a changed file that could not be analysed', () => {
  const skipped = {
    path: 'services/chat/summary.py',
    reason: 'too-large',
    message: 'it has 2 MB; split it',
    suspicious: true,
  } as const;

  it('fails the check by name', () => {
    const output = check({ head: scan({ skipped: [skipped] }) });
    expect(output.title).toBe('1 changed file could not be checked');
    expect(output.summary).toMatchInlineSnapshot(`
      "**1 changed file could not be checked**, and an LLM call may hide there. What could not be judged does not pass.

      | File | Why |
      |---|---|
      | \`services/chat/summary.py\` | it has 2 MB; split it |

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, 1 not checked.</sub>"
    `);
    expect(output.annotations).toMatchObject([{ annotation_level: 'failure', title: 'Not checked' }]);
  });

  it('is a notice if nothing hides in it', () => {
    const output = check({ head: scan({ skipped: [{ ...skipped, suspicious: false }] }) });
    expect(output.conclusion).toBe('success');
    expect(output.summary).toContain('1 skipped: `services/chat/summary.py` (too-large)');
    expect(output.annotations).toMatchObject([{ annotation_level: 'notice' }]);
  });
});

describe('a PR that adds a key', () => {
  const key = finding({ rule: 'hardcoded-key', what: 'key sk-proj-Ab12…', fingerprint: 'key' });

  it('is told to take it out, and never to document it', () => {
    const output = check({ head: scan({ findings: [key] }) });
    expect(output.title).toBe('1 place to mend, which no comment covers');
    expect(output.summary).toContain('**Read it from the environment, and make a new one.**');
    expect(output.summary).not.toContain('TODO: TECH DEBT');
    expect(output.summary).not.toContain('Time-box');
  });

  it('is told so beside what it may document', () => {
    const other = finding({ fingerprint: 'other', path: 'services/chat/title.py' });
    const output = check({ head: scan({ findings: [key, other] }) });
    expect(output.title).toBe(
      '1 place to mend, which no comment covers; 1 bypass needs a debt comment (or the gateway)',
    );
    expect(output.summary).toContain('TODO: TECH DEBT');
  });
});

describe('a PR that passes', () => {
  it.each<[string, Partial<JudgeInput>]>([
    ['No LLM call goes around the gateway', {}],
    ['No new LLM call goes around the gateway', { mergeBase: DOCUMENTED, head: DOCUMENTED }],
    ['1 documented bypass: emergency, 48 hours from the merge', { head: DOCUMENTED }],
    ['1 documented bypass, tracked already', { head: DOCUMENTED, debts: [activeDebt()] }],
    ['Pays off 1 overdue debt', { mergeBase: DOCUMENTED, debts: [overdueDebt()] }],
    ['Pays off 1 debt', { mergeBase: DOCUMENTED, debts: [activeDebt()] }],
  ])('%s', (title, input) => {
    expect(check(input)).toMatchObject({ conclusion: 'success', title });
  });

  it('is told what was compared', () => {
    expect(check({ mergeBase: DOCUMENTED, head: DOCUMENTED }).summary).toMatchInlineSnapshot(`
      "This PR adds no call that goes around the gateway.

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, none skipped. 1 older bypass is not yours and does not count.</sub>"
    `);
  });

  it('is shown the exact deadline before the merge', () => {
    expect(
      check({ head: DOCUMENTED, debts: [proposedDebt({ pullNumber: 500 })] }).summary,
    ).toMatchInlineSnapshot(`
      "**1 documented bypass**, tracked and time-boxed from the merge on:

      | Where | What | Reason | Time-box |
      |---|---|---|---|
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L42) | \`POST https://api.openai.com/v1/chat/completions\` | #123 | emergency, 48 hours from the merge: 2025-11-19 23:14 UTC if merged now, see #457 |

      <sub>Judged 9f3c1e7 against merge base 41d0aa2, policy of the default branch. 1 changed file, none skipped.</sub>"
    `);
  });

  it('is thanked for what it pays off', () => {
    const output = check({ mergeBase: DOCUMENTED, debts: [overdueDebt()] });
    expect(output.summary).toContain('**This PR pays off #457 (overdue).** Thank you.');
  });

  it('is warned where policy only warns', () => {
    const policy = {
      ...defaultPolicy(),
      rules: { ...defaultPolicy().rules, 'direct-call': 'warn' as const },
    };
    const output = check({ head: scan({ findings: [finding()] }), policy });
    expect(output).toMatchObject({ conclusion: 'success', annotations: [{ annotation_level: 'warning' }] });
    expect(output.summary).toContain('**1 warning**, which blocks nothing:');
  });
});

describe('a planned bypass', () => {
  const head = scan({
    findings: [finding()],
    debtComments: [commentPlace({ texts: commentTexts({ planned: true }) })],
  });

  it('is an emergency until the contact approves, and says so', () => {
    const output = check({ head });
    expect(output.title).toBe('1 documented bypass: emergency, 48 hours from the merge');
    expect(output.summary).toContain(
      '`Time-box: planned` counts once `architecture-team` approves this PR; until then it is an emergency.',
    );
  });

  it('has its two weeks then', () => {
    const output = check({ head, pull: pullRequest({ approvedByContact: true }) });
    expect(output.title).toBe('1 documented bypass: planned, 2 weeks from the merge');
    expect(output.summary).toContain('planned, 2 weeks from the merge: 2025-12-01 23:14 UTC if merged now');
    expect(output.summary).not.toContain('counts once');
  });
});

describe('several PRs with one head', () => {
  const debts = [overdueDebt()];
  const frozen = verdict({ debts, pull: pullRequest({ number: 12 }) });
  const docs = verdict({ debts, pull: pullRequest({ number: 13, title: 'docs: x' }) });

  it.each<[string, [Verdict, ...Verdict[]]]>([
    ['first', [frozen, docs]],
    ['last', [docs, frozen]],
  ])('have the worst verdict, though it came %s, and each is named', (_, verdicts) => {
    const output = checkOutput(verdicts, CONTEXT);
    expect(output.conclusion).toBe('failure');
    expect(output.title).toBe('#12: Feature freeze: 1 overdue debt (not caused by this PR)');
    expect(output.summary).toContain('This commit is the head of 2 open PRs.');
    expect(output.summary).toContain(
      '| #12 | ❌ fails | Feature freeze: 1 overdue debt (not caused by this PR) |',
    );
    expect(output.summary).toContain('| #13 | ✅ passes | No LLM call goes around the gateway |');
  });

  it('pass if all of them do', () => {
    expect(checkOutput([docs, docs], CONTEXT).conclusion).toBe('success');
  });

  it('have each annotation once', () => {
    const head = scan({ findings: [finding()] });
    const both = [
      verdict({ head, pull: pullRequest({ number: 12 }) }),
      verdict({ head, pull: FIX }),
    ] as const;
    expect(checkOutput([...both], CONTEXT).annotations).toHaveLength(1);
  });
});

describe('a PR with very many findings', () => {
  const findings = Array.from({ length: 1_000 }, (_, index) =>
    finding({
      line: index + 1,
      path: `${'deep/'.repeat(20)}${index}.py`,
      snippet: 'call()\n'.repeat(40),
      message: 'x'.repeat(5_000),
    }),
  );
  const output = check({ head: scan({ findings }) });

  it('keeps within GitHub’s limits, says what is cut, and has all annotations', () => {
    expect(output.annotations).toHaveLength(1_000);
    expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(output.text ?? '')).toBeLessThanOrEqual(65_535);
    expect(output.summary).toContain('| … and 980 more |');
    expect(output.text).toContain('_Cut here: GitHub takes no longer text.');
    for (const { title, message } of output.annotations) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(message)).toBeLessThanOrEqual(65_536);
    }
  });
});

describe('hostile text', () => {
  const attack = fc.constantFrom(
    '@octocat',
    '#1',
    'GH-1',
    'http://evil.example',
    '<img src=x>',
    '<!-- x -->',
    '[a](b)',
    '|',
    '\n',
    '`',
    '```',
    '\\',
    '\u202E',
    'a',
    ' ',
    '/',
    '*',
  );
  const text = fc.array(attack, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(''));
  const hostile = fc.record({
    title: text,
    label: text,
    path: text,
    what: text,
    message: text,
    snippet: text,
    comment: fc.array(text, { maxLength: 5 }),
  });

  it('mentions, refers to, links and renders nothing outside of code, in any of the texts', () => {
    fc.assert(
      fc.property(hostile, ({ title, label, path, what, message, snippet, comment }) => {
        const bypass = finding({ path: `x/${path}`, what, message, snippet });
        const faulty = finding({ path: 'y.py', what, fingerprint: 'b', snippet });
        const debtComments = [
          commentPlace({ path: 'y.py', texts: ['TECH DEBT', ...comment.map((line) => `Issue: ${line}`)] }),
        ];
        const output = check({
          pull: pullRequest({ title: `feat(${title}): ${title}`, labels: [label] }),
          head: scan({
            findings: [bypass, faulty],
            debtComments,
            skipped: [{ path, reason: 'too-slow', message, suspicious: true }],
          }),
          changedPaths: [path],
          policyProblems: [{ file: path, line: 1, column: 1, path: title, message, mend: message }],
          debts: [overdueDebt({ reason: message, removeAfter: message, places: [debtPlace({ path })] })],
          reasonIssues: new Map<number, ReasonIssue>(),
        });
        for (const shown of [output.summary, output.text ?? '']) expect(dangers(shown)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  /** What GitHub would make of a text beyond what we put there ourselves. */
  function dangers(markdown: string): string[] {
    const outside = withoutBlocks(markdown).map(outsideCode).join('\n');
    const ours = /\]\(https:\/\/github\.com\/acme\/chat\/[\x21-\x27\x2a-\x7e]*\)|<\/?sub>|#457\b/g;
    return outside.replace(ours, '').match(/@\w+|#\d+|GH-\d+|:\/\/|<[a-z!/]|(?<!\\)\]\(/gi) ?? [];
  }

  /** The lines outside of code blocks. */
  function withoutBlocks(markdown: string): string[] {
    let open = '';
    return markdown.split('\n').filter((line) => {
      const ticks = /^`{3,}/.exec(line)?.[0] ?? '';
      if (open !== '') {
        if (line.trimEnd() === open) open = '';
        return false;
      }
      open = ticks;
      return open === '';
    });
  }
});
