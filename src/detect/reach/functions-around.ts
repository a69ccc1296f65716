import type { FileFacts, Range } from '../facts.ts';

/** For each call, the functions whose source holds it, outermost first, by index in `FileFacts.functions`. */
export function functionsAround({ functions, calls }: FileFacts): number[][] {
  const byStart = (a: { range: Range }, b: { range: Range }) => startsBefore(a.range, b.range);
  const opening = functions.map(({ range }, index) => ({ range, index })).sort(byStart);
  const around: number[][] = calls.map(() => []);
  const open: { range: Range; index: number }[] = [];
  let next = 0;
  for (const { range, index } of calls.map((call, at) => ({ range: call.range, index: at })).sort(byStart)) {
    for (let one = opening[next]; one && startsBefore(one.range, range) <= 0; one = opening[++next]) {
      closeBefore(open, one.range);
      open.push(one);
    }
    closeBefore(open, range);
    around[index] = open.slice(-MAX_AROUND).map((one) => one.index);
  }
  return around;
}

/** Functions in functions; code that people write nests less. */
const MAX_AROUND = 20;

function closeBefore(open: { range: Range }[], { startLine, startColumn }: Range): void {
  for (let last = open.at(-1); last && endsBefore(last.range, startLine, startColumn); last = open.at(-1)) {
    open.pop();
  }
}

function endsBefore({ endLine, endColumn }: Range, line: number, column: number): boolean {
  return endLine < line || (endLine === line && endColumn <= column);
}

function startsBefore(a: Range, b: Range): number {
  return a.startLine - b.startLine || a.startColumn - b.startColumn;
}
