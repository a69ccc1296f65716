import type { Account, Comment, Issue, IssueEvent, Label, Repository } from '../state/records.ts';
import { commentView, fullIssueView, issueView, labelView } from '../views/issues.ts';
import { isPullIssue, pullView } from '../views/pulls.ts';
import { repositoryView } from '../views/repositories.ts';
import { announce, type Site } from './announce.ts';

export interface NewIssue {
  title: string;
  body: string | null;
  user: Account;
  viaApp: boolean;
  labels: Label[];
  assignees: Account[];
}

/** A record with the repository's next number; pull requests take theirs from the same row. */
export function numberedIssue(site: Site, repository: Repository, fresh: NewIssue): Issue {
  const now = site.world.now();
  const issue: Issue = {
    id: site.world.nextId(),
    number: repository.nextNumber,
    ...fresh,
    state: 'open',
    stateReason: null,
    comments: [],
    closedBy: null,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    events: [],
    pull: null,
  };
  repository.nextNumber += 1;
  repository.issues.set(issue.number, issue);
  return issue;
}

export async function openIssue(site: Site, repository: Repository, fresh: NewIssue): Promise<Issue> {
  const issue = numberedIssue(site, repository, fresh);
  await announceIssue(site, repository, issue, 'opened', fresh.user);
  for (const label of issue.labels) {
    note(site, issue, fresh.user, { event: 'labeled', label });
    await announceIssue(site, repository, issue, 'labeled', fresh.user, {
      label: labelView(site.world, repository, label),
    });
  }
  return issue;
}

function note({ world }: Site, issue: Issue, by: Account, what: IssueEvent['what']): void {
  issue.events.push({ id: world.nextId(), by, at: world.now(), what });
}

/** Tells of an issue as `issues.<action>`, of a pull request as `pull_request.<action>`. */
export async function announceIssue(
  site: Site,
  repository: Repository,
  issue: Issue,
  action: string,
  sender: Account,
  fields: Record<string, unknown> = {},
): Promise<void> {
  if (!isPullIssue(issue)) {
    const shown = { issue: webhookIssueView(site, repository, issue), ...fields };
    announce(site, repository, `issues.${action}`, sender, shown);
    return;
  }
  const pull = await pullView(site.world, repository, issue, 'webhook');
  announce(site, repository, `pull_request.${action}`, sender, {
    number: issue.number,
    pull_request: pull,
    ...fields,
  });
}

/** In webhooks an issue's labels and state are always there, and nobody's `closed_by`. */
function webhookIssueView(site: Site, repository: Repository, issue: Issue) {
  const { closed_by: _, ...shown } = fullIssueView(site.world, repository, issue);
  return shown;
}

export type StateReason = 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null;

export async function closeIssue(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
  reason: StateReason = 'completed',
): Promise<void> {
  if (issue.state === 'closed') {
    if (!issue.pull) issue.stateReason = reason;
    return;
  }
  markClosed(site, issue, by);
  issue.stateReason = issue.pull ? null : reason;
  await announceIssue(site, repository, issue, 'closed', by);
}

/** Sets the state alone: for actions that tell of it in their own order. */
export function markClosed(site: Site, issue: Issue, by: Account): void {
  issue.state = 'closed';
  issue.closedAt = site.world.now();
  issue.updatedAt = issue.closedAt;
  issue.closedBy = by;
  note(site, issue, by, { event: 'closed' });
}

export async function reopenIssue(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
): Promise<void> {
  if (issue.state === 'open') return;
  issue.state = 'open';
  issue.stateReason = issue.pull ? null : 'reopened';
  issue.closedAt = null;
  issue.closedBy = null;
  issue.updatedAt = site.world.now();
  note(site, issue, by, { event: 'reopened' });
  await announceIssue(site, repository, issue, 'reopened', by);
}

export async function editText(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
  text: { title?: string | undefined; body?: string | null | undefined },
): Promise<void> {
  const changes: Record<string, { from: string }> = {};
  if (text.title !== undefined && text.title !== issue.title) {
    changes.title = { from: issue.title };
    note(site, issue, by, { event: 'renamed', rename: { from: issue.title, to: text.title } });
    issue.title = text.title;
  }
  if (text.body !== undefined && (text.body ?? '') !== (issue.body ?? '')) {
    changes.body = { from: issue.body ?? '' };
    issue.body = text.body;
  }
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = site.world.now();
  await announceIssue(site, repository, issue, 'edited', by, { changes });
}

/** Makes these the issue's labels, telling of each that comes or goes. */
export async function setLabels(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
  labels: Label[],
): Promise<void> {
  const gone = issue.labels.filter((label) => !labels.includes(label));
  const come = labels.filter((label) => !issue.labels.includes(label));
  for (const label of gone) {
    issue.labels = issue.labels.filter((one) => one !== label);
    await announceLabel(site, repository, issue, 'unlabeled', by, label);
  }
  for (const label of come) {
    issue.labels = [...issue.labels, label];
    await announceLabel(site, repository, issue, 'labeled', by, label);
  }
}

async function announceLabel(
  site: Site,
  repository: Repository,
  issue: Issue,
  action: 'labeled' | 'unlabeled',
  by: Account,
  label: Label,
): Promise<void> {
  issue.updatedAt = site.world.now();
  note(site, issue, by, { event: action, label });
  await announceIssue(site, repository, issue, action, by, {
    label: labelView(site.world, repository, label),
  });
}

/** The repository's label of this name, made on the spot if there is none, as GitHub does. */
export function labelNamed(site: Site, repository: Repository, name: string): Label {
  const known = repository.labels.find((label) => label.name.toLowerCase() === name.toLowerCase());
  if (known) return known;
  const label: Label = { id: site.world.nextId(), name, color: 'ededed', description: null };
  repository.labels.push(label);
  return label;
}

export async function deleteIssue(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
): Promise<void> {
  repository.issues.delete(issue.number);
  repository.deletedNumbers.add(issue.number);
  await announceIssue(site, repository, issue, 'deleted', by);
}

/** Gives an issue another repository and its next number; its labels stay behind where the other one has none of the name. */
export async function transferIssue(
  site: Site,
  from: Repository,
  issue: Issue,
  to: Repository,
  by: Account,
): Promise<Issue> {
  const { id: _, number: __, ...kept } = issue;
  const labels = to.labels.filter(({ name }) => issue.labels.some((label) => label.name === name));
  const arrived: Issue = { ...kept, id: site.world.nextId(), number: to.nextNumber, labels };
  to.nextNumber += 1;
  to.issues.set(arrived.number, arrived);
  from.issues.delete(issue.number);
  from.movedIssues.set(issue.number, { repository: to, number: arrived.number });
  await announceIssue(site, from, issue, 'transferred', by, {
    changes: {
      new_issue: webhookIssueView(site, to, arrived),
      new_repository: repositoryView(site.world, to),
    },
  });
  await announceIssue(site, to, arrived, 'opened', by, {
    changes: {
      old_issue: webhookIssueView(site, from, issue),
      old_repository: repositoryView(site.world, from),
    },
  });
  return arrived;
}

export function addComment(
  site: Site,
  repository: Repository,
  issue: Issue,
  by: Account,
  viaApp: boolean,
  body: string,
): Comment {
  const now = site.world.now();
  const comment: Comment = {
    id: site.world.nextId(),
    user: by,
    body,
    viaApp,
    reactions: [],
    createdAt: now,
    updatedAt: now,
  };
  issue.comments.push(comment);
  issue.updatedAt = now;
  announceComment(site, repository, issue, comment, 'created', by);
  return comment;
}

export function editComment(
  site: Site,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  by: Account,
  body: string,
): void {
  const from = comment.body;
  comment.body = body;
  comment.updatedAt = site.world.now();
  announceComment(site, repository, issue, comment, 'edited', by, { changes: { body: { from } } });
}

export function deleteComment(
  site: Site,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  by: Account,
): void {
  issue.comments = issue.comments.filter((one) => one !== comment);
  announceComment(site, repository, issue, comment, 'deleted', by);
}

function announceComment(
  site: Site,
  repository: Repository,
  issue: Issue,
  comment: Comment,
  action: string,
  by: Account,
  fields: Record<string, unknown> = {},
): void {
  announce(site, repository, `issue_comment.${action}`, by, {
    issue: issueView(site.world, repository, issue),
    comment: commentView(site.world, repository, issue, comment),
    ...fields,
  });
}
