import { describe, expect, it } from 'vitest';
import { bypass, documentedBypass, useWorld } from './setting.ts';

const { newRepository, world } = useWorld();
const POLICY = '.github/tollgate.yml';

describe('the policy', () => {
  it('that does not parse fails every PR, with file, line and mend, and its mending passes once the contact approves', async () => {
    const { ada, carol } = await newRepository({
      [POLICY]: 'gateway:\n  urls: [http://llm.internal:4000\ntimebox: 1h\n',
    });
    const pull = await ada.propose('tidy', 'docs: tidy', { 'docs/a.md': 'a\n' });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toMatch(/\.github\/tollgate\.yml:\d/);
    const mended = await ada.propose('mend', 'fix: policy', {
      [POLICY]: 'gateway:\n  urls: [http://llm.internal:4000]\n',
    });
    await world().settle();
    // What could not be read was not in force: its gateway counts for the first time.
    expect((await ada.check(mended)).title).toBe("Loosens the policy: needs the contact's approval");
    await carol.approve(mended);
    await world().settle();
    expect((await ada.check(mended)).conclusion).toBe('success');
    expect(await ada.merge(mended)).toBeNull();
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('success');
  });

  it.each([
    ['an unknown key', 'gatway:\n  urls: [http://llm:4000]\n', /gatway.*gateway/s, 1],
    ['a time-box longer than the rule book allows', 'timeBox:\n  emergency: 72h\n', /48/, 2],
  ])('with %s fails the PR that brings it, on its line', async (_, source, words, line) => {
    const { ada } = await newRepository();
    const pull = await ada.propose('policy', 'chore: policy', { [POLICY]: source });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect(check.summary).toMatch(words);
    const { data } = await ada.octokit.rest.checks.listAnnotations({
      ...ada.repository,
      check_run_id: check.id,
    });
    expect(data[0]).toMatchObject({ path: POLICY, start_line: line });
  });

  it('of the default branch decides, and a PR cannot allow itself a gateway', async () => {
    const { ada } = await newRepository();
    const pull = await ada.propose('own', 'fix: own gateway', {
      [POLICY]: 'gateway:\n  urls: [https://api.openai.com]\n',
      'src/a.py': bypass(),
    });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
  });

  it('names the gateway, the services and the paths that count', async () => {
    const { ada } = await newRepository({
      [POLICY]: [
        'gateway:',
        '  urls: [https://llm.acme.test]',
        'services: [models.acme.test]',
        'paths:',
        '  ignore: [default, "legacy/**"]',
        '',
      ].join('\n'),
    });
    const pull = await ada.propose('calls', 'fix: calls', {
      'src/gateway.py': bypass().replace('api.openai.com', 'llm.acme.test'),
      'src/service.py': bypass().replace('api.openai.com/v1/chat/completions', 'models.acme.test/ask'),
      'legacy/old.py': bypass(),
    });
    await world().settle();
    const check = await ada.check(pull);
    expect(check.conclusion).toBe('failure');
    expect((await ada.reviewComments(pull)).map(({ path }) => path)).toEqual(['src/service.py']);
  });

  it('may shorten the time-box', async () => {
    const { ada } = await newRepository({ [POLICY]: 'timeBox:\n  emergency: 30m\n' });
    const reason = await ada.openIssue('Why');
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': documentedBypass(reason) });
    await world().settle();
    await ada.merge(pull);
    await world().settle();
    await world().pass(31 * 60_000);
    expect((await ada.trackingIssues())[0]?.labels).toContain('overdue');
  });

  it('judges the open PRs again when it changes on the default branch', async () => {
    const { ada, carol } = await newRepository();
    const pull = await ada.propose('summary', 'fix: summary', { 'src/a.py': bypass() });
    await world().settle();
    expect((await ada.check(pull)).conclusion).toBe('failure');
    const policy = await ada.propose('policy', 'chore: policy', {
      [POLICY]: 'rules:\n  direct-call: warn\n',
    });
    await world().settle();
    await carol.approve(policy);
    await world().settle();
    expect(await ada.merge(policy)).toBeNull();
    await world().settle();
    const check = await ada.check(pull);
    expect([check.conclusion, check.summary]).toEqual(['success', expect.stringContaining('1 warning')]);
  });
});
