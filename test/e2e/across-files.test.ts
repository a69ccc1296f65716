import { expect, it } from 'vitest';
import { useWorld } from './setting.ts';

const { newRepository, world } = useWorld();

const CALL = [
  'import requests',
  '',
  'from app.config import COMPLETIONS',
  '',
  '',
  'def ask(text):',
  '    return requests.post(COMPLETIONS, json={"messages": [text]})',
  '',
].join('\n');

const config = (url: string) => `COMPLETIONS = "${url}"\n`;

const BASE = {
  'app/__init__.py': '',
  'app/call.py': CALL,
  'app/config.py': config('https://rows.example.com/v1/rows'),
};

it('a PR that moves only the URL is answered for the call that it did not touch', async () => {
  const { ada } = await newRepository(BASE);
  const pull = await ada.propose('move', 'feat: move', {
    'app/config.py': config('https://api.openai.com/v1/chat/completions'),
  });
  await world().settle();
  const check = await ada.check(pull);
  expect(check.conclusion).toBe('failure');
  expect(check.summary).toMatch(
    /\[`app\/call.py:7`\].*, since `COMPLETIONS` changed at \[`app\/config.py:1`\]/,
  );
  // At the line that changed: why, and the mend.
  const [comment, ...others] = await ada.reviewComments(pull);
  expect(others).toEqual([]);
  expect(comment).toMatchObject({ path: 'app/config.py', line: 1 });
  expect(comment?.body).toMatch(
    /What `COMPLETIONS` is now makes \[`app\/call.py:7`\].* go around the gateway/,
  );
  expect(comment?.body).toContain('this goes to [`app/call.py:7`]');
  // At the call, which the diff does not show: what changed.
  expect(check.annotations).toBe(1);
  const { data } = await ada.octokit.rest.checks.listAnnotations({
    ...{ ...ada.repository, check_run_id: check.id },
  });
  expect(data[0]).toMatchObject({ path: 'app/call.py', start_line: 7 });
  expect(data[0]?.message).toContain('It does since this PR changed `COMPLETIONS` at app/config.py:1.');
  await ada.applySuggestion(pull, comment?.id ?? 0);
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
  expect(await ada.read('app/config.py', 'move')).toBe(config('http://zoe-litellm:8001/v1/chat/completions'));
  expect((await ada.reviewComments(pull))[0]?.body).toContain('**Mended.**');
});

it('also where the PR is too large for GitHub to show all of its diff', async () => {
  const { ada } = await newRepository(BASE);
  const many = Array.from({ length: 300 }, (_, index) => [`a/${index}.txt`, `${index}\n`]);
  const pull = await ada.propose('move', 'feat: move', {
    ...Object.fromEntries(many),
    'app/config.py': config('https://api.openai.com/v1/chat/completions'),
  });
  await world().settle();
  const check = await ada.check(pull);
  expect(check.summary).toMatch(/\[`app\/call.py:7`\].*, since `COMPLETIONS` changed at/);
  const { data } = await ada.octokit.rest.checks.listAnnotations({
    ...{ ...ada.repository, check_run_id: check.id },
  });
  expect(data.map(({ path, start_line: line }) => `${path}:${line}`)).toContain('app/call.py:7');
});

it('where reviews are off, annotations stand at both ends', async () => {
  const { ada } = await newRepository({ ...BASE, '.github/tollgate.yml': 'reviews: off\n' });
  const pull = await ada.propose('move', 'feat: move', {
    'app/config.py': config('https://api.openai.com/v1/chat/completions'),
  });
  await world().settle();
  const { data } = await ada.octokit.rest.checks.listAnnotations({
    ...{ ...ada.repository, check_run_id: (await ada.check(pull)).id },
  });
  expect(data.map(({ path, start_line: line }) => `${path}:${line}`)).toEqual([
    'app/config.py:1',
    'app/call.py:7',
  ]);
  expect(data[0]?.message).toContain('What `COMPLETIONS` is now makes app/call.py:7 go around the gateway');
});

it('a PR that moves the URL to the gateway passes, and pays off what stood there', async () => {
  const { ada } = await newRepository({
    ...BASE,
    'app/config.py': config('https://api.openai.com/v1/chat/completions'),
  });
  const pull = await ada.propose('mend', 'fix: gateway', {
    'app/config.py': config('http://zoe-litellm:8001/v1/chat/completions'),
  });
  await world().settle();
  expect((await ada.check(pull)).conclusion).toBe('success');
});
