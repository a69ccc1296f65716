// The arrows between the rooms: cli, app, jobs, web → gate → debt → detect → policy. github and store act, and are
// called from above only. `test/project/arrows.test.ts` shows that each rule fails on a planted fault.

const PURE_ROOMS = '^src/(policy|detect|debt|gate)/';
const THREADS = '^src/detect/worker/';

/** Node's own modules that only compute: the same arguments always give the same answer. */
const COMPUTING_BUILTINS = '^(node:)?(assert|buffer|crypto|module|path|string_decoder|url|util|zlib)(/|$)';
/**
 * What the worker threads of `detect` need on top: threads, how many of them the machine can run, copies of what they know,
 * and their heaps (V8's collector is to be had through `vm`).
 */
const THREADING_BUILTINS =
  '^(node:)?(async_hooks|events|os|perf_hooks|process|timers|v8|vm|worker_threads)(/|$)';

/** Where Probot is started, fed and set up; none of them calls GitHub. */
const PROBOTS_DOORS = '(app|start|jobs/handlers|web/setup-wizard|web/webhooks)\\.ts$';

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/**
 * A room that may import nothing of `src` but itself, the rooms below it, and where the package's own files lie.
 * @param {string} room
 * @param {string[]} roomsBelow
 * @param {string} comment
 * @returns {Rule}
 */
function seesOnly(room, roomsBelow, comment) {
  return {
    name: `${room}-looks-down-only`,
    comment,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: `^src/((${[room, ...roomsBelow].join('|')})/|package\\.ts$)` },
  };
}

/**
 * Packages that one part of `src` alone may import.
 * @param {string} name
 * @param {string} owners
 * @param {string[]} packages
 * @param {string} comment
 * @returns {Rule}
 */
function keptIn(name, owners, packages, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: '^src/', pathNot: owners },
    to: { path: `(^|node_modules/)(${packages.join('|')})(/|$)` },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    seesOnly('policy', [], 'Policy says what is allowed; it has nothing below it to ask.'),
    seesOnly(
      'detect',
      ['policy'],
      'Findings follow from source text and policy alone, or they could not be cached.',
    ),
    seesOnly(
      'debt',
      ['detect', 'policy'],
      'What a bypass owes does not depend on who asks or where it is stored.',
    ),
    seesOnly(
      'gate',
      ['debt', 'detect', 'policy'],
      'A verdict is a function of plain data, so that it can be judged again from the store.',
    ),
    {
      name: 'shared-by-rules-knows-no-rule',
      comment:
        'calls, code and services serve every rule; what they ask of one rule would bind all others to it.',
      severity: 'error',
      from: { path: '^src/detect/rules/(calls|code|services)/' },
      to: { path: '^src/detect/rules/(?!(calls|code|services)/|rule\\.ts$)' },
    },
    {
      name: 'actors-are-called-from-above',
      comment: 'github and store act when they are told to; they never reach up to what decides when.',
      severity: 'error',
      from: { path: '^src/(github|store)/' },
      to: { path: '^src/((app|start)\\.ts$|cli/|jobs/|web/)' },
    },
    {
      name: 'pure-rooms-touch-nothing',
      comment: 'What decides has no network, no disk and no clock: it is tested by tables, without doubles.',
      severity: 'error',
      from: { path: PURE_ROOMS, pathNot: THREADS },
      to: { dependencyTypes: ['core'], pathNot: COMPUTING_BUILTINS },
    },
    {
      name: 'threads-only-thread',
      comment:
        'The worker threads of detect bound parsing in time and memory; they too read no disk and no network.',
      severity: 'error',
      from: { path: THREADS },
      to: { dependencyTypes: ['core'], pathNot: [COMPUTING_BUILTINS, THREADING_BUILTINS] },
    },
    keptIn(
      'only-github-calls-github',
      `^src/(github/|${PROBOTS_DOORS})`,
      ['octokit', '@octokit', 'probot'],
      'Every call to GitHub is in src/github, so that limits, retries and markers are kept in one place.',
    ),
    keptIn(
      'only-store-speaks-sql',
      '^src/store/',
      ['drizzle-orm', 'pg', '@electric-sql'],
      'The database decides who is right; its schema and its transactions have one owner.',
    ),
    keptIn(
      'only-detect-parses',
      '^src/detect/',
      ['ts-morph', '@ts-morph', 'web-tree-sitter', 'tree-sitter-python'],
      'Parsers read hostile text: they run in the bounded threads of detect and nowhere else.',
    ),
    {
      name: 'src-stands-without-tests',
      comment: 'What is shipped never depends on what checks it.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'src-stands-without-development-packages',
      comment: 'The package and the image hold production dependencies only; types vanish before they run.',
      severity: 'error',
      from: { path: '^(src|bin)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycle',
      comment: 'Modules that import each other, even for types alone, are one module that does not say so.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'A module that imports nothing and that nobody imports is left over, or not finished.',
      severity: 'error',
      from: { orphan: true },
      to: {},
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that cannot be followed is an arrow that no rule here can see.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Types are arrows too: without this, `import type` of a forbidden room passes unseen.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    detectProcessBuiltinModuleCalls: true,
    exoticRequireStrings: ['require', 'createRequire'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
