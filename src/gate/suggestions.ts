import type { PartialDebtComment } from '../debt/comment-form.ts';
import { fence, suggestion } from '../debt/markdown.ts';
import { fenceLanguage, isBarred } from './bypass-text.ts';
import { isInDiff } from './hunks.ts';
import { mayAskAuthor } from './inline.ts';
import { knownOf } from './known-comment.ts';
import { documentedChange } from './mend/documented.ts';
import { mendOf } from './mend/mend.ts';
import type { LineChange, SourceLines } from './mend/source.ts';
import { withoutDebtComment } from './mend/undocumented.ts';
import type { OfferedReason } from './offered-reason.ts';
import type { Bypass, ChangedOrigin, LineSpan, Verdict } from './verdict.ts';

/** What a review comment offers to write, and the lines that it stands on. */
export interface Suggestions {
  /** From the first line to the last, within one hunk. */
  span: LineSpan;
  /** The lines of the span as they are. */
  anchor: string[];
  /** The real mend, as Markdown; `null` where none is plain. */
  mend: string | null;
  /** The debt comment with its statement, as Markdown; `null` where none can answer, or nobody is asked for one. */
  comment: string | null;
}

/** Lines of one suggestion that somebody still reads. */
const MOST_LINES = 40;

interface SuggestionTerms {
  /** Of the file of the bypass. */
  lines: SourceLines;
  reason: OfferedReason | null;
  /** Whether the comment stands, or will, on these very lines. */
  isFresh(anchor: string[]): boolean;
}

/**
 * What is suggested on the line that has made a bypass of a call elsewhere: the gateway's address there. The debt comment
 * belongs to the call, so it is shown to be copied.
 */
export function suggestionsAtOrigin(
  bypass: Bypass,
  verdict: Verdict,
  { at, originLines, ...terms }: SuggestionTerms & { at: ChangedOrigin; originLines: SourceLines },
): Suggestions {
  const { comment } = suggestionsFor(
    bypass,
    { ...verdict, hunks: new Map() },
    { ...terms, isFresh: () => false },
  );
  const text = originLines[at.line - 1] ?? '';
  const range = { startLine: at.line, startColumn: 1, endLine: at.line, endColumn: text.length + 1 };
  const made = bypass.findings.map((finding) => ({ ...finding, path: at.path, range }));
  const change = isBarred(bypass) ? null : mendOf(made, originLines, verdict.policy);
  const offered = change !== null && terms.isFresh([text]) ? suggestion(change.lines) : null;
  const shown = change === null ? null : fence(change.lines.join('\n'), fenceLanguage(at.path));
  return { span: [at.line, at.line], anchor: [text], mend: offered ?? shown, comment };
}

/**
 * What is suggested for one bypass. All suggestions of a comment replace the lines that it stands on, so each is widened
 * to them; what does not fit into the hunk is shown as code to copy.
 */
export function suggestionsFor(
  bypass: Bypass,
  verdict: Verdict,
  { lines, reason, isFresh }: SuggestionTerms,
): Suggestions {
  const [finding] = bypass.findings;
  const spans = verdict.hunks.get(finding.path);
  const changes = {
    mend: isBarred(bypass) ? null : mendChange(bypass, verdict, lines),
    comment: commentChange(bypass, verdict, lines, reason),
  };
  const fitting = [changes.mend, changes.comment].filter(
    (change) => change !== null && isInDiff(spans, change),
  );
  const span = spanOf(fitting) ?? [finding.range.startLine, finding.range.startLine];
  const anchor = lines.slice(span[0] - 1, span[1]);
  const fresh = isFresh(anchor);
  const shown = (change: LineChange | null): string | null => {
    if (change === null) return null;
    const wide = fresh && fitting.includes(change) ? widened(change, span, lines) : null;
    const offered = wide && wide.length <= MOST_LINES ? suggestion(wide) : null;
    return offered ?? fence(change.lines.join('\n'), fenceLanguage(finding.path));
  };
  return { span, anchor: [...anchor], mend: shown(changes.mend), comment: shown(changes.comment) };
}

/** With what documented it gone, as far as that can be committed with it. */
function mendChange(
  { findings, documentation }: Bypass,
  { policy, hunks }: Verdict,
  lines: SourceLines,
): LineChange | null {
  const mend = mendOf(findings, lines, policy);
  if (mend === null || documentation.kind !== 'faulty') return mend;
  const whole = withoutDebtComment(mend, documentation.place, lines);
  return isInDiff(hunks.get(findings[0].path), whole) ? whole : mend;
}

function commentChange(
  bypass: Bypass,
  verdict: Verdict,
  lines: SourceLines,
  reason: OfferedReason | null,
): LineChange | null {
  if (!mayAskAuthor(bypass, verdict)) return null;
  const { documentation, findings } = bypass;
  if (documentation.kind === 'faulty' && documentation.faults.every(({ field }) => field === 'reason'))
    return null;
  const partial: Partial<PartialDebtComment> = documentation.kind === 'faulty' ? documentation.partial : {};
  const place = documentation.kind === 'faulty' ? documentation.place : null;
  const { policy } = verdict;
  return documentedChange(findings[0], place, lines, {
    contact: policy.contact,
    known: knownOf(partial, reason),
  });
}

function spanOf(changes: readonly (LineChange | null)[]): LineSpan | null {
  const known = changes.filter((change) => change !== null);
  if (known.length === 0) return null;
  return [
    Math.min(...known.map(({ startLine }) => startLine)),
    Math.max(...known.map(({ endLine }) => endLine)),
  ];
}

function widened(
  { startLine, endLine, lines: fresh }: LineChange,
  [first, last]: LineSpan,
  lines: SourceLines,
): string[] {
  return [...lines.slice(first - 1, startLine - 1), ...fresh, ...lines.slice(endLine, last)];
}
