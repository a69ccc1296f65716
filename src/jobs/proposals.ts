import { randomUUID } from 'node:crypto';
import type { Debt } from '../debt/debt.ts';
import type { Occasion } from '../debt/decision.ts';
import { withdraw } from '../debt/lifecycle.ts';
import { proposals } from '../debt/proposal.ts';
import { stillCited } from '../gate/judge.ts';
import type { JudgeInput, Verdict } from '../gate/verdict.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { listDebts, listDebtsOfPull } from '../store/debts.ts';
import { findPullOf, type Pull } from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { saveChange } from './debt-changes.ts';
import { trackingIssueEffect } from './requests.ts';
import { isWatched } from './watched-branches.ts';
import type { WorkRequest } from './work.ts';

/** Writes down what a PR's verdict does to the debts that it proposes. @returns the effects that follow */
export async function proposeDebts(
  transaction: Database,
  repository: Repository,
  pull: Pull,
  verdict: Verdict,
  input: JudgeInput,
): Promise<WorkRequest[]> {
  const stored = await listDebtsOfPull(transaction, repository.id, pull.number);
  const changes = proposals({
    documented: verdict.documented,
    stillCited: stillCited(verdict),
    debts: stored.map(({ debt }) => debt),
    leftBehind: await listLeftBehind(transaction, repository, input.policy),
    pull,
    now: input.now,
    newId: randomUUID,
  });
  // All of them and not the changed alone: an approval may let an unchanged one open its issue.
  const effects = stored.map(({ debt }) => trackingIssueEffect(debt.id));
  const occasion = { at: input.now, actor: pull.author };
  for (const change of changes) {
    effects.push(...(await saveChange(transaction, repository, change, pull.headSha, occasion)));
  }
  return effects;
}

/** Proposed by PRs that were merged, and not into a branch where clocks run: theirs have not begun. */
async function listLeftBehind(
  transaction: Database,
  repository: Pick<Repository, 'id' | 'defaultBranch'>,
  policy: Policy,
): Promise<Debt[]> {
  const { id } = repository;
  const left: Debt[] = [];
  for (const { debt } of await listDebts(transaction, id, ['proposed'])) {
    const pull = await findPullOf(transaction, id, debt.pullNumber);
    if (pull?.mergedAt && !isWatched(repository, policy, pull.baseRef)) left.push(debt);
  }
  return left;
}

/** The PR was closed without merging. @returns the effects that follow */
export async function withdrawProposals(
  transaction: Database,
  repository: Pick<Repository, 'id' | 'defaultBranch'>,
  pullNumber: number,
  occasion: Occasion,
): Promise<WorkRequest[]> {
  const effects: WorkRequest[] = [];
  for (const { debt, seenSha } of await listDebtsOfPull(transaction, repository.id, pullNumber)) {
    const change = withdraw(debt);
    if (change) effects.push(...(await saveChange(transaction, repository, change, seenSha, occasion)));
  }
  return effects;
}
