import type { EnvironmentFact } from '../facts.ts';
import { Positions } from '../positions.ts';

/** An instruction with the lines that it is continued on, joined; offsets are those of the file. */
interface Instruction {
  keyword: string;
  start: number;
  end: number;
}

/** The variables that `ENV` sets, in order. `ARG` sets nothing that the running container sees. */
export function readDockerfile(source: string): EnvironmentFact[] {
  const positions = new Positions(source);
  return instructionsOf(source)
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap((instruction) => variablesOf(source, instruction, positions));
}

function instructionsOf(source: string): Instruction[] {
  const instructions: Instruction[] = [];
  let heredocEnd: string | null = null;
  let open: Instruction | null = null;
  for (const { start, end } of linesOf(source)) {
    const line = source.slice(start, end);
    if (heredocEnd !== null) {
      if (line.trim() === heredocEnd) heredocEnd = null;
      continue;
    }
    if (/^\s*(#|$)/.test(line)) continue;
    open ??= { keyword: /^\s*(\w*)/.exec(line)?.[1]?.toUpperCase() ?? '', start, end };
    open.end = end;
    if (/\\\s*$/.test(line)) continue;
    heredocEnd = /<<-?\s*["']?(\w+)/.exec(line)?.[1] ?? null;
    instructions.push(open);
    open = null;
  }
  if (open !== null) instructions.push(open);
  return instructions;
}

function linesOf(source: string): { start: number; end: number }[] {
  const lines: { start: number; end: number }[] = [];
  for (let start = 0; start < source.length; ) {
    const newline = source.indexOf('\n', start);
    const end = newline === -1 ? source.length : newline;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

const ASSIGNMENT = /([A-Za-z_]\w*)=((?:"(?:\\[\s\S]|[^"\\])*"|'[^']*'|\\[\s\S]|[^\s"'\\])*)/y;

const KEYWORD = /\s*\w+/y;

/** What stands between two assignments: spaces, continued lines and comment lines among them. */
const BETWEEN = /(?:[ \t\r]|\\[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\n)*)*/y;

function variablesOf(source: string, { start, end }: Instruction, positions: Positions): EnvironmentFact[] {
  const instruction = source.slice(0, end);
  const facts: EnvironmentFact[] = [];
  let offset = skip(instruction, skip(instruction, start, KEYWORD), BETWEEN);
  const old = /^([A-Za-z_]\w*)[ \t]+([^\n]*?)[ \t\r]*$/.exec(instruction.slice(offset));
  if (old !== null) {
    return [{ name: old[1] ?? '', value: old[2] ?? '', range: positions.range(offset, end) }];
  }
  for (;;) {
    ASSIGNMENT.lastIndex = offset;
    const match = ASSIGNMENT.exec(instruction);
    if (match === null) return facts;
    const [whole, name = '', value = ''] = match;
    facts.push({ name, value: unquoted(value), range: positions.range(offset, offset + whole.length) });
    offset = skip(instruction, offset + whole.length, BETWEEN);
  }
}

function skip(text: string, offset: number, pattern: RegExp): number {
  pattern.lastIndex = offset;
  return offset + (pattern.exec(text)?.[0].length ?? 0);
}

function unquoted(value: string): string {
  return value.replace(/"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, escaped) => {
    if (double !== undefined) return String(double).replace(/\\(["\\])/g, '$1');
    return String(single ?? escaped ?? '');
  });
}
