import type { FileFacts, Range, StatementFact, Value } from './facts.ts';
import { MAX_SNIPPET_LENGTH } from './limits.ts';
import type { Positions } from './positions.ts';
import { positionsOf } from './positions.ts';

/** Gives every statement that a finding may stand on its source, so that findings are told without the blob. */
export function keepStatementTexts(facts: FileFacts, text: string): void {
  if (facts.statements.length === 0) return;
  const positions = positionsOf(text);
  for (const list of [facts.calls, facts.blocks ?? [], facts.givings ?? []]) {
    for (const { statement } of list) keepText(facts.statements, statement, positions);
  }
  for (const { target, value, statement } of facts.assignments ?? []) {
    if (takesKey(target) || isChosen(value)) keepText(facts.statements, statement, positions);
  }
  for (const { range } of facts.keys ?? []) {
    keepText(facts.statements, innermost(facts.statements, range), positions);
  }
}

/** The statement is written out anew: V8 keeps what is added to an object apart from it, which takes as much room again. */
function keepText(statements: StatementFact[], index: number, positions: Positions): void {
  const statement = statements[index];
  if (!statement || statement.text !== undefined) return;
  const { kind, range, parent } = statement;
  statements[index] = { kind, range, parent, text: sourceOf(positions, range) };
}

/** `openai.api_key = x`, `os.environ["OPENAI_API_KEY"] = x` */
function takesKey(target: Value): boolean {
  if (target.kind === 'environment') return /KEY|TOKEN/.test(target.name);
  return target.kind === 'member' && /^api_?key$/i.test(target.property);
}

/** `config["llm"] = {"fallback": {"provider": "openai" if is_hard else "ollama"}}` */
function isChosen(value: Value): boolean {
  return value.kind === 'object'
    ? value.entries.some((entry) => isChosen(entry.value))
    : value.kind === 'choice';
}

/** Index of the shortest of the statements around a place, -1 for none; keys are few. */
function innermost(statements: StatementFact[], place: Range): number {
  let best = -1;
  let shortest = Number.POSITIVE_INFINITY;
  for (const [index, { range }] of statements.entries()) {
    const length = range.endLine - range.startLine;
    if (length <= shortest && holds(range, place)) [best, shortest] = [index, length];
  }
  return best;
}

function holds(outer: Range, inner: Range): boolean {
  const startsBefore =
    outer.startLine < inner.startLine ||
    (outer.startLine === inner.startLine && outer.startColumn <= inner.startColumn);
  const endsAfter =
    outer.endLine > inner.endLine || (outer.endLine === inner.endLine && outer.endColumn >= inner.endColumn);
  return startsBefore && endsAfter;
}

function sourceOf(positions: Positions, range: Range): string {
  const start = positions.offsetOf(range.startLine, range.startColumn);
  const end = positions.offsetOf(range.endLine, range.endColumn);
  if (end - start <= MAX_SNIPPET_LENGTH) return positions.text.slice(start, end);
  // A cut through a surrogate pair must not leave half of it: the result is stored as UTF-8.
  return positions.text.slice(start, start + MAX_SNIPPET_LENGTH).toWellFormed();
}
