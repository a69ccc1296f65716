import { createHash } from 'node:crypto';
import { failingBypasses } from '../../gate/bypass-text.ts';
import { type SourceLines, sourceLines } from '../../gate/mend/source.ts';
import { type BypassComment, bypassComments, pathsToRead, settledComments } from '../../gate/review.ts';
import { reviewDecision } from '../../gate/review-decision.ts';
import {
  furtherLine,
  markedKey,
  REVIEW_MARKER,
  reviewLine,
  SETTLED,
  settledLine,
} from '../../gate/review-text.ts';
import type { Verdict } from '../../gate/verdict.ts';
import { pullVoices } from '../../gate/voices.ts';
import type { GitHub } from '../../github/client.ts';
import { readText } from '../../github/policy-file.ts';
import {
  createReview,
  dismissReview,
  type FoundReview,
  type FoundReviewComment,
  listCommentsOfReview,
  listOwnReviewComments,
  listOwnReviews,
  updateReview,
  updateReviewComment,
} from '../../github/reviews.ts';
import { recordDecision } from '../../store/audit-log.ts';
import { type Pull, type PullReview, saveReason, saveReview } from '../../store/pulls.ts';
import type { Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadVerdict } from '../judge-input.ts';
import { recallOffered } from '../offered-reasons.ts';

/** One PR at work, and what is known of our review of it. */
interface Work {
  context: JobContext;
  github: GitHub;
  repository: Repository;
  pull: Pull;
  verdict: Verdict;
  review: PullReview;
  /** As it was saved last. */
  saved: PullReview | null;
}

const NOTHING: PullReview = { written: null, sending: false, standing: null, comments: {} };

/** Keeps our review of a PR and its comments on the lines of the diff as the verdict wants them. */
export async function settleReview(
  context: JobContext,
  place: { repositoryId: number; pullNumber: number },
): Promise<void> {
  const judged = await loadVerdict(context, place);
  if (!judged) return;
  const { repository, pull, verdict } = judged;
  const version = versionOf(verdict, pull);
  if (pull.review?.written === version || hasNothingToSay(verdict, pull.review)) return;
  const github = await context.github(repository.installationId);
  const work: Work = {
    context,
    github,
    repository,
    pull,
    verdict,
    review: pull.review ?? NOTHING,
    saved: pull.review,
  };
  await recall(work);
  await writeComments(work);
  await judgePull(work);
  await save(work, { written: version });
}

/** All that the review is written from, but for the files, which the head's SHA stands for. */
function versionOf({ pull, policy, reasons, documented }: Verdict, { reasons: offered }: Pull): string {
  const bypasses = reasons.filter(({ kind }) => kind === 'bypass');
  return digest(
    JSON.stringify([pull.headSha, pullVoices(pull, policy), policy, bypasses, documented, offered]),
  );
}

function hasNothingToSay(verdict: Verdict, review: PullReview | null): boolean {
  if (review?.sending || review?.standing || Object.keys(review?.comments ?? {}).length > 0) return false;
  return pullVoices(verdict.pull, verdict.policy).review === 'off' || failingBypasses(verdict).length === 0;
}

/** What a lost write or a lost database left on GitHub, where we cannot know. */
async function recall(work: Work): Promise<void> {
  if (work.pull.review && !work.review.sending) return;
  const { context, github, repository, pull } = work;
  const login = await context.ownLogin();
  const name = nameOf(repository);
  const reviews = await listOwnReviews(github, name, pull.number, login);
  const judging = reviews.filter(({ body }) => body.includes(REVIEW_MARKER)).at(-1);
  const comments = judging ? await listOwnReviewComments(github, name, pull.number, login) : [];
  work.review = {
    written: null,
    sending: false,
    standing: work.review.standing ?? (judging ? recalledStanding(work, judging) : null),
    comments: { ...recalledComments(comments, pull.headSha), ...work.review.comments },
  };
  await recallReasons(work, comments);
}

/** The numbers that suggestions have already stay in them. */
async function recallReasons(work: Work, comments: readonly FoundReviewComment[]): Promise<void> {
  const { context, github, repository, pull, verdict } = work;
  const unknown = comments.filter(({ body }) => !pull.reasons[markedKey(body) ?? '']);
  const bodies = unknown.map(({ body }) => body);
  const reasons = await recallOffered(github, nameOf(repository), bodies, verdict);
  for (const { key, reason } of reasons)
    await saveReason(context.database, repository.id, pull.number, key, reason);
  const recalled = Object.fromEntries(reasons.map(({ key, reason }) => [key, reason]));
  work.pull = { ...pull, reasons: { ...recalled, ...pull.reasons } };
}

function standingOf({ id, state }: FoundReview): PullReview['standing'] {
  if (state === 'CHANGES_REQUESTED') return { id, state: 'requested' };
  return { id, state: state === 'DISMISSED' ? 'dismissed' : 'commented' };
}

/** One that is dismissed though all that it said of this very head is still true was dismissed by a person: it is not asked again. */
function recalledStanding(work: Work, review: FoundReview): PullReview['standing'] {
  const standing = standingOf(review);
  const isAsSaid = review.commitSha === work.pull.headSha && review.body === lineOf(work);
  return standing?.state === 'dismissed' && isAsSaid ? { ...standing, state: 'waived' } : standing;
}

/** Of one on an older head the lines are not known to be right: it is written once more, without suggestions. */
function recalledComments(comments: readonly FoundReviewComment[], headSha: string): PullReview['comments'] {
  return Object.fromEntries(
    comments.flatMap(({ id, body, writtenOn }): [string, PullReview['comments'][string]][] => {
      const key = markedKey(body);
      return key === null
        ? []
        : [[key, { id, said: digest(body), anchor: writtenOn === headSha ? null : '' }]];
    }),
  );
}

async function writeComments(work: Work): Promise<void> {
  const { verdict, repository, pull, context } = work;
  const wanted = bypassComments(verdict, {
    repositoryUrl: repository.htmlUrl,
    docsUrl: context.docsUrl,
    now: context.clock.now(),
    sources: await readSources(work),
    reasons: pull.reasons,
    anchors: new Map(
      Object.entries(work.review.comments).flatMap(([key, { anchor }]) =>
        anchor === null ? [] : [[key, anchor]],
      ),
    ),
    digest,
  });
  const settled = settledComments(verdict, Object.keys(work.review.comments));
  for (const comment of [...wanted, ...settled]) await updateComment(work, comment);
  const fresh = wanted.filter(({ key }) => !work.review.comments[key]);
  await send(work, fresh);
}

async function readSources({ github, repository, verdict }: Work): Promise<Map<string, SourceLines>> {
  const sources = new Map<string, SourceLines>();
  for (const path of pathsToRead(verdict)) {
    const text = await readText(github, nameOf(repository), path, verdict.pull.headSha);
    if (text !== null) sources.set(path, sourceLines(text));
  }
  return sources;
}

async function updateComment(
  work: Work,
  { key, body, anchor = '' }: Pick<BypassComment, 'key' | 'body'> & { anchor?: string },
): Promise<void> {
  const known = work.review.comments[key];
  const said = digest(body);
  if (!known || (known.said === said && known.anchor !== null)) return;
  if (known.said !== said) await updateReviewComment(work.github, nameOf(work.repository), known.id, body);
  const now = { ...known, said, anchor: known.anchor ?? anchor };
  await save(work, { comments: { ...work.review.comments, [key]: now } });
}

/** New comments come with a review: the one that judges the PR, or one that only brings them. */
async function send(work: Work, comments: readonly BypassComment[]): Promise<void> {
  const { verdict, review } = work;
  const { review: mode } = pullVoices(verdict.pull, verdict.policy);
  const judges = mode !== 'off' && failingBypasses(verdict).length > 0 && !isJudged(review, mode);
  if (!judges && comments.length === 0) return;
  const { github, repository, pull } = work;
  const name = nameOf(repository);
  await save(work, { sending: true });
  const sent = await createReview(github, name, pull.number, {
    commitSha: verdict.pull.headSha,
    body: judges ? lineOf(work) : furtherLine(comments.length),
    event: judges && mode === 'request-changes' ? 'REQUEST_CHANGES' : 'COMMENT',
    comments: comments.map(({ path, span: [first, last], body }) => ({
      path,
      ...(first === last ? {} : { startLine: first }),
      line: last,
      body,
    })),
  });
  const written = comments.length === 0 ? [] : await listCommentsOfReview(github, name, pull.number, sent.id);
  await save(work, {
    sending: false,
    standing: judges ? standingOf(sent) : review.standing,
    comments: { ...review.comments, ...sentComments(comments, written) },
  });
}

/** GitHub's answer to a review does not name its comments. */
function sentComments(
  comments: readonly BypassComment[],
  written: readonly FoundReviewComment[],
): PullReview['comments'] {
  const ids = new Map(written.map(({ id, body }) => [markedKey(body), id]));
  return Object.fromEntries(
    comments.flatMap(({ key, body, anchor }): [string, PullReview['comments'][string]][] => {
      const id = ids.get(key);
      return id === undefined ? [] : [[key, { id, said: digest(body), anchor }]];
    }),
  );
}

/** One that was taken back judges nothing; one that could not be is edited, and judges again by being edited. */
function isJudged({ standing }: PullReview, mode: 'request-changes' | 'comment'): boolean {
  if (standing === null) return false;
  return standing.state !== 'dismissed' || mode === 'comment';
}

/** The review that judges says what is true, or is taken back where its reason is gone. */
async function judgePull(work: Work): Promise<void> {
  const { verdict, review, github, repository, pull } = work;
  const { standing } = review;
  if (standing === null) return;
  const name = nameOf(repository);
  const isViolated = failingBypasses(verdict).length > 0 && verdict.policy.reviews === 'request-changes';
  if (standing.state === 'waived' && !isViolated)
    return save(work, { standing: { ...standing, state: 'dismissed' } });
  if (standing.state === 'edited' && isViolated) {
    await updateReview(github, name, pull.number, standing.id, lineOf(work));
    await save(work, { standing: { ...standing, state: 'requested' } });
  }
  if (standing.state !== 'requested' || isViolated) return;
  const outcome = await dismissReview(github, name, pull.number, standing.id, SETTLED);
  if (outcome === 'refused') await updateReview(github, name, pull.number, standing.id, settledLine());
  await save(work, { standing: { ...standing, state: outcome === 'refused' ? 'edited' : 'dismissed' } });
}

function lineOf({ verdict, repository }: Work): string {
  const checks = `${repository.htmlUrl}/pull/${verdict.pull.number}/checks`;
  return reviewLine(failingBypasses(verdict), verdict, checks);
}

/** What was decided is logged where it is written down: once, also where GitHub knew of it before we did. */
async function save(work: Work, changes: Partial<PullReview>): Promise<void> {
  const { context, repository, pull, verdict, saved } = work;
  const review = { ...work.review, ...changes };
  const where = { repositoryId: repository.id, at: context.clock.now() };
  const decision = reviewDecision(saved?.standing ?? null, review.standing, verdict, where);
  await context.database.transaction(async (transaction) => {
    if (decision) await recordDecision(transaction, decision);
    await saveReview(transaction, repository.id, pull.number, review);
  });
  work.review = review;
  work.saved = review;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
