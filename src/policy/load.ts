import type { z } from 'zod';
import { DEFAULT_IGNORE, DEFAULT_TESTS, defaultPolicy, POLICY_FILE } from './defaults.ts';
import { nearestName } from './nearest.ts';
import { type Policy, RULE_IDS } from './policy.ts';
import type { PolicyProblem } from './problem.ts';
import { FORMS, knownKeys, policySchema, type WrittenPolicy } from './schema.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** A policy, or everything that is wrong with the file, in the order of its lines. */
export type PolicyLoad = { ok: true; policy: Policy } | { ok: false; problems: PolicyProblem[] };

/**
 * Reads a repository's policy file over the rule book's defaults. `null` means that there is no file.
 * `gateway`, `provider`, `contact`, `timeBox` and `rules` replace key by key, `features` name by name; `services` adds;
 * `paths.ignore` and `paths.tests` replace the whole list, in which the entry `default` stands for the built-in globs, so that
 * a longer list is always written as one (decisions 22). Never throws, whatever the text.
 */
export function loadPolicy(source: string | null, file: string = POLICY_FILE): PolicyLoad {
  if (source === null) return { ok: true, policy: defaultPolicy() };
  const reading = readYaml(source, file);
  if (!reading.ok) return { ok: false, problems: inOrder(reading.problems) };
  // An empty file, or one of comments alone, says nothing and changes nothing.
  const result = policySchema.safeParse(reading.source.value ?? {}, { reportInput: true });
  if (result.success) return settled(result.data, reading.source, file);
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, reading.source, file));
  return { ok: false, problems: inOrder(problems) };
}

function settled(written: WrittenPolicy, source: YamlSource, file: string): PolicyLoad {
  const policy = applied(written);
  const problems = contradictions(policy, written, source, file);
  return problems.length === 0 ? { ok: true, policy } : { ok: false, problems };
}

function applied(written: WrittenPolicy): Policy {
  const base = defaultPolicy();
  const { gateway, provider, contact, timeBox, features, paths, rules, services } = written;
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
