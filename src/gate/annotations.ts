import { type CommentFault, isMendedByLine } from '../debt/comment-form.ts';
import { commentMarker } from '../debt/comment-template.ts';
import { plainLine } from '../debt/markdown.ts';
import { cellWords, count, placeWords } from '../debt/wording.ts';
import type { Finding, SkippedFile } from '../detect/finding.ts';
import type { PlacedLoosening } from '../policy/loosening.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import { failingBypasses } from './bypass-text.ts';
import { changedOrigin, originPlace } from './changed-origins.ts';
import { type InlineBypass, inlineBypasses } from './inline.ts';
import type { Bypass, ConfigWarning, Reason, Verdict } from './verdict.ts';

/** One annotation, as `POST /repos/{owner}/{repo}/check-runs` takes it. Its texts are plain, not Markdown. */
export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: 'notice' | 'warning' | 'failure';
  title: string;
  message: string;
}

/** GitHub's limit for a title is 255 characters; a message may have 64 KB, which nobody reads. */
const LONGEST_TITLE = 255;
const LONGEST_MESSAGE = 2_000;

/**
 * All annotations of one verdict: none where a review comment stands (decisions 26). A bypass that a change elsewhere has
 * made is told at both ends.
 */
export function annotationsOf(verdict: Verdict): Annotation[] {
  const comments = inlineBypasses(verdict);
  const inline = new Set(comments.flatMap(({ bypass, at }) => (at === null ? [bypass] : [])));
  const reasons = verdict.reasons.filter((reason) => reason.kind !== 'bypass' || !inline.has(reason.bypass));
  return [
    ...originAnnotations(verdict, comments),
    ...reasons.flatMap((reason) => reasonAnnotations(reason, verdict)),
    ...verdict.warnings.map((finding) => findingAnnotation(finding, 'warning')),
    ...(verdict.gatewayChange?.warnings ?? []).map(configAnnotation),
    ...verdict.skipped.map((file) => skippedAnnotation(file, 'notice')),
  ];
}

/** One on each changed line that makes bypasses of calls elsewhere, where no comment stands. */
function originAnnotations(verdict: Verdict, comments: readonly InlineBypass[]): Annotation[] {
  const told = new Set(comments.flatMap(({ at }) => (at === null ? [] : [originPlace(at)])));
  const made = failingBypasses(verdict).flatMap((bypass) => {
    const at = changedOrigin(bypass, verdict);
    return at === null || told.has(originPlace(at)) ? [] : [{ bypass, at }];
  });
  const groups = Map.groupBy(made, ({ at }) => originPlace(at));
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    const { at, bypass } = first;
    const [finding] = bypass.findings;
    const more = rest.length === 0 ? '' : ` and ${count(rest.length, 'more place')}`;
    return annotation({
      path: at.path,
      lines: [at.line, at.line],
      level: 'failure',
      title: `${finding.rule}: ${finding.what}`,
      message: `what \`${at.name}\` is now makes ${placeWords(finding)}${more} go around the gateway, where nothing was changed. ${finding.message}`,
    });
  });
}

function reasonAnnotations(reason: Reason, verdict: Verdict): Annotation[] {
  switch (reason.kind) {
    case 'bypass':
      return bypassAnnotations(reason.bypass, verdict);
    case 'policy':
      // Another repository's file has no lines here.
      return reason.problem.repository === undefined ? [policyAnnotation(reason.problem)] : [];
    case 'loosening':
      return reason.loosenings.map(looseningAnnotation);
    case 'unevaluated':
      return [skippedAnnotation(reason.file, 'failure')];
    case 'freeze':
    case 'overdue-baseline':
      return [];
  }
}

function bypassAnnotations(bypass: Bypass, verdict: Verdict): Annotation[] {
  const { findings, documentation } = bypass;
  if (documentation.kind === 'faulty' && documentation.copy)
    return [copyAnnotation(documentation.copy, documentation.faults)];
  if (documentation.kind === 'faulty') return documentation.faults.map(faultAnnotation);
  const at = changedOrigin(bypass, verdict);
  const because = at === null ? '' : ` It does since this PR changed \`${at.name}\` at ${originPlace(at)}.`;
  return findings.map((finding) => findingAnnotation(finding, 'failure', because));
}

function findingAnnotation(
  finding: Finding,
  level: Annotation['annotation_level'],
  because = '',
): Annotation {
  const { startLine, endLine, cell } = finding.range;
  return annotation({
    path: finding.path,
    lines: [startLine, endLine],
    level,
    title: `${finding.rule}: ${finding.what}`,
    message: `${cell ? `${cellWords(cell)}: ` : ''}${finding.message}${because}`,
  });
}

function configAnnotation({ path, fault }: ConfigWarning): Annotation {
  const { startLine, endLine } = fault.range;
  return annotation({
    path,
    lines: [startLine, endLine],
    level: 'warning',
    title: `gateway-config: ${fault.path === '' ? 'the file' : fault.path} (${fault.id})`,
    message: `${fault.message}. ${fault.mend}`,
  });
}

/** Where the number stands that is another debt's. */
function copyAnnotation(copy: Finding, [fault]: readonly CommentFault[]): Annotation {
  const mend = fault ? ` Write: ${commentMarker(fault.path)} ${fault.mend}` : '';
  const line = fault?.line ?? copy.range.startLine;
  return annotation({
    path: copy.path,
    lines: [line, line],
    level: 'failure',
    title: `${copy.rule}: ${copy.what}`,
    message: `${copy.message}.${mend}`,
  });
}

const FIELDS: Record<CommentFault['field'], string> = {
  header: 'its first line',
  issue: 'Issue',
  'remove-after': 'Remove after',
  contact: 'Contact',
  'time-box': 'Time-box',
  marker: 'the marker',
  place: 'its place',
  reason: 'the reason issue',
};

function faultAnnotation({ field, path, line, message, mend }: CommentFault): Annotation {
  const write = isMendedByLine({ field }) ? `Write: ${commentMarker(path)} ${mend}` : mend;
  const title = `Debt comment: ${FIELDS[field]}`;
  return annotation({ path, lines: [line, line], level: 'failure', title, message: `${message}. ${write}` });
}

function policyAnnotation({ file, line, path, message, mend }: PolicyProblem): Annotation {
  const title = path === '' ? 'Policy' : `Policy: ${path}`;
  return annotation({
    path: file,
    lines: [line, line],
    level: 'failure',
    title,
    message: `${message}. ${mend}`,
  });
}

function looseningAnnotation({ file, line, key, words }: PlacedLoosening): Annotation {
  const message = `This ${words}. It loosens the policy, and waits for the contact's approval`;
  const title = `Policy: ${key.join('.')}`;
  return annotation({ path: file, lines: [line, line], level: 'failure', title, message });
}

function skippedAnnotation(
  { path, message }: SkippedFile,
  level: Annotation['annotation_level'],
): Annotation {
  return annotation({ path, lines: [1, 1], level, title: 'Not checked', message });
}

interface AnnotationTerms {
  path: string;
  lines: [number, number];
  level: Annotation['annotation_level'];
  title: string;
  message: string;
}

function annotation({ path, lines: [start, end], level, title, message }: AnnotationTerms): Annotation {
  const text = plainLine(message, LONGEST_MESSAGE);
  return {
    path,
    start_line: start,
    end_line: Math.max(start, end),
    annotation_level: level,
    title: plainLine(title, LONGEST_TITLE),
    message: text.charAt(0).toUpperCase() + text.slice(1),
  };
}
