import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Debt } from '../../src/debt/debt.ts';
import type { Finding } from '../../src/detect/finding.ts';
import { baselineOf } from '../../src/gate/baseline.ts';
import { listBaseline } from '../../src/gate/baseline-list.ts';
import {
  type DashboardContext,
  type DashboardFacts,
  dashboard,
  type StandingBaseline,
} from '../../src/gate/dashboard.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import {
  activeDebt,
  DEBT_ID,
  debtPlace,
  finding,
  HOUR,
  later,
  overdueDebt,
  proposedDebt,
  scan,
} from '../debt/builders.ts';
import { outsideCode } from '../debt/outside-code.ts';

const DAY = 24 * HOUR;

const CONTEXT: DashboardContext = {
  repositoryUrl: 'https://github.com/acme/chat',
  defaultBranch: 'main',
  sha: '9f3c1e7',
  docsUrl: null,
  policy: { ...defaultPolicy(), contact: '@acme/architecture-team' },
  now: later(HOUR),
};

const NOTHING: DashboardFacts = {
  debts: [],
  paid: [],
  baseline: null,
  removers: new Map(),
  isRequired: true,
};

function shown(facts: Partial<DashboardFacts>, context: Partial<DashboardContext> = {}) {
  return dashboard({ ...NOTHING, ...facts }, { ...CONTEXT, ...context });
}

function paid(after: number, changes: Partial<Debt> = {}): Debt {
  return activeDebt({ state: 'resolved', resolvedAt: later(after), ...changes });
}

function standing(findings: Finding[], changes: Partial<StandingBaseline> = {}): StandingBaseline {
  const list = listBaseline(baselineOf(scan({ findings }), defaultPolicy(), []), Number.POSITIVE_INFINITY);
  return { list, unseen: 0, issue: 2, isOverdue: false, ...changes };
}

const OLD_CALLS = ['a', 'b'].map((name) =>
  finding({ path: `src/${name}.py`, origin: { path: 'src/config.py', name: 'OPENAI_URL' } }),
);
const OLD = standing(OLD_CALLS);
const DATED = { ...CONTEXT.policy, baseline: { by: '2025-11-16' } };

describe('the dashboard', () => {
  it('says what is owed, until when, what that blocks, what lifts it, and what was paid', () => {
    const debts = [
      activeDebt(),
      overdueDebt({ trackingIssue: 400, pullNumber: 399, deadline: later(-50 * HOUR) }),
      proposedDebt({ trackingIssue: 500, pullNumber: 499 }),
    ];
    const facts = { debts, baseline: OLD, paid: [paid(3 * HOUR), paid(60 * HOUR, { trackingIssue: 12 })] };
    expect(shown(facts).body).toMatchInlineSnapshot(`
      "<!-- tollgate:dashboard -->

      ## Feature freeze

      **Feature PRs are blocked since 2025-11-15 21:14 UTC**: #400 is overdue.

      **What lifts it:** a PR that removes that call; the freeze never blocks such a PR, as long as it adds no bypass. No open PR removes it yet.

      **Whom to ask:** \`acme/architecture-team\`.

      ## 2 open debts

      | Debt | Where | Deadline | Time left | Added by |
      |---|---|---|---|---|
      | #400 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 2025-11-15 21:14 UTC | **overdue by 2 days** | #399 |
      | #457 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 2025-11-19 23:14 UTC | 47 hours | #456 |

      ## Proposed

      The clock of these starts when their PR merges.

      | Debt | Where | PR | Time-box | Reason |
      |---|---|---|---|---|
      | #500 | \`services/chat/summary.py:42\` | #499 | 48 hours | #123: LiteLLM doesn't support feature X |

      ## Baseline: 2 old bypasses, 1 mend

      These are older than Tollgate here, as #2 told when it began. No clock runs on them, and they block nobody. New ones are refused.

      | Mend | Clears | What | Rule |
      |---|---|---|---|
      | \`OPENAI_URL\` in [\`src/config.py\`](https://github.com/acme/chat/blob/9f3c1e7/src/config.py) | 2 | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |

      ## Paid in the last 30 days: 2, 1 of them late

      | Debt | Where | Paid |  |
      |---|---|---|---|
      | #12 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 2025-11-20 11:14 UTC | **late by 12 hours** |
      | #457 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 2025-11-18 02:14 UTC | on time, 45 hours before the deadline |

      <sub>Tollgate keeps this up to date; what you write here is overwritten. Closed, it stays closed until something changes, unless features are blocked.</sub>
      "
    `);
  });

  it('says that nothing is owed, and is closed', () => {
    expect(shown({})).toMatchObject({ state: 'closed', stateReason: 'completed' });
    expect(shown({}).body).toContain('**Nothing is owed.**');
    expect(shown({ baseline: OLD })).toMatchObject({ state: 'open', stateReason: null });
  });

  it.each([
    [false, true],
    [true, false],
    [null, false],
  ])('where the check is required: %s, it says that it is advisory only: %s', (isRequired, isSaid) => {
    expect(shown({ isRequired, baseline: OLD }).body.includes('**Advisory only:**')).toBe(isSaid);
  });

  it('tells of no freeze where nothing is overdue', () => {
    const dated = shown({ debts: [activeDebt()], baseline: OLD }, { policy: DATED });
    expect(dated.body).not.toContain('freeze');
    expect(dated.body).toContain('by the end of **2025-11-16**, UTC; what is left then blocks feature PRs');
  });

  it.each([
    [{}, 'No open PR removes it yet.'],
    [{ [DEBT_ID]: [77] }, '#77 removes it.'],
    [{ [DEBT_ID]: [77, 78] }, '#77 and #78 remove it.'],
  ])('of a frozen repository says which PR lifts it: %j', (removers, words) => {
    const { body } = shown({ debts: [overdueDebt()], removers: new Map(Object.entries(removers)) });
    expect(body.split('\n').find((line) => line.startsWith('**What lifts it:**'))).toContain(words);
  });

  it('says of each of several debts which PR removes it, and who closed it need not know', () => {
    const debts = [overdueDebt(), overdueDebt({ id: 'other', trackingIssue: 12 })];
    const with77 = shown({ debts, removers: new Map([['other', [77]]]) });
    expect(with77.body).toContain('The table says which open PR removes which.');
    expect(with77.body).toMatch(/\| #12 \|.*\| #77 \|/);
    expect(with77.body).toMatch(/\| #457 \|.*\| no open PR yet \|/);
    expect(with77.facts).toBe(shown({ debts }).facts);
  });

  it('tells of the freeze that an overdue baseline is, until nothing of it is left', () => {
    const overdue = shown({ baseline: { ...OLD, isOverdue: true } }, { policy: DATED });
    expect(overdue.body).toContain('## Feature freeze');
    expect(overdue.body).toContain('**Old bypasses block feature PRs since the end of 2025-11-16**');
    expect(overdue.body).toContain('Their day, 2025-11-16, has passed.');
    const mended = shown({ baseline: standing([], { isOverdue: true }) }, { policy: DATED });
    expect(mended).toMatchObject({ state: 'closed' });
    expect(mended.body).not.toContain('freeze');
  });

  it('says what of a baseline a scan could not see, which is not gone', () => {
    const { state, body } = shown({ baseline: standing([], { unseen: 2 }) });
    expect(state).toBe('open');
    expect(body).toContain('2 more places could not be seen');
    expect(body).not.toContain('Clears');
  });

  it('says which debts came late', () => {
    const lately = (...hours: number[]) => shown({ paid: hours.map((after) => paid(after * HOUR)) }).body;
    expect(lately(1)).toContain('Paid in the last 30 days: 1, on time\n');
    expect(lately(1, 2)).toContain('30 days: 2, all on time\n');
    expect(lately(1, 50)).toContain('30 days: 2, 1 of them late\n');
    expect(lately(50)).toContain('30 days: 1, late\n');
    expect(lately(50, 51)).toContain('30 days: 2, all late\n');
  });
});

describe('with time', () => {
  it.each([
    // now, what it says, when that changes: hours after the start, of 48
    [later(HOUR), '47 hours', 2],
    [later(47.5 * HOUR), 'less than an hour', 48],
    [later(48 * HOUR), 'overdue by less than an hour', 49],
    [later(48 * HOUR + 10 * DAY + 1), 'overdue by 10 days', 48 + 11 * 24],
  ])('at %s it says %s', (now, words, changes) => {
    const found = shown({ debts: [activeDebt()] }, { now });
    expect(found.body).toContain(words);
    expect(found.changesAt).toEqual(later(changes * HOUR));
    const later1 = shown({ debts: [activeDebt()] }, { now: new Date(later(changes * HOUR).getTime() - 1) });
    expect(later1.body).toBe(found.body);
  });

  it('shows what was paid for 30 days', () => {
    expect(shown({ paid: [paid(0)] }).changesAt).toEqual(later(30 * DAY));
    expect(shown({}).changesAt).toBeNull();
  });

  it('keeps its facts, which nothing but what is owed changes', () => {
    const before = shown({ debts: [activeDebt()], baseline: OLD });
    const after = shown(
      { debts: [activeDebt()], baseline: OLD, paid: [paid(HOUR)] },
      { now: later(20 * HOUR), sha: 'abcdef0' },
    );
    expect(after.facts).toBe(before.facts);
    expect(after.body).not.toBe(before.body);
    expect(shown({ debts: [overdueDebt()], baseline: OLD }).facts).not.toBe(before.facts);
    expect(shown({ debts: [activeDebt()] }).facts).not.toBe(before.facts);
  });
});

describe('more than GitHub takes', () => {
  it('is cut by rows, with a line that says how many more', () => {
    const debts = Array.from({ length: 2_000 }, (_, index) =>
      activeDebt({
        id: `${DEBT_ID}${index}`,
        trackingIssue: index + 1,
        places: [debtPlace({ path: `${'deep/'.repeat(30)}${index}.py` })],
      }),
    );
    const { body } = shown({ debts, paid: [paid(0)] });
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
    expect(body).toContain('## 2000 open debts');
    expect(body).toMatch(/… and \d+ more: \[all of them\]/);
    expect(body).toContain('Paid in the last 30 days');
  });
});

describe('hostile text', () => {
  const attack = fc.constantFrom(
    '@octocat',
    '#1',
    '<img>',
    '|',
    '`',
    '](http://x)',
    '\n',
    '\u202E',
    '![',
    '<!-- tollgate:dashboard -->',
    'a',
  );
  const text = fc.array(attack, { maxLength: 10 }).map((parts) => parts.join(''));

  it('mentions nobody, refers to nothing and renders nothing', () => {
    fc.assert(
      fc.property(text, text, text, (path, reason, defaultBranch) => {
        const places = [debtPlace({ path: `x/${path}` })];
        const debts = [overdueDebt({ places }), proposedDebt({ reason, places })];
        const baseline = standing([finding({ path: `y/${path}` })]);
        const { body } = shown(
          { debts, baseline, paid: [paid(0, { places })], isRequired: false },
          { defaultBranch },
        );
        const lines = body.split('\n');
        expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(5);
        expect(lines.filter((line) => line.startsWith('| ')).length).toBe(4 + 4);
        const outside = lines.map(outsideCode).join('\n');
        expect(outside).not.toMatch(/@\w|<img|!\[/);
        expect(outside.match(/<!--/g)).toHaveLength(1);
        expect(new Set(outside.match(/#\d+/g))).toEqual(new Set(['#2', '#457', '#456', '#123']));
      }),
    );
  });
});
