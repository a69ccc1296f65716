import type { REASON_POINTS } from './reason-form.ts';

export type ReasonPoint = keyof typeof REASON_POINTS;

/** What a reason issue says to each of the rule book's four points; `null` where it says nothing. Hostile texts. */
export type ReasonAnswers = Record<ReasonPoint, string | null>;

/** By what words a heading or a label is known to be about a point, however it is put; the first that fits. */
const LABELS: readonly [ReasonPoint, RegExp][] = [
  ['debt', /\bdebt\b/i],
  ['when', /\bwhen\b|\bfix(?:ed)?\b/i],
  ['what', /\bbypass(?:ed|es)?\b/i],
  ['why', /\bwhy\b|\bcannot be used\b|\breason\b/i],
];

/** `### Why …`, `**Why …**`, `- Why …: because`, `Why: because`. */
const HEADING = /^\s{0,3}#{1,6}\s+(.{1,100}?)\s*#*$/;
const BOLD = /^\s*(?:[-*+]\s+|\d{1,2}[.)]\s+)?(?:\*\*|__)(.{1,100}?)(?:\*\*|__)\s*:?\s*(.*)$/;
const LABEL = /^\s*(?:[-*+]\s+|\d{1,2}[.)]\s+)?([^:`]{1,60}):\s*(.*)$/;

/** What says nothing: GitHub's own words for a field left empty, and what people write to get past one. */
const EMPTY = /^(?:_?no response_?|tbd|tba|todo|n ?\/ ?a|none|unknown|[?.\-_ x]*)$/i;

/** Longer than any answer that is read. */
const LONGEST_BODY = 65_536;

/** Reads a reason issue as the form, our link or a person by hand writes it. Never throws. */
export function readReasonAnswers(body: string): ReasonAnswers {
  const answers: ReasonAnswers = { why: null, what: null, when: null, debt: null };
  let point: ReasonPoint | null = null;
  for (const line of withoutComments(body).split(/\r?\n/)) {
    const label = readLabel(line);
    if (label) point = label.point;
    const text = (label ? label.rest : line).trim();
    if (point && !EMPTY.test(text)) answers[point] = [answers[point], text].filter(Boolean).join('\n');
  }
  return answers;
}

/** The points that an issue leaves open, in the order of the rule book. */
export function missingPoints(answers: ReasonAnswers): ReasonPoint[] {
  return (['why', 'what', 'when', 'debt'] as const).filter((point) => answers[point] === null);
}

function withoutComments(body: string): string {
  return body.slice(0, LONGEST_BODY).replace(/<!--[\s\S]*?(?:-->|$)/g, '');
}

function readLabel(line: string): { point: ReasonPoint | null; rest: string } | null {
  const heading = HEADING.exec(line);
  // A heading about something else ends the answer before it.
  if (heading) return { point: pointOf(heading[1] ?? ''), rest: '' };
  const [, name = '', rest = ''] = BOLD.exec(line) ?? LABEL.exec(line) ?? [];
  const point = pointOf(name);
  return point === null ? null : { point, rest };
}

function pointOf(name: string): ReasonPoint | null {
  return LABELS.find(([, words]) => words.test(name))?.[0] ?? null;
}
