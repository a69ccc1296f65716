import { speaks, type Voice } from '../../gate/voices.ts';
import type { Database } from '../../store/database.ts';
import { findDebt } from '../../store/debts.ts';
import { findPull } from '../../store/pulls.ts';
import { findRepository } from '../../store/repositories.ts';
import { policyInForce } from '../policy-in-force.ts';
import type { Effect } from '../work.ts';

/**
 * A new kind of effect says here whose voice it is; `null` is what always speaks, the check, and what asks for itself
 * because it is about more than one repository.
 */
const VOICES: Record<Effect['kind'], Voice | null> = {
  check: null,
  checklist: 'pull',
  'adoption-issue': 'issue',
  'baseline-comment': 'issue',
  overview: null,
  review: 'pull',
  'contact-review': 'pull',
  // It writes nothing itself.
  reason: null,
  'tracking-issue': 'issue',
  'debt-comment': 'issue',
  dashboard: 'issue',
  // What is asked for in observe mode is done, and seen in the check: nothing else is written (decisions 25).
  answer: 'issue',
};

/** Whether an effect may be written now. What is not, is settled again when policy lets it speak. */
export async function mayBeWritten(database: Database, effect: Effect): Promise<boolean> {
  const voice = VOICES[effect.kind];
  if (voice === null) return true;
  const repositoryId = await repositoryOf(database, effect);
  const repository = repositoryId === null ? null : await findRepository(database, repositoryId);
  if (!repository) return false;
  const pull = 'pullNumber' in effect ? await findPull(database, repository.id, effect.pullNumber) : null;
  const listener = pull ? { isQuiet: pull.quietSha === pull.headSha } : undefined;
  return speaks(voice, policyInForce(repository).policy, listener);
}

async function repositoryOf(database: Database, effect: Effect): Promise<number | null> {
  if ('repositoryId' in effect) return effect.repositoryId;
  if (!('debtId' in effect)) return null;
  return (await findDebt(database, effect.debtId))?.repositoryId ?? null;
}
