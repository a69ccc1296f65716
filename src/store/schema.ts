import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  json,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { BranchStand, DebtState, TimeBox } from '../debt/debt.ts';
import type { DecisionDetail, DecisionKind } from '../debt/decision.ts';
import type { Extraction } from '../detect/extraction.ts';
import type { Language, Range } from '../detect/facts.ts';
import type { ScanResult } from '../detect/finding.ts';
import type { BaselineList } from '../gate/baseline-list.ts';
import type { Command } from '../gate/command.ts';
import type { DocumentMention } from '../gate/documents.ts';
import type { OfferedReason } from '../gate/offered-reason.ts';
import type { OldPlace } from '../gate/old-bypasses.ts';
import type { BaselineOverride, ClassChange, ClassCommand, ContactRequest } from '../gate/pull.ts';
import type { ChangedOrigin, LineSpan, ReasonIssue } from '../gate/verdict.ts';
import type { CheckRunState } from '../github/checks.ts';
import type { WriteKind } from '../github/write-limits.ts';
import type { PlacedLoosening } from '../policy/loosening.ts';
import type { RuleId } from '../policy/policy.ts';
import type { PolicyProblem } from '../policy/problem.ts';

const githubId = (name: string) => bigint(name, { mode: 'number' });
// `json` and not `jsonb` for what is read whole: `jsonb` refuses the \\u0000 that a hostile file may hold.
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Who may read a repository: everybody, the enterprise, or whom it names. */
export type Visibility = 'public' | 'internal' | 'private';

/** Repositories that an installation of the app can reach. */
export const repositories = pgTable('repositories', {
  id: githubId('id').primaryKey(),
  installationId: githubId('installation_id').notNull(),
  /** False once the installation has lost it: its debts keep their clocks, for the day that it comes back. */
  reachable: boolean('reachable').notNull().default(true),
  /** Whether its debts were read back from GitHub, which a new database does once. */
  restored: boolean('restored').notNull().default(false),
  owner: text('owner').notNull(),
  /** Teams exist only in organisations (decisions 30). */
  ownedByOrganization: boolean('owned_by_organization').notNull(),
  name: text('name').notNull(),
  defaultBranch: text('default_branch').notNull(),
  htmlUrl: text('html_url').notNull(),
  /** The default branch's head that was scanned last; `null` before the first scan. */
  syncedSha: text('synced_sha'),
  /** Blob SHA of the policy file on the default branch, `null` without one. */
  policySha: text('policy_sha'),
  policySource: text('policy_source'),
  /** Digest of the policy that was in force at the last sync, the organisation's part of it included. */
  policyDigest: text('policy_digest'),
  visibility: text('visibility').$type<Visibility>().notNull().default('private'),
  /** Whether its default branch requires our check, as upkeep saw it last; `null` while nobody had to know. */
  checkRequired: boolean('check_required'),
  /** The same of other branches where clocks run, by name, as far as somebody had to know. */
  checkRequiredOn: jsonb('check_required_on').$type<Record<string, boolean>>().notNull().default({}),
  /** Up to when its comments were looked through for commands, by GitHub's clock; `null` before the first look. */
  commentsSeenTo: instant('comments_seen_to'),
});

/** What an organisation says for all repositories of its installation, as it was read last. */
export const organisations = pgTable('organisations', {
  installationId: githubId('installation_id').primaryKey(),
  owner: text('owner').notNull(),
  /** Its policy file, `null` without one, or where the installation does not reach the repository that would have it. */
  policySource: text('policy_source'),
  /** The newest text of it that could be read: what is in force while there are faults in the file. */
  readableSource: text('readable_source'),
});

/** What the last look at GitHub said of a PR head, so that it can be judged again without asking. */
export interface PullEvidence {
  headSha: string;
  mergeBaseSha: string;
  changedPaths: string[];
  /** Files that the PR moves to where no scan looks: where they were, and where they are. */
  outOfSight: [string, string][];
  /** The policy file at the head: its faults, or `null` where the PR leaves the file alone. */
  headPolicyProblems: PolicyProblem[] | null;
  /** The same of the organisation's policy file, in its own repository; absent where the PR leaves it alone. */
  headOrganisationProblems?: PolicyProblem[] | null;
  /** In what the PR's policy is looser than its merge base's; absent where it leaves the file alone. */
  loosenings?: PlacedLoosening[];
  reasonIssues: [number, ReasonIssue][];
  /** What documents at the head say of models that the PR takes from the gateway or gives it; `null` for no such model. */
  documents: DocumentMention[] | null;
  /** Whether the merge base has the form of the reason issue. */
  hasReasonForm: boolean;
  /** Lines of files with findings that the PR's diff shows. */
  hunks: [path: string, LineSpan[]][];
  /** Lines of the diff on which URLs are made that findings are about; absent in what was seen before this was looked for. */
  changedOrigins?: ChangedOrigin[];
}

/** Our review comments and reviews on one PR. */
export interface PullReview {
  /** Digest of all that it was written from, `null` while it is not wholly written. */
  written: string | null;
  /** A review may have been sent whose answer was lost: GitHub is looked at before another is. */
  sending: boolean;
  /**
   * The review that judges the PR; `edited` is one that GitHub would not let us dismiss, `waived` one that a person
   * dismissed though its reasons stood.
   */
  standing: { id: number; state: 'requested' | 'commented' | 'dismissed' | 'edited' | 'waived' } | null;
  /**
   * By bypass: the comment, a digest of its text, and one of the lines that it stands on; `null` for one that was found on
   * GitHub and stands on the head as it is.
   */
  comments: Record<string, { id: number; said: string; anchor: string | null }>;
}

/** Branches besides the default one on which clocks run, as they were seen last. */
export const watchedBranches = pgTable(
  'watched_branches',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    branch: text('branch').notNull(),
    /** The head that was scanned last; `null` for one that was there before it was watched, until its first scan. */
    syncedSha: text('synced_sha'),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.branch] })],
);

export const pulls = pgTable(
  'pulls',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    title: text('title').notNull(),
    headSha: text('head_sha').notNull(),
    headRef: text('head_ref').notNull(),
    baseRef: text('base_ref').notNull(),
    labels: jsonb('labels').$type<string[]>().notNull(),
    author: text('author').notNull(),
    /** `null` while nothing depends on it, and nobody has asked. */
    authorCanWrite: boolean('author_can_write'),
    approvedByContact: boolean('approved_by_contact').notNull(),
    approvedByWriter: boolean('approved_by_writer').notNull(),
    /** Whether the contact has approved this very head. */
    headApprovedByContact: boolean('head_approved_by_contact').notNull().default(false),
    isDraft: boolean('is_draft').notNull().default(false),
    /** Opened by a program. */
    byBot: boolean('by_bot').notNull().default(false),
    open: boolean('open').notNull(),
    mergedAt: instant('merged_at'),
    mergeCommitSha: text('merge_commit_sha'),
    /** GitHub's own `updated_at`: who waits for what is judged by newest activity. */
    updatedAt: instant('updated_at').notNull().defaultNow(),
    /** At installation old PRs get checks only, until their next push (decisions 25). */
    quietSha: text('quiet_sha'),
    /** Our checklist comment, once it is written. */
    checklistId: githubId('checklist_id'),
    /** What our review of it says on GitHub, as far as we know. */
    review: jsonb('review').$type<PullReview>(),
    /** The contact let it through the freeze of the baseline's day. */
    baselineOverride: jsonb('baseline_override').$type<BaselineOverride>(),
    /** What came of asking the contact for a review of it; once for a PR. */
    contactRequest: jsonb('contact_request').$type<ContactRequest>(),
    /** The reason issues that were opened through its links, by the bypass that each is about. */
    reasons: jsonb('reasons').$type<Record<string, OfferedReason>>().notNull().default({}),
    /** `null` until the first look; it speaks of `headSha` only while its own `headSha` is the same. */
    evidence: jsonb('evidence').$type<PullEvidence>(),
    /** What somebody said by command that it is. */
    classCommand: jsonb('class_command').$type<ClassCommand>(),
    classChanges: jsonb('class_changes').$type<ClassChange[]>().notNull().default([]),
    /** Ids of the standing debts that the default branch would be rid of if it merged. */
    removes: jsonb('removes').$type<string[]>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.number] }),
    index('pulls_by_head').on(table.repositoryId, table.headSha),
  ],
);

/** What a merge queue asks about, until it is merged or given up. */
export const mergeGroups = pgTable(
  'merge_groups',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    headSha: text('head_sha').notNull(),
    headRef: text('head_ref').notNull(),
    baseSha: text('base_sha').notNull(),
    /** The branch that it will be merged into. */
    baseRef: text('base_ref').notNull(),
    /** Empty until the first look. */
    pullNumbers: jsonb('pull_numbers').$type<number[]>().notNull(),
    evidence: jsonb('evidence').$type<PullEvidence>(),
    /** Real time, for what GitHub never tells the end of. */
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.headSha] })],
);

/** What became of a blob, for good: it depends on nothing but the key. */
export const blobFacts = pgTable(
  'blob_facts',
  {
    sha: text('sha').notNull(),
    language: text('language').$type<Language>().notNull(),
    /** Engine version and the digest of the prefilter's vocabulary. */
    engine: text('engine').notNull(),
    /** `null` where the prefilter saw nothing, as in nearly every blob. */
    extraction: json('extraction').$type<Extraction>(),
    /** When a scan last wanted it, to the day. */
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.sha, table.language, table.engine] }),
    index('blob_facts_by_use').on(table.usedAt),
  ],
);

/** The scan of a whole commit under one policy and engine. */
export const scans = pgTable(
  'scans',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    commitSha: text('commit_sha').notNull(),
    /** Digest of the engine's version and of what the policy says about detection. */
    settings: text('settings').notNull(),
    result: json('result').$type<ScanResult>().notNull(),
    /** When a verdict last wanted it, to the day. */
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.commitSha, table.settings] }),
    index('scans_by_use').on(table.usedAt),
  ],
);

export const debts = pgTable(
  'debts',
  {
    id: uuid('id').primaryKey(),
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    state: text('state').$type<DebtState>().notNull(),
    reasonIssue: integer('reason_issue'),
    reason: text('reason').notNull(),
    removeAfter: text('remove_after').notNull(),
    removeBy: instant('remove_by'),
    requestedTimeBox: text('requested_time_box').$type<TimeBox>().notNull(),
    timeBox: text('time_box').$type<TimeBox>().notNull(),
    pullNumber: integer('pull_number'),
    pushedSha: text('pushed_sha'),
    trackingIssue: integer('tracking_issue'),
    createdAt: instant('created_at').notNull(),
    startedAt: instant('started_at'),
    deadline: instant('deadline'),
    resolvedAt: instant('resolved_at'),
    /** The commit at which its places were last seen, for permalinks. */
    seenSha: text('seen_sha').notNull(),
    /** The branch that its places are of, `null` for the default one. */
    branch: text('branch'),
    /** Where else it stands. */
    elsewhere: json('elsewhere').$type<BranchStand[]>().notNull().default([]),
  },
  (table) => [
    // An issue number belongs to one active debt (decisions 24), and within a PR to one proposal.
    uniqueIndex('debts_one_active_per_issue')
      .on(table.repositoryId, table.reasonIssue)
      .where(sql`${table.state} in ('active', 'overdue')`),
    uniqueIndex('debts_one_proposal_per_pull').on(table.repositoryId, table.pullNumber, table.reasonIssue),
    index('debts_due').on(table.deadline).where(sql`${table.state} = 'active'`),
    index('debts_by_repository').on(table.repositoryId, table.state),
    index('debts_by_reason').on(table.repositoryId, table.reasonIssue),
    index('debts_by_tracking_issue').on(table.repositoryId, table.trackingIssue),
  ],
);

export const debtPlaces = pgTable(
  'debt_places',
  {
    debtId: uuid('debt_id')
      .notNull()
      .references(() => debts.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    rule: text('rule').$type<RuleId>().notNull(),
    path: text('path').notNull(),
    range: jsonb('range').$type<Range>().notNull(),
    fingerprint: text('fingerprint').notNull(),
    what: text('what').notNull(),
    service: text('service'),
  },
  (table) => [primaryKey({ columns: [table.debtId, table.position] })],
);

/** The bypasses that stood on the default branch when Tollgate began to enforce, as far as they are left. */
export const baselines = pgTable('baselines', {
  repositoryId: githubId('repository_id')
    .primaryKey()
    .references(() => repositories.id, { onDelete: 'cascade' }),
  takenAt: instant('taken_at').notNull(),
  places: json('places').$type<OldPlace[]>().notNull(),
  /** What it was when it was taken, and the commit that it was taken of, for its announcement. */
  taken: json('taken').$type<{ sha: string; list: BaselineList }>(),
  /** The first instant at which what is left is overdue; `null` if policy names no day, or nothing is left. */
  due: instant('due'),
  /** When the open PRs were told that it is. */
  toldAt: instant('told_at'),
  /** The issue about it, once it is open. */
  issue: integer('issue'),
});

/** What is noted of a debt's tracking issue: what its readers were told, and when to look whether there is more. */
export const debtNotes = pgTable(
  'debt_notes',
  {
    debtId: uuid('debt_id')
      .primaryKey()
      .references(() => debts.id, { onDelete: 'cascade' }),
    /** Up to when everything that time brings was told; `null` if nothing was. */
    noticedAt: instant('noticed_at'),
    /** When to look again; `null` if nothing comes before the debt changes. */
    nextAt: instant('next_at'),
    /** When the reason issue was closed, as far as it was told; `null` while it is open. */
    reasonClosedAt: instant('reason_closed_at'),
    /** Whether a person has ticked the box that is a person's. */
    tested: boolean('tested').notNull().default(false),
  },
  (table) => [index('debt_notes_due').on(table.nextAt).where(sql`${table.nextAt} is not null`)],
);

/** The one issue of a repository that says what is owed there, and what was last written in it. */
export const dashboards = pgTable(
  'dashboards',
  {
    repositoryId: githubId('repository_id')
      .primaryKey()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    issueNumber: integer('issue_number'),
    /** Digest of the issue as we left it; `null` where somebody may have changed it since. */
    written: text('written'),
    /** How often somebody may have: what was read before the last time is no longer sure. */
    doubts: integer('doubts').notNull().default(0),
    /** Digest of what is owed, as the issue last told it. */
    facts: text('facts'),
    /** When its words change by time alone. */
    changesAt: instant('changes_at'),
  },
  (table) => [index('dashboards_due').on(table.changesAt).where(sql`${table.changesAt} is not null`)],
);

/** Our check run on a head, and what was last written there. */
export const checks = pgTable(
  'checks',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    headSha: text('head_sha').notNull(),
    checkRunId: githubId('check_run_id'),
    /** Digest of the output on GitHub, `null` until it is wholly written. */
    written: text('written'),
    /** The verdict that the audit log has of this head: what it says is recorded when it changes. */
    verdict: text('verdict'),
    /** What GitHub holds under that id; `null` from before a write until after it, when only GitHub itself knows. */
    run: jsonb('run').$type<CheckRunState>(),
  },
  (table) => [primaryKey({ columns: [table.repositoryId, table.headSha] })],
);

/** The commands of a comment, until they are done and for long enough after that to know the comment again. */
export const commands = pgTable(
  'commands',
  {
    repositoryId: githubId('repository_id')
      .notNull()
      .references(() => repositories.id, { onDelete: 'cascade' }),
    commentId: githubId('comment_id').notNull(),
    issueNumber: integer('issue_number').notNull(),
    onPull: boolean('on_pull').notNull(),
    actor: text('actor').notNull(),
    actorIsBot: boolean('actor_is_bot').notNull(),
    asked: json('asked').$type<Command[]>().notNull(),
    /** What came of it; `null` until it is done. */
    reaction: text('reaction').$type<'+1' | '-1' | 'confused'>(),
    /** What is said about it; `null` where the reaction says enough. */
    answer: text('answer'),
    receivedAt: instant('received_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.commentId] }),
    index('commands_by_issue').on(table.repositoryId, table.issueNumber),
    index('commands_by_time').on(table.receivedAt),
  ],
);

/** The overdue debts that do not hold a PR, because the contact said so; one that is resolved is forgotten here. */
export const overrides = pgTable(
  'overrides',
  {
    repositoryId: githubId('repository_id').notNull(),
    pullNumber: integer('pull_number').notNull(),
    debtId: uuid('debt_id')
      .notNull()
      .references(() => debts.id, { onDelete: 'cascade' }),
    by: text('by').notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.repositoryId, table.pullNumber, table.debtId] }),
    index('overrides_by_debt').on(table.debtId),
  ],
);

/**
 * What was decided, by whom and why. Rows are only ever added: a trigger refuses all else. It refers to no other table,
 * so that it outlives whatever it is about.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    kind: text('kind').$type<DecisionKind>().notNull(),
    repositoryId: githubId('repository_id'),
    /** `owner/name` at that time. */
    repository: text('repository'),
    pull: integer('pull'),
    issue: integer('issue'),
    debtId: uuid('debt_id'),
    /** A login; `null`: Tollgate itself. */
    actor: text('actor'),
    why: text('why').notNull(),
    details: json('details').$type<Record<string, DecisionDetail>>(),
    /** GUID of the webhook from which it follows. */
    delivery: text('delivery'),
  },
  (table) => [
    index('audit_log_by_time').on(table.at),
    index('audit_log_by_repository').on(table.repositoryId, table.id),
  ],
);

/** Jobs that were closed because they can never succeed, for whoever asks what was left undone. */
export const refusals = pgTable(
  'refusals',
  {
    job: uuid('job').primaryKey(),
    queue: text('queue').notNull(),
    /** `owner/name` at that time. */
    repository: text('repository'),
    pull: integer('pull'),
    reason: text('reason').notNull(),
    at: instant('at').notNull().defaultNow(),
  },
  (table) => [index('refusals_by_time').on(table.at)],
);

/** Webhooks that were ever kept, by the GUID of `X-GitHub-Delivery`: one that comes again is known. */
export const deliveries = pgTable(
  'deliveries',
  { id: uuid('id').primaryKey(), arrivedAt: instant('arrived_at').notNull().defaultNow() },
  // Rows come in the order of time, so that a summary of each stretch of the table finds the old ones.
  (table) => [index('deliveries_by_time').using('brin', table.arrivedAt)],
);

/** Webhooks that arrived together and are not handled yet. */
export const deliveryBatches = pgTable('delivery_batches', {
  id: uuid('id').primaryKey(),
  /** Those of `packed` that are to be handled: the others were known. */
  deliveries: uuid('deliveries').array().notNull(),
  /** `jobs/delivery.ts`. Stored as it is: the database would try in vain to compress it further. */
  packed: bytea('packed').notNull(),
});

/** What an installation wrote lately, by spans of time, for GitHub's limits. */
export const writeCounts = pgTable(
  'write_counts',
  {
    installationId: githubId('installation_id').notNull(),
    kind: text('kind').$type<WriteKind>().notNull(),
    start: instant('start').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.installationId, table.start, table.kind] }),
    index('write_counts_by_time').on(table.start),
  ],
);

/** Jobs that wait for their turn to write, by installation. */
export const writePaces = pgTable(
  'write_paces',
  {
    installationId: githubId('installation_id').notNull(),
    kind: text('kind').$type<WriteKind>().notNull(),
    /** When the last one in line is due; `null` while nobody ever waited. */
    lastDue: instant('last_due'),
  },
  (table) => [primaryKey({ columns: [table.installationId, table.kind] })],
);
