import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { citedIssue, parseDebtComment } from '../../src/debt/comment.ts';
import type { CommentReading } from '../../src/debt/comment-form.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { commentPlace, commentTexts, lines, NOW } from './builders.ts';

const RULE_BOOK = [
  'TODO: TECH DEBT - Direct LLM call bypassing gateway',
  "Issue: #123 - LiteLLM doesn't support feature X",
  'Remove after: LiteLLM v2.0 adds feature X',
  'Contact: @architecture-team before changing',
];

function parse(texts: readonly string[], contact = '@architecture-team'): CommentReading {
  const place = commentPlace({ texts, line: 38 + texts.length });
  return parseDebtComment(place, { ...defaultPolicy(), contact }, NOW);
}

/** `field@line: message → mend`, one for each fault. The comment's first line is 38. */
function faults(reading: CommentReading): string[] {
  if (reading.ok) return [];
  return reading.faults.map(({ field, line, message, mend }) => `${field}@${line}: ${message} → ${mend}`);
}

/** The rule book's comment with one of its lines replaced, or left out. */
function withLine(index: number, ...texts: string[]): string[] {
  return RULE_BOOK.toSpliced(index, 1, ...texts);
}

describe('the debt comment of the rule book', () => {
  it('is read word for word', () => {
    const place = commentPlace({ texts: RULE_BOOK });
    expect(parseDebtComment(place, defaultPolicy(), NOW)).toEqual({
      ok: true,
      comment: {
        place,
        reasonIssue: 123,
        reason: "LiteLLM doesn't support feature X",
        removeAfter: 'LiteLLM v2.0 adds feature X',
        removeBy: null,
        timeBox: 'emergency',
      },
    });
  });

  it('is what the template of the check writes', () => {
    expect(commentTexts()).toEqual(RULE_BOOK);
    expect(commentTexts({ planned: true })).toEqual([...RULE_BOOK, 'Time-box: planned']);
  });
});

describe('what people vary without meaning to', () => {
  it.each<[string, string[]]>([
    ['case', RULE_BOOK.map((text) => text.toLowerCase())],
    ['capitals', RULE_BOOK.map((text) => text.toUpperCase())],
    ['en dashes', RULE_BOOK.map((text) => text.replace(' - ', ' – '))],
    ['em dashes', RULE_BOOK.map((text) => text.replace(' - ', ' — '))],
    ['colons for dashes', RULE_BOOK.map((text) => text.replace(' - ', ': '))],
    ['spacing', RULE_BOOK.map((text) => `   ${text.replaceAll(' ', '   ')}  `)],
    ['no-break spaces', RULE_BOOK.map((text) => text.replaceAll(' ', '\u00A0'))],
    ['zero-width spaces', RULE_BOOK.map((text) => `\u200B${text}`)],
    ['order', RULE_BOOK.toReversed()],
    ['list bullets', RULE_BOOK.map((text) => `- ${text}`)],
    ['prose before', ['Ask Jane about this one.', ...RULE_BOOK]],
    ['prose after an empty line', [...RULE_BOOK, '', 'Jane knows more about this one.']],
    ['a note between', [...RULE_BOOK.slice(0, 2), 'Note: see the wiki', ...RULE_BOOK.slice(2)]],
    ['the marker above as well', [...RULE_BOOK, 'TEMPORARY - DO NOT COPY']],
    ['a full stop', withLine(0, `${RULE_BOOK[0]}.`)],
    ['a wrapped header', withLine(0, 'TODO: TECH DEBT - Direct LLM call', '  bypassing gateway')],
    ['no TODO colon', withLine(0, 'TODO TECH DEBT - Direct LLM call bypassing gateway')],
    ['"the gateway"', withLine(0, 'TODO: TECH DEBT - Direct LLM call bypassing the LLM gateway')],
    ['no "before changing"', withLine(3, 'Contact: @architecture-team')],
    ['somebody besides the contact', withLine(3, 'Contact: @jane or @architecture-team.')],
    ['a number without #', withLine(1, "Issue: 123 - LiteLLM doesn't support feature X")],
    ['the emergency said', [...RULE_BOOK, 'Time-box: emergency']],
    ['a hyphen in the label', withLine(2, 'Remove-after: LiteLLM v2.0 adds feature X')],
  ])('makes no difference: %s', (_, texts) => {
    const reading = parse(texts);
    expect(faults(reading)).toEqual([]);
    expect(reading).toMatchObject({ comment: { reasonIssue: 123, timeBox: 'emergency' } });
  });

  it('a field wrapped over lines is one text', () => {
    const reading = parse(withLine(1, 'Issue: #123 - LiteLLM has no way', '  to stream audio', 'back to us'));
    expect(reading).toMatchObject({
      ok: true,
      comment: { reason: 'LiteLLM has no way to stream audio back to us' },
    });
  });
});

describe('what is no part of a field', () => {
  it.each([
    ['what follows an empty line', ['', 'Jane knows more.']],
    ['another label', ['Note: Jane knows more.']],
    ['the marker', ['TEMPORARY - DO NOT COPY', 'Jane knows more.']],
  ])('%s', (_, more) => {
    const reading = parse(withLine(2, RULE_BOOK[2] ?? '', ...more));
    expect(reading).toMatchObject({ ok: true, comment: { removeAfter: 'LiteLLM v2.0 adds feature X' } });
  });
});

describe('each field at fault is named on its own', () => {
  it.each<[string, string[], string[]]>([
    [
      'a header of another form',
      withLine(0, 'TODO: TECH DEBT - quick hack'),
      [
        'header@38: the first line of a debt comment has a fixed form, so that every debt can be searched for → TODO: TECH DEBT - Direct LLM call bypassing gateway',
      ],
    ],
    [
      'no issue',
      withLine(1),
      ['issue@38: the line `Issue:` is missing → Issue: #<number> - <why the gateway cannot be used>'],
    ],
    [
      'an issue that is to come',
      withLine(1, 'Issue: #TBD - later'),
      [
        'issue@39: `Issue:` says `#TBD - later`, which begins with no issue number; open the reason issue first, it gives you one → Issue: #<number> - <why the gateway cannot be used>',
      ],
    ],
    [
      'the template as it came',
      withLine(1, 'Issue: #<number> - <why the gateway cannot be used>'),
      [
        'issue@39: `Issue:` says `#<number> - <why the gateway cannot be used>`, which begins with no issue number; open the reason issue first, it gives you one → Issue: #<number> - <why the gateway cannot be used>',
      ],
    ],
    [
      'an issue without its reason',
      withLine(1, 'Issue: #77'),
      [
        'issue@39: `Issue:` names #77 and not the reason: one half-sentence tells the next reader why → Issue: #77 - <why the gateway cannot be used>',
      ],
    ],
    [
      "an issue with the template's reason",
      withLine(1, 'Issue: #77 - <why the gateway cannot be used>'),
      [
        'issue@39: `Issue:` names #77 and not the reason: one half-sentence tells the next reader why → Issue: #77 - <why the gateway cannot be used>',
      ],
    ],
    [
      "another repository's issue",
      withLine(1, 'Issue: acme/secret#7 - see there'),
      [
        'issue@39: `Issue:` must be the number of an issue of this repository, alone: one of another repository is never looked up, because that would let strangers find out what private repositories hold → Issue: #<number> - <why the gateway cannot be used>',
      ],
    ],
    [
      'a pasted URL',
      withLine(1, 'Issue: https://github.com/acme/chat/issues/123 - no audio'),
      [
        'issue@39: `Issue:` must be the number of an issue of this repository, alone: one of another repository is never looked up, because that would let strangers find out what private repositories hold → Issue: #123 - <why the gateway cannot be used>',
      ],
    ],
    [
      'an issue number beyond any',
      withLine(1, 'Issue: #9999999999 - no audio'),
      [
        'issue@39: `Issue:` says `#9999999999 - no audio`, which begins with no issue number; open the reason issue first, it gives you one → Issue: #<number> - <why the gateway cannot be used>',
      ],
    ],
    [
      'two issues',
      withLine(1, 'Issue: #1 - one reason', 'Issue: #2 - another'),
      [
        'issue@40: `Issue:` stands there twice; which of them counts? → Issue: #<number> - <why the gateway cannot be used>',
      ],
    ],
    [
      'no end',
      withLine(2),
      [
        'remove-after@38: the line `Remove after:` is missing → Remove after: <what must happen first, or a date>',
      ],
    ],
    [
      'an end that nobody can check',
      withLine(2, 'Remove after: TBD'),
      [
        'remove-after@40: `Remove after:` says `TBD`, which nobody can check; name the event that makes the gateway usable → Remove after: <what must happen first, or a date>',
      ],
    ],
    [
      'a day that no calendar has',
      withLine(2, 'Remove after: 2025-02-30'),
      [
        'remove-after@40: `2025-02-30` is no day in any calendar → Remove after: <what must happen first, or a date>',
      ],
    ],
    [
      'a date past the time-box',
      withLine(2, 'Remove after: 2025-11-20'),
      [
        'remove-after@40: `2025-11-20` lies past the time-box: an emergency bypass has 48 hours, merged now until 2025-11-19 → Remove after: 2025-11-19',
      ],
    ],
    [
      'a date that is over',
      withLine(2, 'Remove after: 2025-11-16'),
      ['remove-after@40: `2025-11-16` is over: the debt would be overdue at once → Remove after: 2025-11-19'],
    ],
    [
      'no contact',
      withLine(3),
      ['contact@38: the line `Contact:` is missing → Contact: @architecture-team before changing'],
    ],
    [
      'another contact',
      withLine(3, 'Contact: @jane before changing'),
      [
        'contact@41: `Contact:` says `@jane before changing`; the owner of the rule book here is `@architecture-team` → Contact: @architecture-team before changing',
      ],
    ],
    [
      'a time-box that does not exist',
      [...RULE_BOOK, 'Time-box: a year'],
      [
        'time-box@42: `Time-box:` says `a year`; it is `emergency`, which may be left out, or `planned` → Time-box: planned',
      ],
    ],
  ])('%s', (_, texts, expected) => {
    expect(faults(parse(texts))).toEqual(expected);
  });

  it('all of them at once, and what is right is kept for the mended comment', () => {
    const reading = parse([
      'TODO: tech debt',
      'Issue: #9 - no audio',
      'Remove after: never',
      'Time-box: planned',
    ]);
    expect(reading).toMatchObject({
      ok: false,
      faults: [{ field: 'header' }, { field: 'remove-after' }, { field: 'contact' }],
      partial: { reasonIssue: 9, reason: 'no audio', removeAfter: null, timeBox: 'planned' },
    });
  });

  it('the marker, at the statement where it belongs', () => {
    const reading = parseDebtComment(commentPlace({ marked: false }), defaultPolicy(), NOW);
    expect(faults(reading)).toEqual([
      'marker@42: `TEMPORARY - DO NOT COPY` must stand in a comment on a line of the statement itself, where a copy would take it along → TEMPORARY - DO NOT COPY',
    ]);
  });

  it('a comment before no statement, and no marker is asked for where there is no line for it', () => {
    const reading = parseDebtComment(commentPlace({ covers: null, marked: false }), defaultPolicy(), NOW);
    expect(faults(reading)).toEqual([
      'place@38: no statement follows this comment in its block, so it covers nothing → Move the comment to the line above the call.',
    ]);
  });
});

describe('the contact', () => {
  it.each([
    ['@architecture-team', '@architecture-team', true],
    ['@architecture-team', '@acme/architecture-team', true],
    ['@acme/architecture-team', '@architecture-team', true],
    ['@Acme/Architecture-Team', '@acme/architecture-team', true],
    ['@other/architecture-team', '@acme/architecture-team', false],
    ['@architecture', '@architecture-team', false],
    ['architecture-team', '@architecture-team', false],
    ['@acme', '@acme/architecture-team', false],
  ])('%s stands for %s: %s', (written, contact, accepted) => {
    expect(parse(withLine(3, `Contact: ${written}`), contact).ok).toBe(accepted);
  });
});

describe('a date in "Remove after:"', () => {
  const removeBy = (text: string, ...more: string[]) => {
    const reading = parse([...withLine(2, `Remove after: ${text}`), ...more]);
    return reading.ok ? (reading.comment.removeBy?.toISOString() ?? null) : 'refused';
  };

  it.each([
    ['2025-11-18', '2025-11-19T00:00:00.000Z'],
    ['LiteLLM v2.0, or 2025-11-18 at the latest', '2025-11-19T00:00:00.000Z'],
    ['2025-11-19, better 2025-11-18', '2025-11-19T00:00:00.000Z'],
    ['2025-11-18T12:00Z', '2025-11-19T00:00:00.000Z'],
    ['(2025-11-18).', '2025-11-19T00:00:00.000Z'],
    ['today, 2025-11-17', '2025-11-18T00:00:00.000Z'],
  ])('counts until the end of its day, UTC: %s', (text, expected) => {
    expect(removeBy(text)).toBe(expected);
  });

  it.each([
    'LiteLLM v2.0',
    'gpt-4o-2024-08-06 is retired',
    'api-version 2024-12-01-preview is out',
    'v2024-11-20',
    'ticket 12025-11-18',
  ])('is not seen where there is none: %s', (text) => {
    expect(removeBy(text)).toBeNull();
  });

  it('may be the day on which the time-box ends, and not the day after', () => {
    expect(removeBy('2025-11-19')).toBe('2025-11-20T00:00:00.000Z');
    expect(removeBy('2025-11-20')).toBe('refused');
  });

  it.each([
    ['2025-11-17T23:59:59.999Z', '2025-11-17', true],
    ['2025-11-18T00:00:00.000Z', '2025-11-17', false],
    ['2025-11-18T00:00:00.001Z', '2025-11-20', true],
    ['2025-11-18T00:00:00.000Z', '2025-11-20', false],
  ])('at %s, %s is allowed: %s', (now, date, allowed) => {
    const place = commentPlace({ texts: withLine(2, `Remove after: ${date}`) });
    expect(parseDebtComment(place, defaultPolicy(), new Date(now)).ok).toBe(allowed);
  });

  it('has two weeks if the comment asks for them', () => {
    expect(removeBy('2025-12-01', 'Time-box: planned')).toBe('2025-12-02T00:00:00.000Z');
    expect(removeBy('2025-12-02', 'Time-box: planned')).toBe('refused');
  });

  it('follows a shorter time-box of policy', () => {
    const policy = { ...defaultPolicy(), timeBox: { emergency: 30 * 60_000, planned: 3_600_000 } };
    const place = commentPlace({ texts: withLine(2, 'Remove after: 2025-11-18') });
    expect(parseDebtComment(place, policy, NOW).ok).toBe(false);
    expect(parseDebtComment(place, policy, new Date('2025-11-17T23:45:00Z')).ok).toBe(true);
  });
});

describe('the issue that a comment cites', () => {
  it.each<[string[], number | null]>([
    [RULE_BOOK, 123],
    [['TECH DEBT', 'Issue: #5'], 5],
    [['TECH DEBT', 'issue : # 5 - x'], 5],
    [['TECH DEBT'], null],
    [['TECH DEBT', 'Issue: acme/chat#5 - x'], null],
    [['TECH DEBT', 'Issue: 5/2025'], null],
  ])('is read whatever else is wrong: %j', (texts, expected) => {
    expect(citedIssue({ lines: texts.map((text, index) => ({ text, line: index + 1 })) })).toBe(expected);
  });
});

describe('hostile comments', () => {
  const fragment = fc.constantFrom(
    'TODO',
    'TECH DEBT',
    ': ',
    ' - ',
    'Issue:',
    '#1',
    'Remove after:',
    '2025-11-18',
    'Contact:',
    '@architecture-team',
    '@',
    '/',
    'Time-box:',
    'planned',
    '\u202E',
    '`',
    '<',
    '>',
    ' ',
    '\n',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join('')),
  );

  it('never make the reader throw, and every fault has its line, its words and its mend', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), fc.boolean(), fc.boolean(), (texts, marked, covered) => {
        const covers = covered ? lines(42) : null;
        const reading = parseDebtComment(commentPlace({ texts, marked, covers }), defaultPolicy(), NOW);
        for (const fault of reading.ok ? [] : reading.faults) {
          expect(fault.message).not.toBe('');
          expect(fault.mend).not.toBe('');
          expect(fault.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, (length: number) => string[]]>([
    ['spaces in a header', (length) => [`TODO: TECH DEBT${' '.repeat(length)}x`]],
    ['dashes', (length) => [`TECH DEBT ${'-'.repeat(length)}`]],
    ['digits', (length) => ['TECH DEBT', `Issue: #${'1'.repeat(length)}`]],
    ['dates', (length) => ['TECH DEBT', `Remove after: ${'2025-11-18 '.repeat(length / 10)}`]],
    ['handles', (length) => ['TECH DEBT', `Contact: ${'@a/'.repeat(length / 3)}`]],
    ['slashes', (length) => ['TECH DEBT', `Issue: ${'a/'.repeat(length / 2)}#1`]],
    ['markers', (length) => [`TEMPORARY ${'TEMPORARY '.repeat(length / 10)}`, 'TECH DEBT']],
    ['lines', (length) => Array.from({ length: length / 10 }, () => 'Issue: #1 - again')],
    ['labels', (length) => ['TECH DEBT', 'Issue: #1 - x', `A${'B '.repeat(length / 2)}:`]],
  ])(
    'a million characters are read to the end, which a backtracking expression would never reach: %s',
    (_, hostile) => {
      expect(parse(hostile(1_000_000)).ok).toBe(false);
    },
  );
});
