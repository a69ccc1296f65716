import { describe, expect, it } from 'vitest';
import type { Debt } from '../../src/debt/debt.ts';
import { checkOutput } from '../../src/gate/check.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { finding, overdueDebt, scan } from '../debt/builders.ts';
import { CONTEXT, pullRequest, verdict } from './builders.ts';

const LOOSENING = { key: ['mode'], item: null, words: 'observes', file: '.github/tollgate.yml', line: 3 };

describe('a PR that loosens policy', () => {
  it.each([
    ['nobody', {}, 'failure'],
    ['the contact, at an earlier head', { approvedByContact: true }, 'failure'],
    ['the contact, at this head', { approvedByContact: true, headApprovedByContact: true }, 'success'],
  ])('approved by %s', (_, approval, conclusion) => {
    const judged = verdict({ loosenings: [LOOSENING], pull: pullRequest(approval) });
    const output = checkOutput([judged], CONTEXT);
    expect(output.conclusion).toBe(conclusion);
    expect(output.summary).toContain('| `mode` | observes |');
    expect(output.annotations.map(({ start_line }) => start_line)).toEqual(
      conclusion === 'failure' ? [3] : [],
    );
  });
});

it('what only observes is neutral where it would fail, and marks nothing as a failure', () => {
  const policy = { ...defaultPolicy(), mode: 'observe' as const };
  const output = checkOutput([verdict({ head: scan({ findings: [finding()] }), policy })], CONTEXT);
  expect(output.conclusion).toBe('neutral');
  expect(output.title).toMatch(/^Would fail: /);
  expect(output.annotations.map((one) => one.annotation_level)).toEqual(['warning']);
  expect(checkOutput([verdict({ policy })], CONTEXT).conclusion).toBe('success');
});

describe('old bypasses whose day has passed', () => {
  const { rule, path, fingerprint } = finding();
  const overdueBaseline = { places: [{ rule, path, fingerprint }], by: '2025-11-16', issue: 9 };
  const standing = scan({ findings: [finding()] });

  it.each([
    ['a feature', {}, ['overdue-baseline']],
    ['a fix', { pull: pullRequest({ title: 'fix: it' }) }, []],
    ['a feature that removes one', { mergeBase: standing }, []],
  ])('meet %s', (_, changes, reasons) => {
    const judged = verdict({ overdueBaseline, ...changes });
    expect(judged.reasons.map(({ kind }) => kind)).toEqual(reasons);
  });
});

it('says once why old bypasses and overdue debts hold a feature, and who may let it through', () => {
  const overdueBaseline = { places: [], by: '2025-11-16', issue: 9 };
  const summary = (debts: Debt[]) => checkOutput([verdict({ overdueBaseline, debts })], CONTEXT).summary;
  const alone = summary([]);
  expect(alone).toContain('#9 tells of them, the dashboard where they stand.');
  expect(alone).toContain('its title begins with `feat:`. If that is wrong, retitle it');
  for (const text of [alone, summary([overdueDebt()])]) {
    expect(text.match(/\*\*Why this PR counts as a feature/g)).toHaveLength(1);
    expect(text.match(/\/tollgate override/g)).toHaveLength(1);
  }
});
