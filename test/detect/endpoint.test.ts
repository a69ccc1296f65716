import { describe, expect, it } from 'vitest';
import { clientDestination, requestDestination } from '../../src/detect/endpoint.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

const policy = defaultPolicy();
const local = { ...policy, gateway: { ...policy.gateway, urls: ['http://localhost:4000'] } };
const post = { method: 'POST', body: 'model' } as const;

function kindOf(url: string): string {
  return requestDestination(url, post, local).kind;
}

describe('a gateway on the machine itself', () => {
  it.each(['localhost', '127.0.0.1', '0.0.0.0', '[::1]'])('is meant by %s', (host) => {
    expect(kindOf(`http://${host}:4000/v1/chat/completions`)).toBe('gateway');
  });

  it.each(['http://127.0.0.1:4001', 'http://127.0.0.2:4000', 'http://host.docker.internal:4000'])(
    'is not meant by %s',
    (base) => {
      expect(kindOf(`${base}/v1/chat/completions`)).toBe('direct');
    },
  );

  it('is meant by a client of an SDK too', () => {
    const service = { id: 'openai', name: 'OpenAI', hosts: ['api.openai.com'], sdks: [] };
    expect(clientDestination('http://127.0.0.1:4000/v1', service, local).kind).toBe('gateway');
  });
});
