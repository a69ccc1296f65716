import { describe, expect, it } from 'vitest';
import { modulePaths } from '../../../src/detect/link/module-paths.ts';
import { extractModuleConfig } from '../../../src/detect/module-config/extract.ts';
import { isModuleConfigPath } from '../../../src/detect/module-config/language.ts';
import type { Registry } from '../../../src/detect/registry.ts';

type Tree = Record<string, unknown>;

/** Which file of a tree an import means; a file's value is what its JSON says. */
function target(tree: Tree, from: string, module: string, registry: Registry): string | null {
  const configs = Object.entries(tree).flatMap(([path, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const { modules } = isModuleConfigPath(path) ? extractModuleConfig(text) : {};
    return modules ? [[path, modules] as const] : [];
  });
  return modulePaths(new Set(Object.keys(tree)), new Map(configs)).target(from, registry, module);
}

const paths = (value: Record<string, string[]>, more: object = {}) => ({
  compilerOptions: { paths: value, ...more },
});

describe('the file that a script means', () => {
  it.each<[string, Tree, string, string, string | null]>([
    ['a sibling', { 'a/b.ts': '' }, 'a/a.ts', './b', 'a/b.ts'],
    ['a `.js` that is a `.ts`', { 'a/b.ts': '' }, 'a/a.ts', './b.js', 'a/b.ts'],
    ['a `.jsx` that is a `.tsx`', { 'a/b.tsx': '' }, 'a/a.ts', './b.jsx', 'a/b.tsx'],
    ['an index file', { 'b/index.ts': '' }, 'a/a.ts', '../b', 'b/index.ts'],
    ['its own folder', { 'a/index.ts': '' }, 'a/a.ts', '.', 'a/index.ts'],
    ['a name with a dot', { 'a/b.config.ts': '' }, 'a/a.ts', './b.config', 'a/b.config.ts'],
    ['nothing', { 'a/b.ts': '' }, 'a/a.ts', './c', null],
    [
      'an alias, from baseUrl',
      { 'tsconfig.json': paths({ '@/*': ['app/*'] }, { baseUrl: './code' }), 'code/app/b.ts': '' },
      'code/a.ts',
      '@/b',
      'code/app/b.ts',
    ],
    [
      'the second place of an alias',
      { 'tsconfig.json': paths({ 'x/*': ['gone/*', 'there/*'] }), 'there/b.ts': '' },
      'a.ts',
      'x/b',
      'there/b.ts',
    ],
    [
      'the longest alias',
      { 'jsconfig.json': paths({ '@/*': ['a/*'], '@/lib/*': ['b/*'] }), 'a/lib/x.js': '', 'b/x.js': '' },
      'm.js',
      '@/lib/x',
      'b/x.js',
    ],
    [
      'an alias with a fixed end',
      { 'tsconfig.json': paths({ '@acme/*': ['packages/*/src/index.ts'] }), 'packages/llm/src/index.ts': '' },
      'a.ts',
      '@acme/llm',
      'packages/llm/src/index.ts',
    ],
    [
      'what a configuration extends, which extends another',
      {
        'apps/web/tsconfig.json': { extends: '../../config/base' },
        'config/base.json': '',
        'config/tsconfig.json': '',
        'apps/web/tsconfig.app.json': { extends: ['./tsconfig.json', '../../tsconfig.base.json'] },
        'tsconfig.base.json': paths({ '#s': ['libs/s.ts'] }),
        'libs/s.ts': '',
      },
      'apps/web/a.ts',
      '#s',
      'libs/s.ts',
    ],
    [
      'the nearest configuration',
      {
        'tsconfig.json': paths({ '@/*': ['src/*'] }),
        'web/tsconfig.json': paths({ '@/*': ['code/*'] }),
        'src/b.ts': '',
        'web/code/b.ts': '',
      },
      'web/code/a.ts',
      '@/b',
      'web/code/b.ts',
    ],
    [
      'configurations that extend each other',
      {
        'tsconfig.json': { extends: './tsconfig.b.json' },
        'tsconfig.b.json': { extends: './tsconfig.json' },
      },
      'a.ts',
      'b',
      null,
    ],
    [
      "a package's own name for a part",
      {
        'package.json': { imports: { '#lib/*': { types: './x.d.ts', default: './src/lib/*.js' } } },
        'src/lib/b.ts': '',
      },
      'src/a.ts',
      '#lib/b',
      'src/lib/b.ts',
    ],
    [
      'a package of the tree by its entry, before it is built',
      {
        'packages/llm/package.json': { name: '@acme/llm', main: './dist/index.js' },
        'packages/llm/src/index.ts': '',
      },
      'apps/a.ts',
      '@acme/llm',
      'packages/llm/src/index.ts',
    ],
    [
      'a part of a package of the tree by its exports',
      {
        'packages/llm/package.json': {
          name: 'llm-lib',
          exports: { './client': { import: './dist/esm/client.js' } },
        },
        'packages/llm/src/client.ts': '',
      },
      'apps/a.ts',
      'llm-lib/client',
      'packages/llm/src/client.ts',
    ],
    ['a package from elsewhere', { 'src/left-pad.ts': '' }, 'src/a.ts', 'left-pad', null],
    [
      'an SDK, whatever an alias says',
      { 'tsconfig.json': paths({ openai: ['src/openai.ts'] }), 'src/openai.ts': '' },
      'src/a.ts',
      'openai',
      null,
    ],
    ['`@/` without any configuration', { 'web/src/b.ts': '' }, 'web/src/x/a.ts', '@/b', 'web/src/b.ts'],
  ])('%s', (_, tree, from, module, expected) => {
    expect(target(tree, from, module, 'npm')).toBe(expected);
  });
});

describe('the file that Python means', () => {
  const tree = (...names: string[]) => Object.fromEntries(names.map((name) => [name, '']));
  it.each<[string, Tree, string, string, string | null]>([
    ['a package at the top', tree('app/__init__.py', 'app/b.py'), 'app/x/a.py', 'app.b', 'app/b.py'],
    ['a folder without __init__', tree('app/b.py'), 'app/a.py', 'app.b', 'app/b.py'],
    [
      'a package below src',
      tree('src/app/__init__.py', 'src/app/b.py'),
      'tests/a.py',
      'app.b',
      'src/app/b.py',
    ],
    ['a package itself', tree('app/__init__.py'), 'a.py', 'app', 'app/__init__.py'],
    ['a script next to it', tree('tools/b.py'), 'tools/a.py', 'b', 'tools/b.py'],
    ['no sibling in a package', tree('app/__init__.py', 'app/b.py'), 'app/a.py', 'b', null],
    [
      'a package of another folder of the tree',
      tree('libs/shared/acme/__init__.py', 'libs/shared/acme/urls.py'),
      'services/chat/main.py',
      'acme.urls',
      'libs/shared/acme/urls.py',
    ],
    [
      'of two packages of a name the nearer',
      tree('one/acme/__init__.py', 'one/acme/u.py', 'two/acme/__init__.py', 'two/acme/u.py'),
      'two/main.py',
      'acme.u',
      'two/acme/u.py',
    ],
    ['never itself', tree('redis.py'), 'redis.py', 'redis', null],
    [
      'a folder that is run in and marked as a package',
      tree('bot/__init__.py', 'bot/config/__init__.py', 'bot/config/settings.py'),
      'bot/services/a.py',
      'config.settings',
      'bot/config/settings.py',
    ],
    ['an SDK, whatever a folder is called', tree('openai/__init__.py'), 'a.py', 'openai', null],
    ['the standard library', tree('app/a.py'), 'app/a.py', 'json', null],
    ['the parent of a package', tree('app/b.py'), 'app/x/a.py', '..b', 'app/b.py'],
  ])('%s', (_, files, from, module, expected) => {
    expect(target(files, from, module, 'pypi')).toBe(expected);
  });
});

it.each([
  ['{ // why\n "compilerOptions": { /* x */ "baseUrl": "a", }, }', 'a'],
  ['\uFEFF{ "compilerOptions": { "baseUrl": "http://x//y,}" } }', 'http://x//y,}'],
  ['{ "compilerOptions": { "baseUrl": 5 } }', null],
])('a configuration is read as the compiler reads it: %s', (text, baseUrl) => {
  expect(extractModuleConfig(text).modules?.baseUrl).toBe(baseUrl);
});

it.each([
  '',
  '[',
  '{"a',
  '/* '.repeat(100_000),
  '"\\"'.repeat(100_000),
  `${'['.repeat(50_000)}`,
  'null',
  '[1]',
])('what is no configuration says nothing, soon', (text) => {
  expect(extractModuleConfig(text).modules?.paths ?? []).toEqual([]);
});
