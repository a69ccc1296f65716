/** Everything that the app does behind a 2xx, by name. A request names the thing, never a state of it. */
export type WorkRequest = Work & {
  /** Those with more come first; 0 if it is left out. */
  priority?: number;
  /** Seconds before which it is not begun; 0 if it is left out. */
  after?: number;
};

type Work =
  | { queue: 'delivery'; data: HandOut }
  | { queue: 'judge'; data: JudgePull }
  | { queue: 'group'; data: JudgeGroup }
  | { queue: 'sync'; data: SyncRepository }
  | { queue: 'adopt'; data: AdoptInstallation }
  | { queue: 'organisation'; data: ReadOrganisation }
  | { queue: 'command'; data: CarryOut }
  | { queue: 'effect'; data: Effect }
  | { queue: 'sweep'; data: Record<string, never> }
  | { queue: 'upkeep'; data: Record<string, never> };

export type QueueName = WorkRequest['queue'];
export type WorkData<Name extends QueueName> = Extract<WorkRequest, { queue: Name }>['data'];

/** Hand out webhooks that arrived together: `store/deliveries.ts`. */
export interface HandOut {
  batch: string;
  /** How many there are. */
  count: number;
}

/** Look at a PR's newest head and say what it is. */
export interface JudgePull {
  repositoryId: number;
  pullNumber: number;
  /** Set at installation: until its next push this PR gets a check and nothing else. */
  quiet?: boolean;
}

/** Look at a merge group's commit and say what it is. */
export interface JudgeGroup {
  repositoryId: number;
  headSha: string;
}

/** Hold the debts against the default branch as it is now. */
export interface SyncRepository {
  repositoryId: number;
}

/** Meet every repository that an installation gives access to, and see what is not up to date. */
export interface AdoptInstallation {
  installationId: number;
}

/** Read what an organisation says for all of its repositories. */
export interface ReadOrganisation {
  installationId: number;
}

/** Do what the comments on an issue or PR ask for. */
export interface CarryOut {
  repositoryId: number;
  issueNumber: number;
}

/** Make one thing on GitHub what the database says it should be. */
export type Effect =
  | { kind: 'check'; repositoryId: number; headSha: string }
  | { kind: 'tracking-issue'; debtId: string }
  /** `marker` is the comment's own: a comment that bears it is not written again. */
  | { kind: 'debt-comment'; debtId: string; marker: string; body: string }
  | { kind: 'checklist'; repositoryId: number; pullNumber: number }
  | { kind: 'adoption-issue'; repositoryId: number }
  /** The same on the issue about old bypasses. */
  | { kind: 'baseline-comment'; repositoryId: number; marker: string; body: string }
  | { kind: 'overview'; installationId: number }
  | { kind: 'dashboard'; repositoryId: number }
  /** What came of the commands of a comment. */
  | { kind: 'answer'; repositoryId: number; commentId: number }
  | { kind: 'review'; repositoryId: number; pullNumber: number }
  /** Ask the contact for a review, if the PR changes a debt's own code. */
  | { kind: 'contact-review'; repositoryId: number; pullNumber: number }
  | { kind: 'reason'; repositoryId: number; issueNumber: number };

/** One job of a key is active and one waits; a third would find nothing that the waiting one does not. */
export function singletonKey(request: WorkRequest): string {
  switch (request.queue) {
    case 'delivery':
      return request.data.batch;
    case 'judge':
      return `${request.data.repositoryId}#${request.data.pullNumber}`;
    case 'group':
      return `${request.data.repositoryId} ${request.data.headSha}`;
    case 'sync':
      return String(request.data.repositoryId);
    case 'adopt':
    case 'organisation':
      return String(request.data.installationId);
    case 'command':
      return `${request.data.repositoryId}#${request.data.issueNumber}`;
    case 'effect':
      return effectKey(request.data);
    case 'sweep':
    case 'upkeep':
      return request.queue;
  }
}

function effectKey(effect: Effect): string {
  switch (effect.kind) {
    case 'check':
      return `check ${effect.repositoryId} ${effect.headSha}`;
    case 'tracking-issue':
      return `tracking-issue ${effect.debtId}`;
    case 'debt-comment':
      return `debt-comment ${effect.debtId} ${effect.marker}`;
    case 'baseline-comment':
      return `baseline-comment ${effect.repositoryId} ${effect.marker}`;
    case 'reason':
      return `reason ${effect.repositoryId}#${effect.issueNumber}`;
    case 'review':
      return `review ${effect.repositoryId}#${effect.pullNumber}`;
    case 'contact-review':
      return `contact-review ${effect.repositoryId}#${effect.pullNumber}`;
    case 'checklist':
      return `checklist ${effect.repositoryId}#${effect.pullNumber}`;
    case 'adoption-issue':
      return `adoption-issue ${effect.repositoryId}`;
    case 'overview':
      return `overview ${effect.installationId}`;
    case 'dashboard':
      return `dashboard ${effect.repositoryId}`;
    case 'answer':
      return `answer ${effect.repositoryId} ${effect.commentId}`;
  }
}
