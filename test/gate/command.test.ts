import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, commandsIn } from '../../src/gate/command.ts';

/** `name words`, or `? word`, one for each. */
function read(body: string): string[] {
  return commandsIn(body).map(words);
}

function words(command: Command): string {
  return command.name === 'unknown' ? `? ${command.word}` : `${command.name} ${command.words}`.trim();
}

describe('a command', () => {
  it.each([
    ['/tollgate status', ['status']],
    ['Thank you.\n/tollgate recheck', ['recheck']],
    ['Thank you.  \n/tollgate recheck\r\nBye.', ['recheck']],
    ['  /Tollgate Status  ', ['status']],
    ['/tollgate classify fix', ['classify fix']],
    ['/tollgate override the *night* is `long`\nand dark', ['override the *night* is `long`']],
    ['/tollgate override a\ttab \u202Eand\u0000', ['override a tab and']],
    ['/tollgate', ['help']],
    ['/tollgate stauts now', ['? stauts']],
    ['/tollgate classify fix\n\ntext\n\n/tollgate status', ['classify fix', 'status']],
    ['<details>\n\n/tollgate status\n\n</details>', ['status']],
  ])('%j asks for %j', (body, expected) => {
    expect(read(body)).toEqual(expected);
  });
});

describe('no command', () => {
  it.each([
    ['elsewhere in a line', 'try /tollgate status'],
    ['another word', '/tollgatestatus'],
    ['a code span', '`/tollgate status`'],
    ['a code span over lines', 'see `a\n/tollgate status\n` there'],
    ['a code block', '```\n/tollgate status\n```'],
    ['a code block of tildes that never ends', '~~~\n/tollgate status'],
    ['an indented code block', 'a\n\n    /tollgate status'],
    ['a quote', '> /tollgate status'],
    ['the lazy end of a quote', '> he wrote\n/tollgate status'],
    ['a list', '- /tollgate status'],
    ['the lazy end of a list', '1. first\n/tollgate status'],
    ['a heading', '# /tollgate status'],
    ['a heading by underline', '/tollgate status\n==='],
    ['a table', '| a |\n|---|\n| /tollgate status |'],
    ['bold', '**/tollgate status**'],
    ['struck out over lines', '~~a\n/tollgate status~~'],
    ['a link', '[/tollgate status](https://example.com)'],
    ['escaped', '\\/tollgate status'],
    ['HTML', '<div>\n/tollgate status\n</div>'],
    ['a comment in HTML', '<!--\n/tollgate status\n-->'],
    ['a comment in HTML within a paragraph', 'a <!--\n/tollgate status -->'],
  ])('%s', (_, body) => {
    expect(read(body)).toEqual([]);
  });

  it('is read behind the fifth, nor in a comment that is longer than any person writes', () => {
    expect(read('/tollgate status\n'.repeat(9))).toHaveLength(5);
    expect(read(`/tollgate status\n${'a '.repeat(10_000)}`)).toEqual([]);
  });
});

describe('hostile comments', () => {
  it('never throw, and every word that comes out of them is one clean line', () => {
    const piece = fc.constantFrom(
      ...[
        '/tollgate ',
        'status',
        'override',
        '\n',
        '`',
        '```',
        '>',
        '- ',
        '<!--',
        '-->',
        '<b>',
        '|',
        '~~',
        '*',
      ],
      ...['\u202E', '\u0000', '\\', '[', '](', '    ', '#', '&amp;', '\ud800'],
    );
    const body = fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 30 });
    fc.assert(
      fc.property(body, (pieces) => {
        for (const command of commandsIn(pieces.join('')))
          expect(words(command)).toMatch(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u);
      }),
      { numRuns: 500 },
    );
  });

  it('built to keep a parser busy are not parsed', () => {
    expect(read(`${'>'.repeat(19_000)}\n\n/tollgate status`)).toEqual([]);
    expect(read(`${'> '.repeat(90)}\n\n/tollgate status`)).toEqual(['status']);
  });
});
