import type { Decision } from '../debt/decision.ts';
import { loosenings } from '../policy/loosening.ts';
import type { Policy } from '../policy/policy.ts';

/** The audit log's entry about a policy that came into force and asks for less than the one before; `null` if it does not. */
export function loosenedDecision(
  before: Policy,
  after: Policy,
  where: { repositoryId: number | null; file: string; at: Date },
): Decision | null {
  const found = loosenings(before, after).map(({ words }) => words);
  if (found.length === 0) return null;
  const { repositoryId, file, at } = where;
  return {
    kind: 'policy-loosened',
    ...{ at, repositoryId },
    actor: null,
    why: `${file} of the default branch is looser than before: it ${found.join('; ')}`,
    details: { file, loosenings: found },
  };
}
