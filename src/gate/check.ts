import { code, cutToBytes, plainLine, table } from '../debt/markdown.ts';
import { type Annotation, annotationsOf } from './annotations.ts';
import { bypassText, commentsToPaste, failingBypasses } from './bypass-text.ts';
import { freezeText, letThroughText, reclassifiedText } from './freeze-text.ts';
import { configFaultText, gatewayText } from './gateway-text.ts';
import { documentedText, paidText, provenance, warningText } from './pass-text.ts';
import { looseningText, overdueBaselineText, staleText } from './policy-text.ts';
import { policyText, unevaluatedText } from './refusal-text.ts';
import type { CheckContext } from './text-context.ts';
import { titleOf } from './title.ts';
import { touchedText } from './touched-debts.ts';
import type { Verdict } from './verdict.ts';
import { enforces } from './voices.ts';

/** What the check run of one head SHA says. GitHub lets `neutral` pass: it is for who observes alone (decisions 25). */
export interface CheckOutput {
  conclusion: 'success' | 'failure' | 'neutral';
  title: string;
  summary: string;
  text?: string;
  annotations: Annotation[];
}

/** GitHub takes 65,535 bytes of summary, and as many of text. */
const LONGEST_TEXT = 65_535;

const LONGEST_TITLE = 250;

/**
 * The check of a head: the worst verdict over all open PRs with that head, each of them named if there are several,
 * since a check belongs to a commit and not to a PR. All annotations; GitHub takes 50 of them a request.
 */
export function checkOutput(verdicts: readonly [Verdict, ...Verdict[]], context: CheckContext): CheckOutput {
  const failing = verdicts.filter(({ conclusion }) => conclusion === 'failure');
  const worst = failing[0] ?? verdicts[0];
  const said = [
    ...advisoryText(verdicts, context),
    ...queueText(verdicts, context),
    verdicts.length === 1 ? verdictText(worst, context) : severalText(verdicts, context),
  ].join('\n\n');
  const observed = worst.conclusion === 'failure' && !enforces(worst.policy);
  const summary = observed ? `${OBSERVED}\n\n${said}` : said;
  const title = titleFor(worst, verdicts);
  const annotations = unique(verdicts.flatMap(annotationsOf));
  const text = pasteText(failing, context);
  return {
    conclusion: observed ? 'neutral' : worst.conclusion,
    title: plainLine(observed ? `Would fail: ${title}` : title, LONGEST_TITLE),
    summary: cutToBytes(summary, LONGEST_TEXT),
    ...(text === null ? {} : { text: cutToBytes(text, LONGEST_TEXT) }),
    annotations: observed ? annotations.map(softened) : annotations,
  };
}

const OBSERVED =
  '**Tollgate only observes here** (`mode: observe` in the policy). This check blocks nothing, and nothing else is written. With `mode: enforce` it would have failed, and said:';

/** Red and in nobody's way: whoever reads "blocked" below should know (decisions 28). */
function advisoryText(
  verdicts: readonly Verdict[],
  { advisoryOn = [], repositoryUrl }: CheckContext,
): string[] {
  const blocked = blockedBranches(verdicts);
  const advisory = blocked.filter((branch) => advisoryOn.includes(branch));
  if (advisory.length === 0) return [];
  const names = advisory.map((name) => code(name)).join(' and ');
  const [does, there] = [
    advisory.length === 1 ? 'does' : 'do',
    advisory.length < blocked.length ? ' there' : '',
  ];
  return [
    `**Advisory only:** ${names} ${does} not require this check, so it blocks nothing${there}. An administrator can [require it](${repositoryUrl}/settings/rules).`,
  ];
}

/** The branches into which the check would stop a merge, where they require it. */
export function blockedBranches(verdicts: readonly Verdict[]): string[] {
  const blocking = verdicts.filter(({ conclusion, policy }) => conclusion === 'failure' && enforces(policy));
  return [...new Set(blocking.map(({ pull }) => pull.baseRef))];
}

/** A red mark would say that something is in the way. */
function softened(annotation: Annotation): Annotation {
  return annotation.annotation_level === 'failure'
    ? { ...annotation, annotation_level: 'warning' }
    : annotation;
}

function titleFor(worst: Verdict, verdicts: readonly Verdict[]): string {
  return verdicts.length === 1 ? titleOf(worst) : `#${worst.pull.number}: ${titleOf(worst)}`;
}

function severalText(verdicts: readonly Verdict[], context: CheckContext): string {
  const rows = verdicts.map((verdict) => [`#${verdict.pull.number}`, verdictMark(verdict), titleOf(verdict)]);
  const sections = verdicts.map(
    (verdict) => `### #${verdict.pull.number}\n\n${verdictText(verdict, context)}`,
  );
  const shared = `This commit is the head of ${verdicts.length} open PRs. A check belongs to the commit, so it shows the worst of their verdicts.`;
  return [...(context.mergeQueueOf ? [] : [shared]), table(['PR', '', 'Verdict'], rows), ...sections].join(
    '\n\n',
  );
}

/** What a group's commit is, and what becomes of its check. */
function queueText(verdicts: readonly Verdict[], { mergeQueueOf }: CheckContext): string[] {
  if (!mergeQueueOf) return [];
  const numbers = verdicts.map(({ pull }) => `#${pull.number}`).join(', ');
  const outcome = verdicts.some(({ conclusion, policy }) => conclusion === 'failure' && enforces(policy))
    ? ' It does not pass, so GitHub takes it out of the queue.'
    : '';
  return [
    `**Merge queue:** this is what ${code(mergeQueueOf)} becomes with ${numbers}, judged with the debts and deadlines as they are now.${outcome}`,
  ];
}

function verdictMark({ conclusion }: Verdict): string {
  return conclusion === 'success' ? '✅ passes' : '❌ fails';
}

function verdictText(verdict: Verdict, context: CheckContext): string {
  const parts = [
    ...policyText(verdict),
    ...looseningText(verdict),
    ...unevaluatedText(verdict),
    ...bypassText(verdict, context),
    ...configFaultText(verdict, context),
    ...gatewayText(verdict, context),
    ...freezeText(verdict, context),
    ...overdueBaselineText(verdict),
    ...letThroughText(verdict),
    ...reclassifiedText(verdict),
    ...touchedText(verdict, context),
    ...paidText(verdict),
    ...documentedText(verdict, context),
    ...warningText(verdict, context),
  ];
  const notices = staleText(verdict);
  const said = parts.length > 0 ? parts : ['This PR adds no call that goes around the gateway.'];
  return [...said, ...notices, provenance(verdict)].join('\n\n');
}

/** With one failing bypass the comment stands in the summary already. */
function pasteText(failing: readonly Verdict[], context: CheckContext): string | null {
  const several = failing.filter((verdict) => failingBypasses(verdict).length > 1);
  const comments = new Set(several.flatMap((verdict) => commentsToPaste(verdict, context)));
  return comments.size === 0 ? null : ['## Comments to paste', ...comments].join('\n\n');
}

function unique(annotations: readonly Annotation[]): Annotation[] {
  return [...new Map(annotations.map((annotation) => [JSON.stringify(annotation), annotation])).values()];
}
