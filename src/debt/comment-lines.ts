import type { DebtCommentPlace } from '../detect/finding.ts';

/** The labelled lines of a debt comment, apart from the header. */
export type FieldName = 'issue' | 'remove-after' | 'contact' | 'time-box';

/** One labelled line with what it was wrapped over. */
export interface WrittenField {
  value: string;
  line: number;
}

/** A debt comment taken apart, nothing judged. */
export interface CommentLines {
  /** The line that says `TECH DEBT`, as far as there is one. */
  header: WrittenField | null;
  /** Every occurrence of each field, in order. */
  fields: Record<FieldName, WrittenField[]>;
}

/** No honest comment is longer; keeps a hostile one from costing time. */
const MAXIMUM_LINES = 200;
const MAXIMUM_CHARACTERS = 2_000;

/** At a line's start, after what lists and checkboxes put there. */
const LABELS: readonly [FieldName, RegExp][] = [
  ['issue', /^issue ?:/i],
  ['remove-after', /^remove[ -]?after ?:/i],
  ['contact', /^contact ?:/i],
  ['time-box', /^time[ -]?box ?:/i],
];

/** Some other label (`Note: …`): the line does not continue the field above it. */
const OTHER_LABEL = /^\p{Lu}[\p{L} -]{0,30}:(?: |$)/u;

/** Takes a comment apart. A field runs on over the lines below it until a label or an empty line. */
export function readCommentLines(place: Pick<DebtCommentPlace, 'lines'>): CommentLines {
  const read: CommentLines = {
    header: null,
    fields: { issue: [], 'remove-after': [], contact: [], 'time-box': [] },
  };
  let current: WrittenField | null = null;
  for (const { text, line } of place.lines.slice(0, MAXIMUM_LINES)) {
    const tidy = tidied(text);
    const started = startedField(tidy, line, read);
    if (started !== null) current = started;
    else if (tidy === '' || isMarker(tidy) || OTHER_LABEL.test(tidy)) current = null;
    else if (current !== null) current.value = `${current.value} ${tidy}`.trim().slice(0, MAXIMUM_CHARACTERS);
  }
  return read;
}

function startedField(tidy: string, line: number, read: CommentLines): WrittenField | null {
  if (read.header === null && isHeader(tidy)) {
    read.header = { value: tidy, line };
    return read.header;
  }
  for (const [name, label] of LABELS) {
    const match = label.exec(tidy);
    if (match === null) continue;
    const field = { value: tidy.slice(match[0].length).trim(), line };
    read.fields[name].push(field);
    return field;
  }
  return null;
}

function isHeader(tidy: string): boolean {
  return /\btech(?:nical)?[ -]?debt\b/i.test(tidy) && !LABELS.some(([, label]) => label.test(tidy));
}

function isMarker(tidy: string): boolean {
  return /^temporary\b.{0,20}do not copy/i.test(tidy);
}

/** One kind of dash and of space, no invisible characters, no list bullet: what people vary without meaning to. */
function tidied(text: string): string {
  return text
    .slice(0, MAXIMUM_CHARACTERS)
    .replace(/\p{Cf}/gu, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .replace(/^[-*•] /, '');
}
