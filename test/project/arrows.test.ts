import { describe, expect, it } from 'vitest';
import { projectFixture, REPOSITORY, runTool } from './fixture.ts';

interface Cruise {
  violations: string[];
  modules: number;
}

async function cruise(folder: string, roots: string[]): Promise<Cruise> {
  const config = ['--config', '.dependency-cruiser.mjs'];
  const { output } = await runTool(folder, 'depcruise', [...roots, ...config, '--output-type', 'json']);
  const { summary } = JSON.parse(output);
  return {
    violations: summary.violations.map(
      (violation: { rule: { name: string }; from: string }) => `${violation.rule.name}: ${violation.from}`,
    ),
    modules: summary.totalCruised,
  };
}

const PACKAGE = JSON.stringify({
  name: 'fixture',
  type: 'module',
  dependencies: { probot: '*', 'drizzle-orm': '*', pg: '*', 'ts-morph': '*', picomatch: '*' },
  devDependencies: { '@octokit/rest': '*', vitest: '*' },
});

/** Modules that keep every rule; faults are added to them. */
const SOUND = {
  'package.json': PACKAGE,
  'src/app.ts':
    "import 'probot';\nimport './gate/gate.ts';\nimport './github/client.ts';\nimport './store/store.ts';\n",
  'src/gate/gate.ts': "import type { Debt } from '../debt/debt.ts';\nexport type Gate = Debt;\n",
  'src/debt/debt.ts': "import type { Fact } from '../detect/detect.ts';\nexport type Debt = Fact;\n",
  'src/detect/detect.ts':
    "import { createHash } from 'node:crypto';\nimport type { Rule } from '../policy/policy.ts';\nimport 'ts-morph';\n" +
    'export type Fact = Rule | typeof createHash;\n',
  'src/detect/worker/pool.ts': "import 'node:worker_threads';\nimport '../detect.ts';\n",
  'src/policy/policy.ts': "import 'picomatch';\nexport type Rule = 1;\n",
  'src/github/client.ts':
    "import 'probot';\nimport type { Gate } from '../gate/gate.ts';\nexport type Client = Gate;\n",
  'src/store/store.ts': "import 'drizzle-orm';\nimport 'pg';\n",
};

/** One planted module a rule, and the rule that must name it. */
const FAULTS: [path: string, source: string, rule: string][] = [
  ['src/policy/up.ts', "import '../detect/detect.ts';\n", 'policy-looks-down-only'],
  [
    'src/detect/up.ts',
    "import type { Debt } from '../debt/debt.ts';\nexport type X = Debt;\n",
    'detect-looks-down-only',
  ],
  ['src/detect/rules/code/up.ts', "import '../custom-retry/loops.ts';\n", 'shared-by-rules-knows-no-rule'],
  ['src/debt/up.ts', "import '../gate/gate.ts';\n", 'debt-looks-down-only'],
  ['src/gate/act.ts', "import '../github/client.ts';\n", 'gate-looks-down-only'],
  ['src/github/up.ts', "import '../app.ts';\n", 'actors-are-called-from-above'],
  ['src/store/up.ts', "import '../jobs/job.ts';\n", 'actors-are-called-from-above'],
  ['src/detect/disk.ts', "import 'node:fs';\n", 'pure-rooms-touch-nothing'],
  ['src/gate/late.ts', "export const load = () => import('node:http');\n", 'pure-rooms-touch-nothing'],
  ['src/debt/process.ts', "import 'child_process';\n", 'pure-rooms-touch-nothing'],
  ['src/detect/thread.ts', "import 'node:worker_threads';\n", 'pure-rooms-touch-nothing'],
  ['src/detect/worker/disk.ts', "import 'node:fs/promises';\n", 'threads-only-thread'],
  ['src/jobs/call.ts', "import 'probot';\n", 'only-github-calls-github'],
  ['src/web/rows.ts', "import 'drizzle-orm/pg-core';\n", 'only-store-speaks-sql'],
  ['src/cli/parse.ts', "import 'ts-morph';\n", 'only-detect-parses'],
  ['src/jobs/tested.ts', "import '../../test/double.ts';\n", 'src-stands-without-tests'],
  ['src/web/dev.ts', "import 'vitest';\n", 'src-stands-without-development-packages'],
  ['src/jobs/gone.ts', "import './nowhere.ts';\n", 'no-unresolvable'],
  ['src/jobs/alone.ts', 'export const alone = 1;\n', 'no-orphan'],
  ['src/jobs/egg.ts', "import type { Hen } from './hen.ts';\nexport type Egg = Hen[];\n", 'no-cycle'],
];

const COMPANIONS = {
  'src/detect/rules/custom-retry/loops.ts': "import '../../detect.ts';\n",
  'src/jobs/job.ts': "import '../app.ts';\n",
  'src/jobs/hen.ts': "import type { Egg } from './egg.ts';\nexport type Hen = Egg | 1;\n",
  'test/double.ts': 'export const double = 1;\n',
};

describe('the arrows between the rooms', () => {
  it.concurrent('let a project through that keeps them', async ({ expect }) => {
    const sound = await cruise(projectFixture(SOUND), ['src']);
    expect(sound.violations).toEqual([]);
    expect(sound.modules).toBeGreaterThan(8);
  });

  it.concurrent('stop every planted fault, and nothing beside them', async ({ expect }) => {
    const planted = Object.fromEntries(FAULTS.map(([path, source]) => [path, source]));
    const { violations } = await cruise(projectFixture({ ...SOUND, ...COMPANIONS, ...planted }), ['src']);
    expect(violations.sort()).toEqual(FAULTS.map(([path, , rule]) => `${rule}: ${path}`).sort());
  });

  it.concurrent('are looked for in every module of this repository', async ({ expect }) => {
    // With a TypeScript that it cannot read, dependency-cruiser says "no violations (0 modules)" and passes everything.
    const { modules } = await cruise(REPOSITORY, ['src', 'test', 'bin']);
    expect(modules).toBeGreaterThan(30);
  });
});

it('every rule has a planted fault that shows it at work', async () => {
  const { default: config } = await import('../../.dependency-cruiser.mjs');
  const names = config.forbidden?.map((rule) => rule.name) ?? [];
  expect(new Set(names)).toEqual(new Set(FAULTS.map(([, , rule]) => rule)));
});
