import fc from 'fast-check';
import type { Log, Result } from 'sarif';
import { describe, expect, it } from 'vitest';
import { sarifLog } from '../../src/cli/sarif.ts';
import { RULE_IDS } from '../../src/policy/policy.ts';
import { DOCUMENTED, FAULTY, finding, report, reported } from './reports.ts';

/**
 * The official JSON schema is in none of the installed packages, so the properties that it and GitHub require
 * are checked by hand here; the shape is held by `@types/sarif`, which is made from the schema.
 */
function runOf(...args: Parameters<typeof report>) {
  const log: Log = JSON.parse(JSON.stringify(sarifLog(report(...args), '1.2.3')));
  expect(log.version).toBe('2.1.0');
  expect(log.$schema).toMatch(/sarif-schema-2\.1\.0\.json$/);
  expect(log.runs).toHaveLength(1);
  const run = log.runs[0];
  if (!run) throw new Error('no run');
  return run;
}

function resultOf(...args: Parameters<typeof reported>): Result {
  const [result] = runOf({ findings: [reported(...args)] }).results ?? [];
  if (!result) throw new Error('no result');
  return result;
}

it('describes the tool and every rule with why and mend', () => {
  const { tool, columnKind } = runOf();
  expect(columnKind).toBe('utf16CodeUnits');
  expect(tool.driver).toMatchObject({ name: 'Tollgate', semanticVersion: '1.2.3' });
  expect(tool.driver.rules?.map(({ id }) => id)).toEqual([...RULE_IDS]);
  for (const rule of tool.driver.rules ?? []) {
    expect(rule.shortDescription?.text).toBeTruthy();
    expect(rule.fullDescription?.text).toBeTruthy();
    expect(rule.help?.text).toBeTruthy();
    expect(rule.help?.markdown).toMatch(new RegExp(`^# ${rule.id}: `));
    expect(rule.help?.text).toContain('What to write instead');
  }
});

it('a clean folder has results, and they are empty: absent would mean "not scanned"', () => {
  expect(runOf().results).toEqual([]);
});

it('a finding has its rule, level, words, region and fingerprint', () => {
  expect(resultOf()).toEqual({
    ruleId: 'direct-call',
    ruleIndex: 0,
    level: 'error',
    message: {
      text: 'POST https://api.openai.com/v1/chat/completions: This calls OpenAI directly; call the gateway instead.',
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'services/chat.py', uriBaseId: '%SRCROOT%' },
          region: { startLine: 3, startColumn: 5, endLine: 4, endColumn: 10 },
        },
      },
    ],
    partialFingerprints: { 'tollgateFingerprint/v1': 'f1:1' },
    suppressions: [],
  });
  expect(resultOf({ level: 'warn' }).level).toBe('warning');
});

it('equal calls in one function are told apart by counting', () => {
  const { results = [] } = runOf({
    findings: [reported(), reported({ finding: finding({ fingerprint: 'f2' }) }), reported()],
  });
  const prints = results.map(({ partialFingerprints }) => partialFingerprints?.['tollgateFingerprint/v1']);
  expect(prints).toEqual(['f1:1', 'f2:1', 'f1:2']);
});

it('what policy excepts is suppressed from outside of the source, with the reason that policy gives', () => {
  const excepted = [{ finding: finding(), reason: 'A [label](printer)' }];
  const [result] = runOf({ excepted }).results ?? [];
  expect(result?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'A [label] (printer)' },
  ]);
});

it('a documented bypass is suppressed in its source, with the debt as the reason', () => {
  expect(resultOf({ documentation: DOCUMENTED }).suppressions).toEqual([
    { kind: 'inSource', status: 'accepted', justification: DOCUMENTED.note },
  ]);
});

it('a faulty debt comment suppresses nothing, and its faults are told', () => {
  const { suppressions, message } = resultOf({ documentation: FAULTY });
  expect(suppressions).toEqual([]);
  expect(message.text).toContain(
    'The debt comment on line 2 does not cover it yet. Line 2: the line `Issue:` is missing. Write "Issue: #123 - why".',
  );
});

it('skipped files and comments that cover nothing are notifications, with the exit code', () => {
  const { invocations, tool } = runOf({
    skipped: [
      { path: 'big.py', reason: 'too-large', message: 'Too big.', suspicious: true },
      { path: 'odd.py', reason: 'syntax', message: 'Odd.', suspicious: false },
    ],
    strayComments: [{ path: 'old.py', line: 7, faults: [...FAULTY.faults] }],
  });
  expect(invocations).toHaveLength(1);
  expect(invocations?.[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
  const notifications = invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(notifications.map(({ level }) => level)).toEqual(['error', 'note', 'warning']);
  const declared = tool.driver.notifications?.map(({ id }) => id);
  for (const { descriptor } of notifications) expect(declared).toContain(descriptor?.id);
});

it.each([
  ['a b/ü%#?.py', 'a%20b/%C3%BC%25%23%3F.py'],
  ['C:/x.py', 'C%3A/x.py'],
  ['back\\slash.py', 'back%5Cslash.py'],
])('the path %s becomes the relative reference %s', (path, uri) => {
  expect(
    resultOf({ finding: finding({ path }) }).locations?.[0]?.physicalLocation?.artifactLocation?.uri,
  ).toBe(uri);
});

it('any path becomes a relative reference that leads back to it', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1 }), (steps) => {
      const path = steps.map((step) => step.replaceAll('/', '_')).join('/');
      const [location] = resultOf({ finding: finding({ path }) }).locations ?? [];
      const uri = location?.physicalLocation?.artifactLocation?.uri ?? '';
      expect(uri).toMatch(/^[\w!'()*.~%/-]+$/);
      expect(decodeURIComponent(uri)).toBe(path);
    }),
  );
});

it("no quoted code becomes a link in a viewer's message", () => {
  const what = 'POST [here](https://evil.example)';
  expect(resultOf({ finding: finding({ what }) }).message.text).not.toContain('](');
});

describe('the pages of the rules', () => {
  const rulesOf = (docsUrl: string | null) => {
    const [run] = sarifLog(report(), '1.2.3', docsUrl).runs;
    return run?.tool.driver.rules ?? [];
  };

  it('stand in the log, whole', () => {
    for (const { id, help, helpUri } of rulesOf(null)) {
      expect(help?.markdown).toContain('## What to write instead');
      expect(help?.markdown).toContain(`# ${id}: `);
      expect(help?.text).toContain('What to write instead');
      expect(helpUri).toBeUndefined();
    }
  });

  it('are linked where an address is known', () => {
    expect(rulesOf('https://gate.example/rules').map(({ helpUri }) => helpUri)).toEqual(
      RULE_IDS.map((id) => `https://gate.example/rules/${id}`),
    );
  });
});
