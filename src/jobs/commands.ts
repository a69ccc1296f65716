import { code, prose } from '../debt/markdown.ts';
import { countBypasses } from '../gate/baseline.ts';
import type { Command } from '../gate/command.ts';
import { answerCommand, type CommandOutcome, type Deed } from '../gate/command-answer.ts';
import { type RecordedDeed, sealedCommand } from '../gate/command-record.ts';
import type { CommandedPull, CommandSituation } from '../gate/command-situation.ts';
import { judge } from '../gate/judge.ts';
import { countFindings, standingBaseline } from '../gate/old-bypasses.ts';
import type { OverdueBaseline } from '../gate/verdict.ts';
import type { GitHub } from '../github/client.ts';
import { canWrite, isContact } from '../github/people.ts';
import { recordDecision } from '../store/audit-log.ts';
import { forgetCheck } from '../store/checks.ts';
import {
  type AskedCommands,
  findCommands,
  listWaitingCommands,
  saveAnswer,
  wasRefused,
} from '../store/commands.ts';
import type { Database } from '../store/database.ts';
import { findDebtByTrackingIssue, listDebts, OPEN_STATES } from '../store/debts.ts';
import { saveOverrides } from '../store/overrides.ts';
import {
  findPull,
  listOpenPullsByHead,
  type Pull,
  saveBaselineOverride,
  saveClassCommand,
} from '../store/pulls.ts';
import { findRepository, lockRepository, type Repository } from '../store/repositories.ts';
import { findScan } from '../store/scans.ts';
import { learnAuthor } from './author.ts';
import { classOf, noteClass } from './class-changes.ts';
import { type JobContext, nameOf } from './context.ts';
import { findOverdueBaseline, loadJudgeInput, loadPullRequest } from './judge-input.ts';
import { withPolicy } from './judge-pull.ts';
import { withOrganisation } from './organisation.ts';
import { policyInForce } from './policy-in-force.ts';
import { checkEffect, checklistEffect, judgeRequest, syncRequest, trackingIssueEffect } from './requests.ts';
import { restoreDebts } from './restore-debts.ts';
import { scanSettings } from './scan-commit.ts';
import type { CarryOut, WorkRequest } from './work.ts';

/** Does what the comments on one issue or PR ask for, each once and in the order in which they were written. */
export async function carryOutCommands(
  context: JobContext,
  { repositoryId, issueNumber }: CarryOut,
): Promise<void> {
  const known = await findRepository(context.database, repositoryId);
  const waiting = await listWaitingCommands(context.database, repositoryId, issueNumber);
  if (!known || waiting.length === 0) return;
  const github = await context.github(known.installationId);
  await restoreDebts(context, github, known);
  const repository = await withPolicy(context, github, await withOrganisation(context, github, known));
  for (const asked of waiting) {
    await requirePull(context, github, repository, asked);
    const actor = await actorOf(github, repository, asked);
    await context.database.transaction((transaction) => carryOut(context, transaction, asked, actor));
  }
}

/** A comment may be faster than the first look at its PR; and what the PR counts as may not have mattered so far. */
async function requirePull(
  { database, queue }: JobContext,
  github: GitHub,
  repository: Repository,
  { repositoryId, issueNumber, onPull }: AskedCommands,
): Promise<void> {
  if (!onPull) return;
  const pull = await findPull(database, repositoryId, issueNumber);
  if (pull?.authorCanWrite === null) await learnAuthor(database, github, repository, pull);
  if (pull) return;
  await queue.enqueue([judgeRequest(repositoryId, issueNumber)]);
  throw new Error(`#${issueNumber} has not been looked at yet, so its commands have to wait.`);
}

async function actorOf(
  github: GitHub,
  repository: Repository,
  { actor: login, actorIsBot: isBot, asked }: AskedCommands,
): Promise<CommandSituation['actor']> {
  if (isBot) return { login, isBot, canWrite: false, isContact: false };
  const name = nameOf(repository);
  const { policy } = policyInForce(repository);
  const wantsContact = asked.some((command) => command.name === 'override');
  return {
    login,
    isBot,
    canWrite: await canWrite(github, name, login),
    isContact: wantsContact && (await isContact(github, name, policy.contact, login)),
  };
}

/** Decides, does, and keeps the answer, all in one transaction: a command is done with its answer or not at all. */
async function carryOut(
  context: JobContext,
  transaction: Database,
  { repositoryId, commentId }: AskedCommands,
  actor: CommandSituation['actor'],
): Promise<void> {
  const repository = await lockRepository(transaction, repositoryId);
  const asked = await findCommands(transaction, repositoryId, commentId);
  if (!repository || !asked || asked.reaction !== null) return;
  const requests: WorkRequest[] = [];
  const outcomes: CommandOutcome[] = [];
  for (const command of asked.asked) {
    const situation = await situationOf(context, transaction, repository, asked, actor);
    const outcome = answerCommand(command, situation);
    outcomes.push(outcome);
    requests.push(...(await settle(context, transaction, { repository, asked, command, outcome })));
  }
  const isRepeated = outcomes.every(isRefused) && (await wasRefused(transaction, asked));
  const answer =
    isRepeated || actor.isBot ? null : answerText(asked.asked, outcomes) + recordOf(context, asked, outcomes);
  await saveAnswer(transaction, asked, { reaction: reactionTo(outcomes), answer });
  requests.push({ queue: 'effect', data: { kind: 'answer', repositoryId, commentId } });
  await context.queue.enqueue(requests, transaction);
}

/** What was decided about a PR, hidden in our answer: a lost database knows it again from there. */
function recordOf(
  { clock, recordKey }: JobContext,
  { repositoryId, issueNumber, commentId, actor: by }: AskedCommands,
  outcomes: readonly CommandOutcome[],
): string {
  const deeds = outcomes.flatMap((outcome) =>
    outcome.kind === 'done' && outcome.deed ? recordedDeed(outcome.deed) : [],
  );
  if (deeds.length === 0) return '';
  const place = { repositoryId, issueNumber, commentId };
  return `\n\n${sealedCommand({ by, at: clock.now(), deeds }, place, recordKey)}`;
}

function recordedDeed(deed: Deed): RecordedDeed[] {
  switch (deed.kind) {
    case 'recheck':
      return [];
    case 'classify':
      return [deed];
    case 'override':
      return deed.day === null ? [] : [{ kind: 'override', day: deed.day, reason: deed.reason }];
  }
}

async function situationOf(
  context: JobContext,
  transaction: Database,
  repository: Repository,
  { issueNumber, onPull }: AskedCommands,
  actor: CommandSituation['actor'],
): Promise<CommandSituation> {
  const { id, htmlUrl: repositoryUrl, defaultBranch } = repository;
  const pull = onPull ? await findPull(transaction, id, issueNumber) : null;
  const tracked = onPull ? null : await findDebtByTrackingIssue(transaction, id, issueNumber);
  const debts = await listDebts(transaction, id, OPEN_STATES);
  const { policy } = policyInForce(repository);
  const overdueBaseline = await findOverdueBaseline(transaction, id, policy, context.clock.now());
  return {
    actor,
    policy,
    ...{ repositoryUrl, defaultBranch },
    overdueBaseline,
    oldBypasses: overdueBaseline && (await countOld(transaction, repository, overdueBaseline)),
    debts: debts.map(({ debt }) => debt),
    pull: pull && (await commandedPull(context, transaction, repository, pull)),
    trackedDebt: tracked?.debt ?? null,
    now: context.clock.now(),
  };
}

async function countOld(
  transaction: Database,
  repository: Repository,
  { places }: OverdueBaseline,
): Promise<CommandSituation['oldBypasses']> {
  const { policy } = policyInForce(repository);
  const { id, syncedSha } = repository;
  const scan = syncedSha === null ? null : await findScan(transaction, id, syncedSha, scanSettings(policy));
  if (!scan) return null;
  const standing = standingBaseline(places, scan, policy);
  return { seen: countBypasses(standing), unseen: places.length - countFindings(standing) };
}

async function commandedPull(
  { clock }: JobContext,
  transaction: Database,
  repository: Repository,
  pull: Pull,
): Promise<CommandedPull> {
  const input = await loadJudgeInput(transaction, repository, pull, clock);
  return {
    pull: await loadPullRequest(transaction, pull),
    state: pull.open ? 'open' : pull.mergedAt ? 'merged' : 'closed',
    classification: classOf(pull, policyInForce(repository).policy),
    verdict: input && judge(input),
  };
}

/** A command with what was decided about it. */
interface Decided {
  repository: Repository;
  asked: AskedCommands;
  command: Command;
  outcome: CommandOutcome;
}

/** Makes true what was decided. @returns the effects that follow */
async function settle(context: JobContext, transaction: Database, decided: Decided): Promise<WorkRequest[]> {
  const { outcome, repository, asked, command } = decided;
  if (outcome.kind === 'done')
    return outcome.deed ? perform(context, transaction, decided, outcome.deed) : [];
  if (outcome.kind === 'refused')
    await recordDecision(transaction, {
      kind: 'command-refused',
      ...occasion(context, asked),
      repositoryId: repository.id,
      ...placeOf(asked),
      why: `/tollgate ${nameOfCommand(command)}: ${outcome.why}`,
    });
  return [];
}

function perform(
  context: JobContext,
  transaction: Database,
  decided: Decided,
  deed: Deed,
): Promise<WorkRequest[]> {
  switch (deed.kind) {
    case 'recheck':
      return recheck(transaction, decided);
    case 'classify':
      return reclassify(context, transaction, decided, deed.word);
    case 'override':
      return letThrough(context, transaction, decided, deed);
  }
}

async function recheck(transaction: Database, { repository, asked }: Decided): Promise<WorkRequest[]> {
  const { id } = repository;
  if (!asked.onPull) {
    const tracked = await findDebtByTrackingIssue(transaction, id, asked.issueNumber);
    return [syncRequest(id), ...(tracked ? [trackingIssueEffect(tracked.debt.id)] : [])];
  }
  const pull = await findPull(transaction, id, asked.issueNumber);
  if (!pull) return [];
  await forgetCheck(transaction, id, pull.headSha);
  const sharing = await listOpenPullsByHead(transaction, id, pull.headSha);
  return sharing.map(({ number }) => judgeRequest(id, number));
}

async function reclassify(
  context: JobContext,
  transaction: Database,
  { repository, asked }: Decided,
  word: string | null,
): Promise<WorkRequest[]> {
  const { issueNumber, commentId, actor: by } = asked;
  const pull = await findPull(transaction, repository.id, issueNumber);
  // Comments are told of in no certain order, and the later one is what people mean.
  if (!pull || (pull.classCommand?.commentId ?? 0) > commentId) return [];
  const { policy } = policyInForce(repository);
  const classCommand = word === null ? null : { word, by, commentId };
  await saveClassCommand(transaction, repository.id, issueNumber, classCommand);
  const is = classOf({ ...pull, classCommand }, policy);
  const was = classOf(pull, policy);
  const isNews = await noteClass(transaction, pull, { was, is, by, at: context.clock.now() });
  if (!isNews)
    await recordDecision(transaction, {
      kind: 'classification',
      ...occasion(context, asked),
      repositoryId: repository.id,
      ...placeOf(asked),
      why: `it counts as ${is.class === 'feature' ? 'a feature' : 'no feature'} as before: ${is.because}`,
      details: { class: is.class, sign: is.sign },
    });
  return verdictEffects(repository, pull);
}

async function letThrough(
  context: JobContext,
  transaction: Database,
  { repository, asked }: Decided,
  { debts, day, reason }: Extract<Deed, { kind: 'override' }>,
): Promise<WorkRequest[]> {
  const { issueNumber, commentId, actor: by } = asked;
  const pull = await findPull(transaction, repository.id, issueNumber);
  if (!pull) return [];
  const at = context.clock.now();
  const overrides = debts.map(({ id: debtId }) => ({ debtId, by, reason, at }));
  await saveOverrides(transaction, repository.id, issueNumber, overrides);
  if (day !== null)
    await saveBaselineOverride(transaction, repository.id, issueNumber, {
      ...{ day, by, reason },
      at: at.toISOString(),
    });
  await recordDecision(transaction, {
    kind: 'override',
    ...occasion(context, asked),
    repositoryId: repository.id,
    ...placeOf(asked),
    why: reason,
    details: {
      debts: debts.map(({ id }) => id),
      issues: debts.flatMap((debt) => debt.trackingIssue ?? []),
      baseline: day,
    },
  });
  const said = `${code(by)} let #${issueNumber} through the freeze: ${prose(reason)}`;
  const marker = `<!-- tollgate:event:override:${commentId} -->`;
  const told = debts.map(
    ({ id: debtId }): WorkRequest => ({
      queue: 'effect',
      data: {
        ...{ kind: 'debt-comment', debtId, marker },
        body: `${said}\n\nThe debt stays overdue, and holds every other feature PR.`,
      },
    }),
  );
  if (day !== null)
    told.push({
      queue: 'effect',
      data: {
        ...{ kind: 'baseline-comment', repositoryId: repository.id, marker },
        body: `${said}\n\nWhat is left of the old bypasses holds every other feature PR.`,
      },
    });
  // Its record tells of it too.
  const records = debts.map(({ id }) => trackingIssueEffect(id));
  return [...told, ...records, ...verdictEffects(repository, pull)];
}

function verdictEffects({ id }: Repository, { headSha, number }: Pull): WorkRequest[] {
  return [checkEffect(id, headSha), checklistEffect(id, number)];
}

function occasion({ clock }: JobContext, { actor }: AskedCommands): { at: Date; actor: string } {
  return { at: clock.now(), actor };
}

function placeOf({ onPull, issueNumber }: AskedCommands): { pull: number | null; issue: number | null } {
  return onPull ? { pull: issueNumber, issue: null } : { pull: null, issue: issueNumber };
}

function isRefused({ kind }: CommandOutcome): boolean {
  return kind === 'refused';
}

function reactionTo(outcomes: readonly CommandOutcome[]): '+1' | '-1' | 'confused' {
  if (outcomes.some(isRefused)) return '-1';
  return outcomes.some(({ kind }) => kind === 'not-understood') ? 'confused' : '+1';
}

/** One command needs no repeating of what was asked. */
function answerText(commands: readonly Command[], outcomes: readonly CommandOutcome[]): string {
  const [only] = outcomes;
  if (only && outcomes.length === 1) return only.text;
  return outcomes
    .map(({ text }, index) => {
      const command = commands[index];
      return `**${code(`/tollgate ${command ? nameOfCommand(command) : ''}`)}**\n\n${text}`;
    })
    .join('\n\n');
}

function nameOfCommand(command: Command): string {
  return command.name === 'unknown' ? command.word : command.name;
}
