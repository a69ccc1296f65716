import type { Octokit } from '@octokit/rest';
import type { World } from './world.ts';

export interface RepositoryName {
  owner: string;
  repo: string;
}

/** Files by path; `null` deletes one. */
export type Files = Record<string, string | null>;

/** The check as the PR's page shows it: the newest run named Tollgate on the newest head. */
export interface ShownCheck {
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  text: string;
  annotations: number;
  id: number;
  headSha: string;
}

/** What a reason issue says, by the rule book's four points. */
const ANSWERS = [
  '### Why LiteLLM cannot be used',
  'It does not support feature X.',
  '### What is being bypassed',
  'One call.',
  '### When it will be fixed',
  'With LiteLLM v2.0.',
  '### Technical debt created',
  'No caching, no fallbacks.',
].join('\n\n');

/** One person at work on one repository, by real REST calls. */
export class Teammate {
  readonly login: string;
  readonly octokit: Octokit;
  readonly repository: RepositoryName;
  private readonly world: Pick<World, 'github'>;

  constructor(world: Pick<World, 'github'>, login: string, repository: RepositoryName) {
    this.world = world;
    this.login = login;
    this.octokit = world.github.octokitFor(login);
    this.repository = repository;
  }

  /** Commits on a branch, which is made from `from` if it is new. @returns the commit's SHA */
  async commit(branch: string, files: Files, message = 'Change files', from = 'main'): Promise<string> {
    const parent = (await this.tip(branch)) ?? (await this.branchOff(branch, from));
    const { data: tree } = await this.octokit.rest.git.createTree({
      ...this.repository,
      base_tree: parent,
      tree: Object.entries(files).map(([path, content]) => ({
        path,
        mode: '100644' as const,
        type: 'blob' as const,
        ...(content === null ? { sha: null } : { content }),
      })),
    });
    const { data: commit } = await this.octokit.rest.git.createCommit({
      ...this.repository,
      message,
      tree: tree.sha,
      parents: [parent],
    });
    await this.octokit.rest.git.updateRef({ ...this.repository, ref: `heads/${branch}`, sha: commit.sha });
    return commit.sha;
  }

  /** @returns the PR's number */
  async openPull(head: string, title: string, base = 'main'): Promise<number> {
    const { data } = await this.octokit.rest.pulls.create({ ...this.repository, title, head, base });
    return data.number;
  }

  /** Commits on a new branch and opens a PR for it. @returns the PR's number */
  async propose(branch: string, title: string, files: Files): Promise<number> {
    await this.commit(branch, files, title);
    return this.openPull(branch, title);
  }

  /** @returns the issue's number */
  async openIssue(title: string, body = ANSWERS): Promise<number> {
    const { data } = await this.octokit.rest.issues.create({ ...this.repository, title, body });
    return data.number;
  }

  /** Follows a link to GitHub's new-issue page, answers what it asks, and submits. @returns the issue's number */
  async followReasonLink(link: string, answers: Record<string, string>): Promise<number> {
    const { owner, repo } = this.repository;
    return this.world.github.asUser(this.login).submitNewIssue(`${owner}/${repo}`, link, answers);
  }

  /** Presses the merge button. @returns `null` if it merged, else what GitHub says */
  async merge(pullNumber: number, method: 'merge' | 'squash' | 'rebase' = 'merge'): Promise<string | null> {
    try {
      await this.octokit.rest.pulls.merge({
        ...this.repository,
        pull_number: pullNumber,
        merge_method: method,
      });
      return null;
    } catch (error) {
      if (error instanceof Error && 'status' in error && error.status === 405) return error.message;
      throw error;
    }
  }

  async close(pullNumber: number): Promise<void> {
    await this.octokit.rest.pulls.update({ ...this.repository, pull_number: pullNumber, state: 'closed' });
  }

  async reopen(pullNumber: number): Promise<void> {
    await this.octokit.rest.pulls.update({ ...this.repository, pull_number: pullNumber, state: 'open' });
  }

  async setIssueState(issueNumber: number, state: 'open' | 'closed'): Promise<void> {
    await this.octokit.rest.issues.update({ ...this.repository, issue_number: issueNumber, state });
  }

  async retitle(pullNumber: number, title: string): Promise<void> {
    await this.octokit.rest.pulls.update({ ...this.repository, pull_number: pullNumber, title });
  }

  async approve(pullNumber: number): Promise<void> {
    await this.octokit.rest.pulls.createReview({
      ...this.repository,
      pull_number: pullNumber,
      event: 'APPROVE',
    });
  }

  async read(path: string, ref = 'main'): Promise<string> {
    const { data } = await this.octokit.rest.repos.getContent({ ...this.repository, path, ref });
    if (Array.isArray(data) || data.type !== 'file') throw new Error(`${path} is no file.`);
    return Buffer.from(data.content, 'base64').toString('utf8');
  }

  async headOf(pullNumber: number): Promise<string> {
    const { data } = await this.octokit.rest.pulls.get({ ...this.repository, pull_number: pullNumber });
    return data.head.sha;
  }

  /** @throws if the PR's head has no check of ours */
  async check(pullNumber: number): Promise<ShownCheck> {
    return this.checkOf(await this.headOf(pullNumber));
  }

  /** @throws if the commit has no check of ours */
  async checkOf(headSha: string): Promise<ShownCheck> {
    const { data } = await this.octokit.rest.checks.listForRef({
      ...this.repository,
      ref: headSha,
      check_name: 'Tollgate',
      filter: 'latest',
    });
    const [run] = data.check_runs;
    if (!run) throw new Error(`${headSha} has no check.`);
    return {
      status: run.status,
      conclusion: run.conclusion,
      title: run.output.title ?? '',
      summary: run.output.summary ?? '',
      text: run.output.text ?? '',
      annotations: run.output.annotations_count,
      id: run.id,
      headSha,
    };
  }

  /** Issues with the label of tracking issues, oldest first. */
  async trackingIssues() {
    const { data } = await this.octokit.rest.issues.listForRepo({
      ...this.repository,
      labels: 'tech-debt',
      state: 'all',
      direction: 'asc',
      per_page: 100,
    });
    return data.map((issue) => ({
      number: issue.number,
      title: issue.title,
      body: issue.body ?? '',
      state: issue.state,
      stateReason: issue.state_reason ?? null,
      labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    }));
  }

  /** @returns the comment's id */
  async comment(issueNumber: number, body: string): Promise<number> {
    const { data } = await this.octokit.rest.issues.createComment({
      ...this.repository,
      issue_number: issueNumber,
      body,
    });
    return data.id;
  }

  /** Who reacted to a comment, and how: `tollgate[bot] +1`. */
  async reactions(commentId: number): Promise<string[]> {
    const { data } = await this.octokit.rest.reactions.listForIssueComment({
      ...this.repository,
      comment_id: commentId,
    });
    return data.map(({ user, content }) => `${user?.login} ${content}`);
  }

  /** Gives an issue or PR a label that the repository does not have yet. */
  async label(issueNumber: number, name: string): Promise<void> {
    await this.octokit.rest.issues.createLabel({ ...this.repository, name, description: `It is ${name}.` });
    await this.octokit.rest.issues.addLabels({
      ...this.repository,
      issue_number: issueNumber,
      labels: [name],
    });
  }

  /** Texts of the comments on an issue or PR, oldest first. */
  async comments(issueNumber: number): Promise<string[]> {
    const { data } = await this.octokit.rest.issues.listComments({
      ...this.repository,
      issue_number: issueNumber,
      per_page: 100,
    });
    return data.map((comment) => comment.body ?? '');
  }

  /** The review comments on a PR, oldest first. */
  async reviewComments(pullNumber: number) {
    const { data } = await this.octokit.rest.pulls.listReviewComments({
      ...this.repository,
      pull_number: pullNumber,
      per_page: 100,
    });
    return data.map(({ id, path, line, original_line, start_line, body }) => ({
      id,
      path,
      line: line ?? original_line ?? null,
      startLine: start_line ?? null,
      body,
    }));
  }

  /** The reviews of a PR, oldest first. */
  async reviews(pullNumber: number) {
    const { data } = await this.octokit.rest.pulls.listReviews({
      ...this.repository,
      pull_number: pullNumber,
    });
    return data.map(({ id, state, body, user }) => ({ id, state, body, by: user?.login ?? '' }));
  }

  /** "Commit suggestion" below a review comment. */
  async applySuggestion(pullNumber: number, commentId: number, index = 0): Promise<void> {
    const { owner, repo } = this.repository;
    await this.world.github
      .asUser(this.login)
      .applySuggestion(`${owner}/${repo}`, pullNumber, commentId, index);
  }

  private async tip(branch: string): Promise<string | null> {
    const { data } = await this.octokit.rest.git.listMatchingRefs({
      ...this.repository,
      ref: `heads/${branch}`,
    });
    return data.find((ref) => ref.ref === `refs/heads/${branch}`)?.object.sha ?? null;
  }

  private async branchOff(branch: string, from: string): Promise<string> {
    const sha = await this.tip(from);
    if (sha === null) throw new Error(`There is no branch ${from}.`);
    await this.octokit.rest.git.createRef({ ...this.repository, ref: `refs/heads/${branch}`, sha });
    return sha;
  }
}

/** Requires our check on a branch, for administrators too, as the README tells people to. */
export async function requireCheck(
  world: Pick<World, 'github'>,
  admin: Teammate,
  branch = 'main',
): Promise<void> {
  await admin.octokit.rest.repos.updateBranchProtection({
    ...admin.repository,
    branch,
    required_status_checks: {
      strict: false,
      contexts: [],
      checks: [{ context: 'Tollgate', app_id: world.github.app.id }],
    },
    enforce_admins: true,
    required_pull_request_reviews: null,
    restrictions: null,
  });
}
