import type { Probot } from 'probot';
import { readReasonMarker } from './debt/reason-issue.ts';
import { signChange } from './jobs/class-changes.ts';
import type { Reactions } from './jobs/reactions.ts';

/**
 * The Probot app: what GitHub tells, and who is asked to look. Handlers only write down work; it is done by the
 * queue, from GitHub's newest state and not from the payload's.
 */
export function tollgate(app: Probot, on: Reactions): void {
  app.on(
    [
      'pull_request.opened',
      'pull_request.reopened',
      'pull_request.synchronize',
      'pull_request.edited',
      'pull_request.labeled',
      'pull_request.unlabeled',
      'pull_request.closed',
      'pull_request.ready_for_review',
      'pull_request.converted_to_draft',
    ],
    ({ payload }) => on.pullChanged(payload, payload.pull_request.number, signChange(payload)),
  );
  // What programs think of a PR decides nothing; our own reviews would be news to ourselves.
  app.on(['pull_request_review.submitted', 'pull_request_review.dismissed'], async ({ payload }) => {
    if (payload.review.user?.type !== 'Bot') await on.pullChanged(payload, payload.pull_request.number);
  });
  app.on(['merge_group.checks_requested', 'merge_group.destroyed'], async ({ payload }) => {
    const { action, repository, merge_group: group } = payload;
    if (!repository) return;
    const event = { ...payload, repository };
    await (action === 'destroyed' ? on.groupDestroyed(event, group) : on.groupRequested(event, group));
  });
  app.on('push', ({ payload }) => on.pushed(payload, payload.ref));
  app.on('issues.opened', async ({ payload }) => {
    const { number, body } = payload.issue;
    if (readReasonMarker(body ?? '')) await on.reasonOpened(payload, number);
  });
  app.on('issues', ({ payload }) => on.issueChanged(payload, payload.issue.number));
  // Created alone: who edits a command into an old comment, or writes it anew, has not asked again.
  app.on('issue_comment.created', ({ payload }) => {
    const { comment, issue } = payload;
    return on.commented(payload, {
      id: comment.id,
      issueNumber: issue.number,
      onPull: issue.pull_request !== undefined,
      author: { login: comment.user?.login ?? 'ghost', isBot: comment.user?.type === 'Bot' },
      appId: comment.performed_via_github_app?.id ?? null,
      body: comment.body,
    });
  });
  app.on('check_run.rerequested', ({ payload }) => on.rerunRequested(payload, payload.check_run.head_sha));
  app.on('check_suite.rerequested', ({ payload }) =>
    on.rerunRequested(payload, payload.check_suite.head_sha),
  );
  app.on(
    ['repository.renamed', 'repository.edited', 'repository.transferred', 'repository.unarchived'],
    ({ payload }) => on.repositoryChanged(payload),
  );
  // What is archived takes no writes: its debts wait with their clocks, as those of a lost repository do.
  app.on(['repository.deleted', 'repository.archived'], ({ payload }) =>
    on.repositoriesLost([payload.repository.id]),
  );
  app.on(
    ['installation.created', 'installation.unsuspend', 'installation.new_permissions_accepted'],
    ({ payload }) => on.installed(payload.installation.id),
  );
  app.on('installation_repositories.added', ({ payload }) => on.installed(payload.installation.id));
  app.on('installation_repositories.removed', ({ payload }) =>
    on.repositoriesLost(payload.repositories_removed.map((repository) => repository.id)),
  );
  app.on(['installation.deleted', 'installation.suspend'], ({ payload }) =>
    on.uninstalled(payload.installation.id),
  );
}
