import type { Debt } from './debt.ts';
import type { Decision } from './decision.ts';
import type { Notice } from './notices.ts';
import { timeLeft, timeOver } from './time-words.ts';
import { utc } from './wording.ts';

/** What the entry about a notice depends on. */
interface Told {
  repositoryId: number;
  /** Policy's, as it is written there. */
  contact: string;
  at: Date;
}

/** The audit log's entry: who was told by time alone how things stand with a debt. */
export function noticeDecision(debt: Debt, { kind, at: due }: Notice, { contact, ...where }: Told): Decision {
  const { deadline } = debt;
  const left =
    deadline === null
      ? 'it has no deadline'
      : kind === 'reminder'
        ? `${timeLeft(deadline, where.at)} left until the deadline, ${utc(deadline)}`
        : `overdue by ${timeOver(deadline, where.at)}; the deadline was ${utc(deadline)}`;
  return {
    kind: kind === 'reminder' ? 'reminder' : 'notice',
    ...aboutDebt(debt, where),
    why: `${contact} is told: ${left}`,
    details: {
      told: contact,
      about: kind,
      due: due.toISOString(),
      deadline: deadline?.toISOString() ?? null,
    },
  };
}

/** The entry about the comment which says that the reason of a debt is gone. */
export function reasonClosedDecision(debt: Debt, where: { repositoryId: number; at: Date }): Decision {
  return {
    kind: 'notice',
    ...aboutDebt(debt, where),
    why: `the tracking issue’s readers are told: the reason, #${debt.reasonIssue}, is closed, and the call is still there`,
    details: { about: 'reason-closed', reasonIssue: debt.reasonIssue },
  };
}

/** The entry about a tracking issue that somebody closed while the call is still there. */
export function issueReopenedDecision(
  debt: Debt,
  { closedAt, closedBy }: { closedAt: string | null; closedBy: string | null },
  where: { repositoryId: number; at: Date },
): Decision {
  return {
    kind: 'issue-reopened',
    ...aboutDebt(debt, where),
    actor: closedBy,
    why: 'the tracking issue was closed by hand, and the call is still there: it is opened again',
    details: { closedAt },
  };
}

/** The entry about a tracking issue that is gone: deleted, or moved to another repository. */
export function openedAnewDecision(
  debt: Debt,
  before: number,
  where: { repositoryId: number; at: Date },
): Decision {
  return {
    kind: 'issue-opened-anew',
    ...aboutDebt(debt, where),
    why: `the tracking issue #${before} is gone, and another one takes its place`,
    details: { before },
  };
}

function aboutDebt(debt: Debt, where: { repositoryId: number; at: Date }) {
  return {
    ...where,
    pull: debt.pullNumber,
    issue: debt.trackingIssue,
    debtId: debt.id,
    actor: null,
  };
}
