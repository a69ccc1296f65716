import { describe, expect, it } from 'vitest';
import { baselineOf, countBypasses } from '../../src/gate/baseline.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, commentPlace, debtPlace, finding, lines, proposedDebt, scan } from '../debt/builders.ts';

const POLICY = defaultPolicy();
const URL_IN_CONFIG = { path: 'src/config.py', name: 'OPENAI_URL' };

describe('the baseline', () => {
  it('is what a scan finds and no standing debt answers for', () => {
    const owed = finding();
    const old = finding({ path: 'src/old.py', fingerprint: 'old' });
    const debts = [activeDebt({ places: [debtPlace()] })];
    const [mend, ...more] = baselineOf(scan({ findings: [owed, old] }), POLICY, debts);
    expect(more).toEqual([]);
    expect(mend).toEqual({ origin: null, bypasses: [{ findings: [old], cited: null }] });
  });

  it('counts what an open PR only proposes to document', () => {
    const debts = [proposedDebt({ places: [debtPlace()] })];
    expect(baselineOf(scan({ findings: [finding()] }), POLICY, debts)).toHaveLength(1);
  });

  it('is grouped by where the URL is made, what clears most first', () => {
    const alone = finding({ path: 'src/a.py', fingerprint: 'a' });
    const together = ['b', 'c', 'd'].map((name) =>
      finding({ path: `src/${name}.py`, fingerprint: name, origin: URL_IN_CONFIG }),
    );
    const baseline = baselineOf(scan({ findings: [alone, ...together] }), POLICY, []);
    expect(baseline.map(({ origin, bypasses }) => [origin, bypasses.length])).toEqual([
      [URL_IN_CONFIG, 3],
      [null, 1],
    ]);
    expect(countBypasses(baseline)).toBe(4);
  });

  it.each([[{ path: 'src/other.py', name: 'OPENAI_URL' }], [{ path: 'src/config.py', name: 'VENDOR_URL' }]])(
    'tells %j from another origin',
    (origin) => {
      const findings = [
        finding({ path: 'src/a.py', origin: URL_IN_CONFIG }),
        finding({ path: 'src/b.py', origin }),
      ];
      expect(baselineOf(scan({ findings }), POLICY, [])).toHaveLength(2);
    },
  );

  it('takes what stands on one statement for one bypass', () => {
    const findings = [
      finding(),
      finding({ rule: 'custom-retry', fingerprint: 'retry', range: lines(43), statements: [lines(42)] }),
    ];
    expect(countBypasses(baselineOf(scan({ findings }), POLICY, []))).toBe(1);
  });

  it('leaves out warnings and faults of the gateway’s configuration', () => {
    const findings = [finding({ rule: 'model-alias' }), finding({ rule: 'gateway-config', path: 'g.yaml' })];
    expect(baselineOf(scan({ findings }), POLICY, [])).toEqual([]);
  });

  it('knows what was documented before, but no comment answers for a key', () => {
    const documented = scan({ findings: [finding()], debtComments: [commentPlace()] });
    expect(baselineOf(documented, POLICY, [])[0]?.bypasses[0].cited).toBe(123);
    const key = finding({ rule: 'hardcoded-key' });
    const covered = scan({ findings: [key], debtComments: [commentPlace()] });
    expect(baselineOf(covered, POLICY, [])[0]?.bypasses[0].cited).toBeNull();
  });
});
