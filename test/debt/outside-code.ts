/**
 * What of a line of Markdown is not inside a code span, read as CommonMark reads it: a backslash takes the next
 * punctuation mark's meaning away, except in code, and a run of backticks closes at the next run of its length.
 * Each span leaves a mark where it stood: what stands before it and what stands after it do not meet.
 */
export function outsideCode(markdown: string): string {
  let outside = '';
  let at = 0;
  while (at < markdown.length) {
    const escaped = matchAt(/\\[!-/:-@[-`{-~]/y, markdown, at);
    const ticks = escaped === null ? matchAt(/`+/y, markdown, at) : null;
    const end = ticks === null ? -1 : closing(markdown, at + ticks.length, ticks.length);
    const taken = escaped ?? ticks ?? markdown.charAt(at);
    outside += end === -1 ? taken : SPAN;
    at = end === -1 ? at + taken.length : end;
  }
  return outside;
}

/** What Unicode has for an object that is not text. */
const SPAN = '\uFFFC';

function matchAt(sticky: RegExp, text: string, at: number): string | null {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0] ?? null;
}

/** Where a code span that was opened by so many backticks is over; -1 if it never is. */
function closing(markdown: string, from: number, ticks: number): number {
  for (const run of markdown.slice(from).matchAll(/`+/g)) {
    if (run[0].length === ticks) return from + run.index + ticks;
  }
  return -1;
}
