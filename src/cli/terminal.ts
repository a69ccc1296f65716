import { styleText } from 'node:util';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'underline';

/** Gives text a style where the reader can see it, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string;

/** Where a verb writes to. */
export interface Terminal {
  /** The result, for people or for the next program. */
  out(text: string): void;
  /** Faults and hints, for people. */
  err(text: string): void;
  paint: Paint;
}

export const plainPaint: Paint = (_style, text) => text;

/** This process's own terminal; colours only on a TTY, and as `NO_COLOR` and `FORCE_COLOR` say. */
export function processTerminal(): Terminal {
  process.stdout.on('error', endQuietlyOnClosedPipe);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  };
}

/** `tollgate scan . | head` closes the pipe early; that is no fault of anybody's. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
