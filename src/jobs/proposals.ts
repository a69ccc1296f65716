import { randomUUID } from 'node:crypto';
import { withdraw } from '../debt/lifecycle.ts';
import { proposals } from '../debt/proposal.ts';
import type { JudgeInput, Verdict } from '../gate/verdict.ts';
import type { Database } from '../store/database.ts';
import { listDebtsOfPull, saveDebt } from '../store/debts.ts';
import type { Pull } from '../store/pulls.ts';
import { trackingIssueEffect } from './requests.ts';
import type { WorkRequest } from './work.ts';

/** Writes down what a PR's verdict does to the debts that it proposes. @returns the effects that follow */
export async function proposeDebts(
  transaction: Database,
  repositoryId: number,
  pull: Pull,
  verdict: Verdict,
  input: JudgeInput,
): Promise<WorkRequest[]> {
  const stored = await listDebtsOfPull(transaction, repositoryId, pull.number);
  const changes = proposals({
    documented: verdict.documented,
    stillCited: stillCited(verdict),
    debts: stored.map(({ debt }) => debt),
    pull,
    now: input.now,
    newId: randomUUID,
  });
  for (const { debt } of changes) await saveDebt(transaction, { repositoryId, seenSha: pull.headSha, debt });
  // All of them and not the changed alone: an approval may have let an unchanged one open its issue.
  const ids = [...stored.map(({ debt }) => debt.id), ...changes.map(({ debt }) => debt.id)];
  return [...new Set(ids)].map(trackingIssueEffect);
}

function stillCited({ reasons }: Verdict): number[] {
  return reasons.flatMap((reason) =>
    reason.kind === 'bypass' && reason.bypass.documentation.kind === 'faulty'
      ? (reason.bypass.documentation.cited ?? [])
      : [],
  );
}

/** The PR was closed without merging. @returns the effects that follow */
export async function withdrawProposals(
  transaction: Database,
  repositoryId: number,
  pullNumber: number,
): Promise<WorkRequest[]> {
  const effects: WorkRequest[] = [];
  for (const stored of await listDebtsOfPull(transaction, repositoryId, pullNumber)) {
    const change = withdraw(stored.debt);
    if (!change) continue;
    await saveDebt(transaction, { ...stored, debt: change.debt });
    effects.push(trackingIssueEffect(change.debt.id));
  }
  return effects;
}
