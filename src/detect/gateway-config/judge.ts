import { checkAliases } from './checks/aliases.ts';
import type { Check } from './checks/check.ts';
import { checkDeployments } from './checks/deployments.ts';
import { checkFallbacks } from './checks/fallbacks.ts';
import { checkLimits } from './checks/limits.ts';
import { checkProviders } from './checks/providers.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkServers } from './checks/servers.ts';
import { checkSettings } from './checks/settings.ts';
import { checkShape } from './checks/shape.ts';
import type { ConfigJudgement } from './configuration.ts';
import type { ConfigFault } from './fault.ts';
import { findConfigurations } from './find-configurations.ts';
import { configurationOf, joined } from './summarize.ts';
import type { View } from './view.ts';
import { viewOf } from './view.ts';

const CHECKS: readonly Check[] = [
  checkShape,
  checkProviders,
  checkAliases,
  checkFallbacks,
  checkSettings,
  checkSecrets,
  checkDeployments,
  checkLimits,
  checkServers,
];

/** A file with more is broken in one way, many times over. */
const MAX_FAULTS = 200;

/**
 * Reads a configuration of LiteLLM as LiteLLM does and judges it: the file itself, or those that a chart's values or a
 * manifest hold. Pure; never throws, whatever the text, and never shows a key.
 */
export function judgeGatewayConfig(text: string): ConfigJudgement {
  const { configurations, faults } = findConfigurations(text);
  const views = configurations.map(viewOf);
  const lines = text.split('\n').length;
  const placed = faultsOf(text, faults, views).map((fault) => ({
    ...fault,
    range: within(lines, fault.range),
  }));
  return {
    faults: withoutRepeats(placed).slice(0, MAX_FAULTS),
    configuration: joined(views.map(configurationOf)),
  };
}

/** A text that a manifest holds may break off behind its end, on a line that the file does not have. */
function within(lines: number, range: ConfigFault['range']): ConfigFault['range'] {
  if (range.endLine <= lines) return range;
  if (range.startLine <= lines) return { ...range, endLine: range.startLine, endColumn: range.startColumn };
  return { startLine: lines, startColumn: 1, endLine: lines, endColumn: 1 };
}

/** Where YAML breaks off, the rest is not what was meant: to judge it would only hide the one fault. */
function faultsOf(text: string, faults: readonly ConfigFault[], views: readonly View[]): ConfigFault[] {
  const isBroken = faults.some(({ id }) => id === 'yaml-syntax');
  // What a template is can be told only once it is filled in: its braces are no YAML.
  if (isBroken && text.includes('{{')) return [templateFault()];
  if (isBroken) return [...faults];
  return [...faults, ...views.flatMap((view) => CHECKS.flatMap((check) => check(view)))];
}

function templateFault(): ConfigFault {
  return {
    id: 'template',
    severity: 'warn',
    message: 'this is a template (`{{ … }}`), which can be judged only once it is filled in',
    mend: 'Judge what it makes: `tollgate validate --config FILE`.',
    range: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 },
    path: '',
  };
}

/** An anchor that is used twice has its fault once. */
function withoutRepeats(faults: readonly ConfigFault[]): ConfigFault[] {
  const seen = new Map<string, ConfigFault>();
  for (const fault of faults) {
    const { startLine, startColumn } = fault.range;
    const key = `${startLine}:${startColumn} ${fault.id} ${fault.message}`;
    if (!seen.has(key)) seen.set(key, fault);
  }
  return [...seen.values()].sort(byPlace);
}

function byPlace({ range: one }: ConfigFault, { range: other }: ConfigFault): number {
  return one.startLine - other.startLine || one.startColumn - other.startColumn;
}
