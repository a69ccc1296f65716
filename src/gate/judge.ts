import { citedIssue } from '../debt/comment.ts';
import { byStatement, coveringComment } from '../debt/coverage.ts';
import type { Debt } from '../debt/debt.ts';
import { type DebtSighting, isGone, sightings } from '../debt/sighting.ts';
import type { Finding, ScanResult, SkippedFile } from '../detect/finding.ts';
import { compareFindings } from '../detect/identity.ts';
import type { Level, Policy } from '../policy/policy.ts';
import { classify } from './classify.ts';
import { documentationOf } from './documentation.ts';
import { gatewayChange } from './gateway-change.ts';
import { removesOld } from './old-bypasses.ts';
import type { BaselineOverride, PullRequest } from './pull.ts';
import { touchedDebts } from './touched-debts.ts';
import type { Bypass, DocumentedBypass, JudgeInput, Reason, Verdict } from './verdict.ts';

/** Says of one PR whether it passes, why not, and all that people are told about it. Pure: the same input, the same verdict. */
export function judge(input: JudgeInput): Verdict {
  const compared = compareScans(input.mergeBase, input.head, input.policy);
  const seen = sightings(
    input.debts,
    {
      before: input.mergeBase,
      after: input.head,
      kept: compared.kept,
      absent: input.absent,
      outOfSight: input.outOfSight,
    },
    input.policy,
  );
  const bypasses = bypassesOf(levelled(compared.added, 'error', input.policy), input, seen);
  const classification = classify(input.pull, input.policy);
  const paysOff = seen.filter((sighting) => sighting.stoodBefore && isGone(sighting)).map(({ debt }) => debt);
  const old = overdueBaseline(input, { classification, paysOff, bypasses }, compared.removed);
  const freeze = freezeOn({ debts: input.debts, pull: input.pull, classification, paysOff, bypasses });
  const reasons = [
    ...input.policyProblems.map((problem): Reason => ({ kind: 'policy', problem })),
    ...unapproved(input),
    ...unevaluated(input).map((file): Reason => ({ kind: 'unevaluated', file })),
    ...bypasses
      .filter((bypass) => !isDocumented(bypass))
      .map((bypass): Reason => ({ kind: 'bypass', bypass })),
    ...old.reasons,
    ...freezeReasons(freeze, classification, input),
  ];
  return {
    pull: input.pull,
    conclusion: reasons.length === 0 ? 'success' : 'failure',
    reasons,
    warnings: [...levelled(compared.added, 'warn', input.policy), ...allowedCopies(bypasses, input.policy)],
    documented: bypasses.filter(isDocumented),
    removed: compared.removed,
    changed: compared.kept
      .filter(([before, after]) => before.snippet !== after.snippet)
      .map(([, after]) => after),
    olderBypasses: olderBypasses(compared, input.policy),
    touched: touchedDebts(seen, input),
    paysOff,
    classification,
    reclassified: reclassified(input),
    letThrough: freeze.letThrough,
    baselineLetThrough: old.letThrough,
    gatewayChange: gatewayChange(input),
    loosenings: input.loosenings,
    excepted: exceptedHere(input),
    staleExceptions: input.staleExceptions,
    skipped: skippedChanges(input).filter((file) => !isSuspicious(file)),
    hasReasonForm: input.hasReasonForm,
    mergeBaseSha: input.mergeBaseSha,
    startsOn: input.startsOn,
    hunks: input.hunks,
    changedOrigins: input.changedOrigins,
    changedFiles: input.changedPaths.length,
    policy: input.policy,
  };
}

/** The issues that the added bypasses' comments cite: those that must be looked up before {@link judge} is asked. */
export function issuesToLookUp(input: Pick<JudgeInput, 'head' | 'mergeBase' | 'policy'>): number[] {
  const { added } = compareScans(input.mergeBase, input.head, input.policy);
  const cited = levelled(added, 'error', input.policy).flatMap((finding) => {
    const comment = coveringComment(finding, input.head.debtComments);
    return (comment === null ? null : citedIssue(comment)) ?? [];
  });
  return [...new Set(cited)].toSorted((one, other) => one - other);
}

/** The issues that the faulty comments of a PR cite: a debt in the making is not withdrawn (see `proposals`). */
export function stillCited({ reasons }: Pick<Verdict, 'reasons'>): number[] {
  return reasons.flatMap((reason) => {
    if (reason.kind !== 'bypass' || reason.bypass.documentation.kind !== 'faulty') return [];
    return reason.bypass.documentation.cited ?? [];
  });
}

/** Copies that policy only warns of. */
function allowedCopies(bypasses: readonly Bypass[], policy: Policy): Finding[] {
  const copies = bypasses.flatMap(({ documentation }) =>
    documentation.kind === 'documented' ? (documentation.copy ?? []) : [],
  );
  return levelled(copies, 'warn', policy);
}

type Comparison = ReturnType<typeof compareFindings>;

function compareScans(mergeBase: ScanResult, head: ScanResult, policy: Policy): Comparison {
  const counts = ({ rule }: Finding) => policy.rules[rule] !== 'off';
  return compareFindings(mergeBase.findings.filter(counts), head.findings.filter(counts));
}

function levelled(findings: readonly Finding[], level: Level, policy: Policy): Finding[] {
  return findings.filter(({ rule }) => policy.rules[rule] === level);
}

function bypassesOf(added: readonly Finding[], input: JudgeInput, seen: readonly DebtSighting[]): Bypass[] {
  const terms = { ...input, sightings: seen };
  return byStatement(added).map((findings) => ({
    findings,
    documentation: documentationOf(findings, terms),
  }));
}

/** A fault of the gateway's configuration goes around nothing. */
function olderBypasses({ kept }: Comparison, policy: Policy): number {
  const older = kept.map(([, after]) => after).filter(({ rule }) => rule !== 'gateway-config');
  return byStatement(levelled(older, 'error', policy)).length;
}

function isDocumented(bypass: Bypass): bypass is DocumentedBypass {
  return bypass.documentation.kind === 'documented';
}

function skippedChanges({ head, changedPaths }: JudgeInput): SkippedFile[] {
  const changed = new Set(changedPaths);
  return head.skipped.filter(({ path }) => changed.has(path));
}

function isSuspicious({ suspicious, reason }: SkippedFile): boolean {
  return suspicious && reason !== 'syntax';
}

function unevaluated(input: JudgeInput): SkippedFile[] {
  return skippedChanges(input).filter(isSuspicious);
}

/** Old bypasses whose day has passed block features as an overdue debt does; a PR that removes one is the way out, and the contact may let one through. */
function overdueBaseline(
  { overdueBaseline: baseline, pull: { baselineOverride } }: JudgeInput,
  { classification, bypasses, paysOff }: Omit<FreezeTerms, 'debts' | 'pull'>,
  removed: readonly Finding[],
): { reasons: Reason[]; letThrough: BaselineOverride | null } {
  if (baseline === null || classification.class !== 'feature') return { reasons: [], letThrough: null };
  const pays = paysOff.some(({ state }) => state === 'overdue') || removesOld(removed, baseline.places);
  if (bypasses.length === 0 && pays) return { reasons: [], letThrough: null };
  return baselineOverride?.day === baseline.by
    ? { reasons: [], letThrough: baselineOverride }
    : { reasons: [{ kind: 'overdue-baseline', baseline, classification }], letThrough: null };
}

/** A PR that loosens policy waits for the contact's word on exactly this head (decisions 22). */
function unapproved({ loosenings, pull }: JudgeInput): Reason[] {
  return loosenings.length === 0 || pull.headApprovedByContact ? [] : [{ kind: 'loosening', loosenings }];
}

function exceptedHere({ mergeBase, head }: JudgeInput): Finding[] {
  const [before, after] = [mergeBase, head].map(({ excepted }) => excepted.map(({ finding }) => finding));
  return compareFindings(before ?? [], after ?? []).added;
}

interface FreezeTerms {
  debts: readonly Debt[];
  pull: Pick<PullRequest, 'overrides'>;
  classification: Verdict['classification'];
  paysOff: readonly Debt[];
  bypasses: readonly Bypass[];
}

interface Freeze {
  /** The overdue debts that hold the PR. */
  holding: Debt[];
  letThrough: Verdict['letThrough'];
}

/**
 * Overdue debts block features; a PR that pays one off and adds no bypass is the way out, and the contact may let one
 * through (decisions 21): as far as the debts are concerned that were overdue then.
 */
function freezeOn({ debts, pull, classification, paysOff, bypasses }: FreezeTerms): Freeze {
  const overdue = debts.filter(({ state }) => state === 'overdue').toSorted(byDeadline);
  const isWayOut = bypasses.length === 0 && paysOff.some(({ state }) => state === 'overdue');
  if (classification.class !== 'feature' || isWayOut) return { holding: [], letThrough: [] };
  const overrideOf = (debt: Debt) => pull.overrides.find(({ debtId }) => debtId === debt.id);
  return {
    holding: overdue.filter((debt) => !overrideOf(debt)),
    letThrough: overdue.flatMap((debt) => {
      const override = overrideOf(debt);
      return override ? [{ debt, override }] : [];
    }),
  };
}

function freezeReasons(
  { holding }: Freeze,
  classification: Verdict['classification'],
  { removers }: JudgeInput,
): Reason[] {
  if (holding.length === 0) return [];
  const removedBy = holding.map(({ id }) => [...(removers.get(id) ?? [])]);
  return [{ kind: 'freeze', debts: holding, removers: removedBy, classification }];
}

/** Someone who is held by a freeze may be tempted: what the class was changed to since it began is shown (decisions 20). */
function reclassified({ pull, debts }: JudgeInput): Verdict['reclassified'] {
  const overdue = new Set(debts.filter(({ state }) => state === 'overdue').map(({ id }) => id));
  return pull.classChanges.filter((change) => change.overdue.some((id) => overdue.has(id)));
}

/** The longest overdue first; then by where it is, so that the same debts always make the same words. */
function byDeadline(one: Debt, other: Debt): number {
  const [first, second] = [one, other].map(({ places }) => places[0]?.path ?? '');
  const byPlace = (first ?? '') < (second ?? '') ? -1 : 1;
  return (one.deadline?.getTime() ?? 0) - (other.deadline?.getTime() ?? 0) || byPlace;
}
