import { describe, expect, it } from 'vitest';
import { isSourcePath, languageOf } from '../../src/detect/languages.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';

describe('languageOf', () => {
  it.each([
    ['a.py', 'python'],
    ['stubs/a.pyi', 'python'],
    ['src/a.ts', 'typescript'],
    ['src/a.mts', 'typescript'],
    ['src/a.cts', 'typescript'],
    ['src/App.TSX', 'tsx'],
    ['a.js', 'javascript'],
    ['a.jsx', 'javascript'],
    ['a.mjs', 'javascript'],
    ['a.cjs', 'javascript'],
    ['docker-compose.yml', 'environment-yaml'],
    ['deploy/.env.production', 'environment'],
    ['Dockerfile', 'environment-dockerfile'],
    ['a.d.ts', null],
    ['a.d.mts', null],
    ['jquery.min.js', null],
    ['README.md', null],
    ['py', null],
    ['constructor', null],
    ['a.toString', null],
  ])('%s is %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});

describe('isSourcePath', () => {
  it.each([
    ['src/a.ts', true],
    ['src/a.test.ts', true],
    ['tests/a.py', true],
    ['.github/scripts/a.py', true],
    ['node_modules/openai/index.js', false],
    ['docs/a.md', false],
  ])('%s: %s under the default policy', (path, expected) => {
    expect(isSourcePath(path, defaultPolicy())).toBe(expected);
  });

  it('asks the policy that it is given', () => {
    expect(isSourcePath('tests/a.py', { paths: { ignore: [], tests: [] } })).toBe(true);
    expect(isSourcePath('src/a.py', { paths: { ignore: ['src/**'], tests: [] } })).toBe(false);
  });
});
