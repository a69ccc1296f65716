import { describe, it } from 'vitest';
import { projectFixture, runTool } from './fixture.ts';

const PACKAGE = {
  name: 'fixture',
  type: 'module',
  bin: { fixture: 'bin/tollgate.mjs' },
  dependencies: { picomatch: '*' },
  devDependencies: { '@types/picomatch': '*', vitest: '*' },
};

/** A project in which no tool finds anything; each test plants its fault in it. */
const SOUND = {
  'package.json': `${JSON.stringify(PACKAGE, null, 2)}\n`,
  'bin/tollgate.mjs': "import { main } from '../src/cli/main.ts';\n\nmain();\n",
  'src/cli/main.ts':
    "import picomatch from 'picomatch';\nimport { greeting } from './greeting.ts';\n\n" +
    'export function main(): boolean {\n  return picomatch(greeting)(greeting);\n}\n',
  'src/cli/greeting.ts': "export const greeting: string = 'hello';\n",
  'test/main.test.ts':
    "import { expect, it } from 'vitest';\nimport { main } from '../src/cli/main.ts';\n\n" +
    "it('runs', () => {\n  expect(main()).toBe(true);\n});\n",
};

function project(planted: Record<string, string> = {}): string {
  return projectFixture({ ...SOUND, ...planted });
}

const format = (folder: string) => runTool(folder, 'biome', ['ci', '.']);
const types = (folder: string) => runTool(folder, 'tsc', ['--noEmit']);
const dead = (folder: string) => runTool(folder, 'knip', ['--no-progress']);

describe.concurrent('format and lint', () => {
  it('pass what keeps to them', async ({ expect }) => {
    expect(await format(project())).toMatchObject({ status: 0 });
  });

  it.for([
    [
      'a file that is not formatted',
      'export const a = {b:1}\n',
      'File content differs from formatting output',
    ],
    ['any', 'export const a: any = 1;\n', 'noExplicitAny'],
    ['a non-null assertion', 'export const a = process.argv[0]!;\n', 'noNonNullAssertion'],
    [
      'a type imported as a value',
      "import { Stats } from 'node:fs';\n\nexport type A = Stats;\n",
      'useImportType',
    ],
    [
      'an import that is not used',
      "import { join } from 'node:path';\n\nexport const a = 1;\n",
      'noUnusedImports',
    ],
  ] as const)('stop %s', async ([, source, complaint], { expect }) => {
    const { status, output } = await format(project({ 'src/cli/planted.ts': source }));
    expect(output).toContain(complaint);
    expect(status).not.toBe(0);
  });

  it.for([
    ['src/gate/late.ts', "export const asked = fetch('https://example.com');\n", 'noRestrictedGlobals'],
    ['src/detect/setting.ts', 'export const home = process.env.HOME;\n', 'noRestrictedGlobals'],
    ['src/debt/now.ts', 'export const now = new Date();\n', 'has no clock'],
    ['src/policy/now.ts', 'export const now = Date.now();\n', 'has no clock'],
  ] as const)(
    'stop what acts in a room that only decides: %s',
    async ([path, source, complaint], { expect }) => {
      const { status, output } = await format(project({ [path]: source }));
      expect(output).toContain(complaint);
      expect(status).not.toBe(0);
    },
  );
});

describe.concurrent('types', () => {
  it('pass what keeps to them', async ({ expect }) => {
    expect(await types(project())).toMatchObject({ status: 0 });
  });

  it('stop every planted fault', async ({ expect }) => {
    const { status, output } = await types(
      project({
        'src/wrong.ts': "export const a: number = 'one';\n",
        'src/unchecked.ts': 'export const b: string = process.argv[9];\n',
        'src/optional.ts': 'export const c: { d?: number } = { d: undefined };\n',
        'src/enum.ts': 'export enum E {\n  A,\n}\n',
        'test/wrong.ts': "export const f: number = 'one';\n",
      }),
    );
    expect(output).toMatch(/src\/wrong\.ts.*TS2322/);
    expect(output).toMatch(/src\/unchecked\.ts.*TS2322/);
    expect(output).toMatch(/src\/optional\.ts.*TS2375/);
    expect(output).toMatch(/src\/enum\.ts.*TS1294/);
    expect(output).toMatch(/test\/wrong\.ts.*TS2322/);
    expect(status).not.toBe(0);
  });
});

describe.concurrent('dead code', () => {
  it('passes a project in which everything is used', async ({ expect }) => {
    const { status, output } = await dead(project());
    expect(output).not.toContain('Unused');
    expect(status).toBe(0);
  });

  it('stops every planted fault', async ({ expect }) => {
    const { status, output } = await dead(
      project({
        'package.json': JSON.stringify({ ...PACKAGE, dependencies: { ...PACKAGE.dependencies, zod: '*' } }),
        'src/cli/greeting.ts': "export const greeting: string = 'hello';\nexport const farewell = 'bye';\n",
        'src/cli/forgotten.ts': "import 'commander';\n",
        'test/double.ts': 'export const double = 1;\n',
      }),
    );
    expect(output).toMatch(/Unused files[\s\S]*src\/cli\/forgotten\.ts/);
    expect(output).toMatch(/Unused files[\s\S]*test\/double\.ts/);
    expect(output).toMatch(/Unused dependencies[\s\S]*zod/);
    expect(output).toMatch(/Unused exports[\s\S]*farewell/);
    expect(status).not.toBe(0);
  });
});
