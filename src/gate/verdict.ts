import type { CommentFault, DebtComment, PartialDebtComment } from '../debt/comment-form.ts';
import type { Debt } from '../debt/debt.ts';
import type { ReasonPoint } from '../debt/reason-answers.ts';
import type { DebtCommentPlace, Finding, ScanResult, SkippedFile } from '../detect/finding.ts';
import type { ConfigFault } from '../detect/gateway-config/fault.ts';
import type { PlacedLoosening } from '../policy/loosening.ts';
import type { Policy, PolicyException } from '../policy/policy.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import type { DocumentMention } from './documents.ts';
import type { Difference } from './gateway-differences.ts';
import type { OldPlace } from './old-bypasses.ts';
import type { BaselineOverride, ClassChange, Classification, Override, PullRequest } from './pull.ts';

/** What the number in an `Issue:` line turned out to be. */
export type ReasonIssue =
  /** `missing`: which of the rule book's four points it leaves open. */
  | { kind: 'open'; title: string; missing: readonly ReasonPoint[] }
  | { kind: 'closed' }
  | { kind: 'pull-request' }
  | { kind: 'missing' };

/** Lines of a file at the head, from the first to the last. */
export type LineSpan = [first: number, last: number];

/** A line of the diff on which a URL is made that findings are about. */
export interface ChangedOrigin {
  path: string;
  /** As in `Finding.origin`. */
  name: string;
  line: number;
}

/** Everything that one PR's verdict depends on; plain data, so that it can be judged again from the store. */
export interface JudgeInput {
  pull: PullRequest;
  policy: Policy;
  /** Faults of `.github/tollgate.yml` on the default branch and, if the PR changes it, at the head. */
  policyProblems: PolicyProblem[];
  /** In what the PR's policy is looser than its merge base's. */
  loosenings: PlacedLoosening[];
  /** Exceptions of the repository's own policy that nothing at the head needs. */
  staleExceptions: PolicyException[];
  head: ScanResult;
  mergeBase: ScanResult;
  mergeBaseSha: string;
  /** Paths whose blobs differ between the merge base and the head. */
  changedPaths: string[];
  /** Files that the PR moves to where no scan looks, there by where they were. */
  outOfSight: ReadonlyMap<string, string>;
  /** By number, for every number that a debt comment at the head cites. */
  reasonIssues: ReadonlyMap<number, ReasonIssue>;
  /** Lines of documents at the head that name a model which the PR takes or gives; `null` if none were looked at. */
  documents: DocumentMention[] | null;
  /** Whether the repository has the form of the reason issue, which a link to a new one can fill in. */
  hasReasonForm: boolean;
  /** Lines of changed files that the PR's diff shows, where review comments may stand; by path. */
  hunks: ReadonlyMap<string, readonly LineSpan[]>;
  /** Lines of the diff that calls elsewhere depend on. */
  changedOrigins: readonly ChangedOrigin[];
  /** The repository's debts that are proposed, active or overdue, and those resolved whose issue the head cites. */
  debts: Debt[];
  /** Ids of the standing ones that the PR's base does not have, though clocks run there too: on other such branches. */
  absent: ReadonlySet<string>;
  /** The branch that its bypasses must reach for their clocks to start; `null` if the merge of the PR does it. */
  startsOn: string | null;
  /** `null` if policy gives old bypasses no day, or it has not passed, or none are left. */
  overdueBaseline: OverdueBaseline | null;
  /** Numbers of the open PRs that would remove a debt, by its id. */
  removers: ReadonlyMap<string, readonly number[]>;
  now: Date;
}

/** Old bypasses whose day has passed. */
export interface OverdueBaseline {
  places: readonly OldPlace[];
  /** `2026-12-31`. */
  by: string;
  /** The issue about them, once it is open. */
  issue: number | null;
}

/** What stands in the code about one bypass. */
export type Documentation =
  | { kind: 'none' }
  /** `partial`: what of the comment is right; `cited`: the issue that it names, whether or not that is right. */
  | {
      kind: 'faulty';
      faults: CommentFault[];
      place: DebtCommentPlace;
      partial: PartialDebtComment;
      cited: number | null;
      /** The finding of `copied-bypass`, if that is what is wrong. */
      copy?: Finding;
    }
  /**
   * `debt`: the debt that answers for it already, proposed by this PR or active, or resolved and now coming back;
   * `null` if it is new. `copy`: it is one,
   * and policy allows it.
   */
  | { kind: 'documented'; comment: DebtComment; debt: Debt | null; copy?: Finding };

/** One statement of the head that goes around the gateway: findings that share it are one line in messages. */
export interface Bypass {
  findings: [Finding, ...Finding[]];
  documentation: Documentation;
}

export type DocumentedBypass = Bypass & { documentation: { kind: 'documented' } };

export type Reason =
  | { kind: 'bypass'; bypass: Bypass }
  /** `removers`: for each of its debts, the open PRs that would remove it. */
  | { kind: 'freeze'; debts: Debt[]; removers: number[][]; classification: Classification }
  | { kind: 'policy'; problem: PolicyProblem }
  | { kind: 'overdue-baseline'; baseline: OverdueBaseline; classification: Classification }
  | { kind: 'loosening'; loosenings: PlacedLoosening[] }
  | { kind: 'unevaluated'; file: SkippedFile };

/** A fault of the gateway's configuration that does not block, and the file that it is in. */
export interface ConfigWarning {
  path: string;
  fault: ConfigFault;
}

/** What a PR does to the gateway's configuration. */
export interface GatewayChange {
  /** The files that it changes, adds or deletes. */
  paths: string[];
  /** `null` where the configuration cannot be read on one side: nothing can be said of what the change means. */
  differences: Difference[] | null;
  /** Names that calls can no longer ask for. */
  lost: string[];
  /** Names that they can ask for now. */
  added: string[];
  /** All of the code, changed by the PR or not, that asks for a name that is lost. */
  places: Finding[];
  /**
   * Why nobody looked for such places, if that is so: policy has the rule off, models may be declared elsewhere too, or
   * there is no configuration left that says which models there are.
   */
  notLookedFor: 'rule-off' | 'open' | 'no-models' | null;
  /** What the PR writes into the configuration that is most likely not meant, and blocks nothing. */
  warnings: ConfigWarning[];
  /** Lines of documents at the head that name what is lost or new; `null` if they were not read. */
  documents: DocumentMention[] | null;
}

/** A debt whose statement or comment reads differently at the head, though its call is still there. */
export interface TouchedDebt {
  debt: Debt;
  /** The statement at the head. */
  finding: Finding;
}

/** What Tollgate says about one PR: it fails if there is any reason. */
export interface Verdict {
  pull: PullRequest;
  conclusion: 'success' | 'failure';
  reasons: Reason[];
  /** What the PR adds at level `warn`, what it documents, keeps and pays off. */
  warnings: Finding[];
  documented: DocumentedBypass[];
  removed: Finding[];
  /** Older findings whose statement reads differently at the head. */
  changed: Finding[];
  /** Bypasses that stood in the merge base already. */
  olderBypasses: number;
  /** Standing debts whose code it changes without removing it. */
  touched: TouchedDebt[];
  /** Open debts all of whose places are gone at the head. */
  paysOff: Debt[];
  classification: Classification;
  /** How its class changed after the freeze began that is still on; empty without one. */
  reclassified: ClassChange[];
  /** The overdue debts that do not hold it although it is a feature, and why. */
  letThrough: { debt: Debt; override: Override }[];
  /** The same of old bypasses whose day has passed; `null` if they hold it, or there is nothing that would. */
  baselineLetThrough: BaselineOverride | null;
  /** What it does to the gateway's configuration; `null` if nothing. */
  gatewayChange: GatewayChange | null;
  /** In what it loosens the policy; a reason to fail until the contact has approved it. */
  loosenings: PlacedLoosening[];
  /** Findings that it adds and that policy says are wrong. */
  excepted: Finding[];
  staleExceptions: PolicyException[];
  /** Changed files that were not analysed, but hide nothing: notices. */
  skipped: SkippedFile[];
  /** Whether the repository has the form of the reason issue. */
  hasReasonForm: boolean;
  mergeBaseSha: string;
  startsOn: string | null;
  hunks: ReadonlyMap<string, readonly LineSpan[]>;
  changedOrigins: readonly ChangedOrigin[];
  changedFiles: number;
  /** The policy that it was judged by. */
  policy: Policy;
}
