import type { Policy } from '../../policy/policy.ts';
import type { ExitCode } from '../exit-code.ts';
import { headStart } from '../head-start.ts';
import { startProgress } from '../progress.ts';
import { termsOf } from '../scan-paths.ts';
import { findTarget, type ScanTarget } from '../scan-target.ts';
import type { Terminal } from '../terminal.ts';
import { reportOnTree, type Terms } from '../tree-report.ts';
import { type CheckResult, exitCodeOf, skipped, timed, type ValidationReport } from './check.ts';
import { codeChecks } from './code-checks.ts';
import type { ConfigCheck } from './config-check.ts';
import { findConfigFiles } from './config-file.ts';
import { gatewayUrls, keyOf } from './gateway-address.ts';
import { rendered } from './render.ts';
import { TIMEOUTS, type Timeouts } from './timeouts.ts';

/** What `tollgate validate` is asked. */
export interface ValidationOrder {
  offline: boolean;
  /** Base URL of the gateway; `null` for those of the policy. */
  gateway: string | null;
  /** The gateway's configuration; `null` for the policy's, or what reads like one. */
  config: string | null;
  /** Of the code, only what is new since this revision; `null` for everything. */
  base: string | null;
  /** A file with the organisation's policy; `null` without one. */
  organisationPolicy: string | null;
  probe: boolean;
  format: 'pretty' | 'json';
  /** Whether what is known from the scan before may be used. */
  cache: boolean;
}

/**
 * Runs the five checks on the tree around the current folder and writes what they say.
 * Throws {@link CannotRun} if the policy, the configuration that was named or a flag cannot be read.
 * @param key the gateway's key, from the environment
 */
export async function validate(
  order: ValidationOrder,
  terminal: Terminal,
  key: string | null,
  timeouts: Timeouts = TIMEOUTS,
): Promise<ExitCode> {
  const target = await findTarget(['.']);
  const terms = await termsOf(target, order);
  const urls = order.offline ? [] : gatewayUrls(order.gateway, terms.policy);
  const usableKey = order.offline ? null : keyOf(key);
  const code = scanned(target, terms, terminal, order.cache);
  const [config, scan] = await Promise.all([checkedConfig(order, target, terms.policy), code]);
  const service = await serviceChecks({ order, urls, key: usableKey, config, timeouts, terminal });
  const report: ValidationReport = { checks: [...scan.results, config.result, ...service] };
  terminal.out(rendered(report, order.format, terminal.paint));
  await scan.settle();
  return exitCodeOf(report);
}

/** Checks 1 and 2 are one scan. */
async function scanned(
  target: ScanTarget,
  terms: Terms,
  { meter }: Terminal,
  mayRemember: boolean,
): Promise<{ results: CheckResult[]; settle(): Promise<void> }> {
  const progress = startProgress(meter);
  const start = performance.now();
  try {
    const { report, settle } = await reportOnTree(target, terms, {
      progress,
      mayRemember,
      begun: headStart(target),
    });
    return { results: codeChecks(report, performance.now() - start), settle };
  } finally {
    progress.end();
  }
}

interface CheckedConfig {
  result: CheckResult;
  configuration: ConfigCheck['configuration'];
}

async function checkedConfig(
  { config }: ValidationOrder,
  { root }: ScanTarget,
  policy: Policy,
): Promise<CheckedConfig> {
  const level = policy.rules['gateway-config'];
  const found = await findConfigFiles(root, policy, config);
  // Its parser takes 50 ms to load.
  const { checkConfiguration } = await import('./config-check.ts');
  let configuration: ConfigCheck['configuration'] = null;
  const result = await timed('configuration', async () => {
    const checked = checkConfiguration(found, level);
    configuration = checked.configuration;
    return checked.check;
  });
  if (level === 'off')
    return { result: skipped('configuration', 'the policy turns `gateway-config` off'), configuration };
  return { result: found.kind === 'none' ? skipped('configuration', result.looked) : result, configuration };
}

interface ServiceTerms {
  order: ValidationOrder;
  urls: readonly string[];
  key: string | null;
  config: CheckedConfig;
  timeouts: Timeouts;
  terminal: Terminal;
}

async function serviceChecks({
  order,
  urls,
  key,
  config,
  timeouts,
  terminal,
}: ServiceTerms): Promise<CheckResult[]> {
  if (order.offline)
    return [
      skipped('service', '--offline: the gateway was not asked'),
      skipped('models', '--offline: the gateway was not asked'),
    ];
  const { gatewayChecks } = await import('./gateway-checks.ts');
  const { configuration } = config;
  return gatewayChecks({ urls, key, configuration, probe: order.probe, timeouts, meter: terminal.meter });
}
