import { main } from '../../src/cli/main.ts';
import { plainPaint } from '../../src/cli/terminal.ts';

export interface CliRun {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs the command line in this process, where nobody watches. */
export function tollgate(...args: string[]): Promise<CliRun> {
  return run(args, null);
}

/** The same with somebody who answers, question by question, and then leaves. The questions are part of the output. */
export function tollgateAnswered(answers: readonly string[], ...args: string[]): Promise<CliRun> {
  return run(args, [...answers]);
}

async function run(args: string[], answers: string[] | null): Promise<CliRun> {
  const written = { out: '', err: '' };
  const answer = async (question: string, given: string[]) => {
    const line = given.shift() ?? null;
    written.out += `${question}${line ?? '^D'}\n`;
    return line;
  };
  const exitCode = await main(args, {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    paint: plainPaint,
    meter: null,
    ask: answers && ((question) => answer(question, answers)),
  });
  return { exitCode, ...written };
}

/** Where `--format json` says that calls go around the gateway, as `path:line`; what other rules say is theirs. */
export function placesOf(out: string): string[] {
  const { findings }: { findings: { rule: string; path: string; startLine: number }[] } = JSON.parse(out);
  const calls = findings.filter(({ rule }) => rule === 'direct-call');
  return calls.map(({ path, startLine }) => `${path}:${startLine}`);
}
