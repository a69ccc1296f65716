import type { Account, CheckRun, CheckSuite, Repository } from '../state/records.ts';
import { checkRunWebhookView, checkSuiteView } from '../views/checks.ts';
import { announce, type Site } from './announce.ts';

export interface SuiteRequest {
  sha: string;
  branch: string | null;
  before: string | null;
  by: Account;
}

/** The App's suite on a commit, made if there is none. */
export function suiteFor(site: Site, repository: Repository, request: Omit<SuiteRequest, 'by'>): CheckSuite {
  const known = repository.suites.find((suite) => suite.headSha === request.sha);
  if (known) return known;
  const now = site.world.now();
  const suite: CheckSuite = {
    id: site.world.nextId(),
    headSha: request.sha,
    headBranch: request.branch,
    before: request.before,
    runs: [],
    createdAt: now,
    updatedAt: now,
  };
  repository.suites.push(suite);
  return suite;
}

/** GitHub opens a suite by itself for each pushed commit, if the App may write checks. */
export async function requestSuite(site: Site, repository: Repository, request: SuiteRequest): Promise<void> {
  const mayWrite = site.world.app.permissions.checks === 'write';
  if (!mayWrite || !site.world.installationFor(repository)) return;
  if (repository.suites.some((suite) => suite.headSha === request.sha)) return;
  await announceSuite(site, repository, suiteFor(site, repository, request), 'requested', request.by);
}

export async function announceSuite(
  site: Site,
  repository: Repository,
  suite: CheckSuite,
  action: string,
  by: Account,
): Promise<void> {
  const shown = await checkSuiteView(site.world, repository, suite, 'webhook');
  announce(site, repository, `check_suite.${action}`, by, { check_suite: shown });
}

/** Tells of a run, and of its suite if that was the last run to complete. */
export async function announceRun(
  site: Site,
  repository: Repository,
  run: CheckRun,
  action: 'created' | 'completed',
  by: Account,
): Promise<void> {
  announce(site, repository, `check_run.${action}`, by, {
    check_run: checkRunWebhookView(site.world, repository, run),
  });
  const finished = action === 'completed' && run.suite.runs.every((one) => one.status === 'completed');
  if (finished) await announceSuite(site, repository, run.suite, 'completed', by);
}

/** What the "Re-run" button beside a check does; GitHub itself changes nothing about the run. */
export function rerequestRun(site: Site, repository: Repository, run: CheckRun, by: Account): void {
  const shown = checkRunWebhookView(site.world, repository, run);
  announce(site, repository, 'check_run.rerequested', by, { check_run: shown });
}

/** What a button of the check's own `actions` does. */
export function requestAction(
  site: Site,
  repository: Repository,
  run: CheckRun,
  identifier: string,
  by: Account,
): void {
  const shown = checkRunWebhookView(site.world, repository, run);
  announce(site, repository, 'check_run.requested_action', by, {
    check_run: shown,
    requested_action: { identifier },
  });
}
