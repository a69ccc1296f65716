import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { scanTree } from '../scan-source.ts';

const NAMED = defaultPolicy().gateway.config;

const FAULTY = `model_list:
  - model_name: a
    litellm_params: { model: openai/x, timeout: 0 }
`;

const RIGHT = FAULTY.replace('timeout: 0', 'timeout: 30');

/** Findings of the rule as `path:line what`. */
async function found(files: Record<string, string>): Promise<string[]> {
  const { findings } = await scanTree(files);
  return findings
    .filter(({ rule }) => rule === 'gateway-config')
    .map(({ path, range, what }) => `${path}:${range.startLine} ${what}`);
}

const TIMEOUT = 'model_list[a].litellm_params.timeout (timeout)';

describe('gateway-config', () => {
  it('finds what LiteLLM would not take, in the file that policy names', async () => {
    expect(await found({ [NAMED]: FAULTY })).toEqual([`${NAMED}:3 ${TIMEOUT}`]);
    expect(await found({ [NAMED]: RIGHT })).toEqual([]);
  });

  it('looks at no other file where that one is there, and at each that reads like one where it is not', async () => {
    expect(await found({ [NAMED]: RIGHT, 'deploy/other.yaml': FAULTY })).toEqual([]);
    expect(await found({ 'deploy/one.yaml': FAULTY, 'deploy/two.yml': FAULTY })).toEqual([
      `deploy/one.yaml:3 ${TIMEOUT}`,
      `deploy/two.yml:3 ${TIMEOUT}`,
    ]);
  });

  it('finds a file that cannot be read', async () => {
    expect(await found({ [NAMED]: `${RIGHT}  - litellm_params: [\n` })).toEqual([
      expect.stringContaining('the file (yaml-syntax)'),
    ]);
  });

  it('leaves warnings to tollgate validate, and tests alone', async () => {
    const variable = RIGHT.replace('timeout: 30', `api_key: "$\u007bKEY}"`);
    expect(await found({ [NAMED]: variable })).toEqual([]);
    expect(await found({ 'tests/config.yaml': FAULTY })).toEqual([]);
  });

  it('keeps its identity where entries are moved', async () => {
    const before = (await scanTree({ [NAMED]: FAULTY })).findings;
    const moved = FAULTY.replace(
      'model_list:\n',
      'model_list:\n  - model_name: first\n    litellm_params: { model: openai/y }\n',
    );
    const after = (await scanTree({ [NAMED]: moved })).findings;
    expect(after.map(({ fingerprint }) => fingerprint)).toEqual(before.map(({ fingerprint }) => fingerprint));
  });

  it('shows no key', async () => {
    const key = ['sk', 'proj', 'Qb7Xd2Wf9Gz4Rj5Tl6Vn3Yp8'].join('-');
    const { findings } = await scanTree({ [NAMED]: RIGHT.replace('timeout: 30', `api_key: ${key}`) });
    expect(findings.map(({ rule }) => rule)).toContain('gateway-config');
    expect(JSON.stringify(findings)).not.toContain(key.slice(8));
  });
});
