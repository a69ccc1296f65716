import { describe, expect, it } from 'vitest';
import { coveringComment, innermostStatement } from '../../src/debt/coverage.ts';
import { commentPlace, finding, lines } from './builders.ts';

const CALL = lines(42);
const IF = lines(40, 50);
const LOOP = lines(30, 60);

/** A call on line 42, inside an `if` on line 40, inside a loop on line 30. */
const nested = finding({ statements: [CALL, IF, LOOP] });

describe('a debt comment covers', () => {
  it.each([
    ['the statement that follows it', CALL],
    ['one if', IF],
    ['one loop', LOOP],
  ])('%s', (_, covers) => {
    const place = commentPlace({ covers });
    expect(coveringComment(nested, [place])).toBe(place);
  });

  it.each([
    ['a statement beside the call', { covers: lines(43) }],
    ['a function around the call, which is no statement of its body', { covers: lines(29, 70) }],
    ['another file', { path: 'services/chat/other.py' }],
    ['nothing, at the end of its block', { covers: null }],
  ])('not the call if it stands before %s', (_, changes) => {
    expect(coveringComment(nested, [commentPlace({ covers: CALL, ...changes })])).toBeNull();
  });

  it('by the innermost statement first, though an outer comment is well-formed', () => {
    const inner = commentPlace({ covers: CALL, texts: ['TECH DEBT'] });
    expect(
      coveringComment(nested, [commentPlace({ covers: LOOP }), inner, commentPlace({ covers: IF })]),
    ).toBe(inner);
  });

  it('by the nearer one if two stand before the same statement', () => {
    const far = commentPlace({ line: 30, covers: CALL });
    const near = commentPlace({ line: 42, covers: CALL });
    expect(coveringComment(nested, [near, far])).toBe(near);
    expect(coveringComment(nested, [far, near])).toBe(near);
  });

  it('a statement that begins in another column of the same line is another one', () => {
    expect(coveringComment(nested, [commentPlace({ covers: { ...CALL, startColumn: 9 } })])).toBeNull();
  });
});

describe('the statement of a finding', () => {
  it('is the innermost one', () => {
    expect(innermostStatement(nested)).toEqual(CALL);
  });

  it('is the call itself where there is none', () => {
    expect(innermostStatement({ statements: [], range: lines(7) })).toEqual(lines(7));
  });
});
