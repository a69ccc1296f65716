import type { DebtCommentPlace } from '../detect/finding.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Policy } from '../policy/policy.ts';
import {
  COMMENT_HEADER,
  COPY_MARKER,
  type CommentFault,
  type CommentField,
  type CommentReading,
  type DebtComment,
  type PartialDebtComment,
} from './comment-form.ts';
import { type CommentLines, readCommentLines, type WrittenField } from './comment-lines.ts';
import { sameContact } from './contact.ts';
import type { TimeBox } from './debt.ts';
import { removalDate } from './remove-after.ts';

/** One field, read: its value, or what is wrong with it. */
type Reading<Value> = { ok: true; value: Value } | { ok: false; message: string; mend: string };

/**
 * Reads a debt comment in the rule book's form ("Add TODO Comments"). Case of the labels, kind of dash, spacing, order
 * of the fields, other lines in between and a field wrapped over lines make no difference; every field that is
 * missing or says something else is a fault of its own. Dates are judged as if the PR merged at `now`. Never throws.
 */
export function parseDebtComment(place: DebtCommentPlace, policy: Policy, now: Date): CommentReading {
  const lines = readCommentLines(place);
  const timeBox = readTimeBox(lines.fields['time-box']);
  const box: TimeBox = timeBox.ok ? timeBox.value : 'emergency';
  const issue = readIssue(lines.fields.issue);
  const removal = readRemoveAfter(lines.fields['remove-after'], { policy, box, now });
  const readings: [CommentField, Reading<unknown>][] = [
    ['header', readHeader(lines.header)],
    ['issue', issue],
    ['remove-after', removal],
    ['contact', readContact(lines.fields.contact, policy)],
    ['time-box', timeBox],
    ['marker', readMarker(place)],
    ['place', readPlace(place)],
  ];
  const faults = readings.flatMap(([field, reading]) =>
    reading.ok ? [] : [faultOf(field, reading, place, lines)],
  );
  const partial = partialOf(issue, removal, timeBox);
  const comment = faults.length === 0 ? wholeComment(place, partial) : null;
  return comment === null ? { ok: false, faults, partial } : { ok: true, comment };
}

/** The issue number that a comment cites, whatever else is wrong with it; `null` if it names none of this repository. */
export function citedIssue(place: Pick<DebtCommentPlace, 'lines'>): number | null {
  const first = readCommentLines(place).fields.issue[0];
  return first === undefined ? null : (splitIssue(first.value)?.number ?? null);
}

const HEADER = /^(?:to ?do ?:? ?)tech debt ?[-:] ?direct llm call bypassing (?:the )?(?:llm )?gateway\b/i;

function readHeader(header: WrittenField | null): Reading<string> {
  if (header !== null && HEADER.test(header.value)) return { ok: true, value: header.value };
  const message = 'the first line of a debt comment has a fixed form, so that every debt can be searched for';
  return { ok: false, message, mend: COMMENT_HEADER };
}

/** What is still to be written stands in `<…>`: pasted as it is, it is refused. */
const ISSUE_FORM = 'Issue: #<number> - <why the gateway cannot be used>';

const OTHER_REPOSITORY = /^(?:https?:\/\/|www\.|[\w.-]{1,100}\/[\w.-]{1,100}#)/i;

function readIssue(fields: WrittenField[]): Reading<{ number: number; reason: string }> {
  const written = onlyOne(fields, 'Issue:', ISSUE_FORM);
  if (!written.ok) return written;
  if (OTHER_REPOSITORY.test(written.value)) return otherRepository(written.value);
  const issue = splitIssue(written.value);
  if (issue === null) return noNumber(written.value);
  if (saysSomething(issue.reason)) return { ok: true, value: issue };
  const message = `\`Issue:\` names #${issue.number} and not the reason: one half-sentence tells the next reader why`;
  return { ok: false, message, mend: `Issue: #${issue.number} - <why the gateway cannot be used>` };
}

function splitIssue(value: string): { number: number; reason: string } | null {
  const match = /^#? ?(\d{1,10})(?![\w/])[ :,.-]*(.*)$/s.exec(value);
  const number = Number(match?.[1] ?? 0);
  if (number < 1 || number > MAXIMUM_ISSUE) return null;
  return { number, reason: match?.[2] ?? '' };
}

/** GitHub's issue numbers are 32-bit. */
const MAXIMUM_ISSUE = 2_147_483_647;

function otherRepository(value: string): Reading<never> {
  const message =
    '`Issue:` must be the number of an issue of this repository, alone: one of another repository is never looked up, ' +
    'because that would let strangers find out what private repositories hold';
  // A pasted address is most likely this repository's own.
  const number = /\/issues\/(\d{1,10})/.exec(value)?.[1];
  return {
    ok: false,
    message,
    mend: number === undefined ? ISSUE_FORM : ISSUE_FORM.replace('<number>', number),
  };
}

function noNumber(value: string): Reading<never> {
  const message = `\`Issue:\` says \`${quoted(value)}\`, which begins with no issue number; open the reason issue first, it gives you one`;
  return { ok: false, message, mend: ISSUE_FORM };
}

const REMOVE_FORM = 'Remove after: <what must happen first, or a date>';

const NO_ANSWER =
  /^(?:tbd|tba|todo|n ?\/ ?a|none|never|no|later|soon|someday|eventually|unknown|when fixed|[?.x -]+)[.!?]?$/i;

interface RemovalTerms {
  policy: Policy;
  box: TimeBox;
  now: Date;
}

function readRemoveAfter(
  fields: WrittenField[],
  terms: RemovalTerms,
): Reading<{ text: string; until: Date | null }> {
  const written = onlyOne(fields, 'Remove after:', REMOVE_FORM);
  if (!written.ok) return written;
  const text = written.value;
  if (!saysSomething(text) || NO_ANSWER.test(text)) {
    const message = `\`Remove after:\` says \`${quoted(text)}\`, which nobody can check; name the event that makes the gateway usable`;
    return { ok: false, message, mend: REMOVE_FORM };
  }
  return judgedDate(text, terms);
}

function judgedDate(
  text: string,
  { policy, box, now }: RemovalTerms,
): Reading<{ text: string; until: Date | null }> {
  const date = removalDate(text);
  if (date.kind === 'none') return { ok: true, value: { text, until: null } };
  if (date.kind === 'unreal') {
    return { ok: false, message: `\`${date.text}\` is no day in any calendar`, mend: REMOVE_FORM };
  }
  const latest = new Date(now.getTime() + policy.timeBox[box]);
  const allowed = latest.toISOString().slice(0, 10);
  const mend = `Remove after: ${allowed}`;
  if (date.until <= now)
    return { ok: false, message: `\`${date.text}\` is over: the debt would be overdue at once`, mend };
  if (date.from < latest) return { ok: true, value: { text, until: date.until } };
  const limit = formatDuration(policy.timeBox[box]);
  const bypass = box === 'planned' ? 'a planned bypass' : 'an emergency bypass';
  const message = `\`${date.text}\` lies past the time-box: ${bypass} has ${limit}, merged now until ${allowed}`;
  return { ok: false, message, mend };
}

function readContact(fields: WrittenField[], policy: Policy): Reading<string> {
  const form = `Contact: ${policy.contact} before changing`;
  const written = onlyOne(fields, 'Contact:', form);
  if (!written.ok) return written;
  const handles = written.value.match(/@[\w-]{1,100}(?:\/[\w.-]{1,100})?/g) ?? [];
  const named = handles
    .slice(0, 20)
    .find((handle) => sameContact(handle.replace(/[.]+$/, ''), policy.contact));
  if (named !== undefined) return { ok: true, value: named };
  const message = `\`Contact:\` says \`${quoted(written.value)}\`; the owner of the rule book here is \`${policy.contact}\``;
  return { ok: false, message, mend: form };
}

function readTimeBox(fields: WrittenField[]): Reading<TimeBox> {
  const [first, second] = fields;
  if (first === undefined) return { ok: true, value: 'emergency' };
  const mend = 'Time-box: planned';
  if (second !== undefined) return twice('Time-box:', mend);
  const word = /^[`"']?(emergency|planned)\b/i.exec(first.value)?.[1]?.toLowerCase();
  if (word === 'emergency' || word === 'planned') return { ok: true, value: word };
  const message = `\`Time-box:\` says \`${quoted(first.value)}\`; it is \`emergency\`, which may be left out, or \`planned\``;
  return { ok: false, message, mend };
}

function readMarker(place: DebtCommentPlace): Reading<true> {
  // Without a statement there is no line for the marker: the place's own fault says so.
  if (place.marked || place.covers === null) return { ok: true, value: true };
  const message = `\`${COPY_MARKER}\` must stand in a comment on a line of the statement itself, where a copy would take it along`;
  return { ok: false, message, mend: COPY_MARKER };
}

function readPlace(place: DebtCommentPlace): Reading<true> {
  if (place.covers !== null) return { ok: true, value: true };
  const message = 'no statement follows this comment in its block, so it covers nothing';
  return { ok: false, message, mend: 'Move the comment to the line above the call.' };
}

/** A field that must be there once; wrapped and repeated ones are told apart by the label alone. */
function onlyOne(fields: WrittenField[], label: string, form: string): Reading<string> {
  const [first, second] = fields;
  if (first === undefined) return { ok: false, message: `the line \`${label}\` is missing`, mend: form };
  if (second !== undefined) return twice(label, form);
  return { ok: true, value: first.value };
}

function twice(label: string, form: string): Reading<never> {
  return { ok: false, message: `\`${label}\` stands there twice; which of them counts?`, mend: form };
}

/** Has words of its own, and is not a placeholder of the template (`<why …>`). */
function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(text) && !/^<[^>]*>?$/.test(text.trim());
}

function quoted(value: string): string {
  const plain = value.replaceAll('`', "'");
  return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain;
}

function faultOf(
  field: CommentField,
  { message, mend }: { message: string; mend: string },
  place: DebtCommentPlace,
  lines: CommentLines,
): CommentFault {
  return { field, path: place.path, line: lineOf(field, place, lines), message, mend };
}

function lineOf(field: CommentField, place: DebtCommentPlace, lines: CommentLines): number {
  const top = lines.header?.line ?? place.lines[0]?.line ?? place.range.startLine;
  if (field === 'marker') return place.covers?.startLine ?? top;
  if (field === 'header' || field === 'place' || field === 'reason') return top;
  return writtenLine(lines.fields[field]) ?? top;
}

/** The second one of two is the one too many. */
function writtenLine(fields: WrittenField[]): number | undefined {
  return (fields[1] ?? fields[0])?.line;
}

function partialOf(
  issue: Reading<{ number: number; reason: string }>,
  removal: Reading<{ text: string; until: Date | null }>,
  timeBox: Reading<TimeBox>,
): PartialDebtComment {
  return {
    reasonIssue: issue.ok ? issue.value.number : null,
    reason: issue.ok ? issue.value.reason : null,
    removeAfter: removal.ok ? removal.value.text : null,
    removeBy: removal.ok ? removal.value.until : null,
    timeBox: timeBox.ok ? timeBox.value : null,
  };
}

function wholeComment(place: DebtCommentPlace, partial: PartialDebtComment): DebtComment | null {
  const { reasonIssue, reason, removeAfter, removeBy, timeBox } = partial;
  if (reasonIssue === null || reason === null || removeAfter === null || timeBox === null) return null;
  return { place, reasonIssue, reason, removeAfter, removeBy, timeBox };
}
