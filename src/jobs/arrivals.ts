import { randomUUID } from 'node:crypto';
import {
  type Arrival,
  type ArrivalTerms,
  arrivals,
  comebacks,
  debtsOfArrivals,
  type Origin,
} from '../debt/arrival.ts';
import { NO_SCAN, spreadDebts } from '../debt/branch-sighting.ts';
import { seenFrom, standsOn } from '../debt/stands.ts';
import type { ScanResult } from '../detect/finding.ts';
import { type GitHub, statusOf } from '../github/client.ts';
import { lastCommitOf, mergeOf } from '../github/commits.ts';
import { readReasonIssues } from '../github/reason-issues.ts';
import type { Policy } from '../policy/policy.ts';
import { findBaseline } from '../store/baselines.ts';
import type { Database } from '../store/database.ts';
import { listDebts, listResolvedDebts, OPEN_STATES, STANDING_STATES } from '../store/debts.ts';
import { findPull } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { type JobContext, nameOf } from './context.ts';
import { saveChange } from './debt-changes.ts';
import { judgePull } from './judge-pull.ts';
import type { WorkRequest } from './work.ts';

/** A branch where clocks run at two syncs. */
export interface BranchChange {
  repository: Repository;
  /** `null` for the default one. */
  branch: string | null;
  headSha: string;
  policy: Policy;
  before: ScanResult;
  after: ScanResult;
}

/** What had to be asked about arrivals before anything is decided. */
export type ArrivalFacts = Pick<ArrivalTerms, 'origins' | 'openIssues'>;

/** Files of one push whose commits are looked up; what lies in others counts as pushed with the branch's head. */
const MOST_LOOKED_UP = 20;

/**
 * Finds out how the bypasses came that no debt seems to answer for. A PR that was merged before it was looked at is
 * looked at first: what it documents is its proposal, and no arrival.
 */
export async function lookUpArrivals(
  context: JobContext,
  github: GitHub,
  change: BranchChange,
): Promise<ArrivalFacts> {
  const { repository } = change;
  const debts = await listDebts(context.database, repository.id, OPEN_STATES);
  const places = debts.flatMap(({ debt }) => debt.places.map(({ fingerprint }) => fingerprint));
  const answered = new Set(places);
  const found = arrivals(change, [], change.policy, context.clock.now()).filter(({ findings }) =>
    findings.some(({ fingerprint }) => !answered.has(fingerprint)),
  );
  const cited = found.flatMap(({ comment }) => comment?.reasonIssue ?? []);
  const issues = await readReasonIssues(github, nameOf(repository), cited);
  return {
    origins: await originsOf(context, github, change, found),
    openIssues: new Set(issues.flatMap(([number, { kind }]) => (kind === 'open' ? [number] : []))),
  };
}

async function originsOf(
  context: JobContext,
  github: GitHub,
  change: BranchChange,
  found: readonly Arrival[],
): Promise<Map<string, Origin>> {
  const paths = new Set(found.map(({ findings: [{ path }] }) => path));
  const origins = new Map<string, Origin>();
  for (const path of [...paths].slice(0, MOST_LOOKED_UP)) {
    const origin = await originOf(context, github, change, path);
    if (origin.pullNumber !== null) await judgeFirst(context, change.repository.id, origin.pullNumber);
    origins.set(path, origin);
  }
  return origins;
}

async function originOf(
  context: JobContext,
  github: GitHub,
  { repository, branch, headSha }: BranchChange,
  path: string,
): Promise<Origin> {
  const name = nameOf(repository);
  const sha = (await lastCommitOf(github, name, headSha, path)) ?? headSha;
  const merge = await mergeOf(github, name, sha, [branch ?? repository.defaultBranch]);
  return { sha, pullNumber: merge?.pullNumber ?? null, at: merge?.mergedAt ?? context.clock.now() };
}

/** A PR that cannot be read any more documents nothing. */
async function judgeFirst(context: JobContext, repositoryId: number, pullNumber: number): Promise<void> {
  const pull = await findPull(context.database, repositoryId, pullNumber);
  if (pull?.evidence?.headSha === pull?.headSha && pull !== null) return;
  try {
    await judgePull(context, { repositoryId, pullNumber });
  } catch (error) {
    if (![404, 410, 422].includes(statusOf(error) ?? 0)) throw error;
  }
}

/** Writes down the debts of what came to the branch and no standing debt answers for. @returns the effects that follow */
export async function admitArrivals(
  { clock }: Pick<JobContext, 'clock'>,
  transaction: Database,
  change: BranchChange,
  facts: ArrivalFacts,
): Promise<WorkRequest[]> {
  const { repository, branch, headSha, policy } = change;
  const now = clock.now();
  const spread = await admitSpread(clock, transaction, change);
  const stored = await listDebts(transaction, repository.id, STANDING_STATES);
  const standing = stored.map(({ debt }) => debt);
  const here = standing.filter((debt) => standsOn(debt, branch)).map((debt) => seenFrom(debt, branch));
  const isOld = await knownOld(transaction, change);
  const found = arrivals(change, here, policy, now).filter((arrival) => !isOld(arrival));
  const resolved = await listResolvedDebts(transaction, repository.id, keysOf(found));
  const changes = debtsOfArrivals(found, {
    origins: withHead(found, facts.origins, { sha: headSha, pullNumber: null, at: now }),
    debts: [...standing, ...resolved.map(({ debt }) => debt)],
    openIssues: facts.openIssues,
    branch,
    policy,
    now,
    newId: randomUUID,
  });
  const effects = spread;
  for (const one of changes)
    effects.push(...(await saveChange(transaction, repository, one, headSha, { at: now, actor: null })));
  return effects;
}

/**
 * Writes down which debts have come to the branch from another one where clocks run, by a merge or a cherry-pick.
 * @param before `null` where all that the branch holds is new to us
 */
export async function admitSpread(
  clock: JobContext['clock'],
  transaction: Database,
  {
    repository,
    branch,
    headSha,
    policy,
    before,
    after,
  }: Omit<BranchChange, 'before'> & {
    before: ScanResult | null;
  },
): Promise<WorkRequest[]> {
  const at = clock.now();
  const stored = await listDebts(transaction, repository.id, STANDING_STATES);
  if (stored.every(({ debt }) => standsOn(debt, branch))) return [];
  const here = stored.flatMap(({ debt }) => (standsOn(debt, branch) ? [seenFrom(debt, branch)] : []));
  const found = arrivals({ before: before ?? NO_SCAN, after }, here, policy, at);
  const effects: WorkRequest[] = [];
  for (const { change, seenSha } of spreadDebts(found, after.debtComments, stored, { branch, sha: headSha }))
    effects.push(...(await saveChange(transaction, repository, change, seenSha, { at, actor: null })));
  return effects;
}

/**
 * Writes down which resolved debts are back on a branch that was cut from a commit that still had them: their clocks go
 * on (decisions 15). What else such a branch holds was judged where it comes from.
 */
export async function admitComebacks(
  clock: JobContext['clock'],
  transaction: Database,
  { repository, branch, headSha, policy, after }: Omit<BranchChange, 'before'>,
): Promise<WorkRequest[]> {
  const now = clock.now();
  const stored = await listDebts(transaction, repository.id, STANDING_STATES);
  const standing = stored.map(({ debt }) => debt);
  const here = standing.filter((debt) => standsOn(debt, branch)).map((debt) => seenFrom(debt, branch));
  const found = arrivals({ before: NO_SCAN, after }, here, policy, now);
  const resolved = await listResolvedDebts(transaction, repository.id, keysOf(found));
  const debts = [...standing, ...resolved.map(({ debt }) => debt)];
  const effects: WorkRequest[] = [];
  for (const change of comebacks(found, { debts, branch, policy, now }).back)
    effects.push(...(await saveChange(transaction, repository, change, headSha, { at: now, actor: null })));
  return effects;
}

/** By what a debt is known again. */
function keysOf(found: readonly Arrival[]): { reasons: number[]; fingerprints: string[] } {
  return {
    reasons: found.flatMap(({ cited }) => cited ?? []),
    fingerprints: found.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint)),
  };
}

/** What the baseline has is old wherever it is merged to: no clock runs for it (decisions 18). */
async function knownOld(
  transaction: Database,
  { repository, branch }: BranchChange,
): Promise<(arrival: Arrival) => boolean> {
  const baseline = branch === null ? null : await findBaseline(transaction, repository.id);
  const old = new Set(baseline?.places.map(({ rule, fingerprint }) => `${rule} ${fingerprint}`));
  return ({ findings }) => findings.every(({ rule, fingerprint }) => old.has(`${rule} ${fingerprint}`));
}

function withHead(
  found: readonly Arrival[],
  known: ReadonlyMap<string, Origin>,
  head: Origin,
): Map<string, Origin> {
  return new Map(found.map(({ findings: [{ path }] }) => [path, known.get(path) ?? head]));
}
