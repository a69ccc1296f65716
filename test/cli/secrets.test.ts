import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../project/fixture.ts';
import { tollgate } from './run.ts';

const random = () => randomBytes(24).toString('hex');
const keys = {
  argument: `sk-proj-${random()}`,
  header: random(),
  query: random(),
  comment: `ghp_${random()}`,
  policy: `glpat-${random()}`,
};

const CODE = [
  'import requests',
  'from openai import OpenAI',
  `client = OpenAI(api_key="${keys.argument}")`,
  'def ask(text):',
  '    # TODO: TECH DEBT - Direct LLM call bypassing gateway',
  `    # Issue: 7 - The token ${keys.comment} is refused`,
  `    return requests.post("https://api.openai.com/v1/chat/completions?key=${keys.query}", headers={"Authorization": "Bearer ${keys.header}"})`,
  '',
].join('\n');

describe.each(['pretty', 'json', 'sarif', 'github'])('what scan says as %s', (format) => {
  it('holds no key of the code', async () => {
    const { out, err, exitCode } = await tollgate(
      'scan',
      temporaryFolder({ 'ask.py': CODE }),
      '--format',
      format,
    );
    expect(exitCode).toBe(1);
    expect(out).toContain('hardcoded-key');
    for (const key of Object.values(keys)) expect((out + err).includes(key)).toBe(false);
  });

  it('holds no key that somebody put into the policy file', async () => {
    const folder = temporaryFolder({ '.github/tollgate.yml': `contact: ${keys.policy}\n`, 'ask.py': CODE });
    const { out, err } = await tollgate('scan', folder, '--format', format);
    expect((out + err).includes('contact')).toBe(true);
    expect((out + err).includes(keys.policy)).toBe(false);
  });
});
