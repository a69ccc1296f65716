import { styleText } from 'node:util';
import type { Clock } from '../../src/clock.ts';

/** A step of the story did not happen. */
export class StoryError extends Error {
  override name = 'StoryError';
}

/** What a check says, as far as a story tells it. */
interface Check {
  status: string;
  conclusion: string | null;
  title: string;
}

/** Tells a story line by line; what claims or shows something fails the story if it is not so. */
export interface Narrator {
  chapter(title: string): void;
  /** Somebody does something. */
  tells(text: string): void;
  /** Detail below the last line. */
  adds(text: string): void;
  /** @throws {StoryError} if it is not so */
  claims(holds: boolean, text: string, instead: string): void;
  /** @throws {StoryError} if the check has not this conclusion */
  shows(check: Check, conclusion: 'success' | 'failure', pull: number): void;
}

/** Tells the story line by line, in colours where there are any. */
export function narrator(clock: Clock, write: (line: string) => void): Narrator {
  return {
    chapter: (title) => write(`\n${styleText(['bold', 'cyan'], title)}  ${styleText('dim', time(clock))}`),
    tells: (text) => write(`  ${text}`),
    adds: (text) => write(styleText('dim', text.replace(/^/gm, '      '))),
    claims: (holds, text, instead) => {
      believe(holds, text, instead);
      write(`  ${text}`);
    },
    shows: (check, conclusion, pull) => {
      believeCheck(check, conclusion, pull);
      const mark = conclusion === 'success' ? styleText('green', '✔') : styleText('red', '✘');
      write(`  ${mark} Tollgate on #${pull}: ${styleText('bold', check.title)}`);
    },
  };
}

function believe(holds: boolean, text: string, instead: string): void {
  if (!holds) throw new StoryError(`It did not happen: ${text}\nInstead: ${instead}`);
}

function believeCheck({ status, conclusion, title }: Check, expected: string, pull: number): void {
  believe(
    conclusion === expected,
    `the check of #${pull} says ${expected}`,
    `${status} ${conclusion}: ${title}`,
  );
}

function time(clock: Clock): string {
  const day = clock
    .now()
    .toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  return `${day}, ${clock.now().toISOString().slice(11, 16)} UTC`;
}
