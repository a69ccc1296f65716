import type { Site } from './actions/announce.ts';
import { announceSuite, requestAction, rerequestRun } from './actions/checks.ts';
import {
  grantRepository,
  suspend,
  uninstall,
  unsuspend,
  withdrawRepository,
} from './actions/installations.ts';
import { submitNewIssue } from './actions/issueForms.ts';
import { deleteIssue, transferIssue } from './actions/issues.ts';
import { dequeue, enqueue } from './actions/mergeQueue.ts';
import { setDraft } from './actions/pulls.ts';
import { transferRepository } from './actions/repositories.ts';
import { applySuggestion } from './actions/suggestions.ts';
import type { Account, CheckRun, Installation, Issue, Repository } from './state/records.ts';
import { isPullIssue, type PullIssue } from './views/pulls.ts';

/** Names a repository: `acme/shop`. */
export type FullName = `${string}/${string}`;

/** What a person does on GitHub's pages and no REST operation offers. */
export class Person {
  readonly #site: Site;
  readonly #account: Account;

  constructor(site: Site, account: Account) {
    this.#site = site;
    this.#account = account;
  }

  /** "Re-run" beside a check: `check_run.rerequested`. */
  async rerequestCheck(fullName: FullName, checkRunId: number): Promise<void> {
    const { repository, run } = this.#run(fullName, checkRunId);
    rerequestRun(this.#site, repository, run, this.#account);
  }

  /** "Re-run all checks": `check_suite.rerequested`. */
  async rerequestSuite(fullName: FullName, headSha: string): Promise<void> {
    const repository = this.#repository(fullName);
    const suite = repository.suites.find((one) => one.headSha === headSha);
    if (!suite) throw new Error(`${fullName} has no check suite for ${headSha}`);
    await announceSuite(this.#site, repository, suite, 'rerequested', this.#account);
  }

  /** A button that the check itself offers: `check_run.requested_action`. */
  async clickAction(fullName: FullName, checkRunId: number, identifier: string): Promise<void> {
    const { repository, run } = this.#run(fullName, checkRunId);
    if (!run.actions.some((action) => action.identifier === identifier))
      throw new Error(`check run ${checkRunId} offers no action ${identifier}`);
    requestAction(this.#site, repository, run, identifier, this.#account);
  }

  /** Follows a link to the new-issue page, answers what it asks, and submits. @returns the issue's number */
  async submitNewIssue(fullName: FullName, link: string, answers: Record<string, string>): Promise<number> {
    const repository = this.#repository(fullName);
    return (await submitNewIssue(this.#site, repository, link, answers, this.#account)).number;
  }

  /** "Delete issue": `issues.deleted`. */
  async deleteIssue(fullName: FullName, number: number): Promise<void> {
    const repository = this.#repository(fullName);
    await deleteIssue(this.#site, repository, this.#issue(repository, number), this.#account);
  }

  /** "Transfer issue": `issues.transferred`, and `issues.opened` where it goes. @returns its number there */
  async transferIssue(fullName: FullName, number: number, to: FullName): Promise<number> {
    const repository = this.#repository(fullName);
    const issue = this.#issue(repository, number);
    const arrived = await transferIssue(this.#site, repository, issue, this.#repository(to), this.#account);
    return arrived.number;
  }

  /** "Ready for review": `pull_request.ready_for_review`. */
  async markReady(fullName: FullName, number: number): Promise<void> {
    const repository = this.#repository(fullName);
    await setDraft(this.#site, repository, this.#pull(repository, number), false, this.#account);
  }

  /** "Convert to draft": `pull_request.converted_to_draft`. */
  async convertToDraft(fullName: FullName, number: number): Promise<void> {
    const repository = this.#repository(fullName);
    await setDraft(this.#site, repository, this.#pull(repository, number), true, this.#account);
  }

  /**
   * "Merge when ready": puts a PR into the merge queue of its base branch: `merge_group.checks_requested`.
   * @throws ApiError while the PR itself does not meet the branch's rules
   */
  async addToMergeQueue(fullName: FullName, number: number): Promise<void> {
    const repository = this.#repository(fullName);
    await enqueue(this.#site, repository, this.#pull(repository, number), this.#account);
  }

  /** "Remove from queue": `merge_group.destroyed`. */
  async removeFromMergeQueue(fullName: FullName, number: number): Promise<void> {
    const repository = this.#repository(fullName);
    await dequeue(this.#site, repository, this.#pull(repository, number), 'MANUAL');
  }

  /** "Commit suggestion" below a review comment, which may offer several: a commit on the PR's branch. */
  async applySuggestion(fullName: FullName, number: number, commentId: number, index = 0): Promise<void> {
    const issue = this.#pull(this.#repository(fullName), number);
    const comment = issue.pull.reviewComments.find(({ id }) => id === commentId);
    if (!comment) throw new Error(`#${number} has no review comment ${commentId}`);
    await applySuggestion(this.#site, issue, comment, index, this.#account);
  }

  /** Adds a repository to an installation that has only some: `installation_repositories.added`. */
  async grantRepository(fullName: FullName): Promise<void> {
    const repository = this.#repository(fullName);
    grantRepository(this.#site, this.#installation(repository.owner.login), repository, this.#account);
  }

  /** Moves a repository to another account, which has accepted it: `repository.transferred`. */
  async transferRepository(fullName: FullName, owner: string): Promise<void> {
    const account = this.#site.world.knownAccount(owner);
    transferRepository(this.#site, this.#repository(fullName), account, this.#account);
  }

  /** `installation_repositories.removed`. */
  async withdrawRepository(fullName: FullName): Promise<void> {
    const repository = this.#repository(fullName);
    withdrawRepository(this.#site, this.#installation(repository.owner.login), repository, this.#account);
  }

  /** `installation.deleted`. */
  async uninstall(account: string): Promise<void> {
    uninstall(this.#site, this.#installation(account), this.#account);
  }

  /** `installation.suspend`. */
  async suspend(account: string): Promise<void> {
    suspend(this.#site, this.#installation(account), this.#account);
  }

  /** `installation.unsuspend`. */
  async unsuspend(account: string): Promise<void> {
    unsuspend(this.#site, this.#installation(account), this.#account);
  }

  #repository(fullName: FullName): Repository {
    const [owner = '', name = ''] = fullName.split('/');
    const repository = this.#site.world.repository(owner, name);
    if (!repository) throw new Error(`no repository ${fullName}`);
    return repository;
  }

  #issue(repository: Repository, number: number): Issue {
    const issue = repository.issues.get(number);
    if (!issue) throw new Error(`no issue #${number} in ${repository.name}`);
    return issue;
  }

  #pull(repository: Repository, number: number): PullIssue {
    const issue = this.#issue(repository, number);
    if (!isPullIssue(issue)) throw new Error(`#${number} in ${repository.name} is no pull request`);
    return issue;
  }

  #run(fullName: FullName, id: number): { repository: Repository; run: CheckRun } {
    const repository = this.#repository(fullName);
    const run = repository.suites.flatMap((suite) => suite.runs).find((one) => one.id === id);
    if (!run) throw new Error(`no check run ${id} in ${fullName}`);
    return { repository, run };
  }

  #installation(login: string): Installation {
    const account = this.#site.world.knownAccount(login);
    const installation = this.#site.world.installations.find((one) => one.account === account);
    if (!installation) throw new Error(`the App is not installed on ${login}`);
    return installation;
  }
}
