import { keyedBypasses } from './bypass-keys.ts';
import { type InlineBypass, inlineBypasses } from './inline.ts';
import type { SourceLines } from './mend/source.ts';
import type { OfferedReason } from './offered-reason.ts';
import { bypassComment, settledComment } from './review-text.ts';
import { type Suggestions, suggestionsAtOrigin, suggestionsFor } from './suggestions.ts';
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
  const paths = inlineBypasses(verdict).flatMap(({ bypass, at }) => [
    bypass.findings[0].path,
    ...(at === null ? [] : [at.path]),
  ]);
  return [...new Set(paths)];
}

/** The comments on the bypasses that are in the diff. */
export function bypassComments(verdict: Verdict, terms: ReviewTerms): BypassComment[] {
  return inlineBypasses(verdict).flatMap((inline) => {
    const path = inline.at?.path ?? inline.bypass.findings[0].path;
    const offered = offerFor(inline, verdict, terms);
    if (offered === null) return [];
    return {
      key: inline.key,
      path,
      span: offered.span,
      anchor: terms.digest(offered.anchor.join('\n')),
      body: bypassComment(inline, verdict, offered, reasonFor(inline, terms), terms),
    };
  });
}

function reasonFor({ key }: InlineBypass, { reasons }: ReviewTerms): OfferedReason | null {
  return Object.hasOwn(reasons, key) ? (reasons[key] ?? null) : null;
}

function offerFor(inline: InlineBypass, verdict: Verdict, terms: ReviewTerms): Suggestions | null {
  const { bypass, key, at } = inline;
  const lines = terms.sources.get(bypass.findings[0].path);
  const originLines = at === null ? null : terms.sources.get(at.path);
  if (!lines || originLines === undefined) return null;
  const known = terms.anchors.get(key);
  const isFresh = (anchor: string[]) => known === undefined || known === terms.digest(anchor.join('\n'));
  const offered = { lines, reason: reasonFor(inline, terms), isFresh };
  if (at === null || originLines === null) return suggestionsFor(bypass, verdict, offered);
  return suggestionsAtOrigin(bypass, verdict, { ...offered, at, originLines });
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
