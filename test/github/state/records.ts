import type { GitRepository } from '../git/repository.ts';

/** What a collaborator may do, weakest first. */
export const LEVELS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Level = (typeof LEVELS)[number];

export interface Account {
  id: number;
  login: string;
  kind: 'User' | 'Organization' | 'Bot';
  createdAt: string;
}

export interface Team {
  id: number;
  organization: Account;
  slug: string;
  name: string;
  /** Login, in lower case, to role. */
  members: Map<string, 'member' | 'maintainer'>;
  createdAt: string;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
}

export interface Reaction {
  id: number;
  user: Account;
  content: string;
  createdAt: string;
}

export interface Comment {
  id: number;
  user: Account;
  body: string;
  viaApp: boolean;
  reactions: Reaction[];
  createdAt: string;
  updatedAt: string;
}

export type ReviewState = 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';

export interface Review {
  id: number;
  user: Account;
  body: string;
  state: ReviewState;
  commitSha: string;
  submittedAt: string | null;
}

export interface ReviewComment {
  id: number;
  reviewId: number;
  user: Account;
  body: string;
  path: string;
  commitSha: string;
  line: number;
  startLine: number | null;
  side: 'LEFT' | 'RIGHT';
  startSide: 'LEFT' | 'RIGHT' | null;
  diffHunk: string;
  inReplyTo: number | null;
  createdAt: string;
  updatedAt: string;
}

/** What a pull request has beyond an issue. */
export interface Pull {
  id: number;
  /** The repository of the head branch; it may be a fork. */
  headRepository: Repository;
  headRef: string;
  headSha: string;
  baseRef: string;
  /** The base branch's tip when the head last moved: like GitHub's, it goes stale. */
  baseSha: string;
  draft: boolean;
  mergedAt: string | null;
  mergedBy: Account | null;
  mergeCommitSha: string | null;
  reviews: Review[];
  reviewComments: ReviewComment[];
  requestedReviewers: Account[];
  requestedTeams: Team[];
}

/** An issue, or a pull request if `pull` is set: they share their numbers and most of their life. */
export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string | null;
  user: Account;
  viaApp: boolean;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;
  labels: Label[];
  assignees: Account[];
  comments: Comment[];
  closedBy: Account | null;
  createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  /** What was done to it, oldest first. */
  events: IssueEvent[];
  pull: Pull | null;
}

/** An entry of an issue's or PR's history. */
export interface IssueEvent {
  id: number;
  by: Account;
  at: string;
  what:
    | { event: 'closed' | 'reopened' }
    | { event: 'labeled' | 'unlabeled'; label: Pick<Label, 'name' | 'color'> }
    | { event: 'renamed'; rename: { from: string; to: string } };
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title: string | null;
  raw_details: string | null;
}

export interface CheckAction {
  label: string;
  description: string;
  identifier: string;
}

export type CheckStatus = 'queued' | 'in_progress' | 'completed';

export interface CheckRun {
  id: number;
  suite: CheckSuite;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: CheckStatus;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null; annotations: Annotation[] };
  actions: CheckAction[];
}

/** The check runs of the App on one commit. */
export interface CheckSuite {
  id: number;
  headSha: string;
  headBranch: string | null;
  before: string | null;
  runs: CheckRun[];
  createdAt: string;
  updatedAt: string;
}

export interface CommitStatus {
  id: number;
  sha: string;
  context: string;
  state: 'error' | 'failure' | 'pending' | 'success';
  description: string | null;
  targetUrl: string | null;
  creator: Account;
  createdAt: string;
}

/** A check that must have succeeded; `appId` null means that anybody may report it. */
export interface RequiredCheck {
  context: string;
  appId: number | null;
}

/** Classic branch protection. */
export interface Protection {
  requiredChecks: { strict: boolean; checks: RequiredCheck[] } | null;
  requiredReviews: {
    count: number;
    dismissStale: boolean;
    /** Who alone may dismiss, besides admins: logins of users and slugs of Apps; null for every writer. */
    dismissers: string[] | null;
  } | null;
  enforceAdmins: boolean;
  allowForcePushes: boolean;
  allowDeletions: boolean;
}

export interface RulesetRule {
  type: string;
  parameters?: Record<string, unknown> | undefined;
}

export interface Ruleset {
  id: number;
  name: string;
  enforcement: 'disabled' | 'active' | 'evaluate';
  include: string[];
  exclude: string[];
  rules: RulesetRule[];
  createdAt: string;
  updatedAt: string;
}

/** A PR that waits in a merge queue, with the group that it is the last of. */
export interface MergeQueueEntry {
  number: number;
  /** What was put there: a PR that changes leaves. */
  headSha: string;
  baseRef: string;
  /** Who put it there. */
  by: Account;
  /** `null` while there is none. */
  group: { branch: string; headSha: string; baseSha: string } | null;
}

export interface Repository {
  id: number;
  owner: Account;
  name: string;
  private: boolean;
  archived: boolean;
  description: string | null;
  defaultBranch: string;
  git: GitRepository;
  /** The repository that this one is a fork of. */
  parent: Repository | null;
  /** Login, in lower case, to level. */
  collaborators: Map<string, Level>;
  labels: Label[];
  nextNumber: number;
  issues: Map<number, Issue>;
  suites: CheckSuite[];
  statuses: CommitStatus[];
  protections: Map<string, Protection>;
  rulesets: Ruleset[];
  /** Those that wait for a merge, of all branches, in their order. */
  mergeQueue: MergeQueueEntry[];
  /** Numbers of issues that were deleted: GitHub answers 410 for them. */
  deletedNumbers: Set<number>;
  /** Issues that were transferred, by their old number: requests for them are redirected. */
  movedIssues: Map<number, { repository: Repository; number: number }>;
  /** `owner/name`, in lower case, that it had before: requests for them are redirected. */
  formerNames: Set<string>;
  createdAt: string;
  updatedAt: string;
  pushedAt: string;
}

/** The App on one account. */
export interface Installation {
  id: number;
  account: Account;
  /** Null means all repositories of the account. */
  repositoryIds: Set<number> | null;
  createdAt: string;
  updatedAt: string;
  suspendedAt: string | null;
}
