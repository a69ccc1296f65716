import type { Pull } from '../store/pulls.ts';
import type { WorkRequest } from './work.ts';

/** Judge a PR's newest head. */
export function judgeRequest(repositoryId: number, pullNumber: number, quiet = false): WorkRequest {
  return { queue: 'judge', data: { repositoryId, pullNumber, ...(quiet ? { quiet } : {}) } };
}

/** Judge what a merge queue is about to merge. */
export function groupRequest(repositoryId: number, headSha: string): WorkRequest {
  return { queue: 'group', data: { repositoryId, headSha } };
}

/** Of much that is asked for at once the first comes first, and all of it behind what people ask for meanwhile. */
export function inOrder(requests: WorkRequest[]): WorkRequest[] {
  return requests.map((request, index) => ({ ...request, priority: -1 - index }));
}

/** Hold the debts against the default branch. */
export function syncRequest(repositoryId: number): WorkRequest {
  return { queue: 'sync', data: { repositoryId } };
}

export function checkEffect(repositoryId: number, headSha: string): WorkRequest {
  return { queue: 'effect', data: { kind: 'check', repositoryId, headSha } };
}

/** The check of every head that these PRs have, each once. */
export function checkEffects(repositoryId: number, pulls: { headSha: string }[]): WorkRequest[] {
  return [...new Set(pulls.map((pull) => pull.headSha))].map((headSha) => checkEffect(repositoryId, headSha));
}

export function trackingIssueEffect(debtId: string): WorkRequest {
  return { queue: 'effect', data: { kind: 'tracking-issue', debtId } };
}

/** The one issue about a whole organisation, if its policy names a repository for it. */
export function overviewEffect(installationId: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'overview', installationId } };
}

/** The one issue about the old bypasses of a repository. */
export function adoptionIssueEffect(repositoryId: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'adoption-issue', repositoryId } };
}

export function dashboardEffect(repositoryId: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'dashboard', repositoryId } };
}

/** A comment on a debt's tracking issue; one that bears the marker already is not written again. */
export function debtCommentEffect(debtId: string, event: string, body: string): WorkRequest {
  const marker = `<!-- tollgate:event:${event} -->`;
  return { queue: 'effect', data: { kind: 'debt-comment', debtId, marker, body } };
}

/** See whether an issue that was just opened is the reason of a bypass. */
export function reasonEffect(repositoryId: number, issueNumber: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'reason', repositoryId, issueNumber } };
}

export function reviewEffect(repositoryId: number, pullNumber: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'review', repositoryId, pullNumber } };
}

export function contactReviewEffect(repositoryId: number, pullNumber: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'contact-review', repositoryId, pullNumber } };
}

/** What was said on open PRs besides their checks: what a debt is now may make it untrue. */
export function voiceEffects(
  pulls: readonly Pick<Pull, 'repositoryId' | 'number' | 'checklistId' | 'review'>[],
): WorkRequest[] {
  return pulls.flatMap(({ repositoryId, number, checklistId, review }) => [
    ...(checklistId === null ? [] : [checklistEffect(repositoryId, number)]),
    ...(review === null ? [] : [reviewEffect(repositoryId, number)]),
  ]);
}

export function checklistEffect(repositoryId: number, pullNumber: number): WorkRequest {
  return { queue: 'effect', data: { kind: 'checklist', repositoryId, pullNumber } };
}
