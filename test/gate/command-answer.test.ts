import { describe, expect, it } from 'vitest';
import { classify } from '../../src/gate/classify.ts';
import { commandsIn } from '../../src/gate/command.ts';
import { answerCommand, type CommandOutcome } from '../../src/gate/command-answer.ts';
import type { CommandedPull, CommandSituation } from '../../src/gate/command-situation.ts';
import type { PullRequest } from '../../src/gate/pull.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, DEBT_ID, HOUR, later, NOW, overdueDebt } from '../debt/builders.ts';
import { outsideCode } from '../debt/outside-code.ts';
import { pullRequest, verdict } from './builders.ts';

const ACTOR = { login: 'ada', isBot: false, canWrite: true, isContact: false };
const CONTACT = { ...ACTOR, login: 'carol', isContact: true };

function onPull(changes: Partial<PullRequest> = {}, more: Partial<CommandedPull> = {}): CommandedPull {
  const pull = pullRequest(changes);
  return {
    pull,
    state: 'open',
    classification: classify(pull, defaultPolicy()),
    verdict: verdict({ pull }),
    ...more,
  };
}

function situation(changes: Partial<CommandSituation> = {}): CommandSituation {
  return {
    actor: ACTOR,
    policy: defaultPolicy(),
    repositoryUrl: 'https://github.com/acme/chat',
    defaultBranch: 'main',
    debts: [],
    pull: onPull(),
    overdueBaseline: null,
    oldBypasses: null,
    trackedDebt: null,
    now: NOW,
    ...changes,
  };
}

function answer(line: string, changes: Partial<CommandSituation> = {}): CommandOutcome {
  const [command] = commandsIn(line);
  if (!command) throw new Error(`${line} is no command.`);
  return answerCommand(command, situation(changes));
}

const FROZEN = { debts: [overdueDebt()], now: later(49 * HOUR) };

describe('who may', () => {
  it.each<[string, string, Partial<CommandSituation['actor']>, string]>([
    ['status', '/tollgate status', { canWrite: false }, 'refused'],
    ['recheck', '/tollgate recheck', { canWrite: false }, 'refused'],
    ['classify', '/tollgate classify fix', { canWrite: false }, 'refused'],
    ['help', '/tollgate', { canWrite: false }, 'refused'],
    ['override', '/tollgate override x', {}, 'refused'],
    ['override', '/tollgate override x', { canWrite: false }, 'refused'],
    ['override', '/tollgate override x', { isContact: true, canWrite: false }, 'done'],
    ['status', '/tollgate status', { isBot: true }, 'refused'],
    ['override', '/tollgate override x', { isBot: true, isContact: true }, 'refused'],
    ['recheck', '/tollgate recheck', {}, 'done'],
  ])('%s: %s by %j is %s', (_, line, actor, kind) => {
    expect(answer(line, { ...FROZEN, actor: { ...ACTOR, ...actor } }).kind).toBe(kind);
  });

  it('is told who may, without a mention, and learns nothing else', () => {
    expect(answer('/tollgate override x', FROZEN)).toEqual({
      kind: 'refused',
      text: 'Only the contact, `architecture-team`, may let a PR through a freeze.',
      why: 'only the contact, @architecture-team, may let a PR through a freeze',
    });
    const stranger = answer('/tollgate status', { ...FROZEN, actor: { ...ACTOR, canWrite: false } });
    expect(stranger.text).not.toContain('#457');
  });
});

describe('classify', () => {
  it.each([
    ['fix', 'fix', 'no feature'],
    ['Feature', 'feature', 'a feature'],
    ['docs: yes', 'docs', 'no feature'],
  ])('%s is done', (typed, word, what) => {
    const outcome = answer(`/tollgate classify ${typed}`);
    expect(outcome).toMatchObject({ kind: 'done', deed: { kind: 'classify', word } });
    expect(outcome.text).toContain(`\`${word}\` now, which is ${what}`);
  });

  it('auto gives it back to the signs', () => {
    expect(answer('/tollgate classify auto')).toMatchObject({ deed: { kind: 'classify', word: null } });
  });

  it.each([
    ['', 'Say what it is. There are `feat`, `feature`'],
    ['fxi', '`fxi` is no type here. Did you mean `fix`?'],
    ['constructor', '`constructor` is no type here. There'],
    ['@all', '`@all` is no type here.'],
  ])('%j is not understood: %s', (typed, words) => {
    const outcome = answer(`/tollgate classify ${typed}`);
    expect(outcome.kind).toBe('not-understood');
    expect(outcome.text).toContain(words);
    expect(outsideCode(outcome.text)).not.toMatch(/[@#<]/);
  });

  it('has no use on an issue or a closed PR', () => {
    for (const pull of [null, onPull({}, { state: 'merged' })])
      expect(answer('/tollgate classify fix', { pull }).kind).toBe('not-understood');
  });
});

describe('override', () => {
  const override = (changes: Partial<CommandSituation>, reason = 'it is night') =>
    answer(`/tollgate override ${reason}`, { ...FROZEN, actor: CONTACT, ...changes });
  const through = { debtId: DEBT_ID, by: 'carol', reason: 'x', at: NOW };
  const other = overdueDebt({ id: 'b', trackingIssue: 458 });

  it('lets it through the freeze of old bypasses, once for a day', () => {
    const overdueBaseline = { places: [], by: '2025-12-31', issue: 7 };
    const alone = { debts: [], overdueBaseline };
    expect(override(alone)).toMatchObject({ kind: 'done', deed: { debts: [], day: '2025-12-31' } });
    expect(override(alone).text).toContain(
      'what was left on 2025-12-31 (#7) goes: recorded there and in the audit log',
    );
    expect(override({ overdueBaseline })).toMatchObject({
      deed: { debts: [overdueDebt()], day: '2025-12-31' },
    });
    const given = (day: string) =>
      onPull({ baselineOverride: { day, by: 'carol', reason: 'x', at: NOW.toISOString() } });
    expect(override({ ...alone, pull: given('2025-12-31') }).text).toContain(
      'let through this freeze already',
    );
    expect(override({ ...alone, pull: given('2025-11-30') }).kind).toBe('done');
    const told = (left: CommandSituation['oldBypasses'], debts = alone.debts) =>
      answer('/tollgate status', { ...alone, debts, oldBypasses: left }).text;
    const due = '(#7) should have been gone by the end of 2025-12-31';
    expect(told(null)).toContain(`**Feature freeze**: what is left of the old bypasses ${due}`);
    expect(told({ seen: 1, unseen: 2 })).toContain(
      `**Feature freeze**: 1 old bypass and 2 places that could not be looked at ${due}`,
    );
    const both = answer('/tollgate status', {
      ...FROZEN,
      ...{ overdueBaseline, oldBypasses: { seen: 3, unseen: 0 } },
    });
    expect(both.text).toMatch(/1 overdue debt \(#457\)[\s\S]*3 old bypasses \(#7\)/);
  });

  it('lets a feature through as far as the debts go that are overdue now', () => {
    expect(override({})).toMatchObject({
      kind: 'done',
      deed: { kind: 'override', debts: [overdueDebt()], reason: 'it is night' },
    });
    const later = override({ debts: [overdueDebt(), other], pull: onPull({ overrides: [through] }) });
    expect(later).toMatchObject({ deed: { debts: [other] } });
    expect(later.text).toContain('#458');
    expect(later.text).not.toContain('#457');
  });

  it('says so if the check fails for another reason', () => {
    const failing = verdict({
      policyProblems: [{ file: 'x', line: 1, column: 1, path: '', message: 'x', mend: 'x' }],
    });
    expect(override({ pull: onPull({}, { verdict: failing }) }).text).toContain('The check still fails');
    expect(override({}).text).not.toContain('still fails');
  });

  it.each<[string, Partial<CommandSituation>, string]>([
    ['without a freeze', { debts: [activeDebt()] }, 'There is no freeze'],
    [
      'on what is no feature',
      { pull: onPull({ title: 'fix: x' }) },
      'it is no feature, since its title begins',
    ],
    ['a second time', { pull: onPull({ overrides: [through] }) }, 'let through this freeze already'],
    ['on an issue', { pull: null }, 'this is an issue'],
    ['on a closed PR', { pull: onPull({}, { state: 'closed' }) }, 'This PR is closed'],
  ])('%s has nothing to do', (_, changes, words) => {
    const outcome = override(changes);
    expect(outcome.kind).toBe('not-understood');
    expect(outcome.text).toContain(words);
  });

  it('without a reason is not done', () => {
    expect(override({}, '')).toMatchObject({
      kind: 'not-understood',
      text: expect.stringContaining('Say why'),
    });
  });
});

describe('status', () => {
  it('of a frozen PR tells verdict, class, freeze, debts and deadlines', () => {
    const pull = onPull({}, { verdict: verdict({ debts: [overdueDebt()] }) });
    const debts = [activeDebt({ id: 'b', trackingIssue: 460, deadline: later(52 * HOUR) }), overdueDebt()];
    expect(answer('/tollgate status', { ...FROZEN, pull, debts }).text).toMatchInlineSnapshot(`
      "**❌ Fails** at \`9f3c1e7\`: Feature freeze: 1 overdue debt (not caused by this PR).

      It counts as a feature, since its title begins with \`feat:\`.

      **Feature freeze**: 1 overdue debt (#457). Merging what removes its call lifts it; \`architecture-team\` may let a PR through.

      | Debt | Where | Deadline |
      |---|---|---|
      | #457 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/HEAD/services/chat/summary.py#L42) | 2025-11-19 23:14 UTC, 1 hour ago |
      | #460 | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/HEAD/services/chat/summary.py#L42) | 2025-11-20 03:14 UTC, in 3 hours |"
    `);
  });

  it.each<[string, Partial<CommandSituation>, string]>([
    ['a PR that is looked at', { pull: onPull({}, { verdict: null }) }, '**`9f3c1e7` is being looked at**'],
    ['a merged PR', { pull: onPull({}, { state: 'merged' }) }, '**This PR is merged.**'],
    [
      'any issue',
      { pull: null },
      'There is no feature freeze.\n\nNo documented bypass is on the default branch.',
    ],
    [
      'a tracking issue',
      { pull: null, trackedDebt: activeDebt(), debts: [activeDebt()] },
      '**Active**: 2025-11-19 23:14 UTC, in 48 hours.',
    ],
    [
      'a tracking issue that is done with',
      { pull: null, trackedDebt: activeDebt({ state: 'resolved', resolvedAt: NOW }) },
      '**Resolved** on 2025-11-17 23:14 UTC: the call is gone from `main`.',
    ],
  ])('of %s', (_, changes, words) => {
    expect(answer('/tollgate status', changes).text).toContain(words);
  });
});

describe('an unknown command', () => {
  it.each([
    ['stats', 'There is no command `stats`. Did you mean `/tollgate status`?'],
    ['over-ride', 'Did you mean `/tollgate override`?'],
    ['@octocat', 'There is no command `@octocat`.\n'],
  ])('%s is answered with what was meant, and with the list', (typed, words) => {
    const { kind, text } = answer(`/tollgate ${typed}`);
    expect(kind).toBe('not-understood');
    expect(text).toContain(words);
    expect(text).toContain('- `/tollgate override REASON`: ');
  });
});

it('no answer holds a command, so that whoever repeats it asks for nothing', () => {
  const everything: Partial<CommandSituation>[] = [{}, FROZEN, { ...FROZEN, actor: CONTACT }];
  for (const changes of everything)
    for (const line of ['status', 'recheck', 'help', 'nonsense', 'classify x', 'override x', 'classify'])
      expect(commandsIn(answer(`/tollgate ${line}`, changes).text)).toEqual([]);
});
