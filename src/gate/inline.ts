import { type KeyedBypass, keyedBypasses } from './bypass-keys.ts';
import { isBarred, isConfigFault } from './bypass-text.ts';
import { isInDiff } from './hunks.ts';
import type { Bypass, Verdict } from './verdict.ts';
import { pullVoices } from './voices.ts';

/** More comments than that are noise: the rest are annotations. */
const MOST_COMMENTS = 20;

/** Those that get a comment on their line of the diff; no annotation stands beside it (decisions 26). */
export function inlineBypasses(verdict: Verdict): KeyedBypass[] {
  if (pullVoices(verdict.pull, verdict.policy).review === 'off') return [];
  const inline = keyedBypasses(verdict).filter(({ bypass }) => isInline(bypass, verdict));
  return inline.slice(0, MOST_COMMENTS);
}

function isInline(bypass: Bypass, { hunks }: Verdict): boolean {
  const { path, range } = bypass.findings[0];
  const { startLine, cell } = range;
  if (bypass.documentation.kind === 'documented' || isConfigFault(bypass) || cell !== undefined) return false;
  return isInDiff(hunks.get(path), { startLine, endLine: startLine });
}

/** Whether a comment of the author may answer for a bypass, and the author can write one. */
export function mayAskAuthor(bypass: Bypass, { pull, policy }: Pick<Verdict, 'pull' | 'policy'>): boolean {
  return pullVoices(pull, policy).asksAuthor && !isBarred(bypass);
}
