import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { code, link, message, table } from '../debt/markdown.ts';
import { count, debtName, permalink, placeWords, utc } from '../debt/wording.ts';
import type { SkippedFile } from '../detect/finding.ts';
import type { PolicyProblem } from '../policy/problem.ts';
import { type CheckContext, rowsShown } from './text-context.ts';
import type { Reason, Verdict } from './verdict.ts';

type ReasonOf<Kind extends Reason['kind']> = Extract<Reason, { kind: Kind }>;

/** The reasons of one kind. */
export function reasonsOf<Kind extends Reason['kind']>(verdict: Verdict, kind: Kind): ReasonOf<Kind>[] {
  return verdict.reasons.filter((reason): reason is ReasonOf<Kind> => reason.kind === kind);
}

/** The part of a summary about a policy file that cannot be used. */
export function policyText(verdict: Verdict): string[] {
  const problems = reasonsOf(verdict, 'policy').map(({ problem }) => problem);
  if (problems.length === 0) return [];
  return [
    `**The policy file has ${count(problems.length, 'fault')}.** Until ${problems.length === 1 ? 'it is' : 'they are'} mended every check here fails: a policy that cannot be read must not quietly mean something else.`,
    table(['Where', 'What is wrong', 'Mend'], rowsShown(problems, problemRow)),
  ];
}

function problemRow({ repository, file, line, path, message: text, mend }: PolicyProblem): string[] {
  const key = path === '' ? '' : `${code(path)}: `;
  const where = repository === undefined ? `${file}:${line}` : `${repository}: ${file}:${line}`;
  return [code(where), key + message(text), message(mend)];
}

/** The part of a summary about changed files in which a bypass may hide. */
export function unevaluatedText(verdict: Verdict): string[] {
  const files = reasonsOf(verdict, 'unevaluated').map(({ file }) => file);
  if (files.length === 0) return [];
  const subject = files.length === 1 ? '1 changed file' : `${files.length} changed files`;
  return [
    `**${subject} could not be checked**, and an LLM call may hide there. What could not be judged does not pass.`,
    table(['File', 'Why'], rowsShown(files, skippedRow)),
  ];
}

function skippedRow({ path, message: text }: SkippedFile): string[] {
  return [code(path), message(text)];
}

/** The part of a summary about a freeze: whose fault it is not, what lifts it, why it holds this PR. */
export function freezeText(verdict: Verdict, context: CheckContext): string[] {
  const [freeze] = reasonsOf(verdict, 'freeze');
  if (freeze === undefined) return [];
  const debts = freeze.debts;
  const plural = debts.length > 1;
  const blame = verdict.reasons.length === 1 ? '**Nothing is wrong with your change.** ' : '';
  return [
    `${blame}This repository has ${plural ? `${debts.length} overdue debts` : 'an overdue debt'}, and the rule book blocks all new features until ${plural ? 'they are' : 'it is'} paid.`,
    table(
      ['Overdue debt', 'Where', 'Deadline', 'Contact'],
      rowsShown(debts, (debt) => debtRow(debt, verdict, context.repositoryUrl)),
    ),
    `**What lifts it:** merge a PR that removes ${plural ? 'those calls' : 'that call'}; such a PR is never blocked by the freeze, as long as it adds no bypass.`,
    `**Why this PR counts as a feature:** ${freeze.classification.because}. ${reclassify(verdict)}`,
    context.mergeQueueOf
      ? `Put this PR into the queue again once the ${plural ? 'debts are' : 'debt is'} paid. You need not push.`
      : `This check turns green by itself once the ${plural ? 'debts are' : 'debt is'} paid. You need not push.`,
  ];
}

function debtRow(debt: Debt, { policy }: Verdict, repositoryUrl: string): string[] {
  const issue = debtName(debt);
  const [place] = debt.places;
  const more = debt.places.length > 1 ? ` and ${debt.places.length - 1} more` : '';
  // The place stands on the default branch; the PR's head may be older than it.
  const where =
    place === undefined ? '' : link(code(placeWords(place)), permalink(repositoryUrl, 'HEAD', place)) + more;
  return [issue, where, debt.deadline === null ? '' : utc(debt.deadline), contactName(policy.contact)];
}

function reclassify({ pull, policy }: Verdict): string {
  const other = Object.entries(policy.features.labels).find(([, change]) => change === 'other')?.[0];
  const label = other === undefined ? 'label it as what it is' : `label it, for example ${code(other)}`;
  if (!pull.authorCanWrite) return `If that is wrong, ask somebody with write access to ${label}.`;
  return `If that is wrong, retitle it (${code('fix: …')}) or ${label}.`;
}
