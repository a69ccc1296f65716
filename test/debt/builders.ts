import { debtCommentLines } from '../../src/debt/comment-template.ts';
import type { Debt, DebtPlace } from '../../src/debt/debt.ts';
import type { Range } from '../../src/detect/facts.ts';
import type { DebtCommentPlace, Finding, ScanResult } from '../../src/detect/finding.ts';

/** When the clock of the tests stands still. */
export const NOW = new Date('2025-11-17T23:14:00.000Z');

export const HOUR = 3_600_000;

export function later(milliseconds: number, from: Date = NOW): Date {
  return new Date(from.getTime() + milliseconds);
}

/** Whole lines, from column 5: the inside of a function. */
export function lines(startLine: number, endLine: number = startLine): Range {
  return { startLine, startColumn: 5, endLine, endColumn: 80 };
}

/** A call to the vendor in `services/chat/summary.py`, line 42. */
export function finding(changes: Partial<Finding> & { line?: number } = {}): Finding {
  const { line = 42, ...rest } = changes;
  return {
    rule: 'direct-call',
    path: 'services/chat/summary.py',
    range: lines(line),
    statements: [lines(line)],
    what: 'POST https://api.openai.com/v1/chat/completions',
    message: 'This calls api.openai.com directly; call the gateway instead.',
    service: 'OpenAI',
    snippet: 'response = await client.post(URL, json=body)',
    fingerprint: 'direct-call|POST https://api.openai.com/v1/chat/completions|summarise',
    ...rest,
  };
}

/** A debt comment before the statement on `line`; `texts` are its lines, the rule book's example by default. */
export function commentPlace(
  changes: Partial<DebtCommentPlace> & { line?: number; texts?: readonly string[] } = {},
): DebtCommentPlace {
  const { line = 42, texts = commentTexts(), ...rest } = changes;
  const top = line - texts.length;
  return {
    path: 'services/chat/summary.py',
    lines: texts.map((text, index) => ({ text, line: top + index })),
    range: lines(top, line - 1),
    covers: lines(line),
    marked: true,
    ...rest,
  };
}

/** The rule book's own comment, without its markers. */
export function commentTexts(
  changes: { issue?: number; planned?: boolean; removeAfter?: string } = {},
): string[] {
  const known = {
    reasonIssue: changes.issue ?? 123,
    reason: "LiteLLM doesn't support feature X",
    removeAfter: changes.removeAfter ?? 'LiteLLM v2.0 adds feature X',
    timeBox: changes.planned === true ? ('planned' as const) : ('emergency' as const),
  };
  const written = debtCommentLines({ path: 'a.py', indent: '', contact: '@architecture-team', known });
  return written.map((line) => line.replace(/^# /, ''));
}

export function scan(changes: Partial<ScanResult> = {}): ScanResult {
  return {
    findings: [],
    debtComments: [],
    skipped: [],
    gateways: [],
    excepted: [],
    counts: { files: 10, parsed: 2 },
    ...changes,
  };
}

export function debtPlace(changes: Partial<DebtPlace> = {}): DebtPlace {
  const { rule, path, fingerprint, what, service } = finding();
  return { rule, path, range: lines(42), fingerprint, what, service, ...changes };
}

export const DEBT_ID = '6f1d9b1e-0f64-4b6e-9c0e-1d0f5a3a7c11';

/** A debt that #456 proposed, with the rule book's reason. */
export function proposedDebt(changes: Partial<Debt> = {}): Debt {
  return {
    id: DEBT_ID,
    state: 'proposed',
    reasonIssue: 123,
    reason: "LiteLLM doesn't support feature X",
    removeAfter: 'LiteLLM v2.0 adds feature X',
    removeBy: null,
    requestedTimeBox: 'emergency',
    timeBox: 'emergency',
    pullNumber: 456,
    pushedSha: null,
    branch: null,
    places: [debtPlace()],
    elsewhere: [],
    trackingIssue: 457,
    createdAt: NOW,
    startedAt: null,
    deadline: null,
    resolvedAt: null,
    ...changes,
  };
}

/** The same, merged at {@link NOW}. */
export function activeDebt(changes: Partial<Debt> = {}): Debt {
  return proposedDebt({ state: 'active', startedAt: NOW, deadline: later(48 * HOUR), ...changes });
}

/** The same, past its deadline. */
export function overdueDebt(changes: Partial<Debt> = {}): Debt {
  return activeDebt({ state: 'overdue', ...changes });
}
