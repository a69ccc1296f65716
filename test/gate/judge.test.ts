import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Debt } from '../../src/debt/debt.ts';
import type { SkippedFile } from '../../src/detect/finding.ts';
import { issuesToLookUp, judge, stillCited } from '../../src/gate/judge.ts';
import type { ClassChange } from '../../src/gate/pull.ts';
import type { JudgeInput, Reason, ReasonIssue, Verdict } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import type { Level, Policy } from '../../src/policy/policy.ts';
import {
  activeDebt,
  commentPlace,
  commentTexts,
  DEBT_ID,
  debtPlace,
  finding,
  HOUR,
  later,
  lines,
  NOW,
  overdueDebt,
  proposedDebt,
  scan,
} from '../debt/builders.ts';
import { judgeInput, pullRequest, verdict } from './builders.ts';

const OTHER_CALL = { fingerprint: 'other', path: 'services/chat/title.py' };
const DOCUMENTED = scan({ findings: [finding()], debtComments: [commentPlace()] });
const BARE = scan({ findings: [finding()] });

function level(direct: Level): Policy {
  return { ...defaultPolicy(), rules: { ...defaultPolicy().rules, 'direct-call': direct } };
}

function citing(issue: number, found: ReasonIssue): Partial<JudgeInput> {
  const texts = commentTexts({ issue });
  return {
    head: scan({ findings: [finding()], debtComments: [commentPlace({ texts })] }),
    reasonIssues: new Map([[issue, found]]),
  };
}

/** What a verdict comes to, in a few words. */
function told({ conclusion, reasons }: Verdict): string {
  return [conclusion, ...reasons.map(reasonWords)].join(', ');
}

function reasonWords(reason: Reason): string {
  if (reason.kind !== 'bypass') return reason.kind;
  const { documentation } = reason.bypass;
  return documentation.kind === 'faulty'
    ? `faulty ${documentation.faults.map(({ field }) => field).join(' ')}`
    : 'bypass';
}

describe('the verdict', () => {
  it.each<[string, Partial<JudgeInput>, string]>([
    ['nothing about LLMs', {}, 'success'],
    ['a bypass without a comment', { head: BARE }, 'failure, bypass'],
    ['a bypass with its comment', { head: DOCUMENTED }, 'success'],
    ['a key', { head: scan({ findings: [finding({ rule: 'hardcoded-key' })] }) }, 'failure, bypass'],
    [
      'a key behind a debt comment',
      {
        head: scan({ findings: [finding({ rule: 'hardcoded-key' })], debtComments: [commentPlace()] }),
      },
      'failure, faulty place',
    ],
    [
      'a documented bypass with a key in its statement',
      {
        head: scan({
          findings: [finding(), finding({ rule: 'hardcoded-key', fingerprint: 'key' })],
          debtComments: [commentPlace()],
        }),
      },
      'failure, faulty place',
    ],
    ['a bypass at level warn', { head: BARE, policy: level('warn') }, 'success'],
    ['a bypass whose rule is off', { head: BARE, policy: level('off') }, 'success'],
    ['a bypass that stood in the base before', { mergeBase: BARE, head: BARE }, 'success'],
    [
      'an older bypass on another line',
      { mergeBase: BARE, head: scan({ findings: [finding({ line: 90 })] }) },
      'success',
    ],
    [
      'an older bypass in a renamed file',
      { mergeBase: BARE, head: scan({ findings: [finding({ path: 'b.py' })] }) },
      'success',
    ],
    [
      'a second call of the kind that stood there before',
      { mergeBase: BARE, head: scan({ findings: [finding(), finding({ line: 60 })] }) },
      'failure, bypass',
    ],
    ['a bypass removed', { mergeBase: BARE, head: scan() }, 'success'],
    [
      'a bypass mended and another one added',
      { mergeBase: BARE, head: scan({ findings: [finding(OTHER_CALL)] }) },
      'failure, bypass',
    ],
    [
      'two bypasses, of which one is documented',
      {
        head: scan({
          findings: [finding(), finding({ ...OTHER_CALL, line: 9 })],
          debtComments: [commentPlace()],
        }),
      },
      'failure, bypass',
    ],
    [
      'a faulty comment over an older bypass',
      {
        mergeBase: BARE,
        head: scan({ findings: [finding()], debtComments: [commentPlace({ texts: ['TECH DEBT'] })] }),
      },
      'success',
    ],
    [
      'a comment with every field missing',
      {
        head: scan({
          findings: [finding()],
          debtComments: [commentPlace({ texts: ['TODO TECH DEBT'], marked: false })],
        }),
      },
      'failure, faulty header issue remove-after contact marker',
    ],
    [
      'a comment over another statement',
      { head: scan({ findings: [finding()], debtComments: [commentPlace({ covers: lines(50) })] }) },
      'failure, bypass',
    ],
  ])('on %s: %s → %s', (_, input, expected) => {
    expect(told(verdict(input))).toBe(expected);
  });
});

describe('a bypass', () => {
  const sameStatement = [
    finding(),
    finding({ fingerprint: 'b', what: 'POST https://api.anthropic.com/v1/messages' }),
  ];

  it('is one statement, whatever number of findings it holds', () => {
    const { reasons } = verdict({ head: scan({ findings: sameStatement }) });
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ kind: 'bypass', bypass: { findings: sameStatement } });
  });

  it('is documented by one comment, whatever number of findings it holds', () => {
    const { documented } = verdict({
      head: scan({ findings: sameStatement, debtComments: [commentPlace()] }),
    });
    expect(documented.map(({ findings }) => findings.length)).toEqual([2]);
  });

  it('is two if two statements make the same call', () => {
    const { reasons } = verdict({ head: scan({ findings: [finding(), finding({ line: 43 })] }) });
    expect(reasons).toHaveLength(2);
  });
});

describe('the reason issue', () => {
  it.each<[string, ReasonIssue, string]>([
    ['open', { kind: 'open', title: 'x', missing: [] }, 'success'],
    ['closed', { kind: 'closed' }, 'failure, faulty issue'],
    ['a pull request', { kind: 'pull-request' }, 'failure, faulty issue'],
    ['missing', { kind: 'missing' }, 'failure, faulty issue'],
  ])('that is %s', (_, found, expected) => {
    expect(told(verdict(citing(9, found)))).toBe(expected);
  });

  it('that nobody looked up does not count', () => {
    expect(told(verdict({ head: DOCUMENTED, reasonIssues: new Map() }))).toBe('failure, faulty issue');
  });

  it('is at fault in its own line, and the rest of the comment is kept', () => {
    const [reason] = verdict(citing(9, { kind: 'closed' })).reasons;
    expect(reason).toMatchObject({
      bypass: {
        documentation: {
          faults: [
            {
              field: 'issue',
              line: 39,
              message:
                '#9 is closed: if its reason still holds, reopen it, and if it does not, use the gateway',
              mend: "Issue: #<number> - LiteLLM doesn't support feature X",
            },
          ],
          partial: { reasonIssue: null, removeAfter: 'LiteLLM v2.0 adds feature X' },
          cited: 9,
        },
      },
    });
  });

  it('must be looked up for the bypasses that the PR adds, and for no other comment', () => {
    const older = commentPlace({ line: 80, texts: commentTexts({ issue: 77 }) });
    const loose = commentPlace({ path: 'z.py', texts: commentTexts({ issue: 78 }) });
    const head = scan({
      findings: [finding(), finding({ line: 80, fingerprint: 'old' })],
      debtComments: [commentPlace(), older, loose],
    });
    const mergeBase = scan({ findings: [finding({ line: 80, fingerprint: 'old' })] });
    expect(issuesToLookUp({ head, mergeBase, policy: defaultPolicy() })).toEqual([123]);
  });

  it('is looked up once, however many comments cite it', () => {
    const findings = [finding(), finding({ line: 60 })];
    const head = scan({ findings, debtComments: [commentPlace(), commentPlace({ line: 60 })] });
    expect(issuesToLookUp({ head, mergeBase: scan(), policy: defaultPolicy() })).toEqual([123]);
  });

  it('is looked up though the comment is faulty otherwise, and keeps its debt from being withdrawn', () => {
    const debtComments = [commentPlace({ texts: ['TECH DEBT', 'Issue: #9'] })];
    const head = scan({ findings: [finding()], debtComments });
    expect(issuesToLookUp({ head, mergeBase: scan(), policy: defaultPolicy() })).toEqual([9]);
    expect(stillCited(verdict({ head }))).toEqual([9]);
  });
});

describe('DO NOT COPY', () => {
  const copy = finding({ ...OTHER_CALL, line: 7 });
  const copyComment = commentPlace({ path: OTHER_CALL.path, line: 7 });
  const withCopy = scan({ findings: [finding(), copy], debtComments: [commentPlace(), copyComment] });

  it.each([activeDebt(), overdueDebt()])(
    'a place that cites the issue of a debt elsewhere is a copy: $state',
    (debt) => {
      const result = verdict({
        mergeBase: DOCUMENTED,
        head: withCopy,
        debts: [debt],
        pull: pullRequest({ title: 'fix: x' }),
      });
      expect(told(result)).toBe('failure, faulty issue');
      expect(result.reasons[0]).toMatchObject({
        bypass: {
          documentation: {
            faults: [
              {
                path: OTHER_CALL.path,
                message:
                  '#123 belongs to a bypass that is on the default branch already, tracked in #457: a copy of it needs a reason issue of its own',
              },
            ],
          },
        },
      });
    },
  );

  it('is a finding of a rule of its own, at the comment', () => {
    const { reasons, warnings } = verdict({ mergeBase: DOCUMENTED, head: withCopy, debts: [activeDebt()] });
    expect(reasons).toMatchObject([
      {
        bypass: {
          documentation: {
            copy: {
              rule: 'copied-bypass',
              path: OTHER_CALL.path,
              range: copyComment.range,
              statements: copy.statements,
              what: 'the reason #123 of another debt',
            },
          },
        },
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it.each([
    ['warn', ['copied-bypass']],
    ['off', []],
  ] as const)('at level %s covers the statement, and warns of %j', (level, warned) => {
    const policy = { ...defaultPolicy(), rules: { ...defaultPolicy().rules, 'copied-bypass': level } };
    const result = verdict({ mergeBase: DOCUMENTED, head: withCopy, debts: [activeDebt()], policy });
    expect(told(result)).toBe('success');
    expect(result.documented).toHaveLength(1);
    expect(result.warnings.map(({ rule }) => rule)).toEqual(warned);
  });

  it('never covers a key, whatever the level of copies', () => {
    const key = finding({ ...OTHER_CALL, line: 7, rule: 'hardcoded-key', fingerprint: 'key' });
    const head = scan({ ...withCopy, findings: [...withCopy.findings, key] });
    const result = verdict({ mergeBase: DOCUMENTED, head, debts: [activeDebt()] });
    expect(result.conclusion).toBe('failure');
  });

  it('also in the same function: the place that was there keeps its debt', () => {
    const second = finding({ line: 60 });
    const head = scan({
      findings: [finding(), second],
      debtComments: [commentPlace(), commentPlace({ line: 60 })],
    });
    expect(told(verdict({ mergeBase: DOCUMENTED, head, debts: [activeDebt()] }))).toBe(
      'failure, faulty issue',
    );
    const above = finding({ line: 20 });
    const headAbove = scan({
      findings: [above, finding()],
      debtComments: [commentPlace({ line: 20 }), commentPlace()],
    });
    expect(told(verdict({ mergeBase: DOCUMENTED, head: headAbove, debts: [activeDebt()] }))).toBe(
      'failure, faulty issue',
    );
  });

  it('also if the PR began before the debt did', () => {
    const head = scan({ findings: [copy], debtComments: [copyComment] });
    expect(told(verdict({ head, debts: [activeDebt()] }))).toBe('failure, faulty issue');
  });

  it('but the debt’s own place is none, though the PR began before the debt did', () => {
    const result = verdict({ head: DOCUMENTED, debts: [activeDebt()] });
    expect(told(result)).toBe('success');
    expect(result.documented[0]?.documentation.debt).toEqual(activeDebt());
  });

  it('nor is the debt’s own place after its function was renamed and its words changed', () => {
    const head = scan({
      findings: [finding({ fingerprint: 'renamed', snippet: 'await client.post(URL)' })],
      debtComments: [commentPlace()],
    });
    const result = verdict({ mergeBase: DOCUMENTED, head, debts: [activeDebt()] });
    expect(told(result)).toBe('success');
    expect(result.documented[0]?.documentation.debt).toEqual(activeDebt());
  });

  it('nor is a backport, where another branch has the debt, and as often as it has places there', () => {
    const backport = scan({
      findings: [finding({ path: 'b.py' })],
      debtComments: [commentPlace({ path: 'b.py' })],
    });
    const input = { head: backport, debts: [activeDebt()] };
    expect(told(verdict(input))).toBe('failure, faulty issue');
    const result = verdict({ ...input, absent: new Set([DEBT_ID]) });
    expect([told(result), result.documented[0]?.documentation.debt?.id]).toEqual(['success', DEBT_ID]);
    const twice = scan({
      findings: [...backport.findings, finding({ path: 'c.py' })],
      debtComments: [...backport.debtComments, commentPlace({ path: 'c.py' })],
    });
    expect(told(verdict({ ...input, head: twice, absent: new Set([DEBT_ID]) }))).toBe(
      'failure, faulty issue',
    );
  });

  it('nor is an old bypass new after its function was renamed, with a comment or without', () => {
    const renamed = finding({ fingerprint: 'renamed' });
    const old = { mergeBase: scan({ findings: [finding()] }), head: scan({ findings: [renamed] }) };
    const result = verdict(old);
    expect([told(result), result.removed, result.olderBypasses]).toEqual(['success', [], 1]);
    const both = verdict({ ...old, head: scan({ findings: [finding(), renamed] }) });
    expect(told(both)).toBe('failure, bypass');
  });

  it('and such a place may have a reason that is closed and a date that is over: its clock runs already', () => {
    const texts = commentTexts({ removeAfter: '2025-11-18' });
    const head = scan({
      findings: [finding({ fingerprint: 'renamed', snippet: 'await client.post(URL)' })],
      debtComments: [commentPlace({ texts })],
    });
    const input = { mergeBase: DOCUMENTED, head, now: later(30 * 24 * HOUR), reasonIssues: new Map() };
    expect(told(verdict({ ...input, debts: [activeDebt()] }))).toBe('success');
    expect(told(verdict(input))).toBe('failure, faulty remove-after');
  });

  it('an issue that another PR only proposed belongs to nobody yet', () => {
    const debts = [proposedDebt({ pullNumber: 77 })];
    const result = verdict({ head: DOCUMENTED, debts });
    expect(told(result)).toBe('success');
    expect(result.documented[0]?.documentation.debt).toBeNull();
  });

  it('a debt that this PR proposed is its own', () => {
    const debts = [proposedDebt({ pullNumber: 500 })];
    expect(verdict({ head: DOCUMENTED, debts }).documented[0]?.documentation.debt).toEqual(debts[0]);
  });
});

describe('a freeze', () => {
  const FROZEN = { mergeBase: DOCUMENTED, head: DOCUMENTED, debts: [overdueDebt()] };
  const PAID = { mergeBase: DOCUMENTED, head: scan(), debts: [overdueDebt()] };
  const fix = pullRequest({ title: 'fix: x' });

  it.each<[string, Partial<JudgeInput>, string]>([
    ['blocks a feature', FROZEN, 'failure, freeze'],
    [
      'blocks a PR that gives no sign',
      { ...FROZEN, pull: pullRequest({ title: 'Summaries' }) },
      'failure, freeze',
    ],
    ['lets a fix pass', { ...FROZEN, pull: fix }, 'success'],
    ['is not there while the debt has time', { ...FROZEN, debts: [activeDebt()] }, 'success'],
    [
      'does not excuse a bypass',
      { ...FROZEN, pull: fix, head: scan({ findings: [finding(), finding({ line: 60 })] }) },
      'failure, bypass',
    ],
    [
      'adds to a bypass',
      { ...FROZEN, head: scan({ findings: [finding(), finding({ line: 60 })] }) },
      'failure, bypass, freeze',
    ],
    ['lets the PR pass that removes the debt: the way out', PAID, 'success'],
    [
      'not if it adds a bypass, though documented',
      {
        ...PAID,
        head: scan({
          findings: [finding(OTHER_CALL)],
          debtComments: [commentPlace({ path: OTHER_CALL.path, texts: commentTexts({ issue: 9 }) })],
        }),
        reasonIssues: new Map([[9, { kind: 'open', title: 'x', missing: [] }]]),
      },
      'failure, freeze',
    ],
    [
      'not if it removes one of two places',
      {
        ...PAID,
        mergeBase: scan({ findings: [finding(), finding(OTHER_CALL)] }),
        head: scan({ findings: [finding(OTHER_CALL)] }),
        debts: [overdueDebt({ places: [debtPlace(), debtPlace(OTHER_CALL)] })],
      },
      'failure, freeze',
    ],
    [
      'not if it only moves the call',
      { ...PAID, head: scan({ findings: [finding({ path: 'b.py' })] }) },
      'failure, freeze',
    ],
    [
      'not if its file is no longer read',
      {
        ...PAID,
        changedPaths: [],
        head: scan({
          skipped: [{ path: finding().path, reason: 'too-large', message: 'x', suspicious: true }],
        }),
      },
      'failure, freeze',
    ],
    [
      'not if the PR began before the debt, and never had the call',
      { ...PAID, mergeBase: scan() },
      'failure, freeze',
    ],
    [
      'not if it pays off a debt that has time',
      {
        ...PAID,
        debts: [
          activeDebt(),
          overdueDebt({ id: 'x', reasonIssue: 5, places: [debtPlace({ path: 'z.py' })] }),
        ],
      },
      'failure, freeze',
    ],
  ])('%s', (_, input, expected) => {
    expect(told(verdict(input))).toBe(expected);
  });

  it('names the debts and why the PR counts as a feature', () => {
    expect(verdict(FROZEN).reasons).toEqual([
      {
        kind: 'freeze',
        debts: [overdueDebt()],
        removers: [[]],
        classification: { class: 'feature', sign: 'title', because: 'its title begins with `feat:`' },
      },
    ]);
  });

  const through = (debtId: string) => ({ debtId, by: 'carol', reason: 'it is night', at: NOW });
  const other = overdueDebt({ id: 'x', reasonIssue: 5, places: [debtPlace({ path: 'z.py' })] });

  it.each<[string, Partial<JudgeInput>, string]>([
    [
      'lets a feature through that the contact let through',
      { ...FROZEN, pull: pullRequest({ overrides: [through(DEBT_ID)] }) },
      'success',
    ],
    [
      'holds it again for a debt that became overdue later',
      { ...FROZEN, debts: [overdueDebt(), other], pull: pullRequest({ overrides: [through(DEBT_ID)] }) },
      'failure, freeze',
    ],
    [
      'is all that is overridden: a bypass fails it as before',
      {
        ...FROZEN,
        head: scan({ findings: [finding(), finding({ line: 60 })] }),
        pull: pullRequest({ overrides: [through(DEBT_ID)] }),
      },
      'failure, bypass',
    ],
    [
      'lets pass what a person said is a fix',
      { ...FROZEN, pull: pullRequest({ classCommand: { word: 'fix', by: 'ada', commentId: 1 } }) },
      'success',
    ],
    [
      'blocks what a person said is a feature, whatever its title and labels say',
      {
        ...FROZEN,
        pull: pullRequest({
          title: 'fix: x',
          labels: ['bug'],
          classCommand: { word: 'feature', by: 'ada', commentId: 1 },
        }),
      },
      'failure, freeze',
    ],
  ])('%s', (_, input, expected) => {
    expect(told(verdict(input))).toBe(expected);
  });

  it('names only the debts that still hold the PR, and which open PRs remove each', () => {
    const { reasons, letThrough } = verdict({
      ...FROZEN,
      debts: [overdueDebt(), other],
      pull: pullRequest({ overrides: [through(DEBT_ID)] }),
      removers: new Map([
        ['x', [12, 14]],
        [DEBT_ID, [9]],
      ]),
    });
    expect(reasons).toEqual([expect.objectContaining({ debts: [other], removers: [[12, 14]] })]);
    expect(letThrough).toEqual([{ debt: overdueDebt(), override: through(DEBT_ID) }]);
  });

  it('shows the changes of class that were made during it, and no others', () => {
    const change = (overdue: string[]): ClassChange => ({
      ...{ class: 'other', by: 'ada', because: 'its title begins with `fix:`', at: NOW.toISOString() },
      overdue,
    });
    const classChanges = [change([]), change([DEBT_ID]), change(['of an earlier freeze'])];
    expect(verdict({ ...FROZEN, pull: pullRequest({ classChanges }) }).reclassified).toEqual([
      change([DEBT_ID]),
    ]);
    expect(verdict({ debts: [activeDebt()], pull: pullRequest({ classChanges }) }).reclassified).toEqual([]);
  });

  it('tells which debts a PR pays off', () => {
    expect(verdict(PAID).paysOff).toEqual([overdueDebt()]);
    expect(verdict(FROZEN).paysOff).toEqual([]);
  });
});

describe('what was not analysed', () => {
  const file = (changes: Partial<SkippedFile> = {}): SkippedFile => ({
    path: 'services/chat/summary.py',
    reason: 'too-large',
    message: 'it has 2 MB',
    suspicious: true,
    ...changes,
  });

  it.each<[string, SkippedFile, string, number]>([
    ['fails if it changed and a call may hide in it', file(), 'failure, unevaluated', 0],
    ['is a notice if it changed and hides nothing', file({ suspicious: false }), 'success', 1],
    ['is a notice if only its syntax is broken', file({ reason: 'syntax' }), 'success', 1],
    ['is nothing if it did not change', file({ path: 'elsewhere.py' }), 'success', 0],
  ])('%s', (_, skipped, expected, notices) => {
    const result = verdict({ head: scan({ skipped: [skipped] }) });
    expect(told(result)).toBe(expected);
    expect(result.skipped).toHaveLength(notices);
  });
});

describe('a policy that cannot be used', () => {
  const problem = {
    file: '.github/tollgate.yml',
    line: 2,
    column: 1,
    path: 'x',
    message: 'no',
    mend: 'Delete it.',
  };

  it('fails, with a reason for each of its faults, before all others', () => {
    const result = verdict({ policyProblems: [problem, { ...problem, line: 3 }], head: BARE });
    expect(told(result)).toBe('failure, policy, policy, bypass');
  });
});

describe('what a verdict tells besides', () => {
  it('counts older bypasses by statement, and tells what was removed and changed', () => {
    const old = finding({ line: 10, fingerprint: 'old' });
    const result = verdict({
      mergeBase: scan({ findings: [finding(), old, finding({ line: 11, fingerprint: 'gone' })] }),
      head: scan({ findings: [finding({ snippet: 'changed' }), old] }),
    });
    expect(result.olderBypasses).toBe(2);
    expect(result.removed.map(({ fingerprint }) => fingerprint)).toEqual(['gone']);
    expect(result.changed.map(({ snippet }) => snippet)).toEqual(['changed']);
  });

  it('tells nothing of a rule that is off', () => {
    const old = finding({ line: 10, fingerprint: 'old' });
    const mergeBase = scan({ findings: [finding(), old] });
    const head = scan({ findings: [finding({ snippet: 'changed' })] });
    const silent = { removed: [], changed: [], warnings: [], olderBypasses: 0 };
    expect(verdict({ mergeBase, head, policy: level('off') })).toMatchObject(silent);
  });

  it('is the same for the same input, which it does not touch', () => {
    const input = judgeInput({
      head: DOCUMENTED,
      mergeBase: BARE,
      debts: [overdueDebt(), activeDebt({ id: 'b' })],
    });
    const before = structuredClone(input);
    expect(judge(input)).toEqual(judge(input));
    expect(input).toEqual(before);
  });

  it('fails exactly if there is a reason, and never lets an undocumented addition pass', () => {
    const spot = fc.record({
      fingerprint: fc.constantFrom('f', 'g'),
      line: fc.integer({ min: 5, max: 50 }),
      path: fc.constantFrom('a.py', 'b.py'),
    });
    const findings = fc.array(
      spot.map((changes) => finding(changes)),
      { maxLength: 6 },
    );
    const debts = fc.constantFrom<Debt[]>(
      [],
      [activeDebt()],
      [overdueDebt({ places: [debtPlace({ path: 'a.py', fingerprint: 'f' })] })],
    );
    fc.assert(
      fc.property(findings, findings, debts, (mergeBase, head, standing) => {
        const result = verdict({
          mergeBase: scan({ findings: mergeBase }),
          head: scan({ findings: head }),
          debts: standing,
          now: NOW,
        });
        expect(result.conclusion === 'failure').toBe(result.reasons.length > 0);
        if (head.length > mergeBase.length) expect(result.conclusion).toBe('failure');
      }),
    );
  });
});
