import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressLine, startProgress } from '../../src/cli/progress.ts';
import { isWatched, meterOn } from '../../src/cli/terminal.ts';

describe('the progress bar', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    drawn.splice(0);
  });
  afterEach(() => void vi.useRealTimers());

  const drawn: string[] = [];
  const meter = { show: (line: string) => void drawn.push(line), clear: () => void drawn.push('cleared') };

  it('is not drawn for what takes less than a second', () => {
    const progress = startProgress(meter);
    progress.reached(1, 2);
    vi.advanceTimersByTime(999);
    progress.end();
    vi.advanceTimersByTime(10_000);
    expect(drawn).toEqual(['cleared']);
  });

  it('is drawn after a second, moves, and is gone at the end', () => {
    const progress = startProgress(meter);
    progress.reached(1, 2);
    vi.advanceTimersByTime(1_000);
    progress.reached(2, 2);
    vi.advanceTimersByTime(100);
    progress.end();
    vi.advanceTimersByTime(10_000);
    expect(drawn).toEqual([progressLine(1, 2), progressLine(2, 2), 'cleared']);
  });
});

it.each([
  [0, 0, 'reading source files …'],
  [0, 50, `${'╌'.repeat(30)}  0 of 50 source files`],
  [25, 50, `${'━'.repeat(15)}${'╌'.repeat(15)}  25 of 50 source files`],
  [50, 50, `${'━'.repeat(30)}  following calls across files …`],
])('%i of %i is shown as %s', (done, total, line) => {
  expect(progressLine(done, total)).toBe(line);
});

it.each([
  ['a terminal', { isTTY: true }, {}, true],
  ['a pipe', {}, {}, false],
  ['a terminal that a CI service gives', { isTTY: true }, { CI: 'true' }, false],
  ['a terminal where CI says no', { isTTY: true }, { CI: 'false' }, true],
  ['a terminal that draws nothing', { isTTY: true }, { TERM: 'dumb' }, false],
] as const)('%s is watched: %#', (_name, stream, variables, expected) => {
  expect(isWatched(stream, variables)).toBe(expected);
});

describe('a meter', () => {
  it('takes a terminal that does not know its width for one of 80 columns', () => {
    const written: string[] = [];
    meterOn({ columns: 0, write: (text) => void written.push(text) }).show('x'.repeat(100));
    expect(written).toEqual([`\r${'x'.repeat(79)}\u001b[K`]);
  });

  it('writes in place, cuts what would wrap, and takes its line away', () => {
    const written: string[] = [];
    const meter = meterOn({ columns: 10, write: (text) => void written.push(text) });
    meter.show('0123456789abc');
    meter.clear();
    meter.clear();
    expect(written).toEqual(['\r012345678\u001b[K', '\r\u001b[K']);
  });
});
