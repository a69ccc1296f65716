import { isMendedByLine } from '../debt/comment-form.ts';
import { commentMarker, documentedStatement } from '../debt/comment-template.ts';
import { contactName } from '../debt/contact.ts';
import { innermostStatement } from '../debt/coverage.ts';
import { mayBeDocumented } from '../debt/documentable.ts';
import { code, fence, link, message, table } from '../debt/markdown.ts';
import { reasonIssueUrl } from '../debt/reason-issue.ts';
import { count, placeWords } from '../debt/wording.ts';
import type { Range } from '../detect/facts.ts';
import type { Finding } from '../detect/finding.ts';
import { formatDuration } from '../policy/duration.ts';
import { keyedBypasses } from './bypass-keys.ts';
import { changedOrigin } from './changed-origins.ts';
import { exceptionLink } from './exception-request.ts';
import {
  type CheckContext,
  clockStart,
  placeLink,
  rowsShown,
  ruleLink,
  statementLink,
} from './text-context.ts';
import type { Bypass, Verdict } from './verdict.ts';

/** The bypasses that fail a verdict. */
export function failingBypasses({ reasons }: Pick<Verdict, 'reasons'>): Bypass[] {
  return reasons.flatMap((reason) => (reason.kind === 'bypass' ? [reason.bypass] : []));
}

/** The part of a check's summary about the bypasses that fail it: what, why it matters, what to do. */
export function bypassText(verdict: Verdict, context: CheckContext): string[] {
  const all = failingBypasses(verdict).filter((bypass) => !isConfigFault(bypass));
  const bypasses = all.filter((bypass) => !isBarred(bypass));
  const barred = barredText(all.filter(isBarred), verdict, context);
  if (bypasses.length === 0) return barred;
  const faulty = bypasses.filter(({ documentation }) => documentation.kind === 'faulty');
  const bare = bypasses.filter(({ documentation }) => documentation.kind === 'none');
  return [
    ...barred,
    ...undocumentedText(bare, verdict, context),
    ...faultyText(faulty, verdict, context),
    ...pasteHint(bypasses, verdict),
    timeBoxText(verdict),
    ...exceptionHint(bypasses, verdict, context),
  ];
}

/** A wrong finding needs a way out that is not a debt (decisions 6). */
function exceptionHint(
  [bypass]: readonly Bypass[],
  { policy, pull }: Verdict,
  { repositoryUrl }: CheckContext,
): string[] {
  const terms = { repositoryUrl, contact: policy.contact, pullNumber: pull.number };
  const ask = bypass && exceptionLink(bypass.findings[0], terms);
  return ask ? [`Not a bypass? ${ask}.`] : [];
}

/** The comments to paste, one for each failing bypass, in the language of its file. */
export function commentsToPaste(verdict: Verdict, context: CheckContext): string[] {
  const bypasses = failingBypasses(verdict).filter((bypass) => !isBarred(bypass));
  return bypasses.map((bypass) => {
    const [finding] = bypass.findings;
    return `${statementLink(finding, verdict.pull, context)}\n\n${pasteBlock(bypass, verdict)}`;
  });
}

/** Whether no comment can answer for a bypass (decisions 7). */
export function isBarred({ findings }: Pick<Bypass, 'findings'>): boolean {
  return findings.some(({ rule }) => !mayBeDocumented(rule));
}

/** Whether it is no code at all: a fault of the gateway's configuration, which is told with what that means. */
export function isConfigFault({ findings }: Pick<Bypass, 'findings'>): boolean {
  return findings.every(({ rule }) => rule === 'gateway-config');
}

function barredText(bypasses: readonly Bypass[], verdict: Verdict, context: CheckContext): string[] {
  if (bypasses.length === 0) return [];
  const hasKey = bypasses.some(({ findings }) => findings.some(({ rule }) => rule === 'hardcoded-key'));
  const places = count(bypasses.length, 'place that', 'places that');
  return [
    `This PR adds **${places} must be mended**: no debt comment answers for ${bypasses.length === 1 ? 'it' : 'them'}.`,
    table(
      ['Where', 'What', 'Rule'],
      rowsShown(bypasses, (bypass) => bypassRow(bypass, verdict, context)),
    ),
    ...(hasKey
      ? [
          'A key in the code is known to everybody who can read it. **Read it from the environment, and make a new one.**',
        ]
      : []),
  ];
}

function undocumentedText(bypasses: readonly Bypass[], verdict: Verdict, context: CheckContext): string[] {
  const [first] = bypasses;
  if (first === undefined) return [];
  const onlyCalls = bypasses.every(isCall);
  return [
    `This PR adds **${addedWords(bypasses)}**, and no comment says why.`,
    table(
      ['Where', 'What', 'Rule'],
      rowsShown(bypasses, (bypass) => bypassRow(bypass, verdict, context)),
    ),
    'Why it matters: bypassing the gateway loses caching, fallbacks, monitoring and cost control.',
    onlyCalls
      ? `**Either use the gateway** (nothing to track): call ${gatewayWords(verdict)} instead.`
      : `**Either leave it to the gateway** (nothing to track): each annotation says how; calls go to ${gatewayWords(verdict)}.`,
    `**Or document it**, if it cannot wait: ${reasonLink(first, verdict, context)} (four short questions, prefilled), then put the debt comment above the ${onlyCalls ? 'call' : 'statement'} with the issue's number in it, and push.`,
  ];
}

function isCall({ findings }: Bypass): boolean {
  return findings.some(({ rule }) => rule === 'direct-call');
}

/** Some bypasses are calls; others choose, configure or repeat what the gateway should. */
function addedWords(bypasses: readonly Bypass[]): string {
  const calls = bypasses.filter(isCall).length;
  const others = bypasses.length - calls;
  return [
    ...(calls > 0 ? [`${count(calls, 'call that goes', 'calls that go')} around the gateway`] : []),
    ...(others > 0 ? [`${count(others, 'place that does', 'places that do')} the gateway's work`] : []),
  ].join(' and ');
}

function bypassRow(bypass: Bypass, verdict: Verdict, context: CheckContext): string[] {
  const { findings } = bypass;
  const { pull } = verdict;
  const first = findings.find(({ rule }) => !mayBeDocumented(rule)) ?? findings[0];
  const rules = [...new Set(findings.map(({ rule }) => rule))].map((rule) => ruleLink(rule, context));
  const where = statementLink(first, pull, context) + originWords(bypass, verdict, context);
  return [where, code(first.what), rules.join(', ')];
}

/** What the PR changed, where that is not the statement itself. */
function originWords(bypass: Bypass, verdict: Verdict, context: CheckContext): string {
  const at = changedOrigin(bypass, verdict);
  if (at === null) return '';
  const range = { startLine: at.line, endLine: at.line };
  return `, since ${code(at.name)} changed at ${placeLink({ path: at.path, range }, verdict.pull, context)}`;
}

function gatewayWords({ policy }: Verdict): string {
  return policy.gateway.urls.map((url) => code(url)).join(' or ');
}

/** Where the reason issue of a bypass is written, filled in with what is known. */
export function reasonLink(bypass: Bypass, verdict: Verdict, { repositoryUrl }: CheckContext): string {
  const [finding] = bypass.findings;
  const key = keyedBypasses(verdict).find((one) => one.bypass === bypass)?.key ?? '';
  const { pull, hasReasonForm: hasForm } = verdict;
  const where = placeWords({ path: finding.path, range: innermostStatement(finding) });
  return link(
    'open the reason issue',
    reasonIssueUrl({ repositoryUrl, what: finding.what, where, pullNumber: pull.number, key, hasForm }),
  );
}

function faultyText(bypasses: readonly Bypass[], verdict: Verdict, context: CheckContext): string[] {
  const faults = bypasses.flatMap(({ documentation }) =>
    documentation.kind === 'faulty'
      ? documentation.faults.map((fault) => ({ ...fault, rule: documentation.copy?.rule }))
      : [],
  );
  if (faults.length === 0) return [];
  const rows = rowsShown(faults, (fault) => [
    placeLink(
      { path: fault.path, range: { startLine: fault.line, endLine: fault.line } },
      verdict.pull,
      context,
    ),
    fault.rule ? `${ruleLink(fault.rule, context)}: ${message(fault.message)}` : message(fault.message),
    isMendedByLine(fault) ? code(`${commentMarker(fault.path)} ${fault.mend}`) : message(fault.mend),
  ]);
  const needs = bypasses.length === 1 ? 'A debt comment needs' : `${bypasses.length} debt comments need`;
  return [
    `**${needs} mending** before ${bypasses.length === 1 ? 'it counts' : 'they count'}:`,
    table(['Where', 'What is wrong', 'What it should say'], rows),
    ...numberHint(bypasses, verdict, context),
  ];
}

function numberHint(bypasses: readonly Bypass[], verdict: Verdict, context: CheckContext): string[] {
  const numberless = bypasses.find(
    ({ documentation }) => documentation.kind === 'faulty' && documentation.partial.reasonIssue === null,
  );
  if (numberless === undefined) return [];
  const url = reasonLink(numberless, verdict, context);
  return [`No issue of its own yet? First ${url} (four short questions, prefilled), and put its number in.`];
}

/** One comment stands where it is needed; several stand below the summary. */
function pasteHint(bypasses: readonly Bypass[], verdict: Verdict): string[] {
  const [only, second] = bypasses;
  if (only === undefined) return [];
  if (second !== undefined) {
    return [
      'The comments to paste, each in the language of its file, stand below under “Comments to paste”.',
    ];
  }
  const mended =
    only.documentation.kind === 'faulty'
      ? 'The whole of it, mended as far as it is known:'
      : 'The comment to paste:';
  return [mended, pasteBlock(only, verdict)];
}

function pasteBlock({ findings: [finding], documentation }: Bypass, { policy }: Verdict): string {
  const indent = ' '.repeat(Math.min(40, columnOf(innermostStatement(finding)) - 1));
  const known = documentation.kind === 'faulty' ? documentation.partial : {};
  const statement = wholeStatement(finding);
  const terms = { path: finding.path, indent, contact: policy.contact, known };
  return fence(
    documentedStatement(terms, statement === null ? null : indent + statement),
    fenceLanguage(finding.path),
  );
}

/** In a notebook the column of the cell, not of the JSON around it. */
function columnOf({ cell, startColumn }: Range): number {
  return cell?.column ?? startColumn;
}

/** A snippet is cut at 400 characters; a cut one has no last line to put the marker on. */
function wholeStatement(finding: Finding): string | null {
  const { startLine, endLine } = innermostStatement(finding);
  const lines = finding.snippet.split('\n').length;
  return finding.snippet.length < 400 && lines === endLine - startLine + 1 ? finding.snippet : null;
}

export function fenceLanguage(path: string): string {
  if (commentMarker(path) === '#') return /\.(?:pyi?|ipynb)$/i.test(path) ? 'python' : 'yaml';
  return 'typescript';
}

/** How long a documented bypass may stand. */
export function timeBoxText(verdict: Pick<Verdict, 'policy' | 'startsOn'>): string {
  const { policy } = verdict;
  const emergency = formatDuration(policy.timeBox.emergency);
  const planned = formatDuration(policy.timeBox.planned);
  return `An emergency has **${emergency} ${clockStart(verdict)}**. With \`Time-box: planned\` as one more line of the comment it is **${planned}**, if ${contactName(policy.contact)} approves this PR. After the deadline, feature PRs here are blocked.`;
}
