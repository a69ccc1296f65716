import { describe, expect, it } from 'vitest';
import { markdownForTerminal } from '../../src/cli/markdown.ts';
import { plainPaint } from '../../src/cli/terminal.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { RULE_IDS } from '../../src/policy/policy.ts';
import { tollgate } from './run.ts';

describe('tollgate explain', () => {
  it('lists the rules that exist, with their levels', async () => {
    const { exitCode, out } = await tollgate('explain');
    const listed = [...out.matchAll(/^ {2}([a-z-]+) +(error|warn) {2,3}\S/gm)].map(([, id, level]) => [
      id,
      level,
    ]);
    expect(listed).toEqual(RULE_IDS.map((id) => [id, defaultPolicy().rules[id]]));
    expect(exitCode).toBe(0);
  });

  it("prints a rule's page", async () => {
    const { exitCode, out } = await tollgate('explain', 'direct-call');
    expect(out).toMatch(/^direct-call: call LLMs through the gateway, never directly\n\nWhat it finds\n/);
    expect(out).toContain(
      '> Bypassing the gateway loses caching, fallbacks, monitoring, and cost control.\n',
    );
    expect(out).toContain('    # Contact: @architecture-team before changing\n');
    expect(exitCode).toBe(0);
  });

  it.each([
    [
      'dirct-call',
      'tollgate: there is no rule `dirct-call`. Did you mean `direct-call`? `tollgate explain` lists them.\n',
    ],
    ['wombat', 'tollgate: there is no rule `wombat`. `tollgate explain` lists them.\n'],
    ['\u001b[2J', 'tollgate: there is no rule `\\u{1b}[2J`. `tollgate explain` lists them.\n'],
    ['../policy', 'tollgate: there is no rule `../policy`. `tollgate explain` lists them.\n'],
  ])('could not run for the rule %j', async (id, complaint) => {
    expect(await tollgate('explain', id)).toEqual({ exitCode: 2, out: '', err: complaint });
  });
});

describe('a page in a terminal', () => {
  it('keeps its text; fences become indentation and links show where they lead', () => {
    const page = '# a: b\n\nSee [the policy](policy.md), **now**.\n\n```python\nx = 1\n\n# y\n```\n- `z`\n';
    expect(markdownForTerminal(page, plainPaint)).toBe(
      'a: b\n\nSee the policy (policy.md), now.\n\n    x = 1\n\n    # y\n- `z`\n',
    );
  });

  it('styles headings, code and what is strong', () => {
    const marked = markdownForTerminal(
      '# H\n**s** `c`\n```\nx\n```',
      (style, text) => `<${style}>${text}</>`,
    );
    expect(marked).toBe('<bold>H</>\n<bold>s</> <cyan>`c`</>\n    <cyan>x</>\n');
  });
});
