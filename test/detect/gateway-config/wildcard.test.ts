import { expect, it } from 'vitest';
import { matchesWildcard } from '../../../src/detect/gateway-config/wildcard.ts';

it.each<[string, string, boolean]>([
  ['openai/*', 'openai/gpt-4o', true],
  ['openai/*', 'openai/', true],
  ['openai/*', 'anthropic/x', false],
  ['*', 'anything', true],
  ['fo::*:static::*', 'fo::hi::static::hi', true],
  ['*-mini', 'gpt-4o-mini', true],
  ['*-mini', 'gpt-4o-mini-2', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a.c', 'abc', false],
  ['a', 'a', true],
  [`${'*a'.repeat(500)}b`, 'a'.repeat(5_000), false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matchesWildcard(pattern, name)).toBe(expected);
});
