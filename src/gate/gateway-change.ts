import type { Finding, GatewayFile, ScanResult } from '../detect/finding.ts';
import type { GatewayConfiguration } from '../detect/gateway-config/configuration.ts';
import { joined } from '../detect/gateway-config/summarize.ts';
import {
  answeredBy,
  covers,
  type Difference,
  differences,
  lostNames,
  newNames,
} from './gateway-differences.ts';
import type { ConfigWarning, GatewayChange, JudgeInput } from './verdict.ts';

type Scans = Pick<JudgeInput, 'mergeBase' | 'head' | 'changedPaths'>;

/** What a PR does to the gateway's configuration; `null` if nothing. */
export function gatewayChange(input: Scans & Pick<JudgeInput, 'policy' | 'documents'>): GatewayChange | null {
  const paths = changedConfigurations(input);
  if (paths.length === 0) return null;
  const found = differencesBetween(input);
  const lost = lostNames(found ?? []);
  const notLookedFor = whyNotLookedFor(input);
  return {
    paths,
    differences: found,
    lost,
    added: newNames(found ?? []),
    places: notLookedFor === null ? placesNaming(lost, input.head) : [],
    notLookedFor,
    warnings: newWarnings(input),
    documents: input.documents,
  };
}

/** The names that a PR takes from the gateway or gives it: whose documents are to be looked at. */
export function changedNames(input: Scans): string[] {
  if (changedConfigurations(input).length === 0) return [];
  const found = differencesBetween(input) ?? [];
  return [...lostNames(found), ...newNames(found)];
}

function changedConfigurations({ mergeBase, head, changedPaths }: Scans): string[] {
  const changed = new Set(changedPaths);
  const paths = [...mergeBase.gateways, ...head.gateways].map(({ path }) => path);
  return [...new Set(paths)].filter((path) => changed.has(path)).sort();
}

function differencesBetween({ mergeBase, head }: Scans): Difference[] | null {
  const [before, after] = [configurationOf(mergeBase), configurationOf(head)];
  return before && after && differences(before, after);
}

const NOTHING: GatewayConfiguration = {
  models: [],
  aliases: [],
  fallbacks: [],
  limits: [],
  open: false,
  isWholeFile: true,
};

/** All files together are what calls may ask for; `null` if one of them cannot be read. */
function configurationOf({ gateways }: ScanResult): GatewayConfiguration | null {
  const read = gateways.flatMap(({ configuration }: GatewayFile) => configuration ?? []);
  return read.length < gateways.length ? null : (joined(read) ?? NOTHING);
}

function whyNotLookedFor({
  policy,
  head,
}: Pick<JudgeInput, 'policy' | 'head'>): GatewayChange['notLookedFor'] {
  const configurations = head.gateways.flatMap(({ configuration }) => configuration ?? []);
  if (policy.rules['model-alias'] === 'off') return 'rule-off';
  if (configurations.some(({ open }) => open)) return 'open';
  return configurations.some(({ models }) => models.length > 0) ? null : 'no-models';
}

/** As for findings: what the base has already, wherever it stands now, is not this PR's. */
function newWarnings({
  mergeBase,
  head,
  policy,
}: Pick<JudgeInput, 'mergeBase' | 'head' | 'policy'>): ConfigWarning[] {
  if (policy.rules['gateway-config'] === 'off') return [];
  const known = new Set(warningsOf(mergeBase).map(identityOf));
  return warningsOf(head).filter((warning) => !known.has(identityOf(warning)));
}

function warningsOf({ gateways }: ScanResult): ConfigWarning[] {
  return gateways.flatMap(({ path, warnings }) => warnings.map((fault) => ({ path, fault })));
}

function identityOf({ fault: { id, path, message } }: ConfigWarning): string {
  return JSON.stringify([id, path, message]);
}

const NAMES_A_MODEL = 'model ';

/** `model-alias` says of each call which model it found. A name that a lost pattern covered may be answered otherwise. */
function placesNaming(lost: readonly string[], head: ScanResult): Finding[] {
  const now = configurationOf(head) ?? NOTHING;
  return head.findings.filter(({ rule, what }) => {
    const name =
      rule === 'model-alias' && what.startsWith(NAMES_A_MODEL) ? what.slice(NAMES_A_MODEL.length) : null;
    return name !== null && lost.some((one) => covers(one, name)) && answeredBy(now, name) === null;
  });
}
