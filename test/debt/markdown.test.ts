import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, cutToBytes, fence, link, message, plainLine, prose, table } from '../../src/debt/markdown.ts';
import { outsideCode } from './outside-code.ts';

const ZERO = '\u200B';

/** What strangers put in titles, paths, branches and comments to be more than text. */
const ATTACK = fc.constantFrom(
  '@octocat',
  '@acme/team',
  '#123',
  'GH-12',
  'acme/chat#7',
  '<img src=x onerror=1>',
  '<!-- tollgate:checklist -->',
  '[x](http://evil.example)',
  '![x](http://evil.example/y.png)',
  'https://evil.example',
  'www.evil.example',
  'mailto:a@b.example',
  '`',
  '```',
  '~~~',
  '|',
  '\\',
  '\\|',
  '\\\\|',
  '*',
  '_',
  '$x$',
  '&lt;',
  '&#64;octocat',
  '\n',
  '\r\n',
  '\n\n# heading',
  '- [x] done',
  '> quote',
  '\u202E',
  '\u2066',
  '\u2028',
  '\u0000',
  '\u200B',
  '\uD800',
  'deadbeefcafe',
  ':',
  '//',
  ' ',
  'a',
);
const HOSTILE = fc.oneof(
  fc.array(ATTACK, { maxLength: 15 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

describe('hostile text as code', () => {
  it.each([
    ['services/chat/summary.py:42', '`services/chat/summary.py:42`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['``', '``` `` ```'],
    ['', '(empty)'],
    ['two\nlines', '`two lines`'],
    ['\u202Eevil', '`evil`'],
    ['x'.repeat(300), `\`${'x'.repeat(199)}…\``],
  ])('%j is %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('is one code span on one line, which nothing inside can close', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const span = code(text);
        if (span === '(empty)') return;
        const ticks = /^`+/.exec(span)?.[0] ?? '';
        const inside = span.slice(ticks.length, -ticks.length);
        expect(span).toBe(ticks + inside + ticks);
        expect(inside.match(/`+/g)?.map((run) => run.length) ?? []).not.toContain(ticks.length);
        expect(inside).not.toMatch(/^`|`$/);
        expect(inside).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('hostile text as prose', () => {
  it.each([
    ['LiteLLM v2.0 adds feature X', 'LiteLLM v2.0 adds feature X'],
    ["LiteLLM doesn't support it (yet), so there.", "LiteLLM doesn't support it (yet), so there."],
    ['ask @jane', `ask @${ZERO}jane`],
    ['see #12, GH-12', `see #${ZERO}12, GH-${ZERO}12`],
    ['https://evil.example', `https:${ZERO}//evil.example`],
    ['www.evil.example', `www${ZERO}.evil.example`],
    ['<b>bold</b>', '&lt;b&gt;bold&lt;/b&gt;'],
    ['[a](b)', '\\[a\\](b)'],
    ['a|b', 'a\\|b'],
    ['snake_case *x*', 'snake\\_case \\*x\\*'],
    ['fixed in deadbeefcafe', `fixed in dea${ZERO}dbe${ZERO}efc${ZERO}afe${ZERO}`],
    ['fixed in 1234567a', `fixed in 123${ZERO}456${ZERO}7a`],
    ['1048576 tokens of claude-3-5-sonnet-20241022', '1048576 tokens of claude-3-5-sonnet-20241022'],
    ['- item', `${ZERO}- item`],
    ['1. item', `${ZERO}1. item`],
  ])('%j is %s', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it('mentions nobody, refers to nothing, links nothing, and is no HTML, code, image, heading or list', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const shown = prose(text, 400);
        expect(shown).not.toMatch(/@\w/);
        expect(shown).not.toMatch(/#\d/);
        expect(shown).not.toMatch(/GH-\d/i);
        expect(shown).not.toMatch(/:\/\/|www\./i);
        expect(shown).not.toMatch(/[<>]/);
        expect(shown).not.toMatch(/[\r\n]/);
        const words = shown.match(/(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi) ?? [];
        expect(words.filter((word) => !/^\d+$/.test(word))).toEqual([]);
        expect(shown).not.toMatch(/^(?:[-+=>]|#{1,6}(?:\s|$)|\d+[.)])/);
        const unescaped = shown.replace(/\\[\\`*_[\]|~$]/g, '');
        expect(unescaped).not.toMatch(/[\\`*_[\]|~$]/);
        expect(shown.replaceAll(ZERO, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a message', () => {
  it('shows what it quotes as code, and the words between as prose', () => {
    expect(message('`Contact:` says `@jane`; ask #1')).toBe(`\`Contact:\` says \`@jane\`; ask #${ZERO}1`);
  });

  it.each([
    ['Call http://zoe-litellm:8001 instead.', 'Call `http://zoe-litellm:8001` instead.'],
    ['(see https://evil.example/a.b).', '(see `https://evil.example/a.b`).'],
    ['https://', `https:${ZERO}//`],
  ])('shows an address so that it can be copied, and is no link: %j', (text, expected) => {
    expect(message(text)).toBe(expected);
  });

  it('takes an odd backtick for text', () => {
    expect(message('`a` and `b')).toBe('`a` and \\`b');
  });

  it('mentions nobody and is no HTML outside of its code, whatever is in it', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const outside = outsideCode(message(`it says \`${text}\`, not ${text}`));
        expect(outside).not.toMatch(/@\w|#\d|:\/\/|<|>/);
      }),
      { numRuns: 1000, examples: [['`//:']] },
    );
  });
});

describe('hostile lines as a code block', () => {
  it('have a fence longer than any inside', () => {
    expect(fence('a\n````\nb', 'python')).toBe('`````python\na\n````\nb\n`````');
  });

  it('cannot end the block', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        const [first = '', ...rest] = fence(text).split('\n');
        expect(first).toMatch(/^`{3,}$/);
        expect(rest.filter((line) => line.trim().startsWith(first))).toHaveLength(1);
        expect(rest.at(-1)).toBe(first);
      }),
    );
  });
});

describe('a link', () => {
  it('keeps hostile parts inside its address', () => {
    expect(link('x', 'https://h/a b)(<>"|`')).toBe('[x](https://h/a%20b%29%28%3C%3E%22%7C%60)');
  });

  it('never ends early', () => {
    fc.assert(
      fc.property(HOSTILE, (text) => {
        expect(link('x', `https://h/${text}`)).toMatch(/^\[x\]\([\x21-\x27\x2a-\x7e]+\)$/);
      }),
    );
  });
});

/** The cells of a row as GitHub's Markdown splits them: at every bar that no backslash stands before. */
function cellsOf(row: string): string[] {
  return (row.slice(1, -1).match(/(?:\\[!-/:-@[-`{-~]|[^|])+/g) ?? []).map((cell) => cell.trim());
}

describe('a table', () => {
  it('is what it looks like', () => {
    expect(table(['Where', 'What'], [['a', 'b|c']])).toBe('| Where | What |\n|---|---|\n| a | b\\|c |');
  });

  it('has as many rows and cells as it was given, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(HOSTILE, HOSTILE), { maxLength: 4 }), (rows) => {
        const written = table(
          ['a', 'b'],
          rows.map(([one, other]) => [code(one), prose(`x${other}`)]),
        ).split('\n');
        expect(written).toHaveLength(rows.length + 2);
        for (const row of written.slice(2)) expect(cellsOf(row)).toHaveLength(2);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a text that is too long', () => {
  it('is left alone if it is not', () => {
    expect(cutToBytes('short', 1_000)).toBe('short');
  });

  it('ends at a line, within the limit in bytes, and says so', () => {
    const text = Array.from({ length: 500 }, (_, index) => `Zeile ${index} mit Ümläuten 🚧`).join('\n');
    const cut = cutToBytes(text, 2_000);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2_000);
    expect(cut).toMatch(/🚧\n\n_Cut here: GitHub takes no longer text\. .*_$/);
  });

  it('does not leave a code block open', () => {
    const cut = cutToBytes(`text\n${fence('x\n'.repeat(5_000), 'python')}`, 3_000);
    expect(cut).toMatch(/\nx\n```\n\n_Cut here/);
  });

  it('keeps its limit for every text', () => {
    fc.assert(
      fc.property(
        fc.array(HOSTILE, { maxLength: 60 }),
        fc.integer({ min: 700, max: 2_000 }),
        (lines, maximum) => {
          expect(Buffer.byteLength(cutToBytes(lines.join('\n'), maximum))).toBeLessThanOrEqual(maximum);
        },
      ),
    );
  });
});

describe('a plain line, for titles and annotations', () => {
  it('is one line with nothing invisible in it, at most so long', () => {
    expect(plainLine('a\n\u202Eb\u0000', 10)).toBe('a b');
    expect(plainLine('🚧🚧🚧', 2)).toBe('🚧…');
  });
});
