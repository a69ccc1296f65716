import { describe, expect, it } from 'vitest';
import { reasonIssueUrl } from '../../src/debt/reason-issue.ts';

const TERMS = {
  repositoryUrl: 'https://github.com/acme/chat',
  what: 'POST https://api.openai.com/v1/chat/completions',
  where: 'services/chat/summary.py:42',
  pullNumber: 456,
  key: '0123456789abcdef',
  hasForm: false,
};

describe('the address of a new reason issue', () => {
  it('fills in the four questions of the rule book', () => {
    const url = new URL(reasonIssueUrl(TERMS));
    expect(url.origin + url.pathname).toBe('https://github.com/acme/chat/issues/new');
    expect(url.searchParams.get('title')).toBe('Why the gateway cannot be used: ');
    expect(url.searchParams.get('body')).toMatchInlineSnapshot(`
      "### Why LiteLLM cannot be used



      ### What is being bypassed

      \`POST https://api.openai.com/v1/chat/completions\` in \`services/chat/summary.py:42\` (#456) <!-- tollgate:reason:456:0123456789abcdef -->

      ### When it will be fixed



      ### Technical debt created

      Bypasses caching, fallbacks, monitoring."
    `);
  });

  it('fills in the form where the repository has it', () => {
    const url = new URL(reasonIssueUrl({ ...TERMS, hasForm: true }));
    expect(Object.fromEntries(url.searchParams)).toEqual({
      template: 'tollgate-bypass.yml',
      title: 'Why the gateway cannot be used: ',
      what: '`POST https://api.openai.com/v1/chat/completions` in `services/chat/summary.py:42` (#456) <!-- tollgate:reason:456:0123456789abcdef -->',
    });
  });

  it.each([true, false])('stays short enough for GitHub, and mentions nobody (form: %s)', (hasForm) => {
    const url = reasonIssueUrl({
      ...TERMS,
      hasForm,
      what: '@octocat 🚧'.repeat(5_000),
      where: '@octocat/'.repeat(5_000),
    });
    expect(url.length).toBeLessThan(8_000);
    const said = [...new URL(url).searchParams.values()].join('\n');
    expect(said.replace(/`[^`]*`/g, '')).not.toContain('@');
  });
});
