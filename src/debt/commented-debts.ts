import type { Finding, ScanResult } from '../detect/finding.ts';
import { citedIssue } from './comment.ts';
import { coveringComment } from './coverage.ts';
import type { Debt } from './debt.ts';
import { mayBeDocumented } from './documentable.ts';
import { placeOf } from './place.ts';

/**
 * The debts that the comments of a tree tell of, for whoever has no store to ask: one for each issue that they cite over
 * a bypass. What no comment says (who proposed it, since when) is left empty.
 */
export function commentedDebts({ findings, debtComments }: ScanResult): Debt[] {
  const issueOver = (finding: Finding) => {
    const comment = mayBeDocumented(finding.rule) ? coveringComment(finding, debtComments) : null;
    return comment && citedIssue(comment);
  };
  return [...Map.groupBy(findings, issueOver)].flatMap(([issue, places]) =>
    issue === null ? [] : [debtOver(issue, places)],
  );
}

const UNKNOWN_TIME = new Date(0);

function debtOver(reasonIssue: number, findings: readonly Finding[]): Debt {
  return {
    id: `comment:${reasonIssue}`,
    state: 'active',
    reasonIssue,
    reason: '',
    removeAfter: '',
    removeBy: null,
    requestedTimeBox: 'emergency',
    timeBox: 'emergency',
    pullNumber: null,
    pushedSha: null,
    branch: null,
    elsewhere: [],
    places: findings.map(placeOf),
    trackingIssue: null,
    createdAt: UNKNOWN_TIME,
    startedAt: null,
    deadline: null,
    resolvedAt: null,
  };
}
