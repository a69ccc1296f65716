import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_IGNORE, defaultPolicy } from '../../src/policy/defaults.ts';
import { loadOrganisationPolicy, loadPolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { policySchema } from '../../src/policy/schema.ts';

const HOUR = 3_600_000;

function loaded(source: string): Policy {
  const load = loadPolicy(source);
  if (!load.ok) throw new Error(load.problems.map(({ message }) => message).join('\n'));
  return load.policy;
}

/** `line:column path: message → mend`, one for each problem. */
function problems(source: string): string[] {
  const load = loadPolicy(source);
  if (load.ok) return [];
  return load.problems.map((problem) => {
    expect(problem.file).toBe('.github/tollgate.yml');
    return `${problem.line}:${problem.column} ${problem.path}: ${problem.message} → ${problem.mend}`;
  });
}

describe('a policy that says nothing', () => {
  it.each([
    ['no file', null],
    ['an empty file', ''],
    ['comments alone', '# later\n'],
    ['empty sections', 'gateway:\nfeatures:\n  labels:\nrules:\n'],
  ])('is the rule book: %s', (_, source) => {
    expect(loadPolicy(source)).toEqual({ ok: true, policy: defaultPolicy() });
  });

  it('has the gateway, the contact and the time-boxes of the rule book', () => {
    expect(defaultPolicy()).toMatchObject({
      gateway: { urls: ['http://zoe-litellm:8001'], env: ['OPENAI_BASE_URL', 'OPENAI_API_BASE'] },
      contact: '@architecture-team',
      timeBox: { emergency: 48 * HOUR, planned: 14 * 24 * HOUR },
      rules: defaultPolicy().rules,
      features: { unclassified: 'feature' },
    });
  });

  it('is a fresh object each time, so that nobody can change the defaults', () => {
    defaultPolicy().paths.ignore.push('**');
    expect(defaultPolicy().paths.ignore).toEqual(DEFAULT_IGNORE);
  });
});

describe('a policy that changes something', () => {
  it('is read key by key', () => {
    const policy = loaded(`
gateway:
  urls: [https://llm.acme.example/v1/, "http://localhost:8001"]
  env: [LLM_BASE_URL]
  config: deploy/gateway.yml
provider:
  module: brain
  factory: makeBrain
  classes: [OldBrain]
  allowed: [litellm, replay]
contact: "@acme/architecture-team"
timeBox:
  emergency: 12h
  planned: 1w
features:
  labels: { Spike: other, Epic: feature }
  types: { deps: other }
  branches: { release: other }
  unclassified: other
rules:
  direct-call: warn
services: [LLM.internal.example, "10.0.0.7:11434"]
`);
    expect(policy).toMatchObject({
      gateway: {
        urls: ['https://llm.acme.example/v1', 'http://localhost:8001'],
        env: ['LLM_BASE_URL'],
        config: 'deploy/gateway.yml',
      },
      provider: {
        module: 'brain',
        factory: 'makeBrain',
        classes: ['OldBrain'],
        allowed: ['litellm', 'replay'],
      },
      contact: '@acme/architecture-team',
      timeBox: { emergency: 12 * HOUR, planned: 7 * 24 * HOUR },
      rules: { ...defaultPolicy().rules, 'direct-call': 'warn' },
      services: ['llm.internal.example', '10.0.0.7:11434'],
    });
    expect(policy.features.labels).toMatchObject({ spike: 'other', epic: 'feature', enhancement: 'feature' });
    expect(policy.features.types).toMatchObject({ deps: 'other', feat: 'feature', fix: 'other' });
    expect(policy.features.branches).toMatchObject({ release: 'other', feat: 'feature' });
    expect(policy.features.unclassified).toBe('other');
  });

  it('may be shorter than the rule book in one time-box and silent about the other', () => {
    expect(loaded('timeBox: { planned: 30s }').timeBox).toEqual({ emergency: 48 * HOUR, planned: 30_000 });
  });

  it('is read as its own documentation writes it', () => {
    const schema = readFileSync(new URL('../../src/policy/schema.ts', import.meta.url), 'utf8');
    const example = /```yaml\n(.*?) \* ```/s.exec(schema)?.[1]?.replace(/^ \* /gm, '') ?? 'missing: example';
    const policy = loaded(example);
    expect(policy.timeBox).toEqual({ emergency: 24 * HOUR, planned: 7 * 24 * HOUR });
    expect(
      Object.keys(policySchema.shape).filter((key) => !new RegExp(`^${key}:`, 'm').test(example)),
    ).toEqual([]);
  });

  it('replaces the ignored paths, so that a longer list is always written as one', () => {
    expect(loaded('paths: { ignore: ["legacy/**"] }').paths.ignore).toEqual(['legacy/**']);
    expect(loaded('paths: { ignore: [default, "legacy/**"] }').paths.ignore).toEqual([
      ...DEFAULT_IGNORE,
      'legacy/**',
    ]);
    expect(loaded('paths: { ignore: [] }').paths.ignore).toEqual([]);
  });
});

describe('a policy with faults', () => {
  it.each<[string, string, string[]]>([
    ['a mistyped key', 'gatway: {}', ['1:1 gatway: there is no key `gatway` → Did you mean `gateway`?']],
    [
      'a mistyped key inside a section',
      'timeBox:\n  emergancy: 12h',
      ['2:3 timeBox.emergancy: there is no key `emergancy` in `timeBox` → Did you mean `emergency`?'],
    ],
    [
      'a key in the wrong section',
      'urls: []',
      ['1:1 urls: there is no key `urls` → It belongs to `gateway.urls`.'],
    ],
    [
      'a key that means nothing',
      'webhooks: 1',
      [
        '1:1 webhooks: there is no key `webhooks` → Delete it, or use one of `gateway`, `provider`, `contact`, `reviews`, `branches`, `timeBox`, `features`, `paths`, `rules`, `services`, `exceptions`, `mode`, `baseline`, `reminders`.',
      ],
    ],
    [
      'a branch by its ref',
      'branches: [refs/heads/next]',
      [
        '1:12 branches[0]: `refs/heads/next` is not the name of a branch → Write it without `refs/heads/`: `release/**`.',
      ],
    ],
    [
      'a rule that does not exist',
      'rules:\n  direct-cal: off',
      ['2:3 rules.direct-cal: there is no key `direct-cal` in `rules` → Did you mean `direct-call`?'],
    ],
    [
      'a gateway configuration that is no YAML',
      'gateway: { config: gateway.json }',
      [
        '1:20 gateway.config: `gateway.json` is not a YAML file → Write its path from the repository root: `services/zoe-litellm/minimal_config.yaml`.',
      ],
    ],
    [
      'a gateway configuration outside of the repository',
      'gateway: { config: ../gateway.yaml }',
      [
        '1:20 gateway.config: `../gateway.yaml` is not relative to the repository → Write it from the repository root, with `/`.',
      ],
    ],
    [
      'a provider module with its path',
      'provider: { module: core/llm_provider.py }',
      [
        '1:21 provider.module: `core/llm_provider.py` is not a name → Write the name alone, without folders, extension or brackets.',
      ],
    ],
    [
      'a level that does not exist',
      'rules: { direct-call: maybe }',
      ['1:23 rules.direct-call: `maybe` is not what belongs here → Write `error`, `warn` or `off`.'],
    ],
    [
      'an emergency longer than the rule book allows',
      'timeBox:\n  emergency: 72h',
      [
        '2:14 timeBox.emergency: `72h` is longer than the rule book allows: 48 hours → Write 48 hours at most (`48h`).',
      ],
    ],
    [
      'a planned time-box longer than the rule book allows',
      'timeBox: { planned: 15d }',
      [
        '1:21 timeBox.planned: `15d` is longer than the rule book allows: 2 weeks → Write 2 weeks at most (`14d`).',
      ],
    ],
    [
      'a duration without a unit',
      'timeBox: { emergency: 48 }',
      ['1:23 timeBox.emergency: `48` is not what belongs here → Write a duration with its unit: `48h`.'],
    ],
    [
      'a duration in words',
      'timeBox: { emergency: two days }',
      [
        '1:23 timeBox.emergency: `two days` is not a duration → Write one such as `12h`, `7d` or `90m`: 48 hours at most (`48h`).',
      ],
    ],
    [
      'no gateway at all',
      'gateway: { urls: [] }',
      [
        '1:18 gateway.urls: `[]` is empty → Write a list with at least one base URL: `["http://zoe-litellm:8001"]`.',
      ],
    ],
    [
      'a gateway that is no URL',
      'gateway:\n  urls:\n    - zoe-litellm:8001',
      [
        '3:7 gateway.urls[0]: `zoe-litellm:8001` is not an HTTP URL → Write the base URL, for example `http://zoe-litellm:8001`.',
      ],
    ],
    [
      'a gateway with a query',
      'gateway: { urls: ["http://g/?x=1"] }',
      [
        '1:19 gateway.urls[0]: `http://g/?x=1` has more than a base URL → Leave out user, password, `?query` and `#fragment`.',
      ],
    ],
    [
      'a contact without @',
      'contact: architecture-team',
      [
        '1:10 contact: `architecture-team` is not a handle → Write `@org/team`, `@team` or `@user`, in quotes.',
      ],
    ],
    [
      'a URL among the services',
      'services: ["https://api.example/v1"]',
      [
        '1:12 services[0]: `https://api.example/v1` is not a host → Write the host alone, `llm.example.com` or `localhost:11434`, no scheme or path.',
      ],
    ],
    [
      'the gateway among the services',
      'services: ["zoe-litellm:8001"]',
      [
        "1:12 services[0]: `zoe-litellm:8001` is the gateway's own host → Delete it here: a call to the gateway is right.",
      ],
    ],
    [
      'a negated glob',
      'paths: { ignore: ["!src/**"] }',
      [
        '1:19 paths.ignore[0]: `!src/**` is a negation, which would ignore all the rest → List what to ignore.',
      ],
    ],
    [
      'a glob that leaves the repository',
      'paths: { ignore: ["../x"] }',
      [
        '1:19 paths.ignore[0]: `../x` is not relative to the repository → Write it from the repository root, `legacy/**`, with `/`.',
      ],
    ],
    [
      'a list where a mapping belongs',
      '- contact',
      [
        '1:1 : `["contact"]` is not what belongs here → Write keys such as `contact: "@org/team"`, one a line.',
      ],
    ],
    [
      'a class that does not exist',
      'features: { labels: { bug: no } }',
      ['1:28 features.labels.bug: `no` is not what belongs here → Write `feature` or `other`.'],
    ],
    [
      'a duplicate key',
      'contact: "@a"\ncontact: "@b"',
      [
        '2:1 : this is not valid YAML: Map keys must be unique → Keep one of the two and delete the other: which of them counts is not for a machine to guess.',
      ],
    ],
    [
      'a second document',
      'contact: "@a"\n---\ncontact: "@b"',
      [
        '2:1 : this is not valid YAML: Source contains multiple documents; please use YAML.parseAllDocuments() → Keep one document: delete the line `---` and what does not belong to the policy.',
      ],
    ],
    [
      'a tab',
      'rules:\n\tdirect-call: off',
      ['2:1 : this is not valid YAML: Tabs are not allowed as indentation → Indent with spaces.'],
    ],
    [
      'an open quote',
      'contact: "@acme',
      [
        '1:16 : this is not valid YAML: Missing closing "quote → Mend the line, or the one above it; quotes around the value often help.',
      ],
    ],
    [
      'a handle without quotes',
      'contact: @acme/architecture-team',
      [
        '1:10 : this is not valid YAML: Plain value cannot start with reserved character @ → Put the value in quotes, as in `"@org/team"`.',
      ],
    ],
    [
      'an alias',
      'services: &all [a]\npaths: { ignore: *all }',
      [
        '2:18 : the alias `*all` is not allowed: a few of them can unfold to gigabytes → Write the value out.',
      ],
    ],
    [
      'a prototype',
      '__proto__: { contact: "@evil" }',
      [
        '1:1 __proto__: there is no key `__proto__` → Delete it, or use one of `gateway`, `provider`, `contact`, `reviews`, `branches`, `timeBox`, `features`, `paths`, `rules`, `services`, `exceptions`, `mode`, `baseline`, `reminders`.',
      ],
    ],
  ])('names %s, with line and mend', (_, source, expected) => {
    expect(problems(source)).toEqual(expected);
  });

  it('names all of them at once, in the order of the lines', () => {
    const found = problems(
      'contact: nobody\ngateway:\n  urls: []\n  ulrs: [x]\ntimeBox:\n  emergency: 3d\nx: 1\n',
    );
    expect(found.map((problem) => problem.split(': ')[0])).toEqual([
      '1:10 contact',
      '3:9 gateway.urls',
      '4:3 gateway.ulrs',
      '6:14 timeBox.emergency',
      '7:1 x',
    ]);
  });

  it('names the file that it was told of', () => {
    const load = loadPolicy('x: 1', 'elsewhere.yml');
    expect(load.ok ? [] : load.problems.map(({ file }) => file)).toEqual(['elsewhere.yml']);
  });
});

describe('a hostile policy', () => {
  const deep = 'the file could not be read as YAML: it is nested too deeply';
  const long = 'the file is longer than 65536 characters and was not read';

  it.each([
    ['brackets', '['.repeat(20_000), deep],
    ['braces', '{a: '.repeat(10_000), deep],
    ['dashes', '- '.repeat(20_000), deep],
    ['indentation', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), deep],
    ['length', `# ${'x'.repeat(70_000)}`, long],
  ])('is refused as one problem that names the way out: %s', (_, source, message) => {
    const load = loadPolicy(source);
    expect(load.ok ? [] : load.problems.map((problem) => problem.message)).toEqual([message]);
  });

  it('cannot unfold aliases', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x]', 'b: &b [*a,*a,*a,*a,*a,*a]', 'c: [*b,*b,*b,*b,*b,*b]'].join(
      '\n',
    );
    expect(problems(bomb).every((problem) => problem.includes('unfold'))).toBe(true);
  });

  it('never throws, and says where each problem is', () => {
    const fragment = fc.constantFrom(
      'gateway:',
      'contact: ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&a ',
      '*a',
      '!x ',
      ': ',
      '#',
      '48h',
      '|',
      '>',
      '%',
      '---\n',
      '\t',
      '\u0000',
      '\uFEFF',
      '@',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fragment, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (source) => {
        const load = loadPolicy(source);
        const count = source.split('\n').length;
        for (const { line, column, message, mend } of load.ok ? [] : load.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(count + 1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(message).not.toBe('');
          expect(mend).not.toBe('');
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('exceptions', () => {
  it('name a rule, where they are meant, and why', () => {
    const { exceptions } = loaded(`
exceptions:
  - { rule: direct-call, path: "tools/**", snippet: "printer.post(  url", reason: Label printer }
  - { rule: hardcoded-key, fingerprint: "${'aB'.repeat(16)}", reason: A test vector }
`);
    expect(exceptions).toEqual([
      {
        rule: 'direct-call',
        path: 'tools/**',
        fingerprint: null,
        snippet: 'printer.post( url',
        reason: 'Label printer',
      },
      {
        rule: 'hardcoded-key',
        path: null,
        fingerprint: 'ab'.repeat(16),
        snippet: null,
        reason: 'A test vector',
      },
    ]);
  });

  it.each([
    ['[{ rule: direct-call, path: "a/**" }]', 'exceptions[0].reason: it is missing'],
    ['[{ rule: direct-call, path: "a/**", reason: " " }]', '` ` is empty'],
    ['[{ path: "a/**", reason: r }]', 'exceptions[0].rule: it is missing'],
    ['[{ rule: direct-call, reason: r }]', 'says of no finding that it is meant → Add `path`'],
    ['[{ rule: copied-bypass, path: "a/**", reason: r }]', '`copied-bypass` is not what belongs here'],
    ['[{ rule: hardcoded-key, path: "a/**", reason: r }]', 'excepts keys by more than their fingerprint'],
    ['[{ rule: direct-call, fingerprint: abc, reason: r }]', '`abc` is not a fingerprint'],
    ['[{ rule: direct-call, snippet: post, reason: r }]', '`post` is too short'],
    ['[{ rule: direct-call, file: a, reason: r }]', 'there is no key `file` in `exceptions[0]`'],
  ])('of %s is refused', (list, words) => {
    expect(problems(`exceptions: ${list}`).join('\n')).toContain(words);
  });
});

describe('mode and baseline', () => {
  it('are read', () => {
    expect(loaded('mode: observe\nbaseline: { by: 2026-12-31 }\n')).toMatchObject({
      mode: 'observe',
      baseline: { by: '2026-12-31' },
    });
  });

  it.each([
    ['mode: watch', '`watch` is not what belongs here → Write `observe` or `enforce`.'],
    ['baseline: { by: 2026-02-30 }', '`2026-02-30` is not a day'],
    ['baseline: { by: soon }', '`soon` is not a day'],
  ])('%s is refused', (source, words) => {
    expect(problems(source).join('\n')).toContain(words);
  });
});

describe("the organisation's policy", () => {
  const ORGANISATION =
    'gateway: { urls: ["http://llm:4000", "http://localhost:4000"] }\ntimeBox: { emergency: 24h }\n';

  function organisation(source: string) {
    const load = loadOrganisationPolicy(source, 'acme/.github');
    if (!load.ok) throw new Error(load.problems.map(({ message }) => message).join('\n'));
    return load.organisation;
  }

  it('is in force where a repository says nothing', () => {
    const { policy } = organisation(ORGANISATION);
    expect(loadPolicy(null, undefined, organisation(ORGANISATION))).toEqual({ ok: true, policy });
  });

  it('may be tightened', () => {
    const load = loadPolicy(
      'gateway: { urls: ["http://llm:4000"], config: llm.yaml }\nprovider: { module: brain }\nrules: { model-alias: error }\n',
      undefined,
      organisation(ORGANISATION),
    );
    expect(load.ok && load.policy).toMatchObject({
      gateway: { urls: ['http://llm:4000'], config: 'llm.yaml' },
      provider: { module: 'brain' },
      timeBox: { emergency: 24 * HOUR },
    });
  });

  it('is never loosened: each attempt is a problem on its line', () => {
    const source =
      'gateway:\n  urls:\n    - http://llm:4000\n    - http://mine:1/\nrules:\n  direct-call: warn\nmode: observe\ntimeBox:\n  emergency: 25h\n';
    const load = loadPolicy(source, undefined, organisation(ORGANISATION));
    expect(
      load.ok ? [] : load.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`),
    ).toEqual([
      "4 gateway.urls: this adds the gateway URL `http://mine:1`, and the organisation's policy does not",
      "6 rules.direct-call: this lowers `direct-call` from `error` to `warn`, and the organisation's policy does not",
      "7 mode: this observes, and blocks nothing any more, and the organisation's policy does not",
      "9 timeBox.emergency: this lets an emergency stand for 25 hours instead of 24 hours, and the organisation's policy does not",
    ]);
    expect(load.ok ? '' : load.problems[0]?.mend).toContain('`acme/.github`');
  });

  it('that names files and modules binds them, and leaves them free where it does not', () => {
    const strict = organisation(`${ORGANISATION}provider: { module: llm }\n`);
    expect(loadPolicy('provider: { module: brain }', undefined, strict).ok).toBe(false);
    expect(loadPolicy('provider: { factory: brain }', undefined, strict).ok).toBe(true);
  });

  it('alone names the overview', () => {
    expect(organisation('overview: acme/architecture').overview).toBe('acme/architecture');
    expect(problems('overview: acme/architecture')).toEqual([
      '1:1 overview: `overview` is for the organisation alone to say → Put it into `tollgate.yml` of the repository `.github`.',
    ]);
    const load = loadOrganisationPolicy('overview: architecture', 'acme/.github');
    expect(load.ok ? [] : load.problems[0]).toMatchObject({ file: 'tollgate.yml', path: 'overview' });
  });
});
