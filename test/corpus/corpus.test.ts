import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/detect/finding.ts';
import { EVERYTHING } from '../../src/detect/prefilter.ts';
import { prefilterVocabulary } from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { RULE_IDS } from '../../src/policy/policy.ts';
import { accuracyOf, accuracyTable } from './accuracy.ts';
import type { Case } from './cases.ts';
import { CORPUS_RULES, loadCases } from './cases.ts';
import type { JudgedCase } from './judged-case.ts';
import { expectsRule, findingsIn, isLookAlike, judgeCase, placesOf } from './judged-case.ts';
import { keys } from './keys.ts';

const built: readonly string[] = RULE_IDS;
const cases = loadCases();
const policy = defaultPolicy();
const prefilter = prefilterVocabulary(policy);

const found = new Map<Case, Finding[]>();
for (const one of cases) found.set(one, await findingsIn(one.tree, policy, prefilter));
const differing = new Set<Case>();
for (const [one, findings] of found) {
  const all = await findingsIn(one.tree, policy, EVERYTHING);
  if (JSON.stringify(all) !== JSON.stringify(findings)) differing.add(one);
}
const judged = [...found].map(([one, findings]) => judgeCase(one, placesOf(findings), built));
const held = judged.filter((one) => one.case.gap === null);
const gaps = judged.filter((one) => one.case.gap !== null);

const isRight = ({ case: one, missed, falseAlarms }: JudgedCase) =>
  missed.length + falseAlarms.length === 0 && !differing.has(one);
const homeOf = (rule: string) => cases.filter(({ home }) => home === rule);

describe('the corpus', () => {
  it('holds at least 400 cases, each with a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(400);
    const names = cases.map(({ home, language, name }) => `${home}/${language}: ${name}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('is about half Python and half TypeScript', () => {
    const python = cases.filter(({ language }) => language === 'python').length;
    expect(python / cases.length).toBeGreaterThan(0.4);
    expect(python / cases.length).toBeLessThan(0.6);
  });

  it.each(CORPUS_RULES)('has at least as many look-alikes as hits for %s', (rule) => {
    const home = homeOf(rule);
    const hits = home.filter((one) => expectsRule(one, rule)).length;
    expect(hits).toBeGreaterThan(0);
    expect(home.filter(isLookAlike).length).toBeGreaterThanOrEqual(hits);
  });
});

describe.each(CORPUS_RULES)('%s', (rule) => {
  const own = held.filter((one) => one.case.home === rule);

  it.each(own.map((one) => [`${one.case.language}: ${one.case.name}`, one] as const))('%s', (_, one) => {
    expect({ missed: one.missed, falseAlarms: one.falseAlarms }).toEqual({ missed: [], falseAlarms: [] });
  });
});

describe('the accuracy on the corpus', () => {
  it.each(CORPUS_RULES.filter((rule) => built.includes(rule)))('is 1.00 for %s', (rule) => {
    expect(accuracyOf(rule, held)).toMatchObject({ precision: 1, recall: 1 });
  });

  it('is printed by rule', () => {
    const rows = CORPUS_RULES.map((rule) => ({
      rule,
      accuracy: built.includes(rule) ? accuracyOf(rule, held) : null,
      cases: homeOf(rule).length,
      lookAlikes: homeOf(rule).filter(isLookAlike).length,
    }));
    console.log(`${cases.length} cases\n${accuracyTable(rows)}\n${gapLines().join('\n')}`);
    expect(rows).toHaveLength(CORPUS_RULES.length);
  });
});

function gapLines(): string[] {
  return gaps.map((one) => {
    const { home, language, name, gap } = one.case;
    const state = isRight(one) ? 'closed, take the @gap away' : gap;
    return `gap in ${home}/${language}, ${name}: ${state}`;
  });
}

it('finds the same in the corpus with and without the prefilter, but for known gaps', () => {
  const held = [...differing].filter(({ gap }) => gap === null);
  expect(held.map(({ home, language, name }) => `${home}/${language}, ${name}`)).toEqual([]);
});

it('shows no key of the corpus in any finding', () => {
  const shown = JSON.stringify([...found.values()]);
  expect(keys().filter((key) => shown.includes(key))).toEqual([]);
});
