import fc from 'fast-check';
import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { ignoreMatcher, testMatcher } from '../../src/policy/ignore.ts';

describe('the paths that are ignored by default', () => {
  const isUnread = ignoreMatcher(defaultPolicy());
  const isTest = testMatcher(defaultPolicy());
  const isIgnored = (path: string) => isUnread(path) || isTest(path);

  it('hold tests apart, in which keys are looked for', () => {
    expect([isUnread('tests/a.py'), isTest('tests/a.py')]).toEqual([false, true]);
    expect([isUnread('vendor/a.py'), isTest('vendor/a.py')]).toEqual([true, false]);
  });

  it.each([
    'tests/test_chat.py',
    'services/chat/tests/fixtures/call.py',
    'src/__tests__/chat.ts',
    'src/chat.test.ts',
    'src/chat.spec.tsx',
    'test_chat.py',
    'services/chat/chat_test.py',
    'conftest.py',
    'web/e2e/mock-server.ts',
    'e2e_tests/compose.yml',
    'src/chat/Menu.stories.tsx',
    '.storybook/preview.ts',
    'node_modules/openai/index.js',
    'web/node_modules/.cache/x.js',
    'vendor/openai/client.py',
    '.venv/lib/python3.12/site-packages/openai/__init__.py',
    'web/dist/bundle.js',
    'src/generated/client.ts',
    'app/static/web/_next/static/chunks/949-4b7f5a091d97fe2c.js',
    'web/.build/server/app/api/chat/route.js',
    'public/js/main.3f2a.chunk.js',
    'proto/chat_pb2.py',
    'static/app.min.js',
  ])('hold %s: a test, vendored or generated', (path) => {
    expect(isIgnored(path)).toBe(true);
  });

  it.each([
    'services/chat/summary.py',
    'src/chat.ts',
    'src/contest.py',
    'src/latest/chat.py',
    'src/testing.py',
    'src/stories/chat.ts',
    'src/e2e.ts',
    'src/build/chat.ts',
    '.github/scripts/review.py',
    'src/distribution/chat.ts',
  ])('do not hold %s', (path) => {
    expect(isIgnored(path)).toBe(false);
  });
});

describe('the paths that policy ignores', () => {
  const matcher = (ignore: string[]) => ignoreMatcher({ paths: { ignore, tests: [] } });

  it('are those that picomatch finds', () => {
    const piece = fc.constantFrom(
      'a',
      'b.py',
      '.a',
      '.',
      '*',
      '**',
      '?',
      '/',
      '{a,b}',
      '[ab]',
      '!(a)',
      '$',
      '^',
    );
    const globs = fc.array(fc.array(piece, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
    const paths = fc.array(fc.constantFrom('a', 'b.py', '.a', 'ab', '$', '^', '/'), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(globs, paths, (some, pieces) => {
        const ignore = some.map((one) => one.join(''));
        const path = pieces.join('');
        expect(matcher(ignore)(path)).toBe(picomatch(ignore, { dot: true, nonegate: true })(path));
      }),
      { numRuns: 1_000 },
    );
  });

  it('are none if the list is empty', () => {
    expect(matcher([])('tests/a.py')).toBe(false);
  });

  it('reach into dot folders', () => {
    expect(matcher(['tools/**'])('tools/.hidden/a.py')).toBe(true);
  });

  it('take an exclamation mark for what it is in a file name', () => {
    expect(matcher(['!src/**'])('lib/a.py')).toBe(false);
  });
});
