import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineOf } from '../../src/gate/baseline.ts';
import { listBaseline } from '../../src/gate/baseline-list.ts';
import { baselineTable, baselineWords } from '../../src/gate/baseline-text.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { commentPlace, finding, scan } from '../debt/builders.ts';
import { outsideCode } from '../debt/outside-code.ts';

const CONTEXT = {
  repositoryUrl: 'https://github.com/acme/chat',
  docsUrl: null,
  sha: '9f3c1e7',
  mostRows: 50,
};

function together(names: string[], origin = { path: 'src/config.py', name: 'OPENAI_URL' }) {
  return names.map((name) => finding({ path: `src/${name}.py`, fingerprint: name, origin }));
}

function listed(tree: Parameters<typeof scan>[0], most = 50) {
  return listBaseline(baselineOf(scan(tree), defaultPolicy(), []), most);
}

function shown(tree: Parameters<typeof scan>[0], mostRows = 50): string {
  return baselineTable(listed(tree), { ...CONTEXT, mostRows });
}

describe('the table of a baseline', () => {
  it('says where one mend clears how many, and links what stands alone', () => {
    const findings = [...together(['a', 'b']), finding()];
    expect(shown({ findings })).toMatchInlineSnapshot(`
      "| Mend | Clears | What | Rule |
      |---|---|---|---|
      | \`OPENAI_URL\` in [\`src/config.py\`](https://github.com/acme/chat/blob/9f3c1e7/src/config.py) | 2 | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |
      | [\`services/chat/summary.py:42\`](https://github.com/acme/chat/blob/9f3c1e7/services/chat/summary.py#L42) | 1 | \`POST https://api.openai.com/v1/chat/completions\` | \`direct-call\` |"
    `);
  });

  it('shows what was documented before as that', () => {
    expect(shown({ findings: [finding()], debtComments: [commentPlace()] })).toContain('documented by #123');
  });

  it('says how many more there are', () => {
    const findings = ['a', 'b', 'c'].flatMap((name) =>
      together([`${name}1`, `${name}2`], { path: `src/${name}.py`, name: 'URL' }),
    );
    expect(shown({ findings }, 1).split('\n').at(-1)).toBe('| … and 2 more mends | 4 |');
    // Kept, it is cut already.
    const kept = baselineTable(listed({ findings }, 2), CONTEXT);
    expect(kept.split('\n').at(-1)).toBe('| … and 1 more mend | 2 |');
  });

  it.each([
    [1, [finding()], '1 old bypass'],
    [3, together(['a', 'b', 'c']), '3 old bypasses, 1 mend'],
  ])('is %i in words', (_, findings, words) => {
    expect(baselineWords(listed({ findings }))).toBe(words);
  });

  it('mentions nobody and renders nothing that it quotes', () => {
    const attack = fc.constantFrom(
      '@octocat',
      '#1',
      '<img>',
      '|',
      '`',
      '](http://x)',
      '\n',
      '\u202E',
      '![',
      'a',
    );
    const text = fc.array(attack, { maxLength: 10 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (path, name, what, isMadeThere) => {
        const origin = { path: `x/${path}`, name };
        const found = finding({ path: `y/${path}`, what, ...(isMadeThere ? { origin } : {}) });
        const written = shown({ findings: [found] });
        expect(written.split('\n')).toHaveLength(3);
        expect(outsideCode(written.split('\n').at(-1) ?? '')).not.toMatch(/@\w|#\d|<|!\[/);
      }),
    );
  });
});
