import type { Meter } from './terminal.ts';

/** Told how far a scan is; shows it, or does not. */
export interface Progress {
  /** So many of so many files are analysed. */
  reached(done: number, total: number): void;
  /** Takes the bar away. */
  end(): void;
}

/** Milliseconds before the bar appears: what is quicker needs none. */
const PATIENCE_MS = 1_000;
/** Milliseconds between two drawings. */
const REDRAW_MS = 100;

const BAR_WIDTH = 30;

const NO_PROGRESS: Progress = { reached: () => {}, end: () => {} };

/** A bar on the meter, from the second second on; nothing at all where there is no meter. */
export function startProgress(meter: Meter | null): Progress {
  if (!meter) return NO_PROGRESS;
  let line = progressLine(0, 0);
  let timer = setTimeout(draw, PATIENCE_MS).unref();
  function draw(): void {
    meter?.show(line);
    timer = setTimeout(draw, REDRAW_MS).unref();
  }
  return {
    reached(done, total) {
      line = progressLine(done, total);
    },
    end() {
      clearTimeout(timer);
      meter.clear();
    },
  };
}

/** `━━━━━━╌╌╌╌  1200 of 5000 source files`; once all are analysed, what comes then. */
export function progressLine(done: number, total: number): string {
  if (total === 0) return 'reading source files …';
  const filled = Math.floor((BAR_WIDTH * done) / total);
  const bar = '━'.repeat(filled) + '╌'.repeat(BAR_WIDTH - filled);
  return `${bar}  ${done === total ? 'following calls across files …' : `${done} of ${total} source files`}`;
}
