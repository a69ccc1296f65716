import { describe, expect, it } from 'vitest';
import { extractPython } from '../../../src/detect/python/extract.ts';
import { covered } from './notation.ts';

/** Every comment as placement, lines, and the first line of the statement that it stands before. */
async function commentsOf(source: string): Promise<string[]> {
  const facts = await extractPython(source);
  return facts.comments.map(({ placement, lines, before }) => {
    const statement = before === null ? undefined : facts.statements[before];
    const next = statement === undefined ? '' : ` > ${covered(source, statement.range).split('\n')[0]}`;
    return `${placement}: ${lines.map(({ text, line }) => `${line} ${text}`).join(' / ')}${next}`;
  });
}

describe('comments', () => {
  it.each([
    ['run on from line to line', '# a\n# b\nx = 1', ['own: 1 a / 2 b > x = 1']],
    ['lose their markers', '##  a\n#b \n#\nx', ['own: 1 a / 2 b / 3  > x']],
    ['are parted by a blank line', '# a\n\n# b\nx', ['own: 1 a > x', 'own: 3 b > x']],
    ['may stand apart from what follows', '# a\n\nx', ['own: 1 a > x']],
    ['may trail', 'x = 1  # a\ny = 2 # b', ['trailing: 1 a', 'trailing: 2 b']],
    ['that trail begin no run', 'x  # a\n# b\ny', ['trailing: 1 a', 'own: 2 b > y']],
    ['stand before a block’s first statement', 'if a:\n    # c\n    b', ['own: 2 c > b']],
    ['may be indented less than it', 'if a:\n# c\n    b', ['own: 2 c > b']],
    ['stand before a function body’s first statement', 'def f():\n    # c\n    b', ['own: 2 c > b']],
    ['stand before a decorated function', '# c\n@d\ndef f(): pass', ['own: 1 c > @d']],
    ['between decorator and function belong to neither', '@d\n# c\ndef f(): pass', ['own: 2 c']],
    ['stand before a compound statement', '# c\nwith a:\n  b', ['own: 1 c > with a:']],
    ['at the end of a block precede nothing', 'if a:\n    b\n    # c\nd', ['own: 3 c']],
    ['after a block precede what comes next', 'if a:\n    b\n# c\nd', ['own: 3 c > d']],
    ['at the end of an outer block precede nothing', 'if a:\n    if b:\n        c\n    # d\ne', ['own: 4 d']],
    [
      'at the end of an inner block precede nothing',
      'if a:\n    if b:\n        c\n        # d\n    e',
      ['own: 4 d'],
    ],
    ['before else precede nothing', 'if a:\n    b\n# c\nelse:\n    d', ['own: 3 c']],
    ['before except precede nothing', 'try:\n    b\n    # c\nexcept E:\n    d', ['own: 3 c']],
    ['at the end of the file precede nothing', 'a\n# b\n', ['own: 2 b']],
    ['inside an expression precede nothing', 'f(\n    # a\n    1,  # b\n)', ['own: 2 a', 'trailing: 3 b']],
    ['that are indented too far still precede', 'a\n    # b\nc', ['own: 2 b > c']],
    ['of two indentations are two', 'if a:\n    b\n    # c\n# d\ne', ['own: 3 c', 'own: 4 d > e']],
    ['before one of two statements on a line', '# a\nb; c', ['own: 1 a > b']],
    ['after an inline block', 'if a: b\n# c\nd', ['own: 2 c > d']],
    ['of Windows files', '# a\r\n# b\r\nx\r\n', ['own: 1 a / 2 b > x\r']],
    [
      'behind a shebang',
      '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\nx',
      ['own: 1 !/usr/bin/env python / 2 -*- coding: utf-8 -*- > x'],
    ],
    ['are no strings', 'x = "# a"\n"""# b"""', []],
    ['are no docstrings', 'def f():\n    """# TODO: TECH DEBT"""', []],
  ])('%s', async (_, source, expected) => {
    const found = await commentsOf(source);
    expect(found).toEqual(expected.map((line) => line.replace(/\r$/, '')));
  });

  it('cover their own text', async () => {
    const source = 'x = 1\n  # a\n  # b  \ny';
    const [comment] = (await extractPython(source)).comments;
    expect(comment && covered(source, comment.range)).toBe('# a\n  # b');
  });

  it('reads the rule book’s debt comment whole', async () => {
    const source = [
      'async def f():',
      '    # TODO: TECH DEBT - Direct LLM call bypassing gateway',
      "    # Issue: #123 - LiteLLM doesn't support feature X",
      '    # Remove after: LiteLLM v2.0 adds feature X',
      '    # Contact: @architecture-team before changing',
      '    response = await direct_llm_call(1)  # TEMPORARY - DO NOT COPY',
    ].join('\n');
    const facts = await extractPython(source);
    const [debt, marker] = facts.comments;
    expect(debt?.lines.map(({ text }) => text)).toEqual([
      'TODO: TECH DEBT - Direct LLM call bypassing gateway',
      "Issue: #123 - LiteLLM doesn't support feature X",
      'Remove after: LiteLLM v2.0 adds feature X',
      'Contact: @architecture-team before changing',
    ]);
    expect(debt?.before).toBe(facts.calls[0]?.statement);
    expect(marker).toMatchObject({
      placement: 'trailing',
      before: null,
      lines: [{ text: 'TEMPORARY - DO NOT COPY', line: 6 }],
    });
  });
});
