import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClassifiedPull, classify } from '../../src/gate/classify.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { outsideCode } from '../debt/outside-code.ts';

const NO_SIGN = 'neither a label, nor the type of its title, nor the prefix of its branch says what it is';

function classified(changes: Partial<ClassifiedPull>): string {
  const pull = {
    title: 'Summaries',
    headRef: 'summaries',
    labels: [],
    authorCanWrite: true,
    classCommand: null,
    ...changes,
  };
  const { class: found, because } = classify(pull, defaultPolicy());
  return `${found}: ${because}`;
}

describe('the title', () => {
  it.each([
    ['feat: summaries', 'feature: its title begins with `feat:`'],
    ['feature: summaries', 'feature: its title begins with `feature:`'],
    ['feat(chat): summaries', 'feature: its title begins with `feat(chat):`'],
    ['feat!: summaries', 'feature: its title begins with `feat!:`'],
    ['feat(chat)!: summaries', 'feature: its title begins with `feat(chat)!:`'],
    ['FEAT: summaries', 'feature: its title begins with `FEAT:`'],
    ['  feat : summaries', 'feature: its title begins with `feat :`'],
    ['fix: summaries', 'other: its title begins with `fix:`'],
    ['fix!: summaries', 'other: its title begins with `fix!:`'],
    ['docs: summaries', 'other: its title begins with `docs:`'],
    ['test: summaries', 'other: its title begins with `test:`'],
    ['refactor: summaries', 'other: its title begins with `refactor:`'],
    ['build(deps): bump yaml', 'other: its title begins with `build(deps):`'],
    ['ci: summaries', 'other: its title begins with `ci:`'],
    ['perf: summaries', 'other: its title begins with `perf:`'],
    ['chore: summaries', 'other: its title begins with `chore:`'],
    ['style: summaries', 'other: its title begins with `style:`'],
    ['revert: feat: summaries', 'other: its title begins with `revert:`'],
    ['Revert "feat: summaries"', 'other: its title begins with `Revert`'],
    ['Revert "Revert "feat: summaries""', `feature: ${NO_SIGN}`],
    ['wip: summaries', `feature: ${NO_SIGN}`],
    ['Fix the summaries', `feature: ${NO_SIGN}`],
    ['prefix fix: summaries', `feature: ${NO_SIGN}`],
    ['constructor: summaries', `feature: ${NO_SIGN}`],
    ['', `feature: ${NO_SIGN}`],
  ])('%j → %s', (title, expected) => {
    expect(classified({ title })).toBe(expected);
  });
});

describe('the branch, where the title says nothing', () => {
  it.each([
    ['feat/summaries', 'feature: its branch begins with `feat/`'],
    ['feature/summaries', 'feature: its branch begins with `feature/`'],
    ['Fix/summaries', 'other: its branch begins with `Fix/`'],
    ['hotfix/summaries', 'other: its branch begins with `hotfix/`'],
    ['dependabot/npm_and_yarn/yaml-2', 'other: its branch begins with `dependabot/`'],
    ['fixtures', `feature: ${NO_SIGN}`],
    ['fix-summaries', `feature: ${NO_SIGN}`],
    ['jane/fix/summaries', `feature: ${NO_SIGN}`],
  ])('%s → %s', (headRef, expected) => {
    expect(classified({ headRef })).toBe(expected);
  });
});

describe('which sign wins', () => {
  it.each<[string, Partial<ClassifiedPull>, string]>([
    ['a label over the title', { labels: ['bug'], title: 'feat: x' }, 'other: it is labelled `bug`'],
    [
      'a feature label over a title that says fix',
      { labels: ['enhancement'], title: 'fix: x' },
      'feature: it is labelled `enhancement`',
    ],
    [
      'the feature among labels that disagree',
      { labels: ['bug', 'Feature', 'docs'] },
      'feature: it is labelled `Feature`',
    ],
    [
      'the title over the branch',
      { title: 'fix: x', headRef: 'feat/x' },
      'other: its title begins with `fix:`',
    ],
    [
      'the title where no label is known',
      { labels: ['priority: high'], title: 'fix: x' },
      'other: its title begins with `fix:`',
    ],
  ])('%s', (_, changes, expected) => {
    expect(classified(changes)).toBe(expected);
  });
});

describe('an author without write access', () => {
  const because =
    'no label says what it is, and the title and branch of an author without write access do not count';

  it('cannot pass as a fix by a title or a branch', () => {
    expect(classified({ title: 'fix: x', headRef: 'fix/x', authorCanWrite: false })).toBe(
      `feature: ${because}`,
    );
  });

  it('can be labelled by those who may', () => {
    expect(classified({ labels: ['bug'], authorCanWrite: false })).toBe('other: it is labelled `bug`');
  });
});

describe('policy', () => {
  it('says which names mean what, and what no sign means', () => {
    const load = loadPolicy(
      'features: { labels: { Spike: other }, types: { deps: other }, branches: { release/: other }, unclassified: other }',
    );
    if (!load.ok) throw new Error('the policy of the test is faulty');
    const of = (changes: Partial<ClassifiedPull>) =>
      classify(
        { title: 'x', headRef: 'x', labels: [], authorCanWrite: true, classCommand: null, ...changes },
        load.policy,
      ).class;
    expect([
      of({ labels: ['spike'] }),
      of({ title: 'deps: x' }),
      of({ headRef: 'release/2' }),
      of({}),
    ]).toEqual(Array(4).fill('other'));
    expect(of({ title: 'feat: x' })).toBe('feature');
  });
});

describe('hostile titles, branches and labels', () => {
  const attack = fc.constantFrom(
    'feat',
    'fix',
    '(',
    ')',
    '!',
    ':',
    '/',
    '@octocat',
    '#1',
    '`',
    '<b>',
    '|',
    '\n',
    '\u202E',
    ' ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(attack, { maxLength: 12 }).map((parts) => parts.join('')),
  );

  it('never throw, and are quoted so that they mention, refer and render nothing', () => {
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 3 }), (title, headRef, labels) => {
        const because = classified({ title, headRef, labels });
        expect(because).toMatch(/^(feature|other): [^\n]+$/);
        expect(outsideCode(because)).not.toMatch(/[@#<|]/);
      }),
      { numRuns: 500 },
    );
  });

  it('of a million characters are read to the end, which a backtracking expression would never reach', () => {
    for (const title of [
      'a'.repeat(1e6),
      `feat${' '.repeat(1e6)}`,
      `feat${'('.repeat(1e6)}`,
      '-'.repeat(1e6),
    ]) {
      expect(classified({ title, headRef: title })).toBe(`feature: ${NO_SIGN}`);
    }
  });
});
