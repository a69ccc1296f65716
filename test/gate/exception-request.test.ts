import { expect, it } from 'vitest';
import { exceptionLink } from '../../src/gate/exception-request.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { scanTree } from '../detect/scan-source.ts';

const CALL = 'def ask(client):\n    client.post("https://api.openai.com/v1/chat/completions", json={})\n';
const KEY = `KEY = "${['sk', 'proj', 'a1B2c3D4'.repeat(6)].join('-')}"\n`;

it.each([
  ['a call', 'services/chat/ask.py', CALL],
  ['a call in a file whose name is no glob', 'services/[chat]/ask.py', CALL],
  ['a key', 'settings.py', KEY],
])('what is asked for is an exception that policy takes, and that fits: %s', async (_, path, text) => {
  const [found] = (await scanTree({ [path]: text })).findings;
  if (!found) throw new Error('There is nothing to except.');
  const repositoryUrl = 'https://github.com/acme/chat';
  const link = exceptionLink(found, { repositoryUrl, contact: '@acme/llm', pullNumber: 1 });
  const [, url = ''] = /\((https:.*)\)$/.exec(link ?? '') ?? [];
  const [, entry = ''] = /```yaml\n([\s\S]*?)```/.exec(new URL(url).searchParams.get('body') ?? '') ?? [];
  const load = loadPolicy(entry);
  if (!load.ok) throw new Error(JSON.stringify(load.problems));
  const after = await scanTree({ [path]: text }, load.policy);
  expect(after.excepted).toHaveLength(1);
  expect(after.findings).toEqual([]);
});
