import { movedOutOfSight } from '../debt/out-of-sight.ts';
import { REASON_FORM_FILE } from '../debt/reason-form.ts';
import type { ScanResult } from '../detect/finding.ts';
import { dependsOnAuthor } from '../gate/author.ts';
import { changedOrigins } from '../gate/changed-origins.ts';
import type { ClassTurn } from '../gate/class-history.ts';
import { changedNames } from '../gate/gateway-change.ts';
import { spansOf } from '../gate/hunks.ts';
import { issuesToLookUp, judge } from '../gate/judge.ts';
import type { Verdict } from '../gate/verdict.ts';
import { speaks } from '../gate/voices.ts';
import type { GitHub, RepositoryName } from '../github/client.ts';
import { canWrite, isContact, listApprovers } from '../github/people.ts';
import { readPolicyFile } from '../github/policy-file.ts';
import {
  type Comparison,
  compareWithBase,
  type PullSnapshot,
  type ReadPull,
  readPull,
} from '../github/pulls.ts';
import { readReasonIssues } from '../github/reason-issues.ts';
import { readBranchHead } from '../github/repositories.ts';
import type { TreeFile } from '../github/trees.ts';
import type { Database } from '../store/database.ts';
import { listDebts, listDebtsOfPull } from '../store/debts.ts';
import {
  findPull,
  listOpenPulls,
  type Pull,
  type PullEvidence,
  type PullState,
  saveEvidence,
  saveRemoves,
} from '../store/pulls.ts';
import { findRepository, lockRepository, type Repository, saveFirstPolicy } from '../store/repositories.ts';
import { learnAuthor } from './author.ts';
import { lookUpTurn, noteClass } from './class-changes.ts';
import { type JobContext, nameOf } from './context.ts';
import { readMentions } from './documents.ts';
import { loadJudgeInput } from './judge-input.ts';
import { meetOldPull } from './old-pulls.ts';
import { withOrganisation } from './organisation.ts';
import { readPolicyChange } from './policy-change.ts';
import { policyInForce } from './policy-in-force.ts';
import { proposeDebts, withdrawProposals } from './proposals.ts';
import { type Recalled, recallPull, saveShown } from './recall.ts';
import {
  checkEffect,
  checkEffects,
  checklistEffect,
  contactReviewEffect,
  dashboardEffect,
  inOrder,
  reviewEffect,
  syncRequest,
  trackingIssueEffect,
} from './requests.ts';
import { restoreDebts } from './restore-debts.ts';
import { scanCommit } from './scan-commit.ts';
import { readUnlisted } from './unlisted-changes.ts';
import { isWatched } from './watched-branches.ts';
import type { JudgePull, WorkRequest } from './work.ts';

/** Looks at a PR's newest state on GitHub, keeps what it saw, and asks for the effects that follow from it. */
export async function judgePull(
  context: JobContext,
  { repositoryId, pullNumber, quiet }: JudgePull,
): Promise<void> {
  const known = await findRepository(context.database, repositoryId);
  if (!known) return;
  const github = await context.github(known.installationId);
  await restoreDebts(context, github, known);
  const repository = await withPolicy(context, github, await withOrganisation(context, github, known));
  const snapshot = await readPull(github, nameOf(repository), pullNumber);
  const stored = await findPull(context.database, repositoryId, pullNumber);
  const shown = await pullOf(github, repository, snapshot, stored);
  const recalled = stored ? null : await recallPull(context, github, repository, snapshot);
  const turn = stored && (await lookUpTurn(github, repository, stored, shown));
  const before = await keepPull(context, repository, shown, { recalled, turn });
  if (quiet && !before?.evidence) await meetOldPull(context, github, repository, snapshot);
  if (!snapshot.open && !snapshot.mergedAt) return abandon(context, repository, snapshot);
  // A PR may be merged before it was looked at; its debts are proposed all the same, for the sync to start.
  if (snapshot.open || before?.evidence?.headSha !== snapshot.headSha) {
    await announce(context, repositoryId, snapshot, before);
    const evidence = await gatherEvidence(context, github, repository, snapshot);
    await learnOfAuthor(context, github, repository, pullNumber, evidence);
    await decide(context, repositoryId, pullNumber, evidence);
  }
  if (snapshot.mergedAt) await context.queue.enqueue(await afterMerge(context, repository, snapshot));
}

/** Where clocks run the debts start; elsewhere their issues say that they wait. */
async function afterMerge(
  { database }: JobContext,
  repository: Repository,
  { number, baseRef }: PullSnapshot,
): Promise<WorkRequest[]> {
  if (isWatched(repository, policyInForce(repository).policy, baseRef)) return [syncRequest(repository.id)];
  const waiting = await listDebtsOfPull(database, repository.id, number);
  return waiting.map(({ debt }) => trackingIssueEffect(debt.id));
}

/** Keeps what GitHub shows of a PR, and what that makes of its class. @returns what was known before */
function keepPull(
  { database }: JobContext,
  known: Repository,
  pull: PullState,
  { recalled, turn }: { recalled: Recalled | null; turn: ClassTurn | null },
): Promise<Pull | null> {
  return database.transaction(async (transaction) => {
    const repository = (await lockRepository(transaction, known.id)) ?? known;
    const before = await findPull(transaction, known.id, pull.number);
    await saveShown(transaction, repository, pull, recalled);
    if (before && turn) await noteClass(transaction, before, turn);
    return before;
  });
}

/** A repository met for the first time has no policy yet: it is read before anything is judged by it. */
export async function withPolicy(
  context: JobContext,
  github: GitHub,
  repository: Repository,
): Promise<Repository> {
  if (repository.syncedSha !== null || repository.policySha !== null) return repository;
  const file = await readPolicyFile(github, nameOf(repository), repository.defaultBranch);
  const policy = { policySha: file?.sha ?? null, policySource: file?.source ?? null };
  await saveFirstPolicy(context.database, repository.id, policy);
  return { ...repository, ...policy };
}

/** What is remembered of a PR, from GitHub's answer. */
export async function pullOf(
  github: GitHub,
  repository: Repository,
  snapshot: ReadPull,
  before: Pull | null,
): Promise<PullState> {
  const name = nameOf(repository);
  const { policy } = policyInForce(repository);
  const approvers = await listApprovers(github, name, snapshot.number);
  const contacts = await Promise.all(
    approvers.map(({ login }) => isContact(github, name, policy.contact, login)),
  );
  const writers = await Promise.all(approvers.map(({ login }) => canWrite(github, name, login)));
  const { byWritingBot, baseSha: _, comments: __, ...columns } = snapshot;
  const mattered = before !== null && before.authorCanWrite !== null;
  return {
    repositoryId: repository.id,
    ...columns,
    authorCanWrite: byWritingBot || (mattered ? await canWrite(github, name, snapshot.author) : null),
    approvedByContact: contacts.includes(true),
    headApprovedByContact: approvers.some(
      ({ sha }, index) => sha === snapshot.headSha && contacts[index] === true,
    ),
    approvedByWriter: writers.includes(true),
  };
}

/** Most PRs have nothing to do with LLMs: who wrote them is asked of GitHub only where it makes a difference. */
async function learnOfAuthor(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  pullNumber: number,
  evidence: PullEvidence,
): Promise<void> {
  const { database, clock } = context;
  const pull = await findPull(database, repository.id, pullNumber);
  if (!pull || pull.authorCanWrite !== null || pull.headSha !== evidence.headSha) return;
  const input = await loadJudgeInput(database, repository, { ...pull, evidence }, clock);
  if (input && !dependsOnAuthor(judge(input))) return;
  await learnAuthor(database, github, repository, pull);
}

/** Shows at once that we are there; a head that others still share is shown what it is without this PR. */
async function announce(
  context: JobContext,
  repositoryId: number,
  snapshot: PullSnapshot,
  before: Pull | null,
): Promise<void> {
  await context.queue.enqueue(checkEffects(repositoryId, before ? [snapshot, before] : [snapshot]));
}

async function gatherEvidence(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  { headSha, open, baseRef, baseSha }: PullSnapshot,
): Promise<PullEvidence> {
  const compared = await comparedWith(github, nameOf(repository), open ? baseRef : baseSha, headSha);
  return evidenceAt(context, github, repository, headSha, compared);
}

/** What a commit shows compared with an earlier one. */
export async function evidenceAt(
  context: JobContext,
  github: GitHub,
  repository: Repository,
  headSha: string,
  { mergeBaseSha, patches, isCut }: Comparison,
): Promise<PullEvidence> {
  const name = nameOf(repository);
  const { policy } = policyInForce(repository);
  const base = await scanCommit(context, github, repository, mergeBaseSha, policy);
  const head = await scanCommit(context, github, repository, headSha, policy);
  const changedPaths = pathsThatDiffer(base.tree, head.tree);
  const scans = { head: head.result, mergeBase: base.result, changedPaths };
  const cited = issuesToLookUp({ ...scans, policy });
  const at = { sha: headSha, tree: head.tree };
  const { findings } = head.result;
  const unlisted = isCut
    ? await readUnlisted(github, name, { mergeBaseSha, headSha, changedPaths, patches, findings })
    : new Map<string, string>();
  return {
    headSha,
    mergeBaseSha,
    changedPaths,
    outOfSight: [...movedOutOfSight(base.tree, head.tree, policy)],
    ...(await readPolicyChange(github, repository, { mergeBaseSha, headSha, changedPaths })),
    reasonIssues: await readReasonIssues(github, name, cited),
    hasReasonForm: base.tree.some(({ path }) => path === REASON_FORM_FILE),
    hunks: hunksOf(patches, head.result),
    changedOrigins: changedOrigins(new Map([...unlisted, ...patches]), findings),
    documents: await readMentions(github, name, at, changedNames(scans), policy),
  };
}

/** The merge base; without common history the base branch itself, so that all of the head counts as the PR's. */
async function comparedWith(
  github: GitHub,
  name: RepositoryName,
  base: string,
  headSha: string,
): Promise<Comparison> {
  const comparison = await compareWithBase(github, name, base, headSha);
  if (comparison) return comparison;
  const sha = await readBranchHead(github, name, base);
  if (sha === null) throw new Error(`The base ${base} of ${name.owner}/${name.repo} is not there.`);
  return { mergeBaseSha: sha, patches: new Map(), isCut: true };
}

/** Where review comments may stand; asked of files alone that a finding, or the URL of one, may ask for. */
function hunksOf(patches: Comparison['patches'], { findings }: ScanResult): PullEvidence['hunks'] {
  const paths = new Set(findings.flatMap(({ path, origin }) => (origin ? [path, origin.path] : [path])));
  return [...patches].flatMap(([path, patch]): PullEvidence['hunks'] =>
    paths.has(path) ? [[path, spansOf(patch)]] : [],
  );
}

function pathsThatDiffer(base: readonly TreeFile[], head: readonly TreeFile[]): string[] {
  const before = new Map(base.map((file) => [file.path, file.sha]));
  const after = new Map(head.map((file) => [file.path, file.sha]));
  const changed = head.filter((file) => before.get(file.path) !== file.sha);
  const removed = base.filter((file) => !after.has(file.path));
  return [...changed, ...removed].map((file) => file.path).sort();
}

/** Keeps the evidence and everything that follows from it in one transaction, if it is still the newest. */
async function decide(
  context: JobContext,
  repositoryId: number,
  pullNumber: number,
  evidence: PullEvidence,
): Promise<void> {
  await context.database.transaction(async (transaction) => {
    const repository = await lockRepository(transaction, repositoryId);
    const pull = await findPull(transaction, repositoryId, pullNumber);
    if (!repository || pull?.headSha !== evidence.headSha) return;
    await saveEvidence(transaction, repositoryId, pullNumber, evidence);
    const judged = { ...pull, evidence };
    const input = await loadJudgeInput(transaction, repository, judged, context.clock);
    // The policy changed while we looked: its sync has asked for another look already.
    if (!input) return;
    const verdict = judge(input);
    const effects = speaks('issue', input.policy)
      ? await proposeDebts(transaction, repository, judged, verdict, input)
      : [];
    effects.push(...(await noteRemoved(transaction, repository, pull, removedBy(verdict, repository))));
    await context.queue.enqueue(
      [
        ...effects,
        checkEffect(repositoryId, pull.headSha),
        checklistEffect(repositoryId, pullNumber),
        reviewEffect(repositoryId, pullNumber),
        ...(verdict.touched.length > 0 ? [contactReviewEffect(repositoryId, pullNumber)] : []),
      ],
      transaction,
    );
  });
}

/** The debts that would be paid by the merge: those that stand on its base, and nowhere else. */
function removedBy({ pull, paysOff }: Verdict, { defaultBranch }: Repository): string[] {
  const base = pull.baseRef === defaultBranch ? null : pull.baseRef;
  return paysOff.flatMap(({ id, branch, elsewhere }) =>
    branch === base && elsewhere.length === 0 ? [id] : [],
  );
}

/** Every PR that a freeze blocks says which open PR lifts it, and so does the dashboard. @returns what now says something else */
async function noteRemoved(
  transaction: Database,
  { id }: Pick<Repository, 'id'>,
  pull: Pick<Pull, 'number' | 'removes'>,
  removes: string[],
): Promise<WorkRequest[]> {
  if (pull.removes.toSorted().join() === removes.toSorted().join()) return [];
  await saveRemoves(transaction, id, pull.number, removes);
  const overdue = await listDebts(transaction, id, ['overdue']);
  const isNews = overdue.some(({ debt }) => pull.removes.includes(debt.id) !== removes.includes(debt.id));
  const frozen = isNews ? inOrder(checkEffects(id, await listOpenPulls(transaction, id))) : [];
  return [dashboardEffect(id), ...frozen];
}

/** Closed without merging: what it proposed is withdrawn, and a head that it shared is shown without it. */
async function abandon(context: JobContext, repository: Repository, pull: PullSnapshot): Promise<void> {
  const { id } = repository;
  await context.database.transaction(async (transaction) => {
    await lockRepository(transaction, id);
    const effects = await withdrawProposals(transaction, repository, pull.number, {
      at: context.clock.now(),
      actor: null,
    });
    const known = await findPull(transaction, id, pull.number);
    if (known) effects.push(...(await noteRemoved(transaction, repository, known, [])));
    await context.queue.enqueue([...effects, checkEffect(id, pull.headSha)], transaction);
  });
}
