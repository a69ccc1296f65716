import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isSeq, LineCounter, parseDocument, type YAMLSeq } from 'yaml';
import { isFields, listOf, textOf } from './yaml-values.ts';

export const PRE_COMMIT_FILE = '.pre-commit-config.yaml';

/** The Node that pre-commit fetches for the hook where a machine has an older one. */
const NODE_VERSION = '24.21.0';

/** What becomes of a configuration of https://pre-commit.com. */
export type HookMerge =
  | { kind: 'merged'; text: string }
  /** A hook that validates is there. */
  | { kind: 'there' }
  /** It could not be read; why, for people. */
  | { kind: 'unreadable'; why: string };

/** What the hook runs. */
export interface HookTerms {
  /** What npm installs Tollgate from. */
  spec: string;
  /** What Tollgate is asked: `validate --offline`. */
  command: string;
}

/** The hook that the rule book asks for ("Pre-commit Validation"). */
function hookOf({ spec, command }: HookTerms): Record<string, string | boolean | string[]> {
  return {
    id: 'tollgate',
    name: 'Tollgate: LLM calls go through the gateway',
    entry: `tollgate ${command}`,
    language: 'node',
    language_version: NODE_VERSION,
    additional_dependencies: [spec],
    pass_filenames: false,
    always_run: true,
  };
}

const COMMENT =
  "The rule book's validation, without the checks that need a running gateway. Written by `tollgate init`.";

/** A configuration with this one hook. */
export function preCommitText(hook: HookTerms): string {
  return `# https://pre-commit.com: \`pre-commit install\` once in each clone.\nrepos:\n${hookLines(hook, '  ', '\n')}`;
}

/**
 * Adds the hook to a configuration. All that stands there stays as it is, to the last blank: the hook is put in as
 * text where `repos` ends, and only if that would not read as it should is the whole document written anew.
 */
export function mergedPreCommit(text: string, hook: HookTerms): HookMerge {
  const lines = new LineCounter();
  // Silent, the parser would not tell that a second document follows.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const [fault] = document.errors;
  if (fault) return { kind: 'unreadable', why: `line ${lines.linePos(fault.pos[0]).line}: ${fault.message}` };
  if (text.trim() === '') return { kind: 'merged', text: preCommitText(hook) };
  if (document.contents === null) return { kind: 'merged', text: appendedTo(text, hook) };
  if (!isMap(document.contents)) return { kind: 'unreadable', why: 'it is no map with `repos`' };
  const repos: unknown = document.get('repos', true);
  if (repos !== undefined && !isSeq(repos)) return { kind: 'unreadable', why: '`repos` is no list' };
  return hasValidation(document) ? { kind: 'there' } : { kind: 'merged', text: added(text, document, hook) };
}

function hasValidation(document: Document): boolean {
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  const hooks = isFields(value) ? listOf(value.repos).flatMap((repo) => hooksOf(repo)) : [];
  return hooks.some((hook) => {
    const words = `${textOf(hook.id) ?? ''} ${textOf(hook.entry) ?? ''} ${listOf(hook.args).join(' ')}`;
    return /\btollgate\b.*\bvalidate\b|validate_litellm/.test(words);
  });
}

function hooksOf(repo: unknown): Record<string, unknown>[] {
  return isFields(repo) ? listOf(repo.hooks).filter(isFields) : [];
}

function added(text: string, document: Document, hook: HookTerms): string {
  const repos: unknown = document.get('repos', true);
  const candidate = isSeq(repos) ? insertedInto(text, repos, hook) : appendedTo(text, hook);
  const entry = document.createNode({ repo: 'local', hooks: [hookOf(hook)] });
  if (isSeq(repos)) {
    // `[]` would take its first entry into the brackets.
    if (repos.items.length === 0) repos.flow = false;
    repos.add(entry);
  } else document.set('repos', document.createNode([entry]));
  const meant: unknown = document.toJS();
  if (candidate !== null && isDeepStrictEqual(plainValue(candidate), meant)) return candidate;
  return document.toString({ lineWidth: 0 });
}

/** The text with a list of one hook behind it. */
function appendedTo(text: string, hook: HookTerms): string {
  const newline = newlineOf(text);
  return `${text.trimEnd()}${newline}${newline}repos:${newline}${hookLines(hook, '  ', newline)}`;
}

function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function plainValue(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  return document.errors.length > 0 ? null : document.toJS();
}

/** The text with the hook behind the last entry of `repos`; `null` where that is no list of lines. */
function insertedInto(text: string, repos: YAMLSeq, hook: HookTerms): string | null {
  const [start, end] = repos.range ?? [];
  if (repos.flow || start === undefined || end === undefined || repos.items.length === 0) return null;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (indent.trim() !== '') return null;
  const newline = newlineOf(text);
  const before = text.slice(0, lineEnd(text, end)).trimEnd();
  const isSpaced = /\n[ \t]*\r?\n[ \t]*-/.test(text.slice(start, end));
  const rest = text.slice(before.length).replace(/^[ \t]*(\r?\n)?/, '');
  return before + newline + (isSpaced ? newline : '') + hookLines(hook, indent, newline) + rest;
}

/** Where the line ends that holds the last character before an offset: a comment there belongs to it. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset - 1);
  return end < 0 ? text.length : end;
}

/** The hook as an entry of `repos`, spelled as pre-commit's own documentation does. */
function hookLines(hook: HookTerms, indent: string, newline: string): string {
  const fields = Object.entries(hookOf(hook)).map(([key, value]) => `${key}: ${spelled(value)}`);
  const lines = [
    `# ${COMMENT}`,
    '- repo: local',
    '  hooks:',
    ...fields.map((field, index) => `    ${index === 0 ? '- ' : '  '}${field}`),
  ];
  return lines.map((line) => indent + line + newline).join('');
}

function spelled(value: string | boolean | string[]): string {
  if (Array.isArray(value)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  return typeof value === 'string' && /: |^[\d.]+$/.test(value) ? JSON.stringify(value) : String(value);
}
