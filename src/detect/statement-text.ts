import type { FileFacts, Range, StatementFact } from './facts.ts';
import { MAX_SNIPPET_LENGTH } from './limits.ts';

/** Gives every statement that a finding may stand on its source, so that findings are told without the blob. */
export function keepStatementTexts(facts: FileFacts, text: string): void {
  const lines = text.split('\n');
  for (const fact of [...facts.calls, ...(facts.blocks ?? []), ...(facts.givings ?? [])]) {
    const statement = facts.statements[fact.statement];
    if (statement) statement.text ??= sourceOf(lines, statement.range);
  }
  for (const { range } of [...(facts.keys ?? []), ...keyAssignments(facts)]) {
    const statement = innermost(facts.statements, range);
    if (statement) statement.text ??= sourceOf(lines, statement.range);
  }
}

/** `openai.api_key = x`, `os.environ["OPENAI_API_KEY"] = x` */
function keyAssignments({ assignments = [] }: FileFacts): { range: Range }[] {
  return assignments.filter(({ target }) => {
    if (target.kind === 'environment') return /KEY|TOKEN/.test(target.name);
    return target.kind === 'member' && /^api_?key$/i.test(target.property);
  });
}

/** The shortest of the statements around a place; keys are few. */
function innermost(statements: StatementFact[], place: Range): StatementFact | null {
  const around = statements.filter(({ range }) => holds(range, place));
  const lengthOf = ({ range }: StatementFact) => range.endLine - range.startLine;
  return around.reduce<StatementFact | null>(
    (best, next) => (best === null || lengthOf(next) <= lengthOf(best) ? next : best),
    null,
  );
}

function holds(outer: Range, inner: Range): boolean {
  const startsBefore =
    outer.startLine < inner.startLine ||
    (outer.startLine === inner.startLine && outer.startColumn <= inner.startColumn);
  const endsAfter =
    outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return startsBefore && endsAfter;
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
