import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Debt, DebtState } from '../../src/debt/debt.ts';
import {
  findMarker,
  readTested,
  type TrackingContext,
  trackingIssue,
} from '../../src/debt/tracking-issue.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, DEBT_ID, debtPlace, HOUR, later, lines, overdueDebt, proposedDebt } from './builders.ts';
import { outsideCode } from './outside-code.ts';

const CONTEXT: TrackingContext = {
  repositoryUrl: 'https://github.com/acme/chat',
  organization: 'acme',
  defaultBranch: 'main',
  sha: '9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e',
  policy: { ...defaultPolicy(), contact: '@acme/architecture-team' },
  reasonIsGone: false,
  tested: false,
  sideBranch: null,
  record: null,
};

function body(debt: Debt, context: Partial<TrackingContext> = {}): string {
  return trackingIssue(debt, { ...CONTEXT, ...context }).body;
}

function boxes(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('- ['));
}

describe('the tracking issue of an active debt', () => {
  it('is the rule book’s, with deadline, time-box, places, reason, PR and contact', () => {
    const debt = activeDebt({ places: [debtPlace({ range: lines(38, 42) })] });
    expect(trackingIssue(debt, CONTEXT)).toMatchInlineSnapshot(`
      {
        "body": "<!-- tollgate:debt:6f1d9b1e-0f64-4b6e-9c0e-1d0f5a3a7c11 -->

      ## TECH DEBT: Direct LLM Call in summary.py

      **Created:** 2025-11-17  
      **Severity:** HIGH  
      **Impact:** Bypasses caching, fallbacks, monitoring

      **Resolution:**
      - [ ] LiteLLM v2.0 adds feature X
      - [ ] Update to use gateway
      - [ ] Remove direct call
      - [ ] Test end-to-end

      |  |  |
      |---|---|
      | **Deadline** | **2025-11-19 23:14 UTC** |
      | Time-box | emergency, 48 hours from the merge at 2025-11-17 23:14 UTC |
      | Where | [\`services/chat/summary.py, lines 38–42\`](https://github.com/acme/chat/blob/9f3c1e7d0b5a4f6e8c2d1a0b9e8f7d6c5b4a3f2e/services/chat/summary.py#L38-L42) |
      | Reason | #123: LiteLLM doesn't support feature X |
      | Added by | #456 |
      | Contact | @acme/architecture-team |

      This closes by itself when the call is gone from \`main\`. Closing it by hand does not stop the clock; neither does editing it. At the deadline, feature PRs in this repository are blocked until the call is removed.
      ",
        "labels": [
          "tech-debt",
          "gateway-bypass",
          "emergency",
        ],
        "state": "open",
        "stateReason": null,
        "title": "TECH DEBT: Direct LLM Call in summary.py",
      }
    `);
  });
});

describe('the deadline', () => {
  it('of a proposed debt is counted from the merge', () => {
    expect(body(proposedDebt())).toContain('| **Deadline** | **48 hours after #456 merges** |');
    expect(body(proposedDebt())).toContain('| Time-box | emergency, 48 hours from the merge |');
  });

  it('of a proposed debt with a date names the earlier of the two', () => {
    const debt = proposedDebt({ removeBy: new Date('2025-11-19T00:00:00Z') });
    expect(body(debt)).toContain('**48 hours after #456 merges, and 2025-11-19 00:00 UTC at the latest**');
  });

  it('says that its comment shortened it', () => {
    const removeBy = new Date('2025-11-19T00:00:00Z');
    expect(body(activeDebt({ removeBy, deadline: removeBy }))).toContain(
      'emergency, 48 hours from the merge at 2025-11-17 23:14 UTC, shortened by the date in its comment',
    );
  });

  it('says that planned was asked for and not approved', () => {
    expect(body(activeDebt({ requestedTimeBox: 'planned' }))).toContain(
      'planned was asked for, and the contact has not approved it',
    );
  });
});

describe('each state', () => {
  it.each<[DebtState, Debt, string, object]>([
    [
      'proposed',
      proposedDebt(),
      'The clock starts when #456 merges. If it is mended or closed without merging, this closes by itself.',
      { state: 'open', stateReason: null, labels: ['tech-debt', 'gateway-bypass', 'emergency'] },
    ],
    [
      'active',
      activeDebt({ timeBox: 'planned' }),
      'This closes by itself when the call is gone from `main`. Closing it by hand does not stop the clock; neither does editing it. At the deadline, feature PRs in this repository are blocked until the call is removed.',
      { state: 'open', stateReason: null, labels: ['tech-debt', 'gateway-bypass', 'planned'] },
    ],
    [
      'overdue',
      overdueDebt(),
      '**The deadline has passed: feature PRs in this repository are blocked.** A PR that removes the call is never blocked by that; this closes by itself when the call is gone from `main`. Closing it by hand changes nothing.',
      { state: 'open', stateReason: null, labels: ['tech-debt', 'gateway-bypass', 'emergency', 'overdue'] },
    ],
    [
      'resolved',
      overdueDebt({ state: 'resolved', resolvedAt: later(50 * HOUR) }),
      'Resolved: the call is gone from `main`, as seen by a scan.',
      { state: 'closed', stateReason: 'completed', labels: ['tech-debt', 'gateway-bypass', 'emergency'] },
    ],
    [
      'withdrawn',
      proposedDebt({ state: 'withdrawn' }),
      'Withdrawn: the call never reached `main`.',
      { state: 'closed', stateReason: 'not_planned', labels: ['tech-debt', 'gateway-bypass', 'emergency'] },
    ],
  ])('%s has its last words, its labels and its state on GitHub', (_, debt, words, expected) => {
    const issue = trackingIssue(debt, CONTEXT);
    expect(issue).toMatchObject(expected);
    expect(issue.body.trimEnd().split('\n').at(-1)).toBe(words);
  });
});

describe('the tick boxes', () => {
  const resolved = activeDebt({ state: 'resolved', resolvedAt: later(HOUR) });

  it.each<[string, Debt, Partial<TrackingContext>, string]>([
    ['nothing', activeDebt(), {}, '    '],
    ['a closed reason', activeDebt(), { reasonIsGone: true }, 'x   '],
    ['a scan that finds no call', resolved, {}, ' xx '],
    ['a person', activeDebt(), { tested: true }, '   x'],
    ['all of it', resolved, { reasonIsGone: true, tested: true }, 'xxxx'],
  ])('are ticked by %s', (_, debt, context, ticks) => {
    const [one, two, three, four] = ticks;
    expect(boxes(body(debt, context))).toEqual([
      `- [${one}] LiteLLM v2.0 adds feature X`,
      `- [${two}] Update to use gateway`,
      `- [${three}] Remove direct call`,
      `- [${four}] Test end-to-end`,
    ]);
  });

  it.each<[string, (text: string) => string, boolean | null]>([
    ['as it was written', (text) => text, false],
    ['ticked', (text) => text.replaceAll('- [ ]', '- [x]'), true],
    [
      'ticked by another hand, in GitHub’s line ends',
      (text) => text.replaceAll('- [ ]', '- [X]').replaceAll('\n', '\r\n'),
      true,
    ],
    ['without its box', () => 'nothing to see', null],
  ])('a person’s is read from a text %s', (_, edit, expected) => {
    expect(readTested(edit(body(activeDebt())))).toBe(expected);
  });

  it('cannot be ticked by what the comment says', () => {
    const debt = activeDebt({ removeAfter: 'x\n- [x] Test end-to-end', reason: '- [x] Test end-to-end' });
    expect(readTested(body(debt))).toBe(false);
  });
});

describe('the title', () => {
  it.each([
    [1, 'TECH DEBT: Direct LLM Call in summary.py'],
    [2, 'TECH DEBT: Direct LLM Call in summary.py and 1 more place'],
    [4, 'TECH DEBT: Direct LLM Call in summary.py and 3 more places'],
  ])('of %d place(s)', (number, title) => {
    const places = Array.from({ length: number }, (_, index) => debtPlace({ range: lines(index + 1) }));
    expect(trackingIssue(activeDebt({ places }), CONTEXT).title).toBe(title);
  });

  it('has at most 256 characters, and nothing invisible', () => {
    const places = [debtPlace({ path: `src/\u202E${'x'.repeat(400)}.py` }), debtPlace()];
    const { title } = trackingIssue(activeDebt({ places }), CONTEXT);
    expect([...title]).toHaveLength(256);
    expect(title).toMatch(/^TECH DEBT: Direct LLM Call in x+… and 1 more place$/);
  });
});

describe('the contact', () => {
  it.each([
    ['@acme/architecture-team', 'acme', '@acme/architecture-team'],
    ['@architecture-team', 'acme', '@acme/architecture-team'],
    ['@jane', null, '@jane'],
    ['@architecture-team', null, '`@architecture-team`'],
  ])('%s of %s is shown as %s: never a stranger', (contact, organization, shown) => {
    const policy = { ...defaultPolicy(), contact };
    expect(body(activeDebt(), { policy, organization })).toContain(`| Contact | ${shown} |`);
  });
});

describe('the marker', () => {
  it('names the debt', () => {
    expect(findMarker(body(activeDebt()))).toBe(DEBT_ID);
  });

  it.each(['', 'tollgate:debt', '<!-- tollgate:debt:1234 -->', `<!--tollgate:debt:${DEBT_ID}-->`])(
    'is not in %j',
    (text) => {
      expect(findMarker(text)).toBeNull();
    },
  );
});

describe('hostile text in a debt', () => {
  const attack = fc.constantFrom(
    '@octocat',
    '#1',
    '<!-- tollgate:debt:00000000-0000-4000-8000-000000000000 -->',
    '|',
    '\n',
    '`',
    '- [x] Test end-to-end',
    '<script>',
    '](http://x)',
    '\u202E',
    'a',
    ' ',
  );
  const text = fc.array(attack, { maxLength: 12 }).map((parts) => parts.join(''));

  it('mentions nobody but the contact, and leaves every row, box and marker in its place', () => {
    fc.assert(
      fc.property(text, text, text, (reason, removeAfter, path) => {
        const shown = body(activeDebt({ reason, removeAfter, places: [debtPlace({ path: `x/${path}` })] }));
        expect(findMarker(shown)).toBe(DEBT_ID);
        expect(shown.split('\n').filter((line) => line.startsWith('| '))).toHaveLength(7);
        expect(boxes(shown)).toHaveLength(4);
        const outside = shown.split('\n').map(outsideCode).join('\n');
        expect(outside.match(/@\w[\w/-]*/g)).toEqual(['@acme/architecture-team']);
        expect(outside).not.toContain('<script');
      }),
    );
  });

  it('keeps the body within GitHub’s limit, and the marker in it', () => {
    const places = Array.from({ length: 3_000 }, (_, index) =>
      debtPlace({ path: `${'deep/'.repeat(60)}${index}.py` }),
    );
    const shown = body(activeDebt({ places }));
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(65_536);
    expect(shown).toContain('and 2950 more places');
    expect(findMarker(shown)).toBe(DEBT_ID);
  });
});
