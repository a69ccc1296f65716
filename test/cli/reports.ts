import type { Documentation, FolderReport, ReportedFinding } from '../../src/cli/report.ts';
import type { Finding } from '../../src/detect/finding.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const RANGE = { startLine: 3, startColumn: 5, endLine: 4, endColumn: 10 };

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'direct-call',
    path: 'services/chat.py',
    range: RANGE,
    statements: [{ ...RANGE, startColumn: 1 }],
    what: 'POST https://api.openai.com/v1/chat/completions',
    message: 'This calls OpenAI directly; call the gateway instead.',
    service: 'OpenAI',
    snippet: 'client.post(URL,\n  json=body)',
    fingerprint: 'f1',
    ...changes,
  };
}

export function reported(changes: Partial<ReportedFinding> = {}): ReportedFinding {
  return { finding: finding(), level: 'error', documentation: { kind: 'none' }, ...changes };
}

export const DOCUMENTED = {
  kind: 'documented',
  note: 'emergency debt, issue #123 (no streaming), to be removed after: LiteLLM 2',
} as const;

export const FAULTY: Documentation & { kind: 'faulty' } = {
  kind: 'faulty',
  line: 2,
  faults: [{ line: 2, message: 'the line `Issue:` is missing', mend: 'Issue: #123 - why' }],
};

export function report(changes: Partial<FolderReport> = {}): FolderReport {
  return {
    since: null,
    findings: [],
    strayComments: [],
    excepted: [],
    staleExceptions: [],
    skipped: [],
    counts: { files: 12, parsed: 3 },
    policy: defaultPolicy(),
    ...changes,
  };
}
