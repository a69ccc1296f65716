import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { EXIT } from './exit-code.ts';

export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan' | 'underline';

/** Gives text a style where the reader can see it, and leaves it alone elsewhere. */
export type Paint = (style: Style, text: string) => string;

/** A line that is written over and over, and is gone at the end. */
export interface Meter {
  show(line: string): void;
  clear(): void;
}

/** Asks for one line; `null` if there is no more to come: the end of the input, or Ctrl-C. */
export type Ask = (question: string) => Promise<string | null>;

/** Where a verb writes to, and whom it may ask. */
export interface Terminal {
  /** The result, for people or for the next program. */
  out(text: string): void;
  /** Faults and hints, for people. */
  err(text: string): void;
  paint: Paint;
  /** For progress; `null` where nobody watches: in a pipe, a log, a CI run. */
  meter: Meter | null;
  /** `null` where nobody could answer: input or output is a pipe, or this is a CI run. */
  ask: Ask | null;
}

export const plainPaint: Paint = (_style, text) => text;

/** This process's own terminal; colours only on a TTY, and as `NO_COLOR` and `FORCE_COLOR` say. */
export function processTerminal(): Terminal {
  process.stdout.on('error', onUnwritten);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    meter: isWatched(process.stderr, process.env) ? meterOn(process.stderr) : null,
    ask: process.stdin.isTTY && isWatched(process.stdout, process.env) ? askOnTerminal : null,
  };
}

/** One reader a question, so that the terminal is free between them. */
async function askOnTerminal(question: string): Promise<string | null> {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
  reader.once('SIGINT', () => reader.close());
  try {
    return await Promise.race([reader.question(question), ended]);
  } finally {
    reader.close();
  }
}

/** Some CI services give their jobs a terminal, and keep what is written to it in a log. */
export function isWatched(stream: { isTTY?: boolean }, variables: NodeJS.ProcessEnv): boolean {
  const inCi = variables.CI !== undefined && variables.CI !== '' && variables.CI !== 'false';
  return stream.isTTY === true && !inCi && variables.TERM !== 'dumb';
}

/** A terminal that does not know its width says 0, or nothing. */
const DEFAULT_COLUMNS = 80;

/** Draws in place. A line longer than the terminal would wrap, and could not be taken back. */
export function meterOn(stream: { columns?: number; write(text: string): unknown }): Meter {
  let drawn = false;
  return {
    show(line) {
      drawn = true;
      stream.write(`\r${line.slice(0, (stream.columns || DEFAULT_COLUMNS) - 1)}\u001b[K`);
    },
    clear() {
      if (drawn) stream.write('\r\u001b[K');
      drawn = false;
    },
  };
}

/**
 * `tollgate scan . | head` closes the pipe early. That is no fault of anybody's, and no reason to say by the exit code that
 * all is well: the verb ends as it would have. A full disk is a fault.
 */
function onUnwritten({ code }: NodeJS.ErrnoException): void {
  // What comes behind the first one is that the stream is gone.
  if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
  process.stderr.write(
    `tollgate: what was found could not be written (${code}). Make room, or write elsewhere.\n`,
  );
  process.exit(EXIT.couldNotRun);
}
