import { describe, expect, it } from 'vitest';
import { accuracyOf } from './accuracy.ts';
import type { Case } from './cases.ts';
import { parseCases } from './cases.ts';
import type { Place } from './judged-case.ts';
import { isLookAlike, judgeCase } from './judged-case.ts';
import { keyOf } from './keys.ts';

const TEXT = `--- shared.yaml
a: 1
=== first
call()  # expect: direct-call, hardcoded-key
one()  # expect any: multiple-endpoints
two()  # expect any: multiple-endpoints
may()  # allow: custom-retry
=== second @gap not there yet
--- a.py
key = "{{key:openai}}"
--- b.py
both()  # expect: direct-call  # expect any: custom-retry
`;

const [first, second] = parseCases('direct-call', 'python.cases', TEXT);
const at = (rule: string, line: number): Place => ({ rule, path: 'app/main.py', line });

function judged(one: Case | undefined, found: Place[], built: string[] = RULES) {
  if (!one) throw new Error('The case was not read.');
  return judgeCase(one, found, built);
}
const RULES = ['direct-call', 'hardcoded-key', 'multiple-endpoints', 'custom-retry'];

describe('a file of cases', () => {
  it('is read with its shared files, its default path, its gaps, and without its marks', () => {
    expect(first?.tree).toEqual({
      'shared.yaml': 'a: 1\n',
      'app/main.py': 'call()\none()\ntwo()\nmay()\n',
    });
    expect(second).toMatchObject({ name: 'second', gap: 'not there yet', language: 'python' });
    expect(second?.tree['b.py']).toBe('both()\n');
    expect(second?.marks).toEqual([
      { path: 'b.py', line: 1, rule: 'direct-call', kind: 'here' },
      { path: 'b.py', line: 1, rule: 'custom-retry', kind: 'any' },
    ]);
  });

  it('gets keys that look like keys', () => {
    expect(second?.tree['a.py']).toBe(`key = "${keyOf('openai')}"\n`);
  });

  it('is refused if a mark names no rule', () => {
    expect(() => parseCases('direct-call', 'python.cases', '=== x\na()  # expect: direct-cal\n')).toThrow(
      '"direct-cal", which is no rule',
    );
  });
});

describe('what is found, held against the marks', () => {
  const RIGHT = [at('direct-call', 1), at('hardcoded-key', 1), at('multiple-endpoints', 3)];

  it.each<[string, Place[], { missed: Place[]; falseAlarms: Place[] }]>([
    ['all of it', RIGHT, { missed: [], falseAlarms: [] }],
    ['what is allowed too', [...RIGHT, at('custom-retry', 4)], { missed: [], falseAlarms: [] }],
    ['every line of a group', [...RIGHT, at('multiple-endpoints', 2)], { missed: [], falseAlarms: [] }],
    ['one less', RIGHT.slice(1), { missed: [at('direct-call', 1)], falseAlarms: [] }],
    ['none of a group', RIGHT.slice(0, 2), { missed: [at('multiple-endpoints', 2)], falseAlarms: [] }],
    ['another line', [...RIGHT, at('direct-call', 2)], { missed: [], falseAlarms: [at('direct-call', 2)] }],
    ['another rule', [...RIGHT, at('custom-retry', 1)], { missed: [], falseAlarms: [at('custom-retry', 1)] }],
  ])('%s', (_, found, verdict) => {
    expect(judged(first, found)).toMatchObject(verdict);
  });

  it('leaves out rules that are not built', () => {
    expect(judged(first, [at('direct-call', 1)], ['direct-call'])).toMatchObject({
      missed: [],
      falseAlarms: [],
    });
  });

  it('makes precision and recall', () => {
    const one = judged(first, [at('direct-call', 1), at('direct-call', 9)]);
    expect(accuracyOf('direct-call', [one])).toMatchObject({ precision: 0.5, recall: 1 });
    expect(accuracyOf('hardcoded-key', [one])).toMatchObject({ precision: 1, recall: 0 });
  });

  it('is a look-alike if nothing must be found', () => {
    const [allowed] = parseCases('direct-call', 'python.cases', '=== x\na()  # allow: direct-call\n');
    expect([first, allowed].map((one) => one && isLookAlike(one))).toEqual([false, true]);
  });
});
