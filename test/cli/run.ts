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
