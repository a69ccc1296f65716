import type { z } from 'zod';
import {
  DEFAULT_IGNORE,
  DEFAULT_TESTS,
  defaultPolicy,
  ORGANISATION_POLICY_FILE,
  POLICY_FILE,
} from './defaults.ts';
import { type Loosening, loosenings, type PlacedLoosening } from './loosening.ts';
import { nearestName } from './nearest.ts';
import { type Policy, RULE_IDS } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import {
  FORMS,
  isOrganisationKey,
  knownKeys,
  organisationPolicySchema,
  policySchema,
  type WrittenOrganisationPolicy,
  type WrittenPolicy,
} from './schema.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** A policy, or everything that is wrong with the file, in the order of its lines. */
export type PolicyLoad = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] };

/** What an organisation says for all of its repositories. */
export interface OrganisationPolicy {
  /** The rule book's policy, changed by the organisation's file. */
  policy: Policy;
  /** `owner/name` of where the overview of all debts is shown. */
  overview: string | null;
  /** Those of {@link LAYOUT_KEYS} that its file gives. */
  layout: string[];
  /** Where the file is, for who reads that it was loosened: `acme/.github`. */
  repository: string;
}

export type OrganisationPolicyLoad =
  | { ok: true; organisation: OrganisationPolicy }
  | { ok: false; problems: PolicyProblem[] };

/** What differs from repository to repository by nature: an organisation that says nothing of it leaves it to them. */
const LAYOUT_KEYS = ['gateway.config', 'provider.module', 'provider.factory'];

/**
 * Reads a repository's policy file over the organisation's policy, or over the rule book's defaults. `null` means that
 * there is no file. `gateway`, `provider`, `contact`, `timeBox`, `rules`, `mode` and `baseline` replace key by key,
 * `features` name by name; lists replace the whole list, and in `paths.ignore` and `paths.tests` the entry `default` stands
 * for the built-in globs, so that a longer list is always written as one. What is looser than the organisation's policy
 * is a problem (decisions 22). Never throws, whatever the text.
 */
export function loadPolicy(
  source: string | null,
  file: string = POLICY_FILE,
  organisation: OrganisationPolicy | null = null,
): PolicyLoad {
  const base = organisation?.policy ?? defaultPolicy();
  if (source === null) return { ok: true, policy: base };
  const reading = readWith(policySchema, source, file);
  if (!reading.ok) return reading;
  const policy = applied(reading.written, base);
  const problems = [
    ...contradictions(policy, reading.written, reading.source, file),
    ...(organisation === null ? [] : loosened(organisation, policy, reading.source, file)),
  ];
  return problems.length === 0 ? { ok: true, policy } : { ok: false, problems: inOrder(problems) };
}

/** Reads the organisation's policy file over the rule book's defaults. Never throws, whatever the text. */
export function loadOrganisationPolicy(
  source: string,
  repository: string,
  file: string = ORGANISATION_POLICY_FILE,
): OrganisationPolicyLoad {
  const reading = readWith(organisationPolicySchema, source, file);
  if (!reading.ok) return reading;
  const { written } = reading;
  const policy = applied(written, defaultPolicy());
  const problems = contradictions(policy, written, reading.source, file);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    organisation: { policy, overview: written.overview ?? null, layout: layoutOf(written), repository },
  };
}

function layoutOf({ gateway, provider }: WrittenOrganisationPolicy): string[] {
  const given: Record<string, unknown> = {
    'gateway.config': gateway?.config,
    'provider.module': provider?.module,
    'provider.factory': provider?.factory,
  };
  return LAYOUT_KEYS.filter((key) => given[key] !== undefined);
}

type Reading<Written> =
  | { ok: true; written: Written; source: YamlSource }
  | { ok: false; problems: PolicyProblem[] };

function readWith<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  file: string,
): Reading<z.output<Schema>> {
  const reading = readYaml(text, file);
  if (!reading.ok) return { ok: false, problems: inOrder(reading.problems) };
  const { source } = reading;
  // An empty file, or one of comments alone, says nothing and changes nothing.
  const result = schema.safeParse(source.value ?? {}, { reportInput: true });
  if (result.success) return { ok: true, written: result.data, source };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, source, file));
  return { ok: false, problems: inOrder(problems) };
}

/** Whether an organisation leaves a key to its repositories: what their files and modules are called. */
export function isLeftToRepositories({ layout }: Pick<OrganisationPolicy, 'layout'>, key: string): boolean {
  return LAYOUT_KEYS.includes(key) && !layout.includes(key);
}

function loosened(
  organisation: OrganisationPolicy,
  policy: Policy,
  source: YamlSource,
  file: string,
): PolicyProblem[] {
  return loosenings(organisation.policy, policy)
    .filter(({ key }) => !isLeftToRepositories(organisation, key.join('.')))
    .map((loosening) => ({
      file,
      ...placeOf(loosening, source),
      path: loosening.key.join('.'),
      message: `this ${loosening.words}, and the organisation's policy does not`,
      mend: `Delete it: a repository may tighten what \`${organisation.repository}\` says, and never loosen it. The organisation's value stays in force.`,
    }));
}

/** All in which the policy of a file's text is looser than another one, with its lines. */
export function placedLoosenings(
  before: Policy,
  after: Policy,
  text: string,
  file: string,
): PlacedLoosening[] {
  const reading = readYaml(text, file);
  return loosenings(before, after).map((loosening) => {
    const line = reading.ok ? placeOf(loosening, reading.source).line : 1;
    return { ...loosening, file, line };
  });
}

/** Where a loosening is written in the file of the looser policy; where it is left out, the nearest thing around it. */
function placeOf({ key, item }: Loosening, source: YamlSource): { line: number; column: number } {
  const path = key.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const list = item === null ? null : valueIn(source.value, path);
  const index = Array.isArray(list)
    ? list.findIndex((entry) =>
        String(entry)
          .trim()
          .startsWith(item ?? ''),
      )
    : -1;
  return source.valueAt(index < 0 ? path : [...path, index]);
}

function valueIn(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (current, step) =>
      typeof current === 'object' && current !== null ? Reflect.get(current, step) : undefined,
    value,
  );
}

function applied(written: WrittenPolicy, base: Policy): Policy {
  const { gateway, provider, contact, timeBox, features, paths, rules, services, reminders } = written;
  return {
    gateway: {
      urls: gateway?.urls ?? base.gateway.urls,
      env: gateway?.env ?? base.gateway.env,
      config: gateway?.config ?? base.gateway.config,
    },
    provider: {
      module: provider?.module ?? base.provider.module,
      factory: provider?.factory ?? base.provider.factory,
      classes: provider?.classes ?? base.provider.classes,
      allowed: provider?.allowed ?? base.provider.allowed,
    },
    contact: contact ?? base.contact,
    reviews: written.reviews ?? base.reviews,
    branches: written.branches ?? base.branches,
    timeBox: {
      emergency: timeBox?.emergency ?? base.timeBox.emergency,
      planned: timeBox?.planned ?? base.timeBox.planned,
    },
    features: {
      labels: { ...base.features.labels, ...lowerCased(features?.labels) },
      types: { ...base.features.types, ...lowerCased(features?.types) },
      branches: { ...base.features.branches, ...lowerCased(features?.branches) },
      unclassified: features?.unclassified ?? base.features.unclassified,
    },
    paths: {
      ignore: paths?.ignore?.flatMap((glob) => expanded(glob, DEFAULT_IGNORE)) ?? base.paths.ignore,
      tests: paths?.tests?.flatMap((glob) => expanded(glob, DEFAULT_TESTS)) ?? base.paths.tests,
    },
    rules: levels(base.rules, rules ?? {}),
    services: services ?? base.services,
    exceptions: written.exceptions ?? base.exceptions,
    mode: written.mode ?? base.mode,
    baseline: { by: written.baseline?.by ?? base.baseline.by },
    reminders: reminders ?? base.reminders,
  };
}

function levels(base: Policy['rules'], written: NonNullable<WrittenPolicy['rules']>): Policy['rules'] {
  const settled = { ...base };
  for (const rule of RULE_IDS) settled[rule] = written[rule] ?? base[rule];
  return settled;
}

function expanded(glob: string, defaults: readonly string[]): readonly string[] {
  return glob === 'default' ? defaults : [glob];
}

/** Labels, types and branches are compared without regard to case. */
function lowerCased<Value>(names: Record<string, Value> | null | undefined): Record<string, Value> {
  return Object.fromEntries(Object.entries(names ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

function contradictions(
  policy: Policy,
  written: WrittenPolicy,
  source: YamlSource,
  file: string,
): PolicyProblem[] {
  const gateways = new Set(policy.gateway.urls.map((url) => new URL(url).host.toLowerCase()));
  return (written.services ?? []).flatMap((service, index) => {
    if (!gateways.has(service)) return [];
    const message = `\`${service}\` is the gateway's own host`;
    const mend = 'Delete it here: a call to the gateway is right.';
    return [{ file, ...source.valueAt(['services', index]), path: `services[${index}]`, message, mend }];
  });
}

function problemsOf(issue: z.core.$ZodIssue, source: YamlSource, file: string): PolicyProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(issue.path, key, source, file));
  }
  const at = { file, ...source.valueAt(issue.path), path: shownPath(issue.path) };
  return [{ ...at, message: badValue(issue), mend: mendOf(issue) }];
}

function unknownKey(parent: PropertyKey[], key: string, source: YamlSource, file: string): PolicyProblem {
  const path = [...parent, key];
  const known = knownKeys(formPath(parent));
  const meant = nearestName(key, known);
  const elsewhere = Object.keys(FORMS).find((form) => form.endsWith(`.${key}`));
  const where = { file, ...source.keyAt(path), path: shownPath(path) };
  if (parent.length === 0 && isOrganisationKey(key)) {
    const message = `\`${key}\` is for the organisation alone to say`;
    return { ...where, message, mend: 'Put it into `tollgate.yml` of the repository `.github`.' };
  }
  const message = `there is no key \`${shortened(key)}\`${parent.length > 0 ? ` in \`${shownPath(parent)}\`` : ''}`;
  if (meant !== null) return { ...where, message, mend: `Did you mean \`${meant}\`?` };
  if (elsewhere !== undefined) return { ...where, message, mend: `It belongs to \`${elsewhere}\`.` };
  return {
    ...where,
    message,
    mend: `Delete it, or use one of ${known.map((name) => `\`${name}\``).join(', ')}.`,
  };
}

function badValue(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'it is missing';
  const got = `\`${shownValue(issue.input)}\``;
  if (issue.code === 'custom') return `${got} ${issue.message}`;
  if (issue.code === 'too_small') return `${got} is empty`;
  if (issue.code === 'too_big' || issue.code === 'invalid_key') return `${got} has a name that is too long`;
  return `${got} is not what belongs here`;
}

function mendOf(issue: z.core.$ZodIssue): string {
  const mend: unknown = issue.code === 'custom' ? issue.params?.mend : undefined;
  if (typeof mend === 'string') return mend;
  const path = formPath(issue.path);
  const form = FORMS[path] ?? FORMS[path.replace(/[^.]*$/, '*')];
  return form === undefined ? 'Delete it.' : `Write ${form}.`;
}

/** `gateway.urls.*` for `gateway.urls[0]`. */
function formPath(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === 'number' ? '*' : String(step))).join('.');
}

/** `gateway.urls[0]`, for people. */
function shownPath(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${shortened(String(step))}`));
  return steps.join('').replace(/^\./, '');
}

function shownValue(value: unknown): string {
  return shortened(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'));
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function inOrder(problems: PolicyProblem[]): PolicyProblem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column);
}
