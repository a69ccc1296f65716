import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Debt } from '../../src/debt/debt.ts';
import { matchPlaces, type Scans } from '../../src/debt/place-matching.ts';
import { observeScan } from '../../src/debt/sighting.ts';
import type { Finding, ScanResult, SkippedFile } from '../../src/detect/finding.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import type { Policy } from '../../src/policy/policy.ts';
import {
  activeDebt,
  commentPlace,
  commentTexts,
  debtPlace,
  finding,
  HOUR,
  later,
  lines,
  overdueDebt,
  proposedDebt,
  scan,
} from './builders.ts';

const AT = later(HOUR);

interface Observation extends Pick<Scans, 'outOfSight' | 'isThere'> {
  debts?: Debt[];
  before?: ScanResult | null;
  after?: Partial<ScanResult>;
  policy?: Policy;
}

function observe({
  debts = [activeDebt()],
  before = null,
  after = {},
  policy = defaultPolicy(),
  ...moves
}: Observation) {
  return observeScan(debts, { before, after: scan(after), ...moves, at: AT }, policy);
}

function skipped(reason: SkippedFile['reason']): SkippedFile[] {
  return [{ path: 'services/chat/summary.py', reason, message: 'it was not read', suspicious: true }];
}

describe('a debt whose call', () => {
  it('is where it was, has nothing new', () => {
    expect(observe({ after: { findings: [finding()] } })).toEqual([]);
  });

  it.each([activeDebt(), overdueDebt()])('is gone, is resolved: $state', (debt) => {
    expect(observe({ debts: [debt] })).toEqual([
      { debt: { ...debt, state: 'resolved', resolvedAt: AT }, event: { kind: 'resolved' } },
    ]);
  });

  it.each<[string, Partial<Finding> & { line?: number }]>([
    ['on another line', { line: 99 }],
    ['in another file', { path: 'services/chat/renamed.py' }],
  ])('is %s, has moved', (_, changes) => {
    const { line, ...rest } = changes;
    const place = debtPlace({ ...rest, range: lines(line ?? 42) });
    expect(observe({ after: { findings: [finding(changes)] } })).toEqual([
      { debt: activeDebt({ places: [place] }), event: { kind: 'moved', from: [debtPlace()] } },
    ]);
  });

  it('is in a renamed function, has moved if its words are the same, whether or not a comment says so', () => {
    const renamed = finding({ fingerprint: 'renamed' });
    const before = scan({ findings: [finding()] });
    const after = { findings: [renamed] };
    expect(observe({ before, after })).toMatchObject([
      { debt: { places: [{ fingerprint: 'renamed' }] }, event: { kind: 'moved' } },
    ]);
    const other = { findings: [{ ...renamed, snippet: 'other()' }] };
    expect(observe({ before, after: other })).toMatchObject([{ event: { kind: 'resolved' } }]);
  });

  it('is in a renamed function, has moved as long as its comment says so', () => {
    const renamed = finding({ fingerprint: 'renamed' });
    const [change] = observe({ after: { findings: [renamed], debtComments: [commentPlace()] } });
    expect(change).toMatchObject({
      event: { kind: 'moved' },
      debt: { places: [{ fingerprint: 'renamed' }] },
    });
    const [without] = observe({ after: { findings: [renamed] } });
    expect(without?.event.kind).toBe('resolved');
  });

  it('is gone in one of two places, keeps the other', () => {
    const debt = activeDebt({ places: [debtPlace(), debtPlace({ path: 'b.py' })] });
    expect(observe({ debts: [debt], after: { findings: [finding({ path: 'b.py' })] } })).toEqual([
      {
        debt: { ...debt, places: [debtPlace({ path: 'b.py' })] },
        event: { kind: 'moved', from: debt.places },
      },
    ]);
  });
});

describe('a debt whose call is not seen', () => {
  const ignoring = { ...defaultPolicy(), paths: { ignore: ['services/**'], tests: [] } };
  const off: Policy = { ...defaultPolicy(), rules: { ...defaultPolicy().rules, 'direct-call': 'off' } };

  it.each<[string, string, Observation]>([
    ['its file was too large', 'skipped-file', { after: { skipped: skipped('too-large') } }],
    ['its file was too slow', 'skipped-file', { after: { skipped: skipped('too-slow') } }],
    ['its path is ignored', 'ignored-path', { policy: ignoring }],
    ['its rule is off', 'rule-off', { policy: off }],
    [
      'it moved to an ignored path',
      'ignored-path',
      { after: { findings: [finding({ path: 'tests/summary.py' })] } },
    ],
  ])('stays open and says why: %s', (_, cause, observation) => {
    expect(observe(observation)).toEqual([
      { debt: activeDebt(), event: { kind: 'undecided', place: debtPlace(), cause } },
    ]);
  });

  it('since its file was moved to where nobody looks, stays open there', () => {
    const hidden = debtPlace({ path: 'vendor/summary.py' });
    const outOfSight = new Map([[debtPlace().path, hidden.path]]);
    expect(observe({ outOfSight })).toEqual([
      {
        debt: activeDebt({ places: [hidden] }),
        event: { kind: 'undecided', place: hidden, cause: 'ignored-path' },
      },
    ]);
    expect(observe({ outOfSight, after: { findings: [finding({ path: 'moved.py' })] } })[0]?.event.kind).toBe(
      'moved',
    );
  });

  it('in an ignored folder is gone when the file is', () => {
    expect(observe({ policy: ignoring, isThere: () => true })[0]?.event.kind).toBe('undecided');
    expect(observe({ policy: ignoring, isThere: () => false })[0]?.event.kind).toBe('resolved');
  });

  it('in a file with a syntax error is gone: what the parser recovered was analysed', () => {
    expect(observe({ after: { skipped: skipped('syntax') } })[0]?.event.kind).toBe('resolved');
  });

  it('is not resolved while one of its places is undecided', () => {
    const debt = activeDebt({ places: [debtPlace(), debtPlace({ path: 'b.py' })] });
    const [change] = observe({ debts: [debt], after: { skipped: skipped('crashed') } });
    expect(change).toMatchObject({
      debt: { state: 'active', places: [debtPlace()] },
      event: { kind: 'undecided' },
    });
  });
});

describe('debts that do not stand on the default branch', () => {
  it.each(['proposed', 'withdrawn', 'resolved'] as const)('are not looked for: %s', (state) => {
    expect(observe({ debts: [proposedDebt({ state })] })).toEqual([]);
  });
});

describe('a finding pays for one place only', () => {
  const first = activeDebt({ id: 'first', reasonIssue: 1 });
  const second = activeDebt({ id: 'second', reasonIssue: 2, places: [debtPlace({ range: lines(60) })] });
  const resolved = (observation: Observation) =>
    observe(observation).map(({ debt, event }) => `${debt.id} ${event.kind}`);

  it('of two equal debts the one is resolved whose call is gone, by its lines', () => {
    expect(resolved({ debts: [first, second], after: { findings: [finding({ line: 60 })] } })).toEqual([
      'first resolved',
    ]);
  });

  it('and, before any lines, by the comment over the call that is left', () => {
    const after = {
      findings: [finding({ line: 42 })],
      debtComments: [commentPlace({ line: 42, texts: commentTexts({ issue: 2 }) })],
    };
    expect(resolved({ debts: [first, second], after })).toEqual(['first resolved', 'second moved']);
  });

  it('a call under another debt’s comment is taken last', () => {
    const after = {
      findings: [finding({ line: 41 }), finding({ line: 500 })],
      debtComments: [commentPlace({ line: 41, texts: commentTexts({ issue: 9 }) })],
    };
    const [change] = observe({ after });
    expect(change?.debt.places).toEqual([debtPlace({ range: lines(500) })]);
  });

  it('an older call beside the debt’s own is told apart by the comment', () => {
    const both = scan({
      findings: [finding({ line: 10 }), finding({ line: 42 })],
      debtComments: [commentPlace({ line: 10 })],
    });
    const debts = [activeDebt({ places: [debtPlace({ range: lines(10) })] })];
    expect(resolved({ debts, before: both, after: both })).toEqual([]);
  });

  it('an equal call that stood there before the debt does not keep it open', () => {
    const older = finding({ line: 10 });
    const covered = finding({ line: 42 });
    const before = scan({ findings: [older, covered], debtComments: [commentPlace()] });
    expect(resolved({ before, after: { findings: [older] } })).toEqual([`${activeDebt().id} resolved`]);
  });

  it('nor does one in another file', () => {
    const elsewhere = finding({ path: 'scripts/old.py' });
    const before = scan({ findings: [finding(), elsewhere] });
    expect(resolved({ before, after: { findings: [elsewhere] } })).toEqual([`${activeDebt().id} resolved`]);
    expect(resolved({ before: null, after: { findings: [elsewhere] } })).toEqual([
      `${activeDebt().id} moved`,
    ]);
  });

  it('but a debt whose comment was stripped does not pass for the older call', () => {
    const before = scan({
      findings: [finding({ line: 10 }), finding({ line: 42 })],
      debtComments: [commentPlace()],
    });
    const bare = scan({ findings: [finding({ line: 10 }), finding({ line: 42 })] });
    expect(resolved({ before, after: bare })).toEqual([]);
    expect(resolved({ before: bare, after: bare })).toEqual([]);
  });
});

describe('matching', () => {
  const spot = fc.record({
    path: fc.constantFrom('a.py', 'b.py', 'c.py'),
    fingerprint: fc.constantFrom('f', 'g'),
    line: fc.integer({ min: 1, max: 30 }),
  });
  const findings = fc.array(
    spot.map((changes) => finding(changes)),
    { maxLength: 8 },
  );
  const debts = fc.array(
    fc.array(
      spot.map(({ line, ...changes }) => debtPlace({ ...changes, range: lines(line) })),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    { maxLength: 4 },
  );

  it('conserves counts: no finding stands for two places, and none is left over that could stand for one', () => {
    fc.assert(
      fc.property(debts, findings, (places, found) => {
        const standing = places.map((own, index) => activeDebt({ id: `${index}`, places: own }));
        const matches = matchPlaces(standing, { before: null, after: scan({ findings: found }) });
        expect(matches).toHaveLength(places.flat().length);
        const claimed = matches.flatMap(({ after }) => after ?? []);
        expect(new Set(claimed).size).toBe(claimed.length);
        for (const fingerprint of ['f', 'g']) {
          const of = (one: { fingerprint: string }) => one.fingerprint === fingerprint;
          const possible = Math.min(places.flat().filter(of).length, found.filter(of).length);
          expect(claimed.filter(of)).toHaveLength(possible);
        }
      }),
    );
  });

  it('a scan that did not change leaves every debt as it is', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const standing = found.map((one, index) =>
          activeDebt({
            id: `${index}`,
            places: [debtPlace({ path: one.path, fingerprint: one.fingerprint, range: one.range })],
          }),
        );
        const same = scan({ findings: found });
        const changes = observeScan(standing, { before: same, after: same, at: AT }, defaultPolicy());
        expect(changes.filter(({ event }) => event.kind !== 'moved')).toEqual([]);
      }),
    );
  });
});
