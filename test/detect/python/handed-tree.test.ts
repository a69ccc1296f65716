import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractBlob } from '../../../src/detect/extract.ts';
import { EVERYTHING } from '../../../src/detect/prefilter.ts';
import { parseAhead } from '../../../src/detect/python/parse-ahead.ts';

const FILES: Record<string, string | Uint8Array> = {
  'all that Python has': readFileSync(new URL('./snippets.py', import.meta.url)),
  'a byte order mark and comments': '\uFEFF# one\nx = f"{a!r:>{width}}"  # two\ny = (\n    1,  # three\n)\n',
  'what is not valid': 'def f(:\n    x = [1, 2\nclass A(B):\n    y = 3\n',
  'continued lines': `x = 1 + \\\n${'    \\\n'.repeat(300)}    2\n`,
  UTF16: new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(new Uint16Array([...'x = 1\n'].map((c) => c.charCodeAt(0))).buffer),
  ]),
  'nothing at all': '',
};

describe('what a parser found in another thread', () => {
  it.each(Object.entries(FILES))('says the same: %s', async (_, file) => {
    const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
    const parsed = await parseAhead(bytes);
    if (parsed === null || parsed === 'crashed') throw new Error('It was not parsed.');
    const handed = structuredClone(parsed);
    expect(await extractBlob(bytes, 'python', EVERYTHING, handed)).toEqual(
      await extractBlob(bytes, 'python', EVERYTHING),
    );
  });

  it.each([
    ['no text', new Uint8Array([0x78, 0xff, 0x20])],
    ['too large', new Uint8Array(1_000_001).fill(0x20)],
    [
      'too deep',
      new TextEncoder().encode(Array.from({ length: 500 }, (_, n) => `${' '.repeat(n)}if x:\n`).join('')),
    ],
  ])('is nothing, so that whoever reads it says why: %s', async (_, bytes) => {
    expect(await parseAhead(bytes)).toBeNull();
    expect((await extractBlob(bytes, 'python', EVERYTHING)).skipped).not.toBeNull();
  });
});
