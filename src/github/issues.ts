import { type GitHub, orNull, type RepositoryName, statusOf } from './client.ts';

/** What an issue of ours should be. */
export interface WantedIssue {
  title: string;
  body: string;
  labels: string[];
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | null;
}

/** An issue as GitHub has it. */
export interface FoundIssue extends WantedIssue {
  number: number;
  /** ISO instant, `null` while it is open. */
  closedAt: string | null;
  /** Whether it was closed by who opened it: for an issue of ours, by this App and not by hand. */
  closedByAuthor: boolean;
  /** The login of who closed it, where GitHub tells. */
  closedBy: string | null;
}

interface IssuePayload {
  number: number;
  title: string;
  body?: string | null | undefined;
  state: string;
  state_reason?: string | null | undefined;
  closed_at: string | null;
  closed_by?: { login: string } | null | undefined;
  user: { login: string } | null;
  labels: (string | { name?: string })[];
  performed_via_github_app?: { id: number } | null | undefined;
}

/**
 * An issue of ours by its number, `null` if somebody deleted it (410) or moved it to another repository, which the App
 * may not be able to see.
 * @throws {RequestError} 404 where GitHub has not caught up with its own webhooks: try again
 */
export async function readIssue(
  github: GitHub,
  name: RepositoryName,
  number: number,
): Promise<FoundIssue | null> {
  try {
    const { data } = await github.rest.issues.get({ ...name, issue_number: number });
    return data.number === number && isIssueOf(data, name) ? foundIssue(data) : null;
  } catch (error) {
    if (statusOf(error) === 410) return null;
    if (statusOf(error) === 404 && (await isRedirected(github, name, number))) return null;
    throw error;
  }
}

async function isRedirected(github: GitHub, name: RepositoryName, number: number): Promise<boolean> {
  try {
    const { status } = await github.rest.issues.get({
      ...name,
      issue_number: number,
      request: { redirect: 'manual' },
    });
    return Number(status) === 301;
  } catch (error) {
    if (statusOf(error) !== null) return statusOf(error) === 301;
    throw error;
  }
}

/** An issue as its author opened it, or changed it since. Hostile texts. */
export interface OpenedIssue {
  author: string;
  title: string;
  body: string;
}

/** `null` if it is gone, or is no issue. */
export async function readOpenedIssue(
  github: GitHub,
  name: RepositoryName,
  number: number,
): Promise<OpenedIssue | null> {
  const response = await orNull(github.rest.issues.get({ ...name, issue_number: number }));
  if (!response || response.data.pull_request || !isIssueOf(response.data, name)) return null;
  const { user, title, body } = response.data;
  return { author: user?.login ?? 'ghost', title, body: body ?? '' };
}

/** A transferred issue redirects to its new repository: it is gone from the old one. */
export function isIssueOf(issue: { repository_url: string }, { owner, repo }: RepositoryName): boolean {
  return issue.repository_url.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase());
}

/** The issue with this marker in its body that this App opened: anybody may write a marker. */
export async function findIssueByMarker(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  label: string,
  marker: string,
): Promise<FoundIssue | null> {
  const pages = github.paginate.iterator(github.rest.issues.listForRepo, {
    ...name,
    labels: label,
    state: 'all',
    per_page: 100,
  });
  for await (const { data } of pages) {
    const issue = data.find((each) => isOurs(each, appId) && each.body?.includes(marker));
    if (issue) return foundIssue(issue);
  }
  return null;
}

/** Issues with a label that this App opened. */
export async function listOwnIssues(
  github: GitHub,
  name: RepositoryName,
  appId: number,
  label: string,
  state: 'open' | 'all',
): Promise<FoundIssue[]> {
  const issues = await github.paginate(github.rest.issues.listForRepo, {
    ...name,
    labels: label,
    state,
    per_page: 100,
  });
  return issues.filter((issue) => isOurs(issue, appId)).map(foundIssue);
}

export async function createIssue(
  github: GitHub,
  name: RepositoryName,
  wanted: WantedIssue,
): Promise<FoundIssue> {
  const { title, body, labels } = wanted;
  const { data } = await github.rest.issues.create({ ...name, title, body, labels });
  return foundIssue(data);
}

/** What has to be changed of an issue; nothing where it is as it should be. */
export function changesBetween(current: FoundIssue, wanted: WantedIssue): Partial<WantedIssue> {
  const sameLabels = current.labels.toSorted().join() === wanted.labels.toSorted().join();
  const sameState =
    current.state === wanted.state && (wanted.state === 'open' || current.stateReason === wanted.stateReason);
  return {
    ...(current.title === wanted.title ? {} : { title: wanted.title }),
    // GitHub's web editor turns line ends into CRLF.
    ...(current.body.replaceAll('\r\n', '\n') === wanted.body ? {} : { body: wanted.body }),
    ...(sameLabels ? {} : { labels: wanted.labels }),
    ...(sameState ? {} : { state: wanted.state, stateReason: wanted.stateReason }),
  };
}

export async function updateIssue(
  github: GitHub,
  name: RepositoryName,
  number: number,
  changes: Partial<WantedIssue>,
): Promise<void> {
  const { stateReason, ...rest } = changes;
  await github.rest.issues.update({
    ...name,
    issue_number: number,
    ...rest,
    ...(rest.state && stateReason ? { state_reason: stateReason } : {}),
  });
}

function isOurs(issue: IssuePayload, appId: number): boolean {
  return issue.performed_via_github_app?.id === appId;
}

function foundIssue(issue: IssuePayload): FoundIssue {
  const { state_reason: reason } = issue;
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    labels: issue.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    state: issue.state === 'closed' ? 'closed' : 'open',
    closedAt: issue.closed_at,
    closedBy: issue.closed_by?.login ?? null,
    closedByAuthor: issue.closed_by != null && issue.closed_by.login === issue.user?.login,
    stateReason: reason === 'completed' || reason === 'not_planned' ? reason : null,
  };
}
