import { formatDuration } from './duration.ts';
import {
  type ChangeClass,
  type Level,
  type Mode,
  type Policy,
  type PolicyException,
  type Reminder,
  type ReviewMode,
  RULE_IDS,
} from './policy.ts';
import { reminderWords } from './reminder.ts';

/** One respect in which a policy asks for less than another. */
export interface Loosening {
  /** The key, step by step: `['gateway', 'urls']`. */
  key: readonly string[];
  /** The entry of a list that makes it looser, as it is written there; `null` for a value as a whole. */
  item: string | null;
  /** What the looser policy does, as the end of a sentence: ``adds the gateway URL `http://…` ``. Plain, may quote the file. */
  words: string;
}

/** A loosening, and the line (from 1) of the looser file where it is written, or would be. */
export interface PlacedLoosening extends Loosening {
  file: string;
  line: number;
}

/** What of one value is looser than of another. */
type Comparison<Value> = (before: Value, after: Value, key: readonly string[]) => Loosening[];

/** A new key of a policy does not compile until it says here what loosening means for it. */
type Comparisons<Section> = { readonly [Key in keyof Section]-?: Comparison<Section[Key]> };

/**
 * All in which `after` is looser than `before` (decisions 22): nothing if it only tightens. Names of files, modules and
 * of the contact are neither more nor less strict, so that another one counts as looser in both directions.
 */
export function loosenings(before: Policy, after: Policy): Loosening[] {
  return BY_KEY(before, after, []);
}

const BY_KEY: Comparison<Policy> = section({
  gateway: section({
    urls: grown((url) => `adds the gateway URL \`${url}\``, isBelow),
    env: grown((name) => `lets \`${name}\` set the gateway's URL`),
    config: changed((is, was) => `takes the gateway's models from \`${is}\` instead of \`${was}\``),
  }),
  provider: section({
    module: changed((is, was) => `lets the module \`${is}\` make providers instead of \`${was}\``),
    factory: changed((is, was) => `lets \`${is}\` give providers instead of \`${was}\``),
    classes: shrunk((name) => `lets anybody make \`${name}\``),
    allowed: grown((name) => `lets the provider be forced to \`${name}\``),
  }),
  contact: changed((is, was) => `names \`${is}\` as the contact instead of \`${was}\``, sameHandle),
  reviews: quieter,
  branches: shrunk((glob) => `no longer watches the branches \`${glob}\``, isGlobBelow),
  timeBox: section({
    emergency: longer('an emergency'),
    planned: longer('a planned bypass'),
  }),
  features: section({
    labels: reclassed('the label'),
    types: reclassed('the type'),
    branches: reclassed('the branch prefix'),
    unclassified: (before, after, key) =>
      before === 'feature' && after === 'other'
        ? one(key, 'lets a PR that gives no sign count as no feature')
        : [],
  }),
  paths: section({
    ignore: grown((glob) => `ignores \`${glob}\``, isGlobBelow),
    tests: grown((glob) => `takes \`${glob}\` for tests`, isGlobBelow),
  }),
  rules: lowered,
  services: shrunk((host) => `no longer takes \`${host}\` for an inference service`),
  exceptions: excepted,
  mode: observed,
  baseline: section({ by: postponed }),
  reminders: rarer,
});

/** What the section is comes from the policy's type, not from what is given here: a key left out would be none. */
function section<Section extends object>(comparisons: Comparisons<NoInfer<Section>>): Comparison<Section> {
  const names = Object.keys(comparisons) as (keyof Section & string)[];
  return (before, after, key) =>
    names.flatMap((name) => comparisons[name](before[name], after[name], [...key, name]));
}

function one(key: readonly string[], words: string, item: string | null = null): Loosening[] {
  return [{ key, item, words }];
}

/** A list of what is let through: every entry that no entry before lets through already. */
function grown(
  words: (item: string) => string,
  isCovered: (item: string, by: string) => boolean = Object.is,
): Comparison<string[]> {
  return (before, after, key) =>
    after
      .filter((item) => !before.some((allowed) => isCovered(item, allowed)))
      .flatMap((item) => one(key, words(item), item));
}

/** A list of what is looked for: every entry that is left out, and that no other one includes. */
function shrunk(
  words: (item: string) => string,
  isCovered: (item: string, by: string) => boolean = Object.is,
): Comparison<string[]> {
  return (before, after, key) =>
    before
      .filter((item) => !after.some((wider) => isCovered(item, wider)))
      .flatMap((item) => one(key, words(item)));
}

/** A reminder that is left out. */
function rarer(before: readonly Reminder[], after: readonly Reminder[], key: readonly string[]): Loosening[] {
  const kept = new Set(after.map(reminderWords));
  return before
    .map(reminderWords)
    .filter((words) => !kept.has(words))
    .flatMap((words) => one(key, `no longer reminds the contact with ${words} left`));
}

function changed(
  words: (is: string, was: string) => string,
  isSame: (is: string, was: string) => boolean = Object.is,
): Comparison<string> {
  return (before, after, key) => (isSame(after, before) ? [] : one(key, words(after, before)));
}

function sameHandle(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function longer(what: string): Comparison<number> {
  return (before, after, key) =>
    after > before
      ? one(key, `lets ${what} stand for ${formatDuration(after)} instead of ${formatDuration(before)}`)
      : [];
}

/** A name that is no feature's any more: what bears it goes through a freeze, or is judged by its next sign. */
function reclassed(sign: string): Comparison<Record<string, ChangeClass>> {
  return (before, after, key) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
      const [was, is] = [ownClass(before, name), ownClass(after, name)];
      if (is === 'other' && was !== 'other')
        return one([...key, name], `lets ${sign} \`${name}\` stand for no feature`);
      if (is === null && was === 'feature')
        return one(key, `no longer takes ${sign} \`${name}\` for a feature`);
      return [];
    });
}

/** A name may be one that every object inherits something under. */
function ownClass(classes: Record<string, ChangeClass>, name: string): ChangeClass | null {
  return Object.hasOwn(classes, name) ? (classes[name] ?? null) : null;
}

const WEIGHTS: Readonly<Record<Level, number>> = { off: 0, warn: 1, error: 2 };

function lowered(before: Policy['rules'], after: Policy['rules'], key: readonly string[]): Loosening[] {
  return RULE_IDS.filter((rule) => WEIGHTS[after[rule]] < WEIGHTS[before[rule]]).flatMap((rule) =>
    one([...key, rule], `lowers \`${rule}\` from \`${before[rule]}\` to \`${after[rule]}\``),
  );
}

function excepted(before: PolicyException[], after: PolicyException[], key: readonly string[]): Loosening[] {
  return after.flatMap((exception, index) =>
    before.some((wider) => isNarrower(exception, wider))
      ? []
      : one([...key, String(index)], `excepts ${exceptionWords(exception)}`),
  );
}

/** Whether whatever one exception lets through, the other one does too. */
function isNarrower(exception: PolicyException, wider: PolicyException): boolean {
  return (
    exception.rule === wider.rule &&
    (wider.path === null || (exception.path !== null && isGlobBelow(exception.path, wider.path))) &&
    (wider.fingerprint === null || exception.fingerprint === wider.fingerprint) &&
    (wider.snippet === null || exception.snippet === wider.snippet)
  );
}

/** `\`direct-call\` in \`legacy/**\``, plain with quotes. */
export function exceptionWords({ rule, path, fingerprint, snippet }: PolicyException): string {
  return [
    `\`${rule}\``,
    ...(path === null ? [] : [`in \`${path}\``]),
    ...(fingerprint === null ? [] : [`of fingerprint \`${fingerprint}\``]),
    ...(snippet === null ? [] : [`at \`${snippet}\``]),
  ].join(' ');
}

function observed(before: Mode, after: Mode, key: readonly string[]): Loosening[] {
  return before === 'enforce' && after === 'observe' ? one(key, 'observes, and blocks nothing any more') : [];
}

const REVIEW_WEIGHTS: Readonly<Record<ReviewMode, number>> = { off: 0, comment: 1, 'request-changes': 2 };

function quieter(before: ReviewMode, after: ReviewMode, key: readonly string[]): Loosening[] {
  return REVIEW_WEIGHTS[after] < REVIEW_WEIGHTS[before]
    ? one(key, `lowers reviews from \`${before}\` to \`${after}\``)
    : [];
}

/** Days in ISO form compare as texts. */
function postponed(before: string | null, after: string | null, key: readonly string[]): Loosening[] {
  if (before === null || (after !== null && after <= before)) return [];
  return one(
    key,
    after === null
      ? `gives the baseline no date (it was ${before})`
      : `gives the baseline until ${after} instead of ${before}`,
  );
}

/** Whether a call below one base URL is below another too: host, port and path count, the scheme does not. */
function isBelow(url: string, base: string): boolean {
  const [inner, outer] = [new URL(url), new URL(base)];
  return inner.host === outer.host && `${trimmed(inner.pathname)}/`.startsWith(`${trimmed(outer.pathname)}/`);
}

function trimmed(path: string): string {
  return path.replace(/\/{1,10}$/, '');
}

/** Whether a glob matches nothing that another one does not. Told of equal ones and of what is below a plain folder. */
function isGlobBelow(glob: string, other: string): boolean {
  if (glob === other) return true;
  const folder = /^([\w.@/-]+\/)\*\*$/.exec(other)?.[1];
  return folder !== undefined && glob.startsWith(folder) && /^[\w.@/*-]+$/.test(glob);
}
