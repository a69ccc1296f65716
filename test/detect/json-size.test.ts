import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractBlob } from '../../src/detect/extract.ts';
import { fitsInJson } from '../../src/detect/json-size.ts';
import { EVERYTHING } from '../../src/detect/prefilter.ts';

it('knows what fits, without writing it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const size = JSON.stringify(value).length;
      expect(fitsInJson(value, size * 6 + 20)).toBe(true);
      expect(fitsInJson(value, size / 6 - 20)).toBe(false);
    }),
  );
});

it('is close for what people write', () => {
  const value = Array.from({ length: 100 }, (_, index) => ({
    callee: 'client.chat',
    startLine: index,
    what: 'x'.repeat(40),
  }));
  const size = JSON.stringify(value).length;
  expect(fitsInJson(value, size * 1.2)).toBe(true);
  expect(fitsInJson(value, size * 0.8)).toBe(false);
});

it.each([
  ['javascript', 'f();'],
  ['python', 'f()\n'],
] as const)(
  'a file of %s that says far too much is skipped by name, and not in silence',
  async (language, call) => {
    const bytes = Buffer.from(call.repeat(100_000));
    const { facts, skipped } = await extractBlob(bytes, language, EVERYTHING);
    expect(skipped).toMatchObject({ reason: 'too-large', suspicious: true });
    expect(JSON.stringify(facts).length).toBeLessThan(1_000);
  },
);
