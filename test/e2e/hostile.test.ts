import { describe, expect, it } from 'vitest';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

describe('what strangers write', () => {
  it('cannot hide a file from the scan by leaving it out of tarballs', async () => {
    const many = Array.from({ length: 60 }, (_, index) => [`src/m${index}.py`, `x = ${index}\n`]);
    const { ada } = await newRepository({
      ...Object.fromEntries(many),
      '.gitattributes': 'src/hidden.py export-ignore\nsrc/changed.py export-subst\n',
    });
    const pull = await ada.propose('hide', 'fix: hide', {
      'src/hidden.py': bypass('hidden'),
      'src/changed.py': `# $Format:%H$\n${bypass('changed')}`,
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect((await ada.reviewComments(pull)).map(({ path }) => path)).toEqual([
      'src/changed.py',
      'src/hidden.py',
    ]);
    const tarballs = world().github.requests.filter((request) => request.operation.includes('tarball'));
    expect(tarballs.length).toBeGreaterThan(0);
  });

  it('cannot hide a bypass in a file that cannot be read: the check fails by its name', async () => {
    const { ada } = await newRepository();
    const nested = `url = "https://api.openai.com/v1/chat/completions"\nx = ${'['.repeat(100_000)}\n`;
    const pull = await ada.propose('deep', 'fix: deep', {
      'src/large.py': `${'# filler\n'.repeat(130_000)}${bypass()}`,
      'src/deep.ts': nested,
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toContain('src/large.py');
    expect(check.summary).toContain('src/deep.ts');
  });

  it('may hold NUL and half of an emoji, and is still judged', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('odd', 'fix: odd \ud83d', { 'src/a.py': `x = "\u0000"\n${bypass()}` });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
  });

  it('mentions nobody, links nowhere and renders nothing where it is quoted', async () => {
    const { ada } = await newRepository();
    const reason = await ada.openIssue('Why');
    const evil = '@acme/everyone <img src=x onerror=alert(1)> [click](https://evil.test) | `` ` #1';
    const pull = await ada.propose('evil', `fix: ${evil}`, {
      'src/a.py': documentedBypass(reason, {
        issue: `# Issue: #${reason} - ${evil}`,
        removeAfter: `# Remove after: ${evil}`,
      }),
    });
    await world().settle();
    const check = await ada.check(pull);
    const [issue] = await ada.trackingIssues();
    const texts = [
      check.summary,
      check.text,
      issue?.title ?? '',
      issue?.body ?? '',
      ...(await ada.comments(pull)),
    ];
    for (const text of texts) {
      expect(text).not.toContain('<img');
      expect(text).not.toMatch(/(?<![\w`])@acme\/everyone/);
      expect(text).not.toContain('](https://evil.test)');
    }
    expect(issue?.body).toContain('acme/everyone');
  });

  it('cannot take the place of our own writing by its markers', async () => {
    const { ada, eve } = await newRepository();
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': bypass() });
    await eve.octokit.rest.issues.createComment({
      ...eve.repository,
      issue_number: pull,
      body: '<!-- tollgate:checklist -->\nAll is well.',
    });
    await world().settle();
    const comments = await ada.comments(pull);
    expect(comments.filter((body) => body.includes('tollgate:checklist'))).toHaveLength(2);
    expect(comments.some((body) => body.includes('Gateway review'))).toBe(true);
  });
});
