import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { noticeComment } from '../../src/debt/issue-comment.ts';
import { REASON_FORM } from '../../src/debt/reason-form.ts';
import { judgeGatewayConfig } from '../../src/detect/gateway-config/judge.ts';
import { keyedBypasses } from '../../src/gate/bypass-keys.ts';
import { checkOutput } from '../../src/gate/check.ts';
import { checklistComment } from '../../src/gate/checklist.ts';
import { dashboard } from '../../src/gate/dashboard.ts';
import { bypassComments, settledComments } from '../../src/gate/review.ts';
import { furtherLine, reviewLine, SETTLED, settledLine } from '../../src/gate/review-text.ts';
import type { CheckContext } from '../../src/gate/text-context.ts';
import type { JudgeInput, Verdict } from '../../src/gate/verdict.ts';
import { defaultPolicy } from '../../src/policy/defaults.ts';
import { activeDebt, DEBT_ID, HOUR, later, NOW, overdueDebt, scan } from '../debt/builders.ts';
import { scanTree } from '../detect/scan-source.ts';
import { CONTEXT, pullRequest, verdict } from '../gate/builders.ts';

const GUIDES = [
  ...['for-authors', 'for-reviewers', 'for-architects', 'for-organisations', 'commands'],
  ...['kinds-of-pull-requests', 'policy', 'gateway-changes'],
];

const PATH = 'services/chat/summary.py';
const CALL = '    return await client.post("https://api.openai.com/v1/chat/completions", json=body)';

/** The call at line 42, with what stands above it. */
function source(...comment: string[]): string {
  const above = Array.from({ length: 40 - comment.length }, () => '');
  return [...above, 'async def summarise(client, body):', ...comment.map((line) => `    ${line}`), CALL].join(
    '\n',
  );
}

const COMMENT = [
  '# TODO: TECH DEBT - Direct LLM call bypassing gateway',
  '# Issue: #123 - LiteLLM has no structured summaries',
  '# Remove after: LiteLLM v2.0 adds them',
  '# Contact: @architecture-team before changing',
];

const NOTHING_OWED = { debts: [], paid: [], baseline: null, removers: new Map(), isRequired: true };
const DASHBOARD = { defaultBranch: 'main', sha: null, docsUrl: null, policy: defaultPolicy() };

/** What the app writes: everything that the guides may quote. */
let written = '';

beforeAll(async () => {
  const bare = await scanTree({ [PATH]: source() });
  const unmarked = await scanTree({ [PATH]: source(...COMMENT) });
  const documented = await scanTree({ [PATH]: `${source(...COMMENT)}  # TEMPORARY - DO NOT COPY` });
  const key = await scanTree({ 'a.py': `KEY = "${['sk', 'proj', 'a1B2c3D4'.repeat(6)].join('-')}"\n` });
  const hunks = new Map([[PATH, [[1, 99] as [number, number]]]]);
  const failing = verdict({ head: bare, hunks });
  const passing = verdict({ head: documented, hunks });
  const byBot = verdict({ head: bare, pull: pullRequest({ byBot: true }) });
  const faulty = (change: Partial<JudgeInput>) => checks(verdict({ head: documented, ...change }));
  const skipped = { path: PATH, reason: 'too-large' as const, message: 'It is large.', suspicious: true };
  const loosening = { key: ['mode'], item: null, words: 'observes', file: 'a', line: 1 };
  const reclassified = {
    class: 'other' as const,
    because: 'its title begins with `fix:`',
    ...{ at: NOW.toISOString(), by: 'ada', overdue: [DEBT_ID] },
  };
  const fix = pullRequest({ title: 'fix: x', classChanges: [reclassified] });
  const lines = source().split('\n');
  const terms = { ...CONTEXT, sources: new Map([[PATH, lines]]), anchors: new Map(), digest: String };
  const [bypass] = keyedBypasses(failing);
  const reason = { issue: 124, why: 'LiteLLM has no structured summaries', when: 'LiteLLM v2.0 adds them' };
  const keys = [...keyedBypasses(passing).map((one) => one.key), '0'.repeat(16)];
  const bypasses = keyedBypasses(failing).map((one) => one.bypass);
  const mention = { defaultBranch: 'main', mention: '@acme/architecture-team', now: later(24 * HOUR) };
  const [call] = bare.findings;
  const excepted = call ? [{ finding: call, exception: 0 }] : [];
  written = plain(
    [
      ...checks(failing),
      ...checks(passing),
      ...checks(verdict()),
      ...checks(verdict({ head: key })),
      ...checks(verdict({ head: unmarked })),
      ...faulty({ reasonIssues: new Map([[123, { kind: 'closed', title: 'x', missing: [] }]]) }),
      ...faulty({ reasonIssues: new Map([[123, { kind: 'missing' }]]) }),
      ...faulty({
        reasonIssues: new Map([[123, { kind: 'open', title: 'x', missing: ['when'] }]]),
      }),
      ...checks(verdict({ debts: [overdueDebt()] })),
      ...checks(verdict({ debts: [overdueDebt()], pull: fix })),
      ...checks(verdict({ debts: [overdueDebt()] }), { mergeQueueOf: 'main' }),
      ...checks(verdict({ head: scan({ excepted }) })),
      ...checks(gatewayChange('model_list: []\n')),
      ...checks(gatewayChange(null)),
      ...checks(verdict({ loosenings: [loosening] })),
      ...checks(verdict({ head: scan({ skipped: [skipped] }) })),
      ...checks(verdict({ head: bare, policy: { ...defaultPolicy(), mode: 'observe' } })),
      ...bypassComments(failing, { ...terms, reasons: {} }).map(({ body }) => body),
      ...bypassComments(failing, { ...terms, reasons: { [bypass?.key ?? '']: reason } }).map(
        ({ body }) => body,
      ),
      ...settledComments(passing, keys).map(({ body }) => body),
      reviewLine(bypasses, failing, 'https://github.com/acme/chat/pull/1/checks'),
      reviewLine(bypasses, byBot, 'https://github.com/acme/chat/pull/1/checks'),
      furtherLine(1),
      SETTLED,
      settledLine(),
      checklistComment(failing, { ...CONTEXT, currentBody: null }),
      noticeComment(activeDebt(), { kind: 'reminder' }, mention),
      dashboard(NOTHING_OWED, { ...CONTEXT, ...DASHBOARD }).title,
      REASON_FORM,
    ].join('\n'),
  );
});

/** Of a configuration with one model. `null` cannot be read. */
function gatewayChange(after: string | null): Verdict {
  const path = defaultPolicy().gateway.config;
  const model = 'model_list: [{ model_name: fast, litellm_params: { model: openai/gpt-4o } }]\n';
  const tree = (text: string | null) => {
    const configuration = text === null ? null : judgeGatewayConfig(text).configuration;
    return scan({ gateways: [{ path, configuration, warnings: [] }] });
  };
  return verdict({ mergeBase: tree(model), head: tree(after), changedPaths: [path], documents: [] });
}

function checks(judged: Verdict, context: Partial<CheckContext> = {}): string[] {
  const { title, summary, text = '' } = checkOutput([judged], { ...CONTEXT, ...context });
  return [title, summary, text];
}

/** Text as a reader compares it: no marks of Markdown, no numbers, no line ends. */
function plain(markdown: string): string {
  return markdown
    .replace(/<!--.*?-->/gs, ' ')
    .replace(/\[((?:[^\]`]|`[^`]*`)*)\]\([^)\s]*\)/g, '$1')
    .replace(/```\w*/g, ' ')
    .replace(/[*`#>\u200B\\]|<\/?sub>/g, '')
    .replace(/\b(?=[a-f]*\d)[0-9a-f]{7,40}\b|\d+/g, 'N')
    .replace(/\s+/g, ' ');
}

/** Characters from which on what stands in quotation marks is what somebody reads, and no mere word. */
const SENTENCE = 20;

/** Each paragraph that a guide quotes, and each longer sentence in quotation marks. */
function quoted(guide: string): string[] {
  const text = readFileSync(new URL(`../../docs/${guide}.md`, import.meta.url), 'utf8');
  const blocks = text.match(/(?:^ *>.*\n)+/gm) ?? [];
  const paragraphs = blocks.flatMap((block) => block.replace(/^ *> ?/gm, '').split(/\n\s*\n/));
  const prose = text.replace(/^ *>.*$/gm, '').replace(/^```[\s\S]*?^```/gm, '');
  const sentences = [...prose.matchAll(/"([^"]*)"/g)].flatMap(([, sentence = '']) =>
    sentence.length >= SENTENCE && sentence.includes(' ') ? sentence : [],
  );
  return [...paragraphs, ...sentences].map((quote) => plain(quote).trim()).filter((quote) => quote !== '');
}

describe('what the guides quote', () => {
  it.each(GUIDES)('of docs/%s.md is what the app writes', (guide) => {
    const quotes = quoted(guide);
    expect(quotes.length).toBeGreaterThan(0);
    expect(quotes.filter((quote) => !written.includes(quote))).toEqual([]);
  });

  it("of the check's titles is what they are", () => {
    const authors = readFileSync(new URL('../../docs/for-authors.md', import.meta.url), 'utf8');
    const [, table = ''] = /\| title \| what to do \|\n\|[-|]+\n((?:\|.*\n)+)/.exec(authors) ?? [];
    const titles = table.split('\n').flatMap((row) => row.split('|')[1]?.trim() ?? []);
    expect(titles.length).toBeGreaterThan(5);
    expect(
      titles.map((title) => plain(title.replace('…', ''))).filter((title) => !written.includes(title)),
    ).toEqual([]);
  });
});
