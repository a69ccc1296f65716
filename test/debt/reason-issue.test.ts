import { describe, expect, it } from 'vitest';
import { reasonIssueUrl } from '../../src/debt/reason-issue.ts';

const TERMS = {
  repositoryUrl: 'https://github.com/acme/chat',
  what: 'POST https://api.openai.com/v1/chat/completions',
  where: 'services/chat/summary.py:42',
  pullNumber: 456,
};

describe('the address of a new reason issue', () => {
  it('fills in the four questions of the rule book', () => {
    const url = new URL(reasonIssueUrl(TERMS));
    expect(url.origin + url.pathname).toBe('https://github.com/acme/chat/issues/new');
    expect(url.searchParams.get('title')).toBe('Why the gateway cannot be used: ');
    expect(url.searchParams.get('body')).toMatchInlineSnapshot(`
      "### Why LiteLLM cannot be used



      ### What is being bypassed

      \`POST https://api.openai.com/v1/chat/completions\` in \`services/chat/summary.py:42\` (#456)

      ### When it will be fixed



      ### Technical debt created

      Bypasses caching, fallbacks, monitoring."
    `);
  });

  it('stays short enough for GitHub, and mentions nobody', () => {
    const url = reasonIssueUrl({
      ...TERMS,
      what: '@octocat 🚧'.repeat(5_000),
      where: '@octocat/'.repeat(5_000),
    });
    expect(url.length).toBeLessThan(8_000);
    expect(new URL(url).searchParams.get('body')?.replace(/`[^`]*`/g, '')).not.toContain('@');
  });
});
