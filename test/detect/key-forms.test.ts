import { describe, expect, it } from 'vitest';
import { keysIn } from '../../src/detect/keys/key-forms.ts';

/** Put together here, since no file may hold what looks like a key. */
const key = (...parts: string[]): string => `sk-${parts.join('')}`;

describe('what looks like a key', () => {
  it('is none where every character is typed four times over', () => {
    expect(keysIn(key('zzzz', '9999', 'aaaa', '8888', 'bbbb', '7777'))).toEqual([]);
  });

  it('is none where digits are counted down', () => {
    expect(keysIn(key('proj-', 'q', '09876', '54321', 'FEDCBA'))).toEqual([]);
  });

  it('is none where digits are counted up in it', () => {
    expect(keysIn(key('d0daba', '1234', '5678', 'fd8eb7b8', 'd31c9e0a'))).toEqual([]);
  });

  it('is one where a run happens to be in it', () => {
    expect(keysIn(key('Qz7x', '9999', 'pL2w', 'Rt5k', 'Vb8n', 'Yc3m'))).toHaveLength(1);
  });
});
