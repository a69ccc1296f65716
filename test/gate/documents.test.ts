import { describe, expect, it } from 'vitest';
import { isDocument, mentionsIn } from '../../src/gate/documents.ts';

describe('a document', () => {
  it.each([
    ['README.md', true],
    ['docs/architecture/LITELLM_INTEGRATION.md', true],
    ['docs/models.rst', true],
    ['CHANGELOG.md', false],
    ['docs/changelog/2025.md', false],
    ['docs/adr/0007-models.md', false],
    ['docs/release-notes.md', false],
    ['docs/newsletter.md', true],
    ['src/models.py', false],
  ])('%s: %s', (path, expected) => {
    expect(isDocument(path)).toBe(expected);
  });

  it.each([
    ['a word that is quoted', 'Ask for `fast`.', ['fast'], ['fast']],
    ['not a word like any other', 'This is fast.', ['fast'], []],
    ['not a longer word', 'Ask for `faster`.', ['fast'], []],
    ['a name that is no word', 'Use gpt-4o for this.', ['gpt-4o'], ['gpt-4o']],
    ['not a longer name', 'Use gpt-4o-mini, openai/gpt-4o or gpt-4o.1.', ['gpt-4o'], []],
    ['a name at the end of a sentence', 'Use gpt-4o.', ['gpt-4o'], ['gpt-4o']],
    ['a name with what means something to an expression', 'Use `a+b(c` there.', ['a+b(c'], ['a+b(c']],
    ['several', '`a-1` and a-2', ['a-1', 'a-2'], ['a-1', 'a-2']],
    ['nothing for no name', 'x', ['', ' '], []],
  ])('names %s', (_name, line, names, expected) => {
    expect(mentionsIn('a.md', `one\n${line}\n`, names)).toEqual(
      expected.map((name) => ({ path: 'a.md', line: 2, name })),
    );
  });

  it('shows twenty lines of a document and no more', () => {
    expect(mentionsIn('a.md', '`fast`\n'.repeat(100), ['fast'])).toHaveLength(20);
  });
});
