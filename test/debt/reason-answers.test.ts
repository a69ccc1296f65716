import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { missingPoints, readReasonAnswers } from '../../src/debt/reason-answers.ts';
import { REASON_POINTS } from '../../src/debt/reason-form.ts';

const FORM = Object.values(REASON_POINTS).map((label, index) => `### ${label}\n\nAnswer ${index + 1}`);

describe('the four points of a reason issue', () => {
  it.each<[string, string]>([
    ['as the form writes them', FORM.join('\n\n')],
    [
      'in bold',
      '**Why LiteLLM cannot be used**\na\n**What is being bypassed:** b\n**When it will be fixed**\nc\n**Technical debt created**\nd',
    ],
    [
      'as the rule book’s list',
      '- Why LiteLLM cannot be used: a\n- What is being bypassed: b\n- When it will be fixed: c\n- Technical debt created: d',
    ],
    ['in short', 'Why: a\nBypassed: b\nFixed: c\nDebt: d'],
  ])('are read %s', (_, body) => {
    expect(missingPoints(readReasonAnswers(body))).toEqual([]);
  });

  it('are missing by name where nothing is said, whatever fills the place', () => {
    const body = FORM.join('\n\n')
      .replace('Answer 1', '_No response_')
      .replace('Answer 3', 'TBD <!-- later -->');
    expect(missingPoints(readReasonAnswers(body))).toEqual(['why', 'when']);
    expect(missingPoints(readReasonAnswers(''))).toEqual(['why', 'what', 'when', 'debt']);
  });

  it('hold what is said under them, and not what a heading about something else begins', () => {
    const answers = readReasonAnswers(`${FORM.join('\n\n')}\n\n### Notes\n\nmore`);
    expect(answers).toEqual({ why: 'Answer 1', what: 'Answer 2', when: 'Answer 3', debt: 'Answer 4' });
  });

  it('are read of any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (body) => void readReasonAnswers(body)));
  });
});
