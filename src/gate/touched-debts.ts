import { contactName } from '../debt/contact.ts';
import { coveringComment } from '../debt/coverage.ts';
import { message } from '../debt/markdown.ts';
import type { DebtSighting } from '../debt/sighting.ts';
import { debtName } from '../debt/wording.ts';
import type { Finding, ScanResult } from '../detect/finding.ts';
import { type CheckContext, statementLink } from './text-context.ts';
import type { JudgeInput, TouchedDebt, Verdict } from './verdict.ts';

/** The debts whose own code a PR changes without removing it: `Contact: … before changing` is meant (rule book, "Add TODO Comments"). */
export function touchedDebts(
  sightings: readonly DebtSighting[],
  { mergeBase, head }: Pick<JudgeInput, 'mergeBase' | 'head'>,
): TouchedDebt[] {
  return sightings.flatMap(({ debt, places }) => {
    const changed = places.flatMap((place) =>
      place.kind === 'standing' && place.before !== null && readsOtherwise(place.before, place.finding)
        ? [place.finding]
        : [],
    );
    return changed.slice(0, 1).map((finding) => ({ debt, finding }));
  });

  function readsOtherwise(before: Finding, after: Finding): boolean {
    return textOf(before, mergeBase) !== textOf(after, head);
  }
}

/** The statement and its comment; white space counts as one space, for formatters. */
function textOf(finding: Finding, { debtComments }: ScanResult): string {
  const comment = coveringComment(finding, debtComments);
  const lines = [...(comment?.lines.map(({ text }) => text) ?? []), finding.snippet];
  return lines.join('\n').replace(/\s+/g, ' ');
}

/** The part of a summary about the debts whose code the PR changes, and who is asked about that. */
export function touchedText({ touched, pull, policy }: Verdict, context: CheckContext): string[] {
  if (touched.length === 0) return [];
  const names = touched.map(
    ({ debt, finding }) => `${debtName(debt)} (${statementLink(finding, pull, context)})`,
  );
  const whose = touched.length === 1 ? 'a documented bypass' : 'documented bypasses';
  return [
    `**This PR changes the code of ${whose}**: ${names.join(', ')}. The comment there says ${'`'}Contact: … before changing${'`'}. ${askedWords(pull, contactName(policy.contact))}`,
  ];
}

function askedWords(
  { approvedByContact, contactRequest, isDraft }: Verdict['pull'],
  contact: string,
): string {
  if (approvedByContact) return `${contact} has approved it.`;
  switch (contactRequest?.kind) {
    case 'author':
      return `Its author speaks for ${contact}, so nobody else is asked.`;
    case 'refused':
      return `GitHub did not let Tollgate ask ${contact} for a review (${message(contactRequest.why)}): please ask them yourself.`;
    default:
      return `${contact} is asked for a review${isDraft ? ' once it is no draft any more' : ''}; this check does not wait for it.`;
  }
}
