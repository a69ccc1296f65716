import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { policyJsonSchema, policyJsonSchemaText } from '../../src/policy/json-schema.ts';
import { loadOrganisationPolicy, loadPolicy } from '../../src/policy/load.ts';

const takesRepository = new Ajv({ strict: true }).compile(policyJsonSchema('repository'));
const takesOrganisation = new Ajv({ strict: true }).compile(policyJsonSchema('organisation'));

it.each([
  ['repository', 'policy.schema.json'],
  ['organisation', 'organisation.schema.json'],
] as const)('the schema of the %s is written down as it is: `tollgate schema` prints it', (kind, file) => {
  const written = readFileSync(new URL(`../../docs/${file}`, import.meta.url), 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(policyJsonSchemaText(kind)));
});

it('describes every key in the words that the mends use', () => {
  const text = policyJsonSchemaText('repository');
  expect(text).toContain('a glob in quotes');
  expect(text).toContain('why the finding is wrong');
  expect(text).not.toContain('overview');
});

describe('whatever the loader takes', () => {
  const docs = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8');
  const examples = [...docs.matchAll(/```yaml\n(.*?)```/gs)].map(([, source = '']) => source);

  it.each([
    ...examples,
    'gateway:\nrules:\npaths:\nbaseline:\n',
    'timeBox: { emergency: " 12H ", planned: "1 w" }',
    'contact: "@a"',
    'features: { labels: { Spike: other }, unclassified: other }',
    'exceptions: [{ rule: hardcoded-key, fingerprint: "0123456789ABCDEF0123456789abcdef", reason: r }]',
  ])('is taken by the schema: %j', (source) => {
    expect(loadPolicy(source).ok).toBe(true);
    expect([takesRepository(parse(source)), takesRepository.errors]).toEqual([true, null]);
    expect(takesOrganisation(parse(source))).toBe(true);
  });

  it('and what only the organisation may say is in its schema alone', () => {
    const source = 'overview: acme/architecture';
    expect(loadOrganisationPolicy(source, 'acme/.github').ok).toBe(true);
    expect([takesOrganisation(parse(source)), takesRepository(parse(source))]).toEqual([true, false]);
  });
});

it.each([
  'gatway: {}',
  'gateway: { urls: [] }',
  'gateway: { urls: [zoe-litellm] }',
  'contact: architecture-team',
  'timeBox: { emergency: 48 }',
  'rules: { direct-call: loud }',
  'mode: watch',
  'baseline: { by: soon }',
  'exceptions: [{ rule: direct-call, path: a }]',
  'exceptions: [{ rule: copied-bypass, path: a, reason: r }]',
])('finds the fault that the loader finds in %j', (source) => {
  expect([takesRepository(parse(source)), loadPolicy(source).ok]).toEqual([false, false]);
});
