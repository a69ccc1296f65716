import { describe, expect, it } from 'vitest';
import { type AdoptionFacts, adoptionIssue } from '../../src/gate/adoption-issue.ts';
import { baselineOf } from '../../src/gate/baseline.ts';
import { listBaseline } from '../../src/gate/baseline-list.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { finding, scan } from '../debt/builders.ts';

const CALLS = ['a', 'b', 'c'].map((name) =>
  finding({ path: `src/${name}.py`, origin: { path: 'src/config.py', name: 'OPENAI_URL' } }),
);

const FACTS: AdoptionFacts = {
  found: listBaseline(baselineOf(scan({ findings: [...CALLS, finding()] }), defaultPolicy(), []), 100),
  left: 3,
  unseen: 0,
  takenAt: new Date('2025-11-17T12:00:00Z'),
  by: null,
  isOverdue: false,
  contact: '@acme/llm',
  defaultBranch: 'main',
  record: '<!-- tollgate:baseline:record -->',
};

const CONTEXT = {
  repositoryUrl: 'https://github.com/acme/chat',
  docsUrl: null,
  sha: '9f3c1e7',
  mostRows: 10,
};

function shown(changes: Partial<AdoptionFacts> = {}) {
  return adoptionIssue({ ...FACTS, ...changes }, CONTEXT);
}

describe('the issue about old bypasses', () => {
  it('says what was found, what of it is left, what it means, and leaves today to the dashboard', () => {
    expect(shown().title).toBe('Old bypasses of the LLM gateway: 3 of 4 left');
    expect(shown().body).toMatchInlineSnapshot(`
      "<!-- tollgate:baseline -->

      **4 bypasses of the gateway** on \`main\` were there before Tollgate began to watch here on 2025-11-17. They block nobody's pull request.

      **3 of 4 left**; the [dashboard](https://github.com/acme/chat/issues?q=label:tollgate-dashboard) shows where. This is what was found on that day, each row one change that clears so many:

      | Mend | Clears | What | Rule |
      |---|---|---|---|
      | \`OPENAI_URL\` in [\`src/config.py\`](https://github.com/acme/chat/blob/9f3c1e7/src/config.py) | 3 | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 1 | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |

      **No clock runs.** \`acme/llm\` may give them a date in the policy (\`baseline: { by: … }\`).

      Nothing is ever added here: what is new goes through review, with a debt comment and a clock, and so does what left the list and comes back. The count is kept by itself, and the issue closes when \`main\` has none of them left.

      <!-- tollgate:baseline:record -->
      "
    `);
  });

  it.each([
    [{ by: '2025-12-31' }, '**The policy gives them until the end of 2025-12-31 (UTC).**', false],
    [{ by: '2025-11-16', isOverdue: true }, '**Their day, 2025-11-16, has passed: feature PRs', true],
  ])('%j', (changes, words, blocks) => {
    expect(shown(changes).body).toContain(words);
    expect(shown(changes).blocks).toBe(blocks);
    expect(shown(changes).body.includes("nobody's pull request")).toBe(!blocks);
  });

  it('stays open for places that were not seen, and says so', () => {
    const unseen = shown({ left: 0, unseen: 2 });
    expect(unseen).toMatchObject({ state: 'open', blocks: false });
    expect(unseen.body).toContain('**0 of 4 left, and 2 places could not be looked at**');
  });

  it('closes when nothing is left', () => {
    expect(shown({ left: 0 })).toMatchObject({
      title: 'Old bypasses of the LLM gateway: all mended',
      state: 'closed',
      stateReason: 'completed',
    });
  });

  it('never says that more is left than there was', () => {
    expect(shown({ left: 5 }).title).toBe('Old bypasses of the LLM gateway: 5 of 5 left');
  });
});
