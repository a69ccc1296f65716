/** A question of the checklist, and the commit at which a person said yes to it, seven characters; `null` if not. */
export interface Tick {
  question: string;
  at: string | null;
}

/** Longer than any comment that GitHub takes. */
const MOST_LINES = 5_000;

/**
 * Which questions are ticked in a checklist as it is now. A tick that does not yet say at which commit it was made,
 * was made at the one that the comment speaks of; where that cannot be read, at the head of now.
 */
export function keptTicks(body: string | null, questions: readonly string[], head: string): Tick[] {
  const lines = body?.split(/\r?\n/, MOST_LINES) ?? [];
  const shown = lines.flatMap((line) => /\| Evidence at ([0-9a-f]{7}) \|/.exec(line)?.[1] ?? [])[0] ?? head;
  return questions.map((question) => ({ question, at: tickedAt(lines, question, shown) }));
}

function tickedAt(lines: readonly string[], question: string, shown: string): string | null {
  for (const line of lines) {
    const rest = /^- \[x\] (.*)$/i.exec(line.trim())?.[1];
    if (rest === question) return shown;
    if (rest?.startsWith(`${question} (ticked at `))
      return /\(ticked at ([0-9a-f]{7})\)$/.exec(rest)?.[1] ?? shown;
  }
  return null;
}
