import { isStanding } from '../debt/lifecycle.ts';
import { plainLine } from '../debt/markdown.ts';
import { count } from '../debt/wording.ts';
import { formatDuration } from '../policy/duration.ts';
import { failingBypasses, isBarred, isConfigFault } from './bypass-text.ts';
import { boxOf, hasClock } from './pass-text.ts';
import { reasonsOf } from './refusal-text.ts';
import { clockStart } from './text-context.ts';
import type { Bypass, GatewayChange, Verdict } from './verdict.ts';

/** A check's title for one PR: the most pressing thing first, plain text, nothing quoted from the PR. */
export function titleOf(verdict: Verdict): string {
  const parts = [
    policyTitle(verdict),
    looseningTitle(verdict),
    unevaluatedTitle(verdict),
    configTitle(verdict),
    bypassTitle(verdict),
    freezeTitle(verdict),
    overdueBaselineTitle(verdict),
  ];
  const failing = parts.filter((part) => part !== null);
  return failing.length > 0 ? failing.join('; ') : passTitle(verdict);
}

function policyTitle(verdict: Verdict): string | null {
  const problems = reasonsOf(verdict, 'policy').length;
  return problems === 0 ? null : `${count(problems, 'fault')} in the policy file`;
}

function looseningTitle(verdict: Verdict): string | null {
  const [reason] = reasonsOf(verdict, 'loosening');
  return reason === undefined ? null : "Loosens the policy: needs the contact's approval";
}

function unevaluatedTitle(verdict: Verdict): string | null {
  const files = reasonsOf(verdict, 'unevaluated').length;
  return files === 0 ? null : `${count(files, 'changed file')} could not be checked`;
}

function configTitle(verdict: Verdict): string | null {
  const faults = failingBypasses(verdict).filter(isConfigFault).length;
  return faults === 0 ? null : `${count(faults, 'fault')} in the gateway's configuration`;
}

function bypassTitle(verdict: Verdict): string | null {
  const all = failingBypasses(verdict).filter((bypass) => !isConfigFault(bypass));
  const bypasses = all.filter((bypass) => !isBarred(bypass));
  const barred = all.length - bypasses.length;
  const mended = barred === 0 ? [] : [`${count(barred, 'place', 'places')} to mend, which no comment covers`];
  const documentable = documentableTitle(bypasses);
  const parts = [...mended, ...(documentable === null ? [] : [documentable])];
  return parts.length === 0 ? null : parts.join('; ');
}

function documentableTitle(bypasses: readonly Bypass[]): string | null {
  const faulty = bypasses.filter(({ documentation }) => documentation.kind === 'faulty').length;
  if (bypasses.length === 0) return null;
  if (faulty === bypasses.length)
    return `${count(faulty, 'debt comment needs', 'debt comments need')} mending`;
  return `${count(bypasses.length, 'bypass needs', 'bypasses need')} a debt comment (or the gateway)`;
}

function freezeTitle(verdict: Verdict): string | null {
  const [freeze] = reasonsOf(verdict, 'freeze');
  return freeze === undefined
    ? null
    : `Feature freeze: ${count(freeze.debts.length, 'overdue debt')} (not caused by this PR)`;
}

function overdueBaselineTitle(verdict: Verdict): string | null {
  const [reason] = reasonsOf(verdict, 'overdue-baseline');
  return reason === undefined
    ? null
    : `Feature freeze: old bypasses are overdue since ${reason.baseline.by} (not caused by this PR)`;
}

function passTitle(verdict: Verdict): string {
  const { documented, paysOff, olderBypasses, loosenings } = verdict;
  if (loosenings.length > 0) return 'Loosens the policy, as the contact approved';
  const freeze = openedTitle(verdict);
  if (freeze !== null) return documented.length > 0 ? `${freeze}; ${documentedTitle(verdict)}` : freeze;
  if (documented.length > 0) return documentedTitle(verdict);
  const overdue = paysOff.filter(({ state }) => state === 'overdue').length;
  if (overdue > 0) return `Pays off ${count(overdue, 'overdue debt')}`;
  if (paysOff.length > 0) return `Pays off ${count(paysOff.length, 'debt')}`;
  if (verdict.gatewayChange !== null) return gatewayTitle(verdict.gatewayChange);
  return olderBypasses > 0
    ? 'No new LLM call goes around the gateway'
    : 'No LLM call goes around the gateway';
}

/** Why a freeze that is on does not hold it, where a person made it so. */
function openedTitle({
  letThrough,
  baselineLetThrough,
  reclassified,
  classification,
}: Verdict): string | null {
  if (letThrough.length > 0 || baselineLetThrough !== null)
    return 'Let through the feature freeze by the contact';
  return classification.class !== 'feature' && reclassified.length > 0
    ? 'Not held by the feature freeze: reclassified after it began'
    : null;
}

function gatewayTitle({ lost, added, places, differences }: GatewayChange): string {
  if (differences?.length === 0) return "The gateway's configuration changes, and none of its models";
  const parts = [
    ...(lost.length > 0 ? [`${count(lost.length, 'name')} removed`] : []),
    ...(added.length > 0 ? [`${count(added.length, 'name')} added`] : []),
    ...(places.length > 0
      ? [`${count(places.length, 'call still asks', 'calls still ask')} for what is gone`]
      : []),
    'it takes a restart',
  ];
  return `The gateway's configuration changes: ${parts.join(', ')}`;
}

function documentedTitle(verdict: Verdict): string {
  const { documented, policy } = verdict;
  const bypasses = count(documented.length, 'documented bypass', 'documented bypasses');
  if (documented.every(({ documentation: { debt } }) => debt !== null && isStanding(debt)))
    return `${bypasses}, tracked already`;
  if (documented.every(({ documentation: { debt } }) => debt !== null && hasClock(debt)))
    return `${bypasses}, back with ${documented.length === 1 ? 'its old clock' : 'old clocks'}`;
  const boxes = new Set(documented.map((bypass) => boxOf(bypass, verdict)));
  const [box] = boxes;
  if (box === undefined || boxes.size > 1) return `${bypasses}, each with its time-box`;
  return `${bypasses}: ${box}, ${formatDuration(policy.timeBox[box])} ${clockStart(verdict, (name) => plainLine(name, 60))}`;
}
