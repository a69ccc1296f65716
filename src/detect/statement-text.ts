import type { FileFacts, Range } from './facts.ts';
import { MAX_SNIPPET_LENGTH } from './limits.ts';

/** Gives every statement that holds a call its source, so that findings are told without the blob. */
export function keepStatementTexts(facts: FileFacts, text: string): void {
  const lines = text.split('\n');
  for (const call of facts.calls) {
    const statement = facts.statements[call.statement];
    if (statement) statement.text ??= sourceOf(lines, statement.range);
  }
}

function sourceOf(lines: string[], range: Range): string {
  let source = '';
  for (let line = range.startLine; line <= range.endLine && source.length < MAX_SNIPPET_LENGTH; line++) {
    const whole = lines[line - 1] ?? '';
    const end = line === range.endLine ? range.endColumn - 1 : whole.length;
    const start = line === range.startLine ? range.startColumn - 1 : 0;
    source += `${line > range.startLine ? '\n' : ''}${whole.slice(start, end)}`;
  }
  return wellFormed(source.slice(0, MAX_SNIPPET_LENGTH));
}

/** A cut through a surrogate pair must not leave half of it: the result is stored as UTF-8. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
