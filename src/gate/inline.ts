import { type KeyedBypass, keyedBypasses } from './bypass-keys.ts';
import { isBarred, isConfigFault } from './bypass-text.ts';
import { changedOrigin, isShown } from './changed-origins.ts';
import { isInDiff } from './hunks.ts';
import type { Bypass, ChangedOrigin, Verdict } from './verdict.ts';
import { pullVoices } from './voices.ts';

/** More comments than that are noise: the rest are annotations. */
const MOST_COMMENTS = 20;

/** A bypass with a comment of its own in the diff. */
export interface InlineBypass extends KeyedBypass {
  /** The line that it stands on where that is not the bypass's own: the one that made it a bypass. */
  at: ChangedOrigin | null;
  /** More bypasses that the same line has made. */
  alike: Bypass[];
}

/**
 * Those that get a comment in the diff; no annotation stands beside it (decisions 26). Of several that one changed line
 * has made, the first speaks for all.
 */
export function inlineBypasses(verdict: Verdict): InlineBypass[] {
  if (pullVoices(verdict.pull, verdict.policy).review === 'off') return [];
  const shown = keyedBypasses(verdict).filter(({ bypass }) => mayBeInline(bypass));
  const own = shown.filter(({ bypass }) => isShown(bypass.findings[0], verdict.hunks));
  const inline = [
    ...own.map((one) => ({ ...one, at: null, alike: [] })),
    ...atOrigins(
      shown.filter((one) => !own.includes(one)),
      verdict,
    ),
  ];
  return inline.slice(0, MOST_COMMENTS);
}

function atOrigins(bypasses: readonly KeyedBypass[], verdict: Verdict): InlineBypass[] {
  const placed = bypasses.flatMap((one) => {
    const at = changedOrigin(one.bypass, verdict);
    return at && isInDiff(verdict.hunks.get(at.path), { startLine: at.line, endLine: at.line })
      ? [{ ...one, at }]
      : [];
  });
  const groups = Map.groupBy(placed, ({ at: { path, line } }) => JSON.stringify([path, line]));
  return [...groups.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, alike: rest.map(({ bypass }) => bypass) }],
  );
}

function mayBeInline(bypass: Bypass): boolean {
  const { cell } = bypass.findings[0].range;
  return bypass.documentation.kind !== 'documented' && !isConfigFault(bypass) && cell === undefined;
}

/** Whether a comment of the author may answer for a bypass, and the author can write one. */
export function mayAskAuthor(bypass: Bypass, { pull, policy }: Pick<Verdict, 'pull' | 'policy'>): boolean {
  return pullVoices(pull, policy).asksAuthor && !isBarred(bypass);
}
