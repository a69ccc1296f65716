import type { Decision } from '../debt/decision.ts';
import type { CheckOutput } from './check.ts';
import type { Verdict } from './verdict.ts';

/** The audit log's entry about what a check says of a head, and so of every open PR with that head. */
export function verdictDecision(
  verdicts: readonly Verdict[],
  { conclusion, title }: Pick<CheckOutput, 'conclusion' | 'title'>,
  where: { repositoryId: number; headSha: string; at: Date },
): Decision {
  const { headSha, ...rest } = where;
  const worst = verdicts.find((verdict) => verdict.conclusion !== 'success') ?? verdicts[0];
  const reasons = verdicts.flatMap((verdict) => verdict.reasons.map(({ kind }) => kind));
  return {
    kind: 'verdict',
    ...rest,
    pull: worst?.pull.number ?? null,
    actor: null,
    why: title,
    details: {
      headSha,
      conclusion,
      pulls: verdicts.map(({ pull }) => pull.number),
      reasons: [...new Set(reasons)],
      classes: [...new Set(verdicts.map(({ classification }) => classification.class))],
    },
  };
}
