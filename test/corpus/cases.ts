import { readdirSync, readFileSync } from 'node:fs';
import { keyOf } from './keys.ts';

/** The rules that the corpus speaks about; `copied-bypass` is about the state of a PR and lives in the gate. */
export const CORPUS_RULES = [
  'direct-call',
  'hardcoded-model-routing',
  'multiple-endpoints',
  'inline-model-config',
  'custom-retry',
  'provider-factory',
  'model-alias',
  'gateway-auth',
  'hardcoded-key',
  'stream-handling',
  'unknown-base-url',
] as const;
export type CorpusRule = (typeof CORPUS_RULES)[number];

/** Milliseconds that a test over all cases may take: on a busy machine minutes, where a quiet one needs seconds. */
export const WHOLE_CORPUS_MS = 600_000;

/** A mark behind a line of code: the rule has a finding that begins here, or on one of its `any` lines. */
export interface Mark {
  path: string;
  line: number;
  rule: CorpusRule;
  /**
   * `here`: it is found. `any`: of all such marks for one rule in one case, at least one is found. `allowed`: readers
   * of the rule book may differ. None of them is a false alarm.
   */
  kind: 'here' | 'any' | 'allowed';
}

/** One labelled case: a small tree, and every finding that it holds under all rules. */
export interface Case {
  /** The rule whose folder it stands in. */
  home: CorpusRule;
  /** How the name of its file begins. */
  language: 'python' | 'typescript';
  name: string;
  /** Why the engine is known not to be there yet; `null` for what must hold. */
  gap: string | null;
  /** Texts by path, marks taken out. */
  tree: Record<string, string>;
  marks: Mark[];
}

const DEFAULT_PATHS = { python: 'app/main.py', typescript: 'src/main.ts' } as const;

/** Every case under this folder, in the order of the rules and of the files. Throws on what it cannot read. */
export function loadCases(): Case[] {
  return CORPUS_RULES.flatMap((home) => {
    const folder = new URL(`./${home}/`, import.meta.url);
    const names = readdirSync(folder).filter((name) => name.endsWith('.cases'));
    return names
      .sort()
      .flatMap((name) => parseCases(home, name, readFileSync(new URL(name, folder), 'utf8')));
  });
}

/** The cases of one file; what stands before the first heading belongs to all of them. */
export function parseCases(home: CorpusRule, fileName: string, text: string): Case[] {
  const language = fileName.startsWith('python') ? 'python' : 'typescript';
  const [shared = '', ...parts] = text.split(/^=== /m);
  return parts.map((part) => {
    const end = part.indexOf('\n');
    const [name = '', gap] = part.slice(0, end).split(/\s+@gap\s+/);
    const files = [...sectionsOf(shared, language), ...sectionsOf(part.slice(end + 1), language)];
    if (files.length === 0) throw new Error(`${home}/${fileName}: "${name}" holds no code.`);
    return { home, language, name: name.trim(), gap: gap ?? null, ...readSections(files) };
  });
}

type Section = [path: string, text: string];

/** `--- path` begins a file; code above the first one is the language's default file. */
function sectionsOf(text: string, language: Case['language']): Section[] {
  const [first = '', ...rest] = text.split(/^--- (?=\S+$)/m);
  const named = rest.map((part): Section => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end + 1)];
  });
  return first.trim() === '' ? named : [[DEFAULT_PATHS[language], first], ...named];
}

function readSections(sections: Section[]): Pick<Case, 'tree' | 'marks'> {
  const read = sections.map(([path, text]) => ({ path, ...readMarks(path, text) }));
  return {
    tree: Object.fromEntries(read.map(({ path, text }) => [path, text])),
    marks: read.flatMap(({ marks }) => marks),
  };
}

const MARK = /\s*(?:#|\/\/|<!--)\s*(expect|expect any|allow):\s*([a-z-]+(?:, [a-z-]+)*)\s*(?:-->)?\s*$/;

function readMarks(path: string, text: string): { text: string; marks: Mark[] } {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line, index) => readLine(path, index + 1, line));
  const clean = `${lines.map((line) => line.text).join('\n')}\n`;
  return {
    text: clean.replace(/\{\{key:(\w+)\}\}/g, (_, kind: string) => keyOf(kind)),
    marks: lines.flatMap(({ marks }) => marks),
  };
}

function readLine(path: string, line: number, text: string): { text: string; marks: Mark[] } {
  const found = MARK.exec(text);
  if (!found) return { text, marks: [] };
  const [, word, rules = ''] = found;
  const kind: Mark['kind'] = word === 'allow' ? 'allowed' : word === 'expect' ? 'here' : 'any';
  const marks = rules.split(', ').map((rule) => ({ path, line, rule: ruleNamed(rule), kind }));
  const rest = readLine(path, line, text.slice(0, found.index));
  return { text: rest.text, marks: [...rest.marks, ...marks] };
}

function ruleNamed(name: string): CorpusRule {
  const rule = CORPUS_RULES.find((known) => known === name);
  if (rule === undefined) throw new Error(`A mark expects "${name}", which is no rule.`);
  return rule;
}
