import type { Protection, Repository } from '../state/records.ts';
import type { World } from '../state/world.ts';
import { repositoryUrl } from './repositories.ts';

/** `protected-branch`: the classic protection of a branch. */
export function protectionView(world: World, repository: Repository, branch: string, protection: Protection) {
  const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(branch)}/protection`;
  return {
    url,
    ...requiredChecksPart(url, protection),
    ...requiredReviewsPart(url, protection),
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  };
}

function requiredChecksPart(url: string, { requiredChecks }: Protection) {
  if (!requiredChecks) return {};
  return {
    required_status_checks: {
      url: `${url}/required_status_checks`,
      strict: requiredChecks.strict,
      contexts: requiredChecks.checks.map((check) => check.context),
      contexts_url: `${url}/required_status_checks/contexts`,
      checks: requiredChecks.checks.map((check) => ({ context: check.context, app_id: check.appId })),
    },
  };
}

function requiredReviewsPart(url: string, { requiredReviews }: Protection) {
  if (!requiredReviews) return {};
  return {
    required_pull_request_reviews: {
      url: `${url}/required_pull_request_reviews`,
      dismiss_stale_reviews: requiredReviews.dismissStale,
      require_code_owner_reviews: false,
      required_approving_review_count: requiredReviews.count,
      require_last_push_approval: false,
    },
  };
}

/** The short form that `GET …/branches/{branch}` shows to whoever may read. */
export function branchProtectionView(protection: Protection | undefined) {
  const checks = protection?.requiredChecks;
  return {
    enabled: protection !== undefined,
    required_status_checks: {
      enforcement_level: checks ? (protection.enforceAdmins ? 'everyone' : 'non_admins') : 'off',
      contexts: checks?.checks.map((check) => check.context) ?? [],
      checks: checks?.checks.map((check) => ({ context: check.context, app_id: check.appId })) ?? [],
    },
  };
}
