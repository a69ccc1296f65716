import { describe, expect, it } from 'vitest';
import { branchMatcher, branchPrefixes } from '../../src/policy/branches.ts';

describe('the branches that policy watches', () => {
  it.each([
    [['release/**'], 'release/1', true],
    [['release/**'], 'release/2025/q1', true],
    [['release/*'], 'release/2025/q1', false],
    [['release/**'], 'release-1', false],
    [['next'], 'next', true],
    [['next'], 'next/1', false],
    [['*'], '.hidden', true],
    [['v1.x'], 'v1xx', false],
    [[], 'main', false],
  ])('are those of %j: %s is %s', (branches, name, isWatched) => {
    expect(branchMatcher({ branches })(name)).toBe(isWatched);
  });

  it.each([
    [
      ['release/**', 'release-*', 'next'],
      ['release/', 'release-', 'next'],
    ],
    [['release/**', 'release/1'], ['release/']],
    [['{main,next}', 'next'], ['']],
    [['v+(1|2)'], ['v']],
    [[], []],
  ])('are asked for by what %j begin with', (branches, prefixes) => {
    expect(branchPrefixes({ branches })).toEqual(prefixes);
  });
});
