import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { loosenings } from '../../src/policy/loosening.ts';
import { type Level, type Policy, type PolicyException, RULE_IDS } from '../../src/policy/policy.ts';

function policy(source: string): Policy {
  const load = loadPolicy(source);
  if (!load.ok) throw new Error(load.problems.map(({ message }) => message).join('\n'));
  return load.policy;
}

function words(before: string, after: string): string[] {
  return loosenings(policy(before), policy(after)).map((loosening) => loosening.words);
}

describe('what is looser than it was', () => {
  it.each([
    [
      '',
      'gateway: { urls: ["http://zoe-litellm:8001", "http://b:1"] }',
      ['adds the gateway URL `http://b:1`'],
    ],
    [
      'gateway: { urls: ["https://a/v1"] }',
      'gateway: { urls: ["https://a"] }',
      ['adds the gateway URL `https://a`'],
    ],
    [
      'gateway: { urls: ["https://a/v1"] }',
      'gateway: { urls: ["https://a/v12"] }',
      ['adds the gateway URL `https://a/v12`'],
    ],
    ['', 'gateway: { env: [OPENAI_BASE_URL, OPENAI_API_BASE, X] }', ["lets `X` set the gateway's URL"]],
    [
      '',
      'gateway: { config: a.yml }',
      ["takes the gateway's models from `a.yml` instead of `services/zoe-litellm/minimal_config.yaml`"],
    ],
    ['', 'provider: { module: brain }', ['lets the module `brain` make providers instead of `llm_provider`']],
    ['', 'provider: { factory: brain }', ['lets `brain` give providers instead of `get_llm_provider`']],
    ['provider: { classes: [A, B] }', 'provider: { classes: [A] }', ['lets anybody make `B`']],
    ['', 'provider: { allowed: [litellm, ollama] }', ['lets the provider be forced to `ollama`']],
    ['', 'contact: "@acme/llm"', ['names `@acme/llm` as the contact instead of `@architecture-team`']],
    ['', 'reviews: comment', ['lowers reviews from `request-changes` to `comment`']],
    ['', 'reviews: off', ['lowers reviews from `request-changes` to `off`']],
    ['reviews: comment', 'reviews: off', ['lowers reviews from `comment` to `off`']],
    ['timeBox: { emergency: 24h }', '', ['lets an emergency stand for 48 hours instead of 24 hours']],
    [
      'timeBox: { planned: 7d }',
      'timeBox: { planned: 8d }',
      ['lets a planned bypass stand for 8 days instead of 1 week'],
    ],
    ['', 'features: { labels: { spike: other } }', ['lets the label `spike` stand for no feature']],
    ['', 'features: { types: { feat: other } }', ['lets the type `feat` stand for no feature']],
    ['features: { branches: { x: feature } }', '', ['no longer takes the branch prefix `x` for a feature']],
    ['', 'features: { unclassified: other }', ['lets a PR that gives no sign count as no feature']],
    ['', 'reminders: [1/2, 2h]', ['no longer reminds the contact with 12.5% of the time-box left']],
    ['reminders: [6h, 1/8]', 'reminders: [12.5%]', ['no longer reminds the contact with 6 hours left']],
    ['', 'paths: { ignore: [default, "legacy/**"] }', ['ignores `legacy/**`']],
    ['', 'paths: { tests: [default, "checks/**"] }', ['takes `checks/**` for tests']],
    ['paths: { ignore: ["a/**"] }', 'paths: { ignore: ["a/b|c/**"] }', ['ignores `a/b|c/**`']],
    [
      '',
      'rules: { direct-call: warn, model-alias: off }',
      ['lowers `direct-call` from `error` to `warn`', 'lowers `model-alias` from `warn` to `off`'],
    ],
    ['branches: [develop]', '', ['no longer watches the branches `develop`']],
    [
      'branches: ["release/**", next]',
      'branches: ["release/1", next]',
      ['no longer watches the branches `release/**`'],
    ],
    ['services: [llm.test]', '', ['no longer takes `llm.test` for an inference service']],
    ['', 'exceptions: [{ rule: direct-call, path: "a/**", reason: r }]', ['excepts `direct-call` in `a/**`']],
    [
      'exceptions: [{ rule: direct-call, path: "a/**", snippet: printer.post, reason: r }]',
      'exceptions: [{ rule: direct-call, path: "a/**", reason: r }]',
      ['excepts `direct-call` in `a/**`'],
    ],
    ['', 'mode: observe', ['observes, and blocks nothing any more']],
    ['baseline: { by: 2026-12-31 }', '', ['gives the baseline no date (it was 2026-12-31)']],
    [
      'baseline: { by: 2026-12-31 }',
      'baseline: { by: 2027-01-01 }',
      ['gives the baseline until 2027-01-01 instead of 2026-12-31'],
    ],
  ])('%j → %j', (before, after, said) => {
    expect(words(before, after)).toEqual(said);
  });
});

describe('what is no looser than it was', () => {
  it.each([
    ['gateway: { urls: ["https://a", "https://b"] }', 'gateway: { urls: ["http://A/v1"] }'],
    ['', 'gateway: { env: [] }'],
    [
      'provider: { classes: [A], allowed: [litellm, x] }',
      'provider: { classes: [A, B], allowed: [litellm] }',
    ],
    ['contact: "@Acme/LLM"', 'contact: "@acme/llm"'],
    ['reviews: off', 'reviews: comment'],
    ['reviews: comment', ''],
    ['', 'timeBox: { emergency: 1h, planned: 1d }'],
    [
      'features: { labels: { spike: other }, unclassified: other }',
      'features: { labels: { spike: feature }, unclassified: feature }',
    ],
    ['features: { types: { spike: other } }', ''],
    ['', 'features: { labels: { constructor: feature } }'],
    ['paths: { ignore: ["legacy/**", "x/*"] }', 'paths: { ignore: ["legacy/old/*.py"] }'],
    ['rules: { direct-call: off, model-alias: warn }', 'rules: { direct-call: warn, model-alias: error }'],
    ['', 'services: [llm.test]'],
    ['', 'branches: [develop]'],
    ['branches: ["release/1"]', 'branches: ["release/**"]'],
    [
      'exceptions: [{ rule: direct-call, path: "a/**", reason: r }]',
      'exceptions: [{ rule: direct-call, path: "a/b/c.py", snippet: printer.post, reason: another }]',
    ],
    ['mode: observe', 'mode: enforce'],
    ['', 'baseline: { by: 2026-12-31 }'],
    ['baseline: { by: 2026-12-31 }', 'baseline: { by: 2026-12-30 }'],
  ])('%j → %j', (before, after) => {
    expect(words(before, after)).toEqual([]);
  });
});

const level = fc.constantFrom<Level>('error', 'warn', 'off');
const changeClass = fc.constantFrom('feature' as const, 'other' as const);
const some = (...items: string[]) => fc.subarray(items);
const classes = fc.dictionary(fc.constantFrom('feat', 'fix', 'spike', '__proto__'), changeClass);
const exception: fc.Arbitrary<PolicyException> = fc.record({
  rule: fc.constantFrom('direct-call' as const, 'custom-retry' as const),
  path: fc.constantFrom(null, 'a/**', 'a/b/**'),
  fingerprint: fc.constantFrom(null, '0'.repeat(32)),
  snippet: fc.constantFrom(null, 'printer.post'),
  reason: fc.constantFrom('one', 'other'),
});

/** Names are kept: they are neither more nor less strict. */
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    urls: some('http://a', 'http://a/v1', 'http://b'),
    env: some('A', 'B'),
    classes: some('A', 'B'),
    allowed: some('litellm', 'x'),
    timeBox: fc.record({ emergency: fc.integer({ min: 1000 }), planned: fc.integer({ min: 1000 }) }),
    features: fc.record({ labels: classes, types: classes, branches: classes, unclassified: changeClass }),
    paths: fc.record({ ignore: some('a/**', 'a/b/**', '*.x'), tests: some('t/**') }),
    rules: fc.tuple(...RULE_IDS.map(() => level)),
    services: some('x', 'y'),
    branches: some('a/**', 'a/b/**', 'next'),
    exceptions: fc.array(exception, { maxLength: 3 }),
    reviews: fc.constantFrom('request-changes' as const, 'comment' as const, 'off' as const),
    mode: fc.constantFrom('observe' as const, 'enforce' as const),
    by: fc.constantFrom(null, '2026-12-31', '2027-06-30'),
  })
  .map(({ urls, env, classes, allowed, rules, by, ...rest }) => ({
    ...defaultPolicy(),
    ...rest,
    gateway: { ...defaultPolicy().gateway, urls, env },
    provider: { ...defaultPolicy().provider, classes, allowed },
    rules: Object.fromEntries(RULE_IDS.map((id, index) => [id, rules[index]])) as Policy['rules'],
    baseline: { by },
  }));

describe('as an order of policies', () => {
  it('nothing is looser than itself', () => {
    fc.assert(fc.property(anyPolicy, (one) => loosenings(one, structuredClone(one)).length === 0));
  });

  it('what is looser in two steps is looser in one of them', () => {
    const keys = (before: Policy, after: Policy) =>
      loosenings(before, after).map(({ key: [first, second] }) =>
        first === 'exceptions' ? first : `${first}.${second}`,
      );
    fc.assert(
      fc.property(anyPolicy, anyPolicy, anyPolicy, (one, other, third) => {
        const inSteps = new Set([...keys(one, other), ...keys(other, third)]);
        expect(keys(one, third).filter((key) => !inSteps.has(key))).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a tightening of any one key is never reported, and going back always is', () => {
    const tightened: ((from: Policy) => Policy)[] = [
      (from) => ({ ...from, timeBox: { ...from.timeBox, emergency: from.timeBox.emergency - 1 } }),
      (from) => ({ ...from, timeBox: { ...from.timeBox, planned: from.timeBox.planned - 1 } }),
      (from) => ({ ...from, gateway: { ...from.gateway, urls: [] } }),
      (from) => ({ ...from, gateway: { ...from.gateway, env: [] } }),
      (from) => ({ ...from, provider: { ...from.provider, classes: [...from.provider.classes, 'New'] } }),
      (from) => ({ ...from, provider: { ...from.provider, allowed: [] } }),
      (from) => ({ ...from, services: [...from.services, 'new.test'] }),
      (from) => ({ ...from, branches: [...from.branches, 'new'] }),
      (from) => ({ ...from, paths: { ...from.paths, ignore: [] } }),
      (from) => ({ ...from, exceptions: [] }),
      (from) => ({ ...from, mode: 'enforce' }),
      (from) => ({ ...from, baseline: { by: '2020-01-01' } }),
      (from) => ({ ...from, features: { ...from.features, unclassified: 'feature' } }),
      (from) => ({
        ...from,
        features: { ...from.features, labels: { ...from.features.labels, a: 'feature' } },
      }),
      ...RULE_IDS.map((id) => (from: Policy) => ({
        ...from,
        rules: { ...from.rules, [id]: from.rules[id] === 'off' ? ('warn' as const) : ('error' as const) },
      })),
    ];
    fc.assert(
      fc.property(anyPolicy, fc.constantFrom(...tightened), (from, tighten) => {
        const to = tighten(from);
        expect(loosenings(from, to)).toEqual([]);
        const isChanged = JSON.stringify(from) !== JSON.stringify(to);
        expect(loosenings(to, from).length > 0).toBe(isChanged);
      }),
      { numRuns: 1_000 },
    );
  });
});
