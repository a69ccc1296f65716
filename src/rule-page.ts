import { readFileSync } from 'node:fs';
import { packageFile } from './package.ts';
import { RULE_IDS, type RuleId } from './policy/policy.ts';

/** Every page has these, in this order. */
export const PAGE_SECTIONS = [
  'What it finds',
  'Why',
  'What to write instead',
  'What it leaves alone',
  'Exceptions',
  'Its level',
] as const;

/** A rule's page, `docs/rules/<id>.md`: the one place where the rule is put into words. */
export interface RulePage {
  id: RuleId;
  /** What the rule asks, in one line, without the id. */
  title: string;
  /** The rule book's own "Why", in plain words. */
  why: string;
  /** The page as written, Markdown. */
  markdown: string;
}

/** Pages that were read once. */
const known = new Map<RuleId, RulePage>();

/**
 * Reads a rule's page, which lies beside `src/` and beside `dist/` alike. Throws if it is not
 * there or has no title: the package is broken then.
 */
export function rulePage(id: RuleId): RulePage {
  const page = known.get(id) ?? parsedPage(id, readFileSync(packageFile(`docs/rules/${id}.md`), 'utf8'));
  known.set(id, page);
  return page;
}

/** Whether a text that somebody typed is a rule's id. */
export function isRuleId(text: string): text is RuleId {
  return RULE_IDS.some((id) => id === text);
}

/** Reads a page's title and why out of its Markdown. Throws if one of them is missing. */
export function parsedPage(id: RuleId, markdown: string): RulePage {
  const [, heading, title] = /^# ([a-z-]+): (.+)$/m.exec(markdown) ?? [];
  const why = sectionOf(markdown, 'Why');
  if (heading !== id || title === undefined || why === '')
    throw new Error(`The page of ${id} has no title or no why.`);
  return { id, title, why: plainWords(why.split('\n\n')[0] ?? ''), markdown };
}

/** The text below one heading of the second level; empty if there is no such section. */
export function sectionOf(markdown: string, heading: (typeof PAGE_SECTIONS)[number]): string {
  const sections = markdown.split(/^## /m).slice(1);
  const section = sections.find((text) => text.startsWith(`${heading}\n`));
  return section?.slice(heading.length).trim() ?? '';
}

/** A quotation or a paragraph of Markdown on one line, without its marks. */
function plainWords(markdown: string): string {
  return markdown.replaceAll(/^> ?/gm, '').replaceAll(/[*_`]/g, '').replaceAll(/\s+/g, ' ').trim();
}
