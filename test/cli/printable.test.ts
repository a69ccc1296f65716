import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from '../../src/cli/printable.ts';

it.each([
  ['plain/path.py', 'plain/path.py'],
  ['größe/文.ts', 'größe/文.ts'],
  ['\u001b[2Jclear', '\\u{1b}[2Jclear'],
  ['two\nlines\r', 'two\\u{a}lines\\u{d}'],
  ['a\tb', 'a  b'],
  ['safe\u202Egnp.exe', 'safe\\u{202e}gnp.exe'],
  ['next\u0085line\u2028', 'next\\u{85}line\\u{2028}'],
  ['##[add-mask]all', '##\\u{5b}add-mask]all'],
  ['lone \ud800 surrogate', 'lone \\u{d800} surrogate'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

it('leaves nothing that a terminal would obey, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    }),
  );
});
