import type { Account, Issue, Pull, Repository } from '../state/records.ts';
import { type PullIssue, reviewView, simplePullView } from '../views/pulls.ts';
import { announce, type Site } from './announce.ts';
import { announceIssue, closeIssue, markClosed, type NewIssue, numberedIssue } from './issues.ts';

export interface NewPull extends NewIssue {
  headRepository: Repository;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  draft: boolean;
}

export async function openPull(site: Site, repository: Repository, fresh: NewPull): Promise<PullIssue> {
  const { headRepository, headRef, headSha, baseRef, baseSha, draft, ...issueFields } = fresh;
  const issue = numberedIssue(site, repository, issueFields);
  const pull: Pull = {
    id: site.world.nextId(),
    headRepository,
    headRef,
    headSha,
    baseRef,
    baseSha,
    draft,
    mergedAt: null,
    mergedBy: null,
    mergeCommitSha: null,
    reviews: [],
    reviewComments: [],
    requestedReviewers: [],
    requestedTeams: [],
  };
  const pullIssue = Object.assign(issue, { pull });
  await repository.git.updateRef(`refs/pull/${issue.number}/head`, headSha);
  await announceIssue(site, repository, pullIssue, 'opened', fresh.user);
  return pullIssue;
}

/** What a push to a branch does to the open pull requests from it, in whatever repository they are. */
export async function followHeadBranch(
  site: Site,
  repository: Repository,
  branch: string,
  before: string | null,
  after: string | null,
  by: Account,
): Promise<void> {
  for (const open of site.world.openPullsFrom(repository, branch)) {
    if (after === null) await closeIssue(site, open.repository, open.issue, by);
    else
      await synchronize(
        site,
        open.repository,
        Object.assign(open.issue, { pull: open.pull }),
        before ?? '',
        after,
        by,
      );
  }
}

async function synchronize(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  before: string,
  after: string,
  by: Account,
): Promise<void> {
  const { pull } = issue;
  pull.headSha = after;
  pull.baseSha = repository.git.branch(pull.baseRef) ?? pull.baseSha;
  issue.updatedAt = site.world.now();
  await repository.git.updateRef(`refs/pull/${issue.number}/head`, after);
  await announceIssue(site, repository, issue, 'synchronize', by, { before, after });
  if (repository.protections.get(pull.baseRef)?.requiredReviews?.dismissStale)
    dismissApprovals(site, repository, issue, by);
}

function dismissApprovals(site: Site, repository: Repository, issue: PullIssue, by: Account): void {
  for (const review of issue.pull.reviews.filter((one) => one.state === 'APPROVED')) {
    review.state = 'DISMISSED';
    announceReview(site, repository, issue, review, 'dismissed', by);
  }
}

/** Marks as merged what a push to the base branch already contains. */
export async function followBaseBranch(
  site: Site,
  repository: Repository,
  branch: string,
  by: Account,
): Promise<void> {
  const tip = repository.git.branch(branch);
  for (const { repository: home, issue, pull } of site.world.openPulls()) {
    if (home !== repository || pull.baseRef !== branch || tip === null) continue;
    if (!(await repository.git.isAncestor(pull.headSha, tip))) continue;
    const merged = Object.assign(issue, { pull });
    markMerged(site, merged, by, tip);
    await announceIssue(site, repository, merged, 'closed', by);
  }
}

/** Sets the state alone: for actions that tell of it in their own order. */
export function markMerged(site: Site, issue: PullIssue, by: Account, sha: string): void {
  markClosed(site, issue, by);
  issue.pull.mergedAt = issue.closedAt;
  issue.pull.mergedBy = by;
  issue.pull.mergeCommitSha = sha;
}

/** Points a pull request at another base branch. */
export async function retarget(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  baseRef: string,
  by: Account,
): Promise<void> {
  const { pull } = issue;
  const from = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } };
  pull.baseRef = baseRef;
  pull.baseSha = repository.git.branch(baseRef) ?? pull.baseSha;
  issue.updatedAt = site.world.now();
  await announceIssue(site, repository, issue, 'edited', by, { changes: { base: from } });
}

/** A reopened pull request stands where its branch stands now. */
export function refreshEnds(repository: Repository, issue: Issue & { pull: Pull }): void {
  const { pull } = issue;
  pull.headSha = pull.headRepository.git.branch(pull.headRef) ?? pull.headSha;
  pull.baseSha = repository.git.branch(pull.baseRef) ?? pull.baseSha;
}

export async function setDraft(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  draft: boolean,
  by: Account,
): Promise<void> {
  if (issue.pull.draft === draft) return;
  issue.pull.draft = draft;
  issue.updatedAt = site.world.now();
  await announceIssue(site, repository, issue, draft ? 'converted_to_draft' : 'ready_for_review', by);
}

/** In review webhooks the pull request is the short one: no size, no mergeability. */
export function announceReview(
  site: Site,
  repository: Repository,
  issue: PullIssue,
  review: PullIssue['pull']['reviews'][number],
  action: 'submitted' | 'edited' | 'dismissed',
  by: Account,
  fields: Record<string, unknown> = {},
): void {
  announce(site, repository, `pull_request_review.${action}`, by, {
    review: reviewView(site.world, repository, issue, review, 'webhook'),
    pull_request: simplePullView(site.world, repository, issue),
    ...fields,
  });
}
