import type { Finding, ScanResult } from '../../src/detect/finding.ts';
import { languageOf } from '../../src/detect/languages.ts';
import type { TreeFile, Vocabulary } from '../../src/detect/scan.ts';
import {
  extractBlob,
  extractTree as extractSources,
  linkAndJudge,
  prefilterVocabulary,
} from '../../src/detect/scan.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import type { Policy, RuleId } from '../../src/policy/policy.ts';

/** The gateway of the rule book's own policy. */
export const GATEWAY = 'http://zoe-litellm:8001';

/** Runs the whole pipeline over a tree of texts by path, under the default policy unless told otherwise. */
export async function scanTree(
  tree: Record<string, string>,
  policy: Policy = defaultPolicy(),
): Promise<ScanResult> {
  return linkAndJudge(await extractTree(tree, policy), policy);
}

/** The first half of the pipeline: every file of a tree that has a language, extracted as far as others call for it. */
export function extractTree(
  tree: Record<string, string>,
  policy: Policy,
  vocabulary: Vocabulary = prefilterVocabulary(policy),
): Promise<TreeFile[]> {
  const sources = Object.entries(tree).map(([path, text]) => {
    const language = languageOf(path);
    if (language === null) throw new Error(`No language reads ${path}`);
    return { path, language, bytes: new TextEncoder().encode(text) };
  });
  return extractSources(sources, vocabulary, (files, words) =>
    Promise.all(files.map(({ bytes, language }) => extractBlob(bytes, language, words))),
  );
}

/** What the findings of one file say is called, in order: of all rules, or of one. */
export async function whatIsFound(
  path: string,
  text: string,
  more: Record<string, string> = {},
  rule: RuleId | null = null,
): Promise<string[]> {
  const { findings } = await scanTree({ [path]: text, ...more });
  const own = findings.filter((finding) => finding.path === path && (rule === null || finding.rule === rule));
  return own.map(({ what }) => what);
}

/** What one rule finds in one file. */
export function whatBreaks(rule: RuleId, path: string, text: string): Promise<string[]> {
  return whatIsFound(path, text, {}, rule);
}

/** A finding for tests of what does not look into it. */
export function finding(parts: Partial<Finding>): Finding {
  const range = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  return {
    rule: 'direct-call',
    path: 'a.ts',
    range,
    statements: [range],
    what: 'POST https://api.openai.com/v1/chat/completions',
    message: '',
    service: 'OpenAI',
    snippet: '',
    fingerprint: 'f',
    ...parts,
  };
}
