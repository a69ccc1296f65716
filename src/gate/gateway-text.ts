import { code, message, table } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import type { FallbackKind } from '../detect/gateway-config/configuration.ts';
import { failingBypasses, isConfigFault } from './bypass-text.ts';
import { type Difference, ELSEWHERE } from './gateway-differences.ts';
import { type CheckContext, placeLink, rowsShown, ruleLink, statementLink } from './text-context.ts';
import type { GatewayChange, Verdict } from './verdict.ts';

/** Differences that a reader still reads. */
const MOST_DIFFERENCES = 40;

/** Names that one line shows. */
const MOST_NAMES = 8;

/** The part of a summary about faults of the gateway's configuration that fail the check. */
export function configFaultText(verdict: Verdict, context: CheckContext): string[] {
  const faults = failingBypasses(verdict).filter(isConfigFault);
  if (faults.length === 0) return [];
  const rows = rowsShown(faults, ({ findings: [fault] }) => [
    placeLink(fault, verdict.pull, context),
    message(fault.message),
    ruleLink(fault.rule, context),
  ]);
  return [
    `**The gateway's configuration has ${count(faults.length, 'fault')} that this PR adds.** No debt comment answers for ${faults.length === 1 ? 'it' : 'them'}: mend ${faults.length === 1 ? 'it' : 'them'}, and push.`,
    table(['Where', 'What is wrong, and the mend', 'Rule'], rows),
  ];
}

/** The part of a summary about what a change of the gateway's configuration means. */
export function gatewayText(verdict: Verdict, context: CheckContext): string[] {
  const { gatewayChange: change } = verdict;
  if (change === null) return [];
  return [
    `**This PR changes the gateway's configuration**, ${change.paths.map((path) => code(path)).join(', ')}. ${meaning(change)}`,
    ...differenceLines(change),
    ...restartText(change, verdict),
    ...placesText(change, verdict, context),
    ...oddText(change, verdict, context),
  ];
}

function meaning({ differences }: GatewayChange): string {
  if (differences === null)
    return 'What it means cannot be told until the file can be read, before and after.';
  return differences.length === 0
    ? 'No model, alias, fallback or limit is another one for it. What else it sets counts from the next restart on.'
    : 'For whoever calls the gateway it means:';
}

function differenceLines({ differences }: GatewayChange): string[] {
  if (differences === null || differences.length === 0) return [];
  const lines = differences
    .slice(0, MOST_DIFFERENCES)
    .map((difference) => `- ${differenceWords(difference)}`);
  const more = differences.length - lines.length;
  return [[...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n')];
}

/** One difference, as Markdown. */
function differenceWords(difference: Difference): string {
  switch (difference.kind) {
    case 'model-added':
      return `model ${code(difference.name)} is **added**${difference.runs.length > 0 ? `: it runs ${names(difference.runs)}` : ''}`;
    case 'model-removed':
      return `model ${code(difference.name)} is **removed**: ${lossWords(difference.instead, askedFor(difference.name))}`;
    case 'model-renamed':
      return `model ${code(difference.from)} is **renamed** ${code(difference.to)}: ${lossWords(difference.instead, 'the old name')}`;
    case 'model-moved':
      return `model ${code(difference.name)} runs ${names(difference.after)} instead of ${names(difference.before)}`;
    case 'model-limit':
      return `model ${code(difference.name)}: ${code(difference.setting)} ${numbers(difference.before)} → ${numbers(difference.after)}`;
    case 'alias-added':
      return `alias ${code(difference.name)} is **added**, for ${target(difference.of)}`;
    case 'alias-removed':
      return `alias ${code(difference.name)} is **removed**: ${lossWords(difference.instead)}`;
    case 'alias-moved':
      return `alias ${code(difference.name)} means ${target(difference.after)} instead of ${target(difference.before)}`;
    case 'fallback-moved':
      return `${FALLBACK_WORDS[difference.fallback]}${difference.of === '*' ? '' : ` of ${code(difference.of)}`}: ${names(difference.before)} → ${names(difference.after)}`;
    case 'limit':
      return `${code(difference.setting)} ${number(difference.before)} → ${number(difference.after)}`;
  }
}

const FALLBACK_WORDS: Record<FallbackKind, string> = {
  fallbacks: 'fallbacks',
  context_window_fallbacks: 'fallbacks for too long a context',
  content_policy_fallbacks: 'fallbacks for refused content',
  default_fallbacks: 'fallbacks of every model',
};

/** A pattern is asked for by the names that it covers. */
function askedFor(name: string): string {
  return name.includes('*') ? 'what it alone covered' : 'it';
}

function lossWords(instead: string | null, what = 'it'): string {
  if (instead === null) return `calls that ask for ${what} fail`;
  if (instead === ELSEWHERE)
    return `calls that ask for ${what} fail, unless it is declared elsewhere (\`include\`, \`store_model_in_db\`)`;
  return `calls that ask for ${what} get ${code(instead)}`;
}

function target(name: string | null): string {
  return name === null ? 'nothing that can be read' : code(name);
}

function names(list: readonly string[]): string {
  if (list.length === 0) return 'none';
  const shown = list.slice(0, MOST_NAMES).map((name) => code(name));
  const more = list.length - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** Without a number LiteLLM has one of its own. */
function number(value: number | null): string {
  return value === null ? 'unset' : `**${value}**`;
}

function numbers(values: readonly number[]): string {
  return values.length === 0 ? 'unset' : values.map(number).join(' and ');
}

function restartText({ differences }: GatewayChange, verdict: Verdict): string[] {
  if (differences?.length === 0) return [];
  return [
    `**It takes a restart:** the gateway reads its configuration when it starts. Once this is merged and deployed, ${code(restartCommand(verdict))}; until then nothing of it is in force.`,
  ];
}

/** The rule book's "Changes require", with the name that the gateway has in its network. */
export function restartCommand({ policy }: Pick<Verdict, 'policy'>): string {
  return `docker restart ${serviceName(policy.gateway.urls)}`;
}

/** The container's name, as far as a URL gives it away: one word, and not the machine itself. */
export function serviceName(urls: readonly string[]): string {
  const hosts = urls.map((url) => new URL(url).hostname);
  return hosts.find((host) => /^[a-z0-9_-]+$/i.test(host) && host !== 'localhost') ?? 'zoe-litellm';
}

const WHY_NOT: Record<NonNullable<GatewayChange['notLookedFor']>, string> = {
  'rule-off': '`model-alias` is off here',
  open: 'models may be declared elsewhere too (`include`, `store_model_in_db`)',
  'no-models': 'no configuration is left that says which models there are',
};

function placesText(change: GatewayChange, verdict: Verdict, context: CheckContext): string[] {
  const { lost, places, notLookedFor } = change;
  if (lost.length === 0) return [];
  if (notLookedFor !== null)
    return [`Whether code still asks for what is gone was not looked for: ${WHY_NOT[notLookedFor]}.`];
  if (places.length === 0) return ['No call in this repository was seen that asks for what is gone.'];
  const failing = new Set(failingBypasses(verdict).flatMap(({ findings }) => findings));
  const still = count(places.length, 'call still asks', 'calls still ask');
  // Where policy has the rule at `error` they stand among what must be mended.
  if (places.every((finding) => failing.has(finding))) return [`**${still} for what is gone**; see above.`];
  const rows = rowsShown(places, (finding) => [
    statementLink(finding, verdict.pull, context),
    message(finding.message),
    ruleLink(finding.rule, context),
  ]);
  return [`**${still} for what is gone**, and will fail:`, table(['Where', 'What', 'Rule'], rows)];
}

function oddText({ warnings }: GatewayChange, { pull }: Verdict, context: CheckContext): string[] {
  if (warnings.length === 0) return [];
  const rows = rowsShown(warnings, ({ path, fault }) => [
    placeLink({ path, range: fault.range }, pull, context),
    message(`${fault.message}. ${fault.mend}`),
  ]);
  const what = count(warnings.length, 'thing in it is', 'things in it are');
  return [
    `**${what} most likely not meant**, and ${warnings.length === 1 ? 'blocks' : 'block'} nothing:`,
    table(['Where', 'What'], rows),
  ];
}
