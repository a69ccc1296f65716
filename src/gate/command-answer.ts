import { contactName } from '../debt/contact.ts';
import type { Debt } from '../debt/debt.ts';
import { code } from '../debt/markdown.ts';
import { debtName } from '../debt/wording.ts';
import { nearestName } from '../policy/nearest.ts';
import { COMMAND_NAMES, type Command, type CommandName } from './command.ts';
import type { CommandSituation } from './command-situation.ts';
import { statusText } from './status-text.ts';
import type { Verdict } from './verdict.ts';

/** What is to be done about a command. */
export type Deed =
  | { kind: 'recheck' }
  /** `null`: the signs count again. */
  | { kind: 'classify'; word: string | null }
  /** `day`: of the baseline that holds the PR, `null` if none does. */
  | { kind: 'override'; debts: Debt[]; day: string | null; reason: string };

/** `text` is Markdown for the answer, `why` a plain sentence for the log. */
export type CommandOutcome =
  | { kind: 'done'; text: string; deed: Deed | null }
  /** Nobody could do that. */
  | { kind: 'not-understood'; text: string }
  /** This person may not. */
  | { kind: 'refused'; text: string; why: string };

const USES: Record<CommandName, string> = {
  status: 'the verdict, the debts and their deadlines, the freeze',
  recheck: 'look again',
  classify:
    'what a PR counts as: `feature`, or a type such as `fix`; `auto` lets its label and title say so again',
  override: 'let this PR through the freeze; for the contact alone',
  help: 'this list',
};

const ARGUMENTS: Partial<Record<CommandName, string>> = { classify: ' TYPE', override: ' REASON' };

/** What becomes of one command. Pure: the same situation, the same answer. */
export function answerCommand(command: Command, situation: CommandSituation): CommandOutcome {
  const refusal = refusalFor(command, situation);
  if (refusal) return refusal;
  switch (command.name) {
    case 'status':
      return { kind: 'done', text: statusText(situation), deed: null };
    case 'recheck':
      return recheck(situation);
    case 'classify':
      return classifyBy(command.words, situation);
    case 'override':
      return override(command.words, situation);
    case 'help':
      return { kind: 'done', text: helpText(), deed: null };
    case 'unknown':
      return unknown(command.word);
  }
}

/** Who may what is looked at before anything is told: a stranger learns nothing of debts and deadlines by asking. */
function refusalFor(command: Command, { actor, policy }: CommandSituation): CommandOutcome | null {
  if (actor.isBot)
    return refused(
      'Commands are for people; a bot wrote this one.',
      'commands are for people, and this is a bot',
    );
  if (command.name === 'override' && !actor.isContact)
    return refused(
      `Only the contact, ${contactName(policy.contact)}, may let a PR through a freeze.`,
      `only the contact, ${policy.contact}, may let a PR through a freeze`,
    );
  if (actor.canWrite || command.name === 'override') return null;
  return refused(
    'Commands are for those who can write to this repository. Somebody who can may ask in your stead.',
    'no write access to the repository',
  );
}

function refused(text: string, why: string): CommandOutcome {
  return { kind: 'refused', text, why };
}

function notUnderstood(text: string): CommandOutcome {
  return { kind: 'not-understood', text };
}

function recheck({ pull }: CommandSituation): CommandOutcome {
  if (pull && pull.state !== 'open')
    return notUnderstood(`There is nothing to check: this PR is ${pull.state}.`);
  const text = pull
    ? `Looking again at ${code(pull.pull.headSha.slice(0, 7))}; the check shows what comes of it.`
    : 'Looking again at the default branch, its debts and their issues.';
  return { kind: 'done', text, deed: { kind: 'recheck' } };
}

const AUTO = 'auto';

function classifyBy(words: string, { pull, policy }: CommandSituation): CommandOutcome {
  if (!pull) return notUnderstood('Only a PR counts as something; this is an issue.');
  if (pull.state !== 'open') return notUnderstood(`This PR is ${pull.state}: nothing holds it any more.`);
  const types = Object.keys(policy.features.types);
  const word = words.split(/[\s:]/)[0]?.toLowerCase() ?? '';
  if (word === AUTO)
    return {
      kind: 'done',
      text: 'Label, title and branch say again what this PR counts as.',
      deed: { kind: 'classify', word: null },
    };
  if (!Object.hasOwn(policy.features.types, word)) return notUnderstood(noSuchType(word, types));
  const what = policy.features.types[word] === 'feature' ? 'a feature' : 'no feature';
  return {
    kind: 'done',
    text: `This PR counts as ${code(word)} now, which is ${what}, whatever its label and title say. That is recorded.`,
    deed: { kind: 'classify', word },
  };
}

function noSuchType(word: string, types: readonly string[]): string {
  const meant = word === '' ? null : nearestName(word, [...types, AUTO]);
  const said = word === '' ? 'Say what it is.' : `${code(word)} is no type here.`;
  const hint = meant === null ? '' : ` Did you mean ${code(meant)}?`;
  return `${said}${hint} There are ${types.map((type) => code(type)).join(', ')}, and ${code(AUTO)}.`;
}

function override(reason: string, { pull, debts, overdueBaseline }: CommandSituation): CommandOutcome {
  if (!pull) return notUnderstood('Only a PR can be let through a freeze; this is an issue.');
  if (pull.state !== 'open') return notUnderstood(`This PR is ${pull.state}: nothing holds it any more.`);
  const overdue = debts.filter(({ state }) => state === 'overdue');
  if (overdue.length === 0 && overdueBaseline === null)
    return notUnderstood('There is no freeze: no debt of this repository is overdue.');
  if (pull.classification.class !== 'feature')
    return notUnderstood(
      `The freeze does not hold this PR: it is no feature, since ${pull.classification.because}.`,
    );
  if (reason === '')
    return notUnderstood(`Say why: ${code('/tollgate override REASON')}. The reason is recorded and shown.`);
  const through = new Set(pull.pull.overrides.map(({ debtId }) => debtId));
  const held = overdue.filter(({ id }) => !through.has(id));
  const isLetThrough = pull.pull.baselineOverride?.day === overdueBaseline?.by;
  const day = overdueBaseline === null || isLetThrough ? null : overdueBaseline.by;
  if (held.length === 0 && day === null) return notUnderstood('This PR is let through this freeze already.');
  const names = [...held.map(debtName), ...oldNames(day, overdueBaseline)];
  const text = [
    `Let through this freeze, as far as ${names.join(', ')} goes: recorded there and in the audit log.`,
    'A debt that becomes overdue later holds it again.',
    ...otherReasons(pull.verdict),
  ].join(' ');
  return { kind: 'done', text, deed: { kind: 'override', debts: held, day, reason } };
}

function oldNames(day: string | null, baseline: CommandSituation['overdueBaseline']): string[] {
  if (day === null) return [];
  return [`what was left on ${day}${baseline?.issue == null ? '' : ` (#${baseline.issue})`}`];
}

function otherReasons(verdict: Verdict | null): string[] {
  const others = verdict?.reasons.some(({ kind }) => kind !== 'freeze' && kind !== 'overdue-baseline');
  return others ? ['The check still fails, for a reason of this PR’s own.'] : [];
}

function unknown(word: string): CommandOutcome {
  const meant = nearestName(word, COMMAND_NAMES);
  const hint = meant === null ? '' : ` Did you mean ${code(`/tollgate ${meant}`)}?`;
  return notUnderstood(`There is no command ${code(word)}.${hint}\n\n${helpText()}`);
}

function helpText(): string {
  const lines = COMMAND_NAMES.map(
    (name) => `- ${code(`/tollgate ${name}${ARGUMENTS[name] ?? ''}`)}: ${USES[name]}`,
  );
  return ['What you can write, on a line of its own:', lines.join('\n')].join('\n\n');
}
