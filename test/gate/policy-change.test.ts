import { describe, expect, it } from 'vitest';
import { checkOutput } from '../../src/gate/check.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { finding, scan } from '../debt/builders.ts';
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
