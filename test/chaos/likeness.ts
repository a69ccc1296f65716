import { inflateRawSync } from 'node:zlib';
import type {
  CheckRunSnapshot,
  IssueSnapshot,
  PullSnapshot,
  RepositorySnapshot,
  Snapshot,
} from '../github/snapshot.ts';

/**
 * What people see on GitHub, without what differs between two runs of one story: ids, and the numbers of issues that were
 * opened at the same time. Names stand for them, so that the references between texts are still compared.
 */
export function likeness(state: Snapshot): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(state.repositories).map(([name, repository]) => [name, likenessOf(repository)]),
  );
}

function likenessOf(repository: RepositorySnapshot): unknown {
  const say = speaker(repository);
  const { defaultBranch, archived, branches } = repository;
  const { pulls, checkRuns } = repository;
  return {
    defaultBranch,
    archived,
    branches,
    issues: sorted(repository.issues.map((issue) => issueLikeness(issue, say))),
    pulls: sorted(repository.pulls.map((pull) => pullLikeness(pull, say))),
    checks: Object.fromEntries(
      pulls.map(({ head, state }) => [head.sha, checkLikeness(checkRuns[head.sha] ?? [], state, say)]),
    ),
  };
}

type Say = (text: string | null) => string | null;

function sorted<Item extends { title: string | null }>(items: Item[]): Item[] {
  return items.sort((one, other) => (String(one.title) < String(other.title) ? -1 : 1));
}

function issueLikeness(issue: IssueSnapshot, say: Say) {
  const { title, body, user, state, stateReason, labels, comments } = issue;
  return {
    title,
    body: say(body),
    user,
    state,
    stateReason,
    labels: labels.toSorted(),
    comments: comments.map((comment) => ({ user: comment.user, body: say(comment.body) })),
  };
}

function pullLikeness(pull: PullSnapshot, say: Say) {
  const { head, base, draft, merged, mergeCommitSha, requestedReviewers, reviews, reviewComments } = pull;
  return {
    ...issueLikeness(pull, say),
    head,
    base,
    draft,
    merged,
    mergeCommitSha,
    requestedReviewers,
    reviews: reviews.filter(isPersons).map(({ id: _, body, ...review }) => ({ ...review, body: say(body) })),
    asked: pull.state === 'closed' ? null : askedLikeness(reviews, reviewComments, say),
  };
}

function isPersons({ user }: { user: string }): boolean {
  return !user.endsWith('[bot]');
}

/**
 * What our reviews still ask of an open PR. Whether a bypass that came and went between two looks was ever spoken of, and
 * at which of its heads one was first seen, depends on how fast it all went.
 */
function askedLikeness(
  reviews: PullSnapshot['reviews'],
  comments: PullSnapshot['reviewComments'],
  say: Say,
): unknown {
  const standing = reviews.filter((review) => !isPersons(review) && review.state === 'CHANGES_REQUESTED');
  const open = comments.filter(
    (comment) => !isPersons(comment) && !/\*\*(?:Mended|Documented)/.test(comment.body),
  );
  return {
    holds: standing.length > 0,
    comments: open.map(({ path, body }) => `${path}: ${say(body)}`).toSorted(),
  };
}

/**
 * What a protected branch asks for: the newest run. Older ones are history, and depend on how fast it all went; so do the
 * words about a PR that is closed, since a push tells of a merge as well, before or after.
 */
function checkLikeness(runs: CheckRunSnapshot[], state: PullSnapshot['state'], say: Say): unknown {
  const run = runs.at(-1);
  if (!run) return null;
  const { name, status, conclusion, output, actions } = run;
  if (state === 'closed') return { name, status, conclusion };
  return { name, status, conclusion, output: JSON.parse(say(JSON.stringify(output)) ?? ''), actions };
}

/** Gives every issue and PR the name of its title, every UUID the number of its first appearance, and opens records. */
function speaker({ issues, pulls }: RepositorySnapshot): Say {
  const titles = new Map([...issues, ...pulls].map(({ number, title }) => [String(number), title]));
  const named = (number: string) => titles.get(number) ?? number;
  return (text) => {
    const uuids = new Map<string, number>();
    return (
      text
        ?.replace(
          /tollgate:(record|decided|baseline):([\w-]+)\.[\w-]+/g,
          (_, kind: string, packed: string) => `${kind} ${opened(packed)}`,
        )
        .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (uuid) => {
          if (!uuids.has(uuid)) uuids.set(uuid, uuids.size + 1);
          return `<uuid ${uuids.get(uuid)}>`;
        })
        .replace(/"(reasonIssue|pullNumber)":(\d+)/g, (_, key, number) => `"${key}":${named(number)}`)
        .replace(/#(\d+)/g, (_, number: string) => `#<${named(number)}>`)
        .replace(
          /(%23|tollgate%3Areason%3A|tollgate:reason:)(\d+)/g,
          (_, before, number) => before + named(number),
        )
        .replace(/\/(issues|pull)\/(\d+)/g, (_, kind, number) => `/${kind}/<${named(number)}>`)
        .replace(/(closed-by-hand|reason-closed):[^ ]+/g, '$1')
        .replace(/(answer|override):\d+/g, '$1') ?? null
    );
  };
}

function opened(packed: string): string {
  return inflateRawSync(Buffer.from(packed, 'base64url')).toString('utf8');
}

/** Everything that was done twice, in words. */
export function twice(state: Snapshot): string[] {
  return Object.entries(state.repositories).flatMap(([name, { issues, pulls, checkRuns }]) => [
    ...repeated(issues.flatMap((issue) => debtMarkers(issue.body))).map(
      (marker) => `${name}: issue for ${marker}`,
    ),
    ...[...issues, ...pulls].flatMap(({ number, comments }) =>
      repeated(comments.flatMap(({ body }) => ownMarkers(body))).map(
        (marker) => `${name}#${number}: comment ${marker}`,
      ),
    ),
    ...pulls.flatMap(({ number, reviewComments }) =>
      repeated(reviewComments.flatMap(({ body }) => body.match(/<!-- tollgate:bypass:\S+ -->/g) ?? [])).map(
        (marker) => `${name}#${number}: review comment ${marker}`,
      ),
    ),
    ...pulls
      .filter(
        ({ reviews }) =>
          reviews.filter((one) => !isPersons(one) && one.state === 'CHANGES_REQUESTED').length > 1,
      )
      .map(({ number }) => `${name}#${number}: review that asks for changes`),
    ...Object.entries(checkRuns).flatMap(([sha, runs]) =>
      repeated(runs.map((run) => run.externalId)).map((id) => `${name}: check ${id} on ${sha}`),
    ),
    ...Object.entries(checkRuns).flatMap(([sha, runs]) =>
      runs
        .slice(0, -1)
        .filter((run) => run.status !== 'completed')
        .map((run) => `${name}: unfinished check ${run.externalId} on ${sha}`),
    ),
  ]);
}

function debtMarkers(body: string | null): string[] {
  return body?.match(/<!-- tollgate:(?:debt:\S+|baseline|dashboard|overview) -->/g) ?? [];
}

function ownMarkers(body: string): string[] {
  return body.match(/<!-- tollgate:(?:event|checklist)\S* -->/g) ?? [];
}

function repeated(items: string[]): string[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) !== index))];
}
