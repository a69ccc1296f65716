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
  expect(check.summary).toContain('app/call.py');
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
