import { describe, expect, it } from 'vitest';
import { parseDebtComment } from '../../../src/debt/comment.ts';
import { coveringComment } from '../../../src/debt/coverage.ts';
import { mayBeDocumented } from '../../../src/debt/documentable.ts';
import type { ScanResult } from '../../../src/detect/finding.ts';
import { documentedChange } from '../../../src/gate/mend/documented.ts';
import { mendOf } from '../../../src/gate/mend/mend.ts';
import { applyChange, sourceLines } from '../../../src/gate/mend/source.ts';
import { withoutDebtComment } from '../../../src/gate/mend/undocumented.ts';
import { defaultPolicy } from '../../../src/policy/defaults.ts';
import { WHOLE_CORPUS_MS } from '../../corpus/cases.ts';
import { NOW } from '../../debt/builders.ts';
import { scanTree } from '../../detect/scan-source.ts';
import { alike, linesOf, type ScannedCase, scanChanged, scanCorpus } from './corpus.ts';

const POLICY = defaultPolicy();
const KNOWN = {
  contact: POLICY.contact,
  known: { reasonIssue: 123, reason: 'no feature X', removeAfter: 'LiteLLM v2.0' },
};

/** The first finding of a file, documented. */
async function documented(path: string, text: string): Promise<string | null> {
  const { findings, debtComments } = await scanTree({ [path]: text });
  const [finding] = findings;
  if (!finding) throw new Error('Nothing is found.');
  const lines = sourceLines(text);
  const change = documentedChange(finding, coveringComment(finding, debtComments), lines, KNOWN);
  return change && applyChange(lines, change).join('\n');
}

const CALL = 'requests.post("https://api.openai.com/v1/chat/completions", json=b)';
const COMMENT = [
  '# TODO: TECH DEBT - Direct LLM call bypassing gateway',
  '# Issue: #123 - no feature X',
  '# Remove after: LiteLLM v2.0',
  '# Contact: @architecture-team before changing',
];
const MARK = '# TEMPORARY - DO NOT COPY';

describe('the gateway in the place of a documented call', () => {
  /** The mend of the first finding of a file, and its debt comment gone. */
  async function paid(lines: string[]): Promise<string[] | null> {
    const text = lines.join('\n');
    const { findings, debtComments } = await scanTree({ 'a.py': text });
    const [finding] = findings;
    const comment = finding && coveringComment(finding, debtComments);
    if (!finding || !comment) throw new Error('Nothing is found, or nothing covers it.');
    const change = mendOf([finding], sourceLines(text), POLICY);
    return change && applyChange(sourceLines(text), withoutDebtComment(change, comment, sourceLines(text)));
  }

  const MENDED = CALL.replace('https://api.openai.com', 'http://zoe-litellm:8001');

  it.each<[string, string[], string[]]>([
    ['takes comment and marker away', [...COMMENT, `x = ${CALL}  ${MARK}`], [`x = ${MENDED}`]],
    ['with what is missing', [...COMMENT.slice(0, 3), `x = ${CALL}`, 'y = 1'], [`x = ${MENDED}`, 'y = 1']],
    [
      'in a statement of several lines, whichever bears the marker',
      [
        'def f():',
        ...COMMENT.map((line) => `  ${line}`),
        `  return requests.post(  ${MARK}`,
        '    "https://api.openai.com/v1/chat/completions",',
        '  )',
      ],
      ['def f():', '  return requests.post(', '    "http://zoe-litellm:8001/v1/chat/completions",', '  )'],
    ],
    [
      'and leaves what else a comment says',
      [...COMMENT, `x = ${CALL}  # TEMPORARY - DO NOT COPY, see the wiki`],
      [`x = ${MENDED}  # TEMPORARY - DO NOT COPY, see the wiki`],
    ],
  ])('%s', async (_, before, after) => {
    expect(await paid(['import requests', ...before])).toEqual(['import requests', ...after]);
  });
});

describe('a debt comment that is suggested', () => {
  it.each<[string, string[], string[]]>([
    [
      'stands above the statement, indented as it is',
      [`  return ${CALL}`],
      [...COMMENT.map((line) => `  ${line}`), `  return ${CALL}  ${MARK}`],
    ],
    [
      'has its marker behind the last line',
      [`  return requests.post(`, `    "https://api.openai.com/v1/chat/completions",`, '  )'],
      [
        ...COMMENT.map((line) => `  ${line}`),
        '  return requests.post(',
        '    "https://api.openai.com/v1/chat/completions",',
        `  )  ${MARK}`,
      ],
    ],
    [
      'stands above the whole line of a statement that begins in its middle',
      [`  if b: return ${CALL}`],
      [...COMMENT.map((line) => `  ${line}`), `  if b: return ${CALL}  ${MARK}`],
    ],
    [
      'takes the place of one that is not right',
      ['  # TODO: tech debt', `  return ${CALL}  # soon`],
      [...COMMENT.map((line) => `  ${line}`), `  return ${CALL}  # soon  ${MARK}`],
    ],
  ])('%s', async (_, before, after) => {
    const text = (lines: string[]) => ['import requests', 'def ask(b):', ...lines, ''].join('\n');
    expect(await documented('a.py', text(before))).toBe(text(after));
  });

  it('has the comment syntax of its language', async () => {
    const call =
      "export const ask = (body) => fetch('https://api.openai.com/v1/chat/completions', { body });";
    expect(await documented('a.ts', `${call}\n`)).toBe(
      [...COMMENT.map((line) => line.replace('#', '//')), `${call}  // TEMPORARY - DO NOT COPY`, ''].join(
        '\n',
      ),
    );
  });

  it('is left out where a comment would end in the middle of something else', async () => {
    const page =
      "<script>fetch('https://api.openai.com/v1/chat/completions', { method: 'POST' });</script>\n";
    expect(await documented('a.html', page)).toBeNull();
  });
});

/** What is wrong with a suggestion for one finding; it is one for each that can be documented. */
async function faultsOf(scanned: ScannedCase): Promise<string[]> {
  const { one, scan } = scanned;
  const findings = scan.findings.filter(({ rule }) => mayBeDocumented(rule));
  const faults = findings.map(async (finding) => {
    const comment = coveringComment(finding, scan.debtComments);
    const change = documentedChange(finding, comment, linesOf(scanned, finding), KNOWN);
    const name = `${one.home}: ${one.name}, ${finding.what}`;
    if (change === null) return `${name}: no suggestion`;
    const after = await scanChanged(scanned, finding, change);
    if (after.skipped.length > scan.skipped.length) return `${name}: does not parse`;
    const found = alike(after, finding);
    return found.some((one) => isDocumented(one, after)) ? [] : `${name}: not documented`;
  });
  return (await Promise.all(faults)).flat();
}

function isDocumented(finding: ScanResult['findings'][number], { debtComments }: ScanResult): boolean {
  const place = coveringComment(finding, debtComments);
  return place !== null && parseDebtComment(place, POLICY, NOW).ok;
}

describe('over the whole corpus', () => {
  it(
    'every finding that a comment may answer for has a suggestion, and applied it documents it',
    async () => {
      const corpus = await scanCorpus();
      expect((await Promise.all(corpus.map(faultsOf))).flat()).toEqual([]);
    },
    WHOLE_CORPUS_MS,
  );
});
