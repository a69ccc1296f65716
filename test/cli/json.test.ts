import { expect, it } from 'vitest';
import { z } from 'zod';
import { jsonReport } from '../../src/cli/json.ts';
import { DOCUMENTED, FAULTY, finding, report, reported } from './reports.ts';

const fault = z.strictObject({ line: z.int(), message: z.string(), mend: z.string() });

/** The shape that docs/scan.md promises, key by key. */
const promised = z.strictObject({
  format: z.literal(1),
  tollgate: z.string(),
  exitCode: z.union([z.literal(0), z.literal(1)]),
  base: z.strictObject({ ref: z.string(), mergeBase: z.string(), policyDiffers: z.boolean() }).nullable(),
  counts: z.strictObject({ files: z.int(), parsed: z.int() }),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      level: z.enum(['error', 'warn']),
      path: z.string(),
      startLine: z.int(),
      startColumn: z.int(),
      endLine: z.int(),
      endColumn: z.int(),
      cell: z.strictObject({ number: z.int(), line: z.int(), column: z.int() }).nullable(),
      what: z.string(),
      message: z.string(),
      service: z.string().nullable(),
      snippet: z.string(),
      fingerprint: z.string(),
      documentation: z.strictObject({
        state: z.enum(['none', 'faulty', 'documented']),
        note: z.string().nullable(),
        faults: z.array(fault),
      }),
    }),
  ),
  notAnalysed: z.array(
    z.strictObject({
      path: z.string(),
      reason: z.string(),
      message: z.string(),
      mayHideFindings: z.boolean(),
    }),
  ),
  strayComments: z.array(z.strictObject({ path: z.string(), line: z.int(), faults: z.array(fault) })),
  excepted: z.array(
    z.strictObject({
      rule: z.string(),
      path: z.string(),
      startLine: z.int(),
      fingerprint: z.string(),
      reason: z.string(),
    }),
  ),
  staleExceptions: z.array(
    z.strictObject({
      rule: z.string(),
      path: z.string().nullable(),
      fingerprint: z.string().nullable(),
      snippet: z.string().nullable(),
      reason: z.string(),
    }),
  ),
});

const FULL = report({
  since: { ref: 'main', mergeBase: '0a1b2c3', policyDiffers: true },
  findings: [
    reported(),
    reported({ level: 'warn', finding: finding({ service: null }) }),
    reported({ documentation: FAULTY }),
    reported({ documentation: DOCUMENTED }),
  ],
  skipped: [{ path: 'big.py', reason: 'too-large', message: 'Too big.', suspicious: true }],
  strayComments: [{ path: 'old.py', line: 7, faults: [...FAULTY.faults] }],
  excepted: [{ finding: finding(), reason: 'A label printer' }],
  staleExceptions: [
    { rule: 'direct-call', path: 'tools/**', fingerprint: null, snippet: null, reason: 'A label printer' },
  ],
});

it('has the shape that is promised, and nothing besides', () => {
  expect(() => promised.parse(jsonReport(FULL, '1.2.3'))).not.toThrow();
  expect(() => promised.parse(jsonReport(report(), '1.2.3'))).not.toThrow();
});

it('says of each finding where it is, what it is and what answers for it', () => {
  const { findings, exitCode, base } = jsonReport(FULL, '1.2.3');
  expect(findings[0]).toEqual({
    rule: 'direct-call',
    level: 'error',
    path: 'services/chat.py',
    startLine: 3,
    startColumn: 5,
    endLine: 4,
    endColumn: 10,
    cell: null,
    what: 'POST https://api.openai.com/v1/chat/completions',
    message: 'This calls OpenAI directly; call the gateway instead.',
    service: 'OpenAI',
    snippet: 'client.post(URL,\n  json=body)',
    fingerprint: 'f1',
    documentation: { state: 'none', note: null, faults: [] },
  });
  expect(findings.map(({ level }) => level)).toEqual(['error', 'warn', 'error', 'error']);
  expect(findings[2]?.documentation).toEqual({ state: 'faulty', note: null, faults: FAULTY.faults });
  expect(findings[3]?.documentation).toEqual({ state: 'documented', note: DOCUMENTED.note, faults: [] });
  expect([exitCode, base?.ref]).toEqual([1, 'main']);
});
