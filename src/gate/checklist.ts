import { code, cutToBytes, table } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import type { RuleId } from '../policy/policy.ts';
import { failingBypasses } from './bypass-text.ts';
import { deploymentPoints, deploymentQuestions } from './deployment.ts';
import { boxOf, shortSha } from './pass-text.ts';
import type { Mark, Point } from './point.ts';
import { type CheckContext, ruleLink, statementLink } from './text-context.ts';
import { keptTicks, type Tick } from './ticks.ts';
import type { Bypass, Verdict } from './verdict.ts';

/** Marks the one comment of a PR that is its checklist; it counts only in a comment that our own app wrote. */
export const CHECKLIST_MARKER = '<!-- tollgate:checklist -->';

/** GitHub's limit for a comment. */
const LONGEST_COMMENT = 65_536;

/** Whether a PR adds, removes, documents or changes LLM code, or changes the gateway's configuration: others get no checklist (decisions 26). */
export function touchesLlmCode(verdict: Verdict): boolean {
  if (verdict.gatewayChange !== null) return true;
  const touched = [verdict.warnings, verdict.documented, verdict.removed, verdict.changed, verdict.paysOff];
  return failingBypasses(verdict).length > 0 || touched.some((list) => list.length > 0);
}

/**
 * The review checklist of one PR (rule book, "Code Review Checklist"). `currentBody` is our own comment as it is now,
 * `null` for the first; of it nothing is kept but which boxes people ticked, and at which commit.
 */
export function checklistComment(
  verdict: Verdict,
  context: CheckContext & { currentBody: string | null },
): string {
  const { gatewayChange: change } = verdict;
  const points = pointsOf(verdict, context);
  const deployment = change === null ? [] : deploymentPoints(verdict, change, context);
  const head = shortSha(verdict.pull.headSha);
  const ticks = keptTicks(context.currentBody, questionsFor(verdict), head);
  const all = [...points, ...deployment];
  const parts = [
    CHECKLIST_MARKER,
    `### Gateway review: ${headline(all, ticks)}`,
    pointTable(points, head),
    ...(deployment.length === 0
      ? []
      : ["**Deployment**, since the gateway's configuration changes:", pointTable(deployment, head)]),
    'Yours to confirm:',
    ticks.map(tickLine).join('\n'),
    `<sub>${legend(all)}. Updated in place; your ticks stay, with the commit they were made at.</sub>`,
  ];
  return cutToBytes(parts.join('\n\n'), LONGEST_COMMENT);
}

function pointTable(points: readonly Point[], head: string): string {
  const rows = points.map(({ mark, text, evidence }) => [mark, text, evidence]);
  return table(['', 'Rule book', `Evidence at ${head}`], rows);
}

/** What no scan answers, as a person confirms it. A PR that changes the configuration is asked about documents there. */
function questionsFor(verdict: Verdict): string[] {
  const { gatewayChange } = verdict;
  return [
    'Error handling is proper',
    'Tests ran against the gateway',
    ...(gatewayChange === null ? ['Documentation names added models'] : []),
    ...deploymentQuestions(verdict),
  ];
}

const MARK_WORDS: readonly [Mark, string][] = [
  ['✅', 'checked'],
  ['❌', 'must change'],
  ['📝', 'documented bypass'],
  ['👤', 'for a person'],
  ['➖', 'does not apply'],
  ['⏳', 'not yet'],
];

/** The marks that every checklist may have, and those that this one has. */
function legend(points: readonly Point[]): string {
  const used = new Set<Mark>(['✅', '❌', '📝', '👤', ...points.map(({ mark }) => mark)]);
  const shown = MARK_WORDS.filter(([mark]) => used.has(mark));
  return shown.map(([mark, words]) => `${mark} ${words}`).join(' · ');
}

function pointsOf(verdict: Verdict, context: CheckContext): Point[] {
  const gateway = verdict.policy.gateway.urls.map((url) => code(`${url}/v1/chat/completions`)).join(' or ');
  return [
    answered(verdict, context, {
      text: `All LLM calls use ${gateway}`,
      rules: ['direct-call'],
      none: 'no call added that goes elsewhere',
    }),
    answered(verdict, context, {
      text: 'No hardcoded model URLs or logic',
      rules: ['direct-call', 'hardcoded-model-routing', 'multiple-endpoints'],
      none: 'none added',
    }),
    answered(verdict, context, {
      text: 'Uses `LiteLLMProvider` from `llm_provider.py`',
      rules: ['provider-factory'],
      none: 'no other provider made or forced',
    }),
    answered(verdict, context, {
      text: 'Model changes are config changes, not code changes',
      rules: ['inline-model-config', 'hardcoded-model-routing'],
      none: 'no model configured in code',
    }),
    person('Includes proper error handling'),
    person('Tests pass with LiteLLM gateway', 'whether they used the gateway, only you know'),
    documentation(verdict),
    answered(verdict, context, {
      text: 'No direct OpenAI/Anthropic API calls',
      rules: ['direct-call'],
      none: 'none added',
      counts: isVendorCall,
    }),
  ];
}

function person(text: string, evidence = 'not checked by a scan'): Point {
  return { mark: '👤', text, evidence };
}

/** A PR that changes no configuration adds no model that a document could name, as far as a scan sees. */
function documentation({ gatewayChange }: Verdict): Point {
  const text = 'Documentation updated if adding models';
  if (gatewayChange === null) return person(text);
  if (gatewayChange.differences === null) return person(text, 'which models it adds cannot be read');
  if (gatewayChange.added.length === 0) return { mark: '➖', text, evidence: 'no model added' };
  return person(text, `${count(gatewayChange.added.length, 'name')} added, see below`);
}

/** A point that rules answer. */
interface Question {
  text: string;
  rules: readonly RuleId[];
  /** The evidence if there is nothing against it. */
  none: string;
  /** Which of the rules' bypasses count; left out, all. */
  counts?: (bypass: Bypass) => boolean;
}

function answered(verdict: Verdict, context: CheckContext, { text, rules, none, counts }: Question): Point {
  const isMeant = (bypass: Bypass) =>
    bypass.findings.some(({ rule }) => rules.includes(rule)) && (counts?.(bypass) ?? true);
  const off = rules.filter((rule) => verdict.policy.rules[rule] === 'off');
  if (off.length > 0)
    return person(text, `not checked: ${off.map((rule) => code(rule)).join(' and ')} is off here`);
  const calls = {
    failing: failingBypasses(verdict).filter(isMeant),
    documented: verdict.documented.filter(isMeant),
  };
  return pointAbout(text, calls, none, verdict, context);
}

interface Calls {
  failing: readonly Bypass[];
  documented: Verdict['documented'];
}

function pointAbout(
  text: string,
  { failing, documented }: Calls,
  none: string,
  verdict: Verdict,
  context: CheckContext,
): Point {
  if (failing.length > 0) return { mark: '❌', text, evidence: placesOf(failing, verdict, context) };
  if (documented.length > 0) return { mark: '📝', text, evidence: documentedEvidence(documented, verdict) };
  return { mark: '✅', text, evidence: none };
}

function isVendorCall({ findings }: Bypass): boolean {
  return findings.some(({ service, what }) => /openai|anthropic/i.test(`${service} ${what}`));
}

const MOST_PLACES = 5;

function placesOf(bypasses: readonly Bypass[], { pull }: Verdict, context: CheckContext): string {
  const places = bypasses
    .slice(0, MOST_PLACES)
    .map((bypass) => statementLink(bypass.findings[0], pull, context) + copyWords(bypass, context));
  const more = bypasses.length - places.length;
  return [...places, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

function copyWords({ documentation }: Bypass, context: CheckContext): string {
  const copy = documentation.kind === 'faulty' ? documentation.copy : undefined;
  return copy ? ` (${ruleLink(copy.rule, context)})` : '';
}

function documentedEvidence(documented: Calls['documented'], verdict: Verdict): string {
  const boxes = [...new Set(documented.map((bypass) => boxOf(bypass, verdict)))].join(' and ');
  const issues = new Set(
    documented.map(({ documentation: { comment, debt } }) => debt?.trackingIssue ?? comment.reasonIssue),
  );
  const named = [...issues].map((issue) => `#${issue}`).join(', ');
  return `${count(documented.length, 'documented bypass', 'documented bypasses')}: ${boxes}, see ${named}`;
}

function headline(points: readonly Point[], ticks: readonly Tick[]): string {
  const faults = points.filter(({ mark }) => mark === '❌').length;
  const open = ticks.filter(({ at }) => at === null).length;
  return `${faults === 0 ? 'nothing' : faults} to fix, ${open === 0 ? 'nothing left' : open} for you`;
}

function tickLine({ question, at }: Tick): string {
  return at === null ? `- [ ] ${question}` : `- [x] ${question} (ticked at ${at})`;
}
