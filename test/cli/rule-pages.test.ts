import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageOf } from '../../src/detect/languages.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { RULE_IDS, type RuleId } from '../../src/policy/policy.ts';
import { PAGE_SECTIONS, parsedPage, rulePage, sectionOf } from '../../src/rule-page.ts';
import { scanTree } from '../detect/scan-source.ts';
import { REPOSITORY } from '../project/fixture.ts';

const ENDINGS: Readonly<Record<string, string>> = { python: 'py', typescript: 'ts', yaml: 'yaml' };

/** The fences of a section as files: those with a path in their info line under it, the others numbered. */
function examples(markdown: string, heading: (typeof PAGE_SECTIONS)[number]): Record<string, string> {
  const fences = [...sectionOf(markdown, heading).matchAll(/^```(\w+) ?(\S*)\n([\s\S]*?)^```/gm)];
  return Object.fromEntries(
    fences.map(([, language = '', path, text = ''], index) => [
      path || `example${index}.${ENDINGS[language]}`,
      text,
    ]),
  );
}

/** The languages that a rule is about. */
function languagesOf(id: RuleId): string[] {
  return id === 'gateway-config' ? ['yaml'] : ['py', 'ts'];
}

/** The rules broken in each file of a page's examples that is of the rule's languages. */
async function rulesBroken(id: RuleId, files: Record<string, string>): Promise<[string, RuleId[]][]> {
  const sources = Object.entries(files).filter(([path]) => languageOf(path) !== null);
  const { findings } = await scanTree(Object.fromEntries(sources));
  const code = sources
    .map(([path]) => path)
    .filter((path) => languagesOf(id).includes(path.split('.').at(-1) ?? ''));
  return code.map((path) => [
    path,
    findings.filter((finding) => finding.path === path).map(({ rule }) => rule),
  ]);
}

describe.each(RULE_IDS)('the page of %s', (id) => {
  const { markdown, title, why } = rulePage(id);

  it('has a title, a why and every section, in order', () => {
    const headings = [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([...PAGE_SECTIONS]);
    for (const heading of PAGE_SECTIONS) expect(sectionOf(markdown, heading)).not.toBe('');
    expect(title).toMatch(/^[a-z].*[^.]$/);
    expect(why).toMatch(/^[A-Z"].*\.$/);
  });

  it('names its default level, and how to change it', () => {
    const section = sectionOf(markdown, 'Its level');
    expect(section).toMatch(new RegExp(`^\`${defaultPolicy().rules[id]}\`: `));
    expect(section).toMatch(new RegExp(`^rules:\\n  ${id}: (?:warn|error)`, 'm'));
  });

  it('shows code that it finds, and finds it', async () => {
    for (const [path, rules] of await rulesBroken(id, examples(markdown, 'What it finds')))
      expect(rules, path).toContain(id);
  });

  it('shows code to write instead, in each of its languages, and nothing is found in it', async () => {
    const files = examples(markdown, 'What to write instead');
    expect(Object.keys(files).map((path) => path.split('.').at(-1))).toEqual(
      expect.arrayContaining(languagesOf(id)),
    );
    for (const [path, rules] of await rulesBroken(id, files)) expect(rules, path).toEqual([]);
  });

  it('fits a terminal', () => {
    expect(markdown.split('\n').filter((line) => line.length > 92)).toEqual([]);
  });
});

it('quotes the rule book word for word', () => {
  const book = readFileSync(join(REPOSITORY, 'test/detect/fixtures/rule-book.md'), 'utf8').replaceAll(
    '*',
    '',
  );
  for (const id of RULE_IDS) {
    const quotes = rulePage(id).markdown.match(/^> .+$/gm) ?? [];
    for (const quote of quotes) expect(book, id).toContain(quote.slice(2));
  }
});

it('no page is linked before its rule exists', () => {
  const docs = [
    'README.md',
    ...readdirSync(join(REPOSITORY, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
  ];
  const links = docs.flatMap((path) =>
    [...readFileSync(join(REPOSITORY, path), 'utf8').matchAll(/rules\/([a-z-]+)\.md/g)].map(([, id]) => id),
  );
  const known: readonly string[] = RULE_IDS;
  expect(links.filter((id) => id === undefined || !known.includes(id))).toEqual([]);
});

it.each([
  ['another rule', '# other: title\n\n## Why\n\nBecause.\n'],
  ['no title', '## Why\n\nBecause.\n'],
  ['no why', '# direct-call: title\n\n## What it finds\n\nx\n'],
])('a page of %s is refused', (_name, markdown) => {
  expect(() => parsedPage('direct-call', markdown)).toThrow('direct-call');
});
