import type { Teammate } from './teamwork.ts';

interface QueueTerms {
  method: 'MERGE' | 'SQUASH';
  /** For which a group waits for others, and for its checks. */
  minutes: { wait: number; checks: number };
  /** Statuses that a group waits for besides. */
  statuses: string[];
}

/** Merges into the default branch go through a queue from now on. */
export async function requireMergeQueue(
  { octokit, repository }: Teammate,
  { method, minutes, statuses }: QueueTerms,
): Promise<void> {
  const required = {
    strict_required_status_checks_policy: false,
    required_status_checks: statuses.map((context) => ({ context })),
  };
  await octokit.rest.repos.createRepoRuleset({
    ...repository,
    name: 'merge queue',
    target: 'branch',
    enforcement: 'active',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      {
        type: 'merge_queue',
        parameters: {
          check_response_timeout_minutes: minutes.checks,
          grouping_strategy: 'ALLGREEN',
          max_entries_to_build: 5,
          max_entries_to_merge: 5,
          merge_method: method,
          min_entries_to_merge: 1,
          min_entries_to_merge_wait_minutes: minutes.wait,
        },
      },
      ...(statuses.length > 0 ? [{ type: 'required_status_checks' as const, parameters: required }] : []),
    ],
  });
}
