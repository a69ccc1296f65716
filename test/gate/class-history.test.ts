import { expect, it } from 'vitest';
import { type ClassEvent, classHistory } from '../../src/gate/class-history.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { pullRequest } from './builders.ts';

const at = (minute: number) => new Date(Date.UTC(2025, 10, 17, 12, minute));
const by = 'ada';

/** Each turn in short. */
function turns(now: Partial<Parameters<typeof classHistory>[0]>, events: ClassEvent[]) {
  const pull = pullRequest({ title: 'feat: more', ...now });
  return classHistory(pull, events, defaultPolicy()).map(
    (turn) => `${turn.at.getUTCMinutes()} ${turn.by}: ${turn.was.class} to ${turn.is.class}, ${turn.is.sign}`,
  );
}

it('tells who made a PR something else, and leaves out what made no difference', () => {
  const events: ClassEvent[] = [
    { kind: 'labeled', label: 'wontfix', at: at(0), by },
    { kind: 'renamed', from: 'feat: more', to: 'fix: more', at: at(1), by },
    { kind: 'renamed', from: 'fix: more', to: 'docs: more', at: at(2), by: 'eve' },
    { kind: 'labeled', label: 'feature', at: at(3), by: 'carol' },
    { kind: 'unlabeled', label: 'feature', at: at(4), by: null },
  ];
  expect(turns({ title: 'docs: more', labels: ['wontfix'] }, events)).toEqual([
    '1 ada: feature to other, title',
    '3 carol: other to feature, label',
    '4 null: feature to other, title',
  ]);
});

it('counts what was said by command from when it was said', () => {
  const command = { word: 'fix', by, commentId: 7 };
  const events: ClassEvent[] = [
    { kind: 'command', command, at: at(1), by },
    { kind: 'labeled', label: 'feature', at: at(2), by: 'eve' },
    { kind: 'command', command: null, at: at(3), by: 'carol' },
  ];
  expect(turns({ labels: ['feature'] }, events)).toEqual([
    '1 ada: feature to other, command',
    '3 carol: other to feature, label',
  ]);
});

it('is no history where nobody did anything, or where a stranger named it', () => {
  expect(turns({}, [])).toEqual([]);
  const renamed: ClassEvent = { kind: 'renamed', from: 'fix: more', to: 'feat: more', at: at(1), by };
  expect(turns({ authorCanWrite: false }, [renamed])).toEqual([]);
});
