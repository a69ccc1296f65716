import type { Decision } from '../debt/decision.ts';
import { placeWords } from '../debt/wording.ts';
import { failingBypasses } from './bypass-text.ts';
import { SETTLED } from './review-text.ts';
import type { Verdict } from './verdict.ts';

/** What became of the review that judges a PR. */
type Standing = { state: 'requested' | 'commented' | 'dismissed' | 'edited' | 'waived' } | null;

/**
 * The audit log's entry about a review of ours, from what it was before and is now; `null` where nothing was decided: a
 * review that only comments asks for nothing, and what a person dismissed is theirs.
 */
export function reviewDecision(
  before: Standing,
  after: Standing,
  verdict: Verdict,
  where: { repositoryId: number; at: Date },
): Decision | null {
  const was = before?.state ?? null;
  const is = after?.state ?? null;
  if (was === is) return null;
  const about = { ...where, pull: verdict.pull.number, actor: null };
  const { headSha } = verdict.pull;
  if (is === 'requested') return { kind: 'changes-requested', ...about, ...requested(verdict) };
  if (was !== 'requested' || (is !== 'dismissed' && is !== 'edited')) return null;
  const how = is === 'edited' ? ' GitHub lets only some dismiss it here, so its text says so.' : '';
  const why = failingBypasses(verdict).length > 0 ? 'Policy asks for no changes any more.' : SETTLED;
  return { kind: 'review-dismissed', ...about, why: `${why}${how}`, details: { headSha, how: is } };
}

/** Places that the entry names. */
const MOST_PLACES = 3;

function requested(verdict: Verdict): Pick<Decision, 'why' | 'details'> {
  const bypasses = failingBypasses(verdict);
  const places = [...new Set(bypasses.map(({ findings: [finding] }) => placeWords(finding)))];
  const more = places.length - MOST_PLACES;
  const named = places.slice(0, MOST_PLACES).join(', ') + (more > 0 ? ` and ${more} more` : '');
  const rules = [...new Set(bypasses.flatMap(({ findings }) => findings.map(({ rule }) => rule)))];
  return {
    why: `nothing documents what goes around the gateway at ${named}`,
    details: { headSha: verdict.pull.headSha, rules, places },
  };
}
