import { main } from '../../src/cli/main.ts';
import { plainPaint } from '../../src/cli/terminal.ts';

export interface CliRun {
  exitCode: number;
  out: string;
  err: string;
}

/** Runs the command line in this process, where nobody watches. */
export async function tollgate(...args: string[]): Promise<CliRun> {
  const written = { out: '', err: '' };
  const exitCode = await main(args, {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    paint: plainPaint,
    meter: null,
  });
  return { exitCode, ...written };
}

/** Where `--format json` says that calls go around the gateway, as `path:line`; what other rules say is theirs. */
export function placesOf(out: string): string[] {
  const { findings }: { findings: { rule: string; path: string; startLine: number }[] } = JSON.parse(out);
  const calls = findings.filter(({ rule }) => rule === 'direct-call');
  return calls.map(({ path, startLine }) => `${path}:${startLine}`);
}
