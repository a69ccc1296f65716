import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDebtComment } from '../../src/debt/comment.ts';
import { commentMarker, debtCommentLines, documentedStatement } from '../../src/debt/comment-template.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { commentPlace, NOW } from './builders.ts';

const TERMS = { path: 'services/chat/summary.py', indent: '    ', contact: '@architecture-team', known: {} };

describe('the comment to paste', () => {
  it('is the rule book’s, with what is still to be filled in', () => {
    expect(documentedStatement(TERMS, '    response = await call()\n')).toMatchInlineSnapshot(`
      "    # TODO: TECH DEBT - Direct LLM call bypassing gateway
          # Issue: #<number> - <why the gateway cannot be used>
          # Remove after: <what must happen first, or a date>
          # Contact: @architecture-team before changing
          response = await call()  # TEMPORARY - DO NOT COPY"
    `);
  });

  it('carries the marker on the last line of a statement, where a comment always fits', () => {
    const known = { reasonIssue: 7, reason: 'no audio', removeAfter: 'v2', timeBox: 'planned' } as const;
    const statement = '  const answer = await fetch(\n    URL,\n  );';
    expect(
      documentedStatement({ ...TERMS, path: 'src/chat.ts', indent: '  ', known }, statement),
    ).toMatchInlineSnapshot(`
      "  // TODO: TECH DEBT - Direct LLM call bypassing gateway
        // Issue: #7 - no audio
        // Remove after: v2
        // Contact: @architecture-team before changing
        // Time-box: planned
        const answer = await fetch(
          URL,
        );  // TEMPORARY - DO NOT COPY"
    `);
  });

  it('says where the marker goes if the statement is not known to its end', () => {
    expect(documentedStatement(TERMS, null).split('\n').at(-1)).toBe('    … # TEMPORARY - DO NOT COPY');
  });

  it('is refused field by field until it is filled in', () => {
    const texts = debtCommentLines({ ...TERMS, indent: '' }).map((line) => line.slice(2));
    const reading = parseDebtComment(commentPlace({ texts }), defaultPolicy(), NOW);
    expect(reading.ok ? [] : reading.faults.map(({ field }) => field)).toEqual(['issue', 'remove-after']);
  });

  it('reads back as what it was written with', () => {
    const words = fc.stringMatching(/^[A-Za-z]{3,10}( [a-z0-9]{2,8}){1,6}$/);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        words,
        words,
        fc.boolean(),
        (reasonIssue, reason, removeAfter, planned) => {
          const timeBox = planned ? 'planned' : 'emergency';
          const known = { reasonIssue, reason, removeAfter, timeBox } as const;
          const texts = debtCommentLines({ ...TERMS, indent: '', known }).map((line) => line.slice(2));
          expect(parseDebtComment(commentPlace({ texts }), defaultPolicy(), NOW)).toMatchObject({
            ok: true,
            comment: { reasonIssue, reason, removeAfter, timeBox },
          });
        },
      ),
    );
  });
});

describe('the comment marker of a file', () => {
  it.each([
    ['a.py', '#'],
    ['stubs/a.pyi', '#'],
    ['deploy/compose.yaml', '#'],
    ['.env.production', '#'],
    ['services/Dockerfile', '#'],
    ['src/a.ts', '//'],
    ['src/a.tsx', '//'],
    ['src/a.mjs', '//'],
    ['src/environment.ts', '//'],
  ] as const)('%s: %s', (path, marker) => {
    expect(commentMarker(path)).toBe(marker);
  });
});
