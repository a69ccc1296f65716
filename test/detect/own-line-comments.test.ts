import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latin1 } from '../../src/detect/encoding.ts';
import type { CodeLanguage } from '../../src/detect/facts.ts';
import { withoutOwnLineComments } from '../../src/detect/own-line-comments.ts';
import { mayMatter, prefilterVocabulary } from '../../src/detect/prefilter.ts';
import { extractFacts } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const CASES: [string, CodeLanguage, string, string][] = [
  ['lines', 'typescript', 'a();\n  // gone\nb(); // stays\n', 'a();\n\nb(); // stays\n'],
  [
    'blocks',
    'typescript',
    '/**\n * gone `x` {y}\n */\na(); /* stays */\n/* gone */ b();',
    '\na(); /* stays */\n b();',
  ],
  ['an unclosed block', 'javascript', 'a();\n/* b();\n/* c();', 'a();\n/* b();\n/* c();'],
  [
    'the end of a block that began on another line',
    'javascript',
    'a(); /* b\n// c */ d();',
    'a(); /* b\n*/ d();',
  ],
  ['a text that goes on', 'javascript', "a('b\\\n// c');\n", "a('b\\\n// c');\n"],
  ['what may end a template', 'typescript', 'a(`\n// b`); c();\n', 'a(`\n`); c();\n'],
  ['code in a template', 'typescript', `a(\`\n// b \${c()}\`);\n`, 'a(`\n{c()}`);\n'],
  ['a URL in a template', 'typescript', 'a(`\n//b.com`);\n', 'a(`\n//b.com`);\n'],
  ['JSX', 'tsx', 'const a = <p>\n// b {c()}</p>;\n', 'const a = <p>\n{c()}</p>;\n'],
  ['a line as JavaScript ends it', 'javascript', '// a\u2028b();\n// c\rd();', '\u2028b();\n\rd();'],
  ['comments of Python', 'python', '# gone\na()  # stays\n  # gone', '\na()  # stays\n'],
  ['what may end a text of Python', 'python', 'a("""\n# b"""); c()', 'a("""\n"""); c()'],
  ['code in a text of Python', 'python', "a(f'''\n# b {c()}''')", "a(f'''\n{c()}''')"],
];

/** As the prefilter does it: each byte is a character. */
function without(text: string, language: CodeLanguage): string {
  const bytes = latin1(Buffer.from(text, 'utf8'));
  return Buffer.from(withoutOwnLineComments(bytes, language), 'latin1').toString('utf8');
}

const PIECES: Readonly<Record<'typescript' | 'tsx' | 'python', string[]>> = {
  typescript: [
    ...['\n', '\n', '\n// x ', '\n//x ', '\n/* x ', ' */ ', '\n/** x\n * y\n */', '`', '`', '${', '}', '\\'],
    ...[
      "'",
      '"',
      '/x/',
      '/[/*]/',
      ' // ',
      ' /* ',
      '\r',
      '\u2028',
      '\u00e2',
      ';',
      '(',
      ')',
      '+',
      '\\\n',
      '<p>',
      '</p>',
    ],
  ],
  tsx: [
    ...[
      '\n',
      '\n',
      '\n// x ',
      '\n//x ',
      '\n/* x ',
      ' */ ',
      '`',
      '${',
      '{',
      '}',
      '<p>',
      '</p>',
      '<br />',
      '<>',
      '</>',
    ],
    ...["'", '"', ' < ', ' > ', ';', '(', ')', '+', '\u2029', '\n/** {x} */', '\n * '],
  ],
  python: [
    ...[
      '\n',
      '\n',
      '\n# x ',
      '\n  # x ',
      '"""',
      "'''",
      "'",
      '"',
      'f"""',
      "f'''",
      '{',
      '}',
      '\\\n',
      '\\',
      ';',
      '(',
    ],
    ...[')', '+', '\r', '\r\n', '\f', ' # ', 'r"""', 'x = '],
  ],
};

const CALL = 'a call of its own name';

describe('code without the comments that begin a line', () => {
  it.each(CASES)('keeps what may be code: %s', (_, language, text, expected) => {
    expect(without(text, language)).toBe(expected);
  });

  it.each(['typescript', 'tsx', 'python'] as const)(
    'loses no call of any text that is read as %s',
    async (language) => {
      const pieces = fc.oneof(
        { weight: 2, arbitrary: fc.constant(CALL) },
        fc.constantFrom(...PIECES[language]),
      );
      const texts = fc
        .array(pieces, { maxLength: 24 })
        .map((all) => all.map((piece, index) => (piece === CALL ? `m${index}()` : piece)).join(''));
      await fc.assert(
        fc.asyncProperty(texts, async (text) => {
          const { calls, problems } = await extractFacts(Buffer.from(text, 'utf8'), language);
          // What does not parse, no program runs.
          if (problems.length > 0) return;
          const called = calls.flatMap(({ callee }) =>
            'name' in callee && /^m\d+$/.test(callee.name) ? [callee.name] : [],
          );
          const left = without(text, language);
          for (const name of called) expect(left).toContain(`${name}(`);
        }),
        { numRuns: 1_500 },
      );
    },
  );
  it('takes time in proportion to what it reads', () => {
    const hostile = ['/*\n', '//\n', '/**/\n', '`\n//', '\n//\\', '\n/*`', ' \t'].map((piece) =>
      piece.repeat(200_000),
    );
    for (const text of hostile)
      expect(withoutOwnLineComments(text, 'javascript').length).toBeLessThanOrEqual(text.length);
  });
});

describe('comments and the prefilter', () => {
  const vocabulary = prefilterVocabulary(defaultPolicy());
  const matters = (text: string, language: CodeLanguage) =>
    mayMatter(Buffer.from(text), language, vocabulary);

  it('leave a file alone that only speaks of models in them', () => {
    expect(matters('// like `openai` of https://api.openai.com\nexport const a = 1;\n', 'typescript')).toBe(
      false,
    );
    expect(matters('# see https://api.openai.com/v1/chat/completions\na = 1\n', 'python')).toBe(false);
  });

  it('count where they speak of debts, and beside code', () => {
    expect(matters('# TECH DEBT: gone in two weeks\na = 1\n', 'python')).toBe(true);
    expect(matters("// why\nimport OpenAI from 'openai';\n", 'typescript')).toBe(true);
  });

  it('hide no key that only looks as if it stood in one', () => {
    const key = `sk-${'proj'}-${'Ab3'.repeat(12)}`;
    expect(matters(`ENV = """\n# OLD=${key}\n"""\n`, 'python')).toBe(true);
  });
});
