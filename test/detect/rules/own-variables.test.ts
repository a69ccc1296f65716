import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { GATEWAY, scanTree } from '../scan-source.ts';

/** A team that names its own variable, which its compose file sets to the gateway. */
async function found(code: string): Promise<string[]> {
  const base = defaultPolicy();
  const policy = { ...base, gateway: { ...base.gateway, env: ['LLM_URL', 'LITELLM_PROXY_API_BASE'] } };
  const compose = `services:\n  a:\n    environment:\n      LLM_URL: ${GATEWAY}\n      LITELLM_PROXY_API_BASE: ${GATEWAY}\n`;
  const { findings } = await scanTree({ 'a.py': `${code}\n`, 'compose.yml': compose }, policy);
  return findings.map(({ rule }) => rule);
}

describe("a variable of the organisation's own", () => {
  it("tells where OpenAI's client goes", async () => {
    expect(await found('from openai import OpenAI\nOpenAI()')).toEqual([]);
  });

  it.each([
    'from groq import Groq\nGroq(api_key=key)',
    'from anthropic import Anthropic\nAnthropic()',
    'import voyageai\nvoyageai.Client(api_key=key)',
  ])("moves no other vendor's: %s", async (code) => {
    expect(await found(code)).toEqual(['direct-call']);
  });

  it('moves nothing if it is one that another SDK reads', async () => {
    const base = defaultPolicy();
    const policy = { ...base, gateway: { ...base.gateway, env: ['LITELLM_PROXY_API_BASE'] } };
    const tree = {
      'a.py': 'from openai import OpenAI\nOpenAI()\n',
      '.env': `LITELLM_PROXY_API_BASE=${GATEWAY}\n`,
    };
    const { findings } = await scanTree(tree, policy);
    expect(findings.map(({ rule }) => rule)).toEqual(['direct-call']);
  });
});
