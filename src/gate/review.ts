import { keyedBypasses } from './bypass-keys.ts';
import { inlineBypasses } from './inline.ts';
import type { SourceLines } from './mend/source.ts';
import type { OfferedReason } from './offered-reason.ts';
import { bypassComment, settledComment } from './review-text.ts';
import { suggestionsFor } from './suggestions.ts';
import type { CheckContext } from './text-context.ts';
import type { Bypass, DocumentedBypass, LineSpan, Verdict } from './verdict.ts';

/** A comment on a bypass as it should be. */
export interface BypassComment {
  key: string;
  path: string;
  span: LineSpan;
  /** The lines that it stands on. */
  anchor: string;
  body: string;
}

export interface ReviewTerms extends CheckContext {
  /** The files of the inline bypasses at the head, by path. */
  sources: ReadonlyMap<string, SourceLines>;
  reasons: Readonly<Record<string, OfferedReason>>;
  /** By key: the lines that a comment stands on which is there already. */
  anchors: ReadonlyMap<string, string>;
  /** What of the lines of an anchor is kept. */
  digest(anchor: string): string;
}

/** The files whose lines are needed to write the comments. */
export function pathsToRead(verdict: Verdict): string[] {
  return [...new Set(inlineBypasses(verdict).map(({ bypass }) => bypass.findings[0].path))];
}

/** The comments on the bypasses that are in the diff. */
export function bypassComments(verdict: Verdict, terms: ReviewTerms): BypassComment[] {
  return inlineBypasses(verdict).flatMap(({ key, bypass }) => {
    const { path } = bypass.findings[0];
    const lines = terms.sources.get(path);
    return lines ? [commentOn(bypass, key, lines, verdict, terms)] : [];
  });
}

function commentOn(
  bypass: Bypass,
  key: string,
  lines: SourceLines,
  verdict: Verdict,
  terms: ReviewTerms,
): BypassComment {
  const reason = Object.hasOwn(terms.reasons, key) ? (terms.reasons[key] ?? null) : null;
  const known = terms.anchors.get(key);
  const isFresh = (anchor: string[]) => known === undefined || known === terms.digest(anchor.join('\n'));
  const offered = suggestionsFor(bypass, verdict, { lines, reason, isFresh });
  return {
    key,
    path: bypass.findings[0].path,
    span: offered.span,
    anchor: terms.digest(offered.anchor.join('\n')),
    body: bypassComment(bypass, key, verdict, offered, reason, terms),
  };
}

/** What the comments say that stand on bypasses which are none any more; by key. */
export function settledComments(verdict: Verdict, keys: readonly string[]): { key: string; body: string }[] {
  const bypasses = new Map(keyedBypasses(verdict).map(({ key, bypass }) => [key, bypass]));
  return keys.flatMap((key) => {
    const bypass = bypasses.get(key);
    if (bypass && !isDocumented(bypass)) return [];
    return [{ key, body: settledComment(key, bypass ?? null, verdict) }];
  });
}

function isDocumented(bypass: Bypass): bypass is DocumentedBypass {
  return bypass.documentation.kind === 'documented';
}
