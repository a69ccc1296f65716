import { isLate } from '../debt/lifecycle.ts';
import { type ClassEvent, classHistory, type SignEvent } from '../gate/class-history.ts';
import { type CommandRecord, readCommandRecord } from '../gate/command-record.ts';
import type { ClassCommand } from '../gate/pull.ts';
import type { GitHub } from '../github/client.ts';
import { listOwnComments } from '../github/comments.ts';
import { canWrite } from '../github/people.ts';
import type { ReadPull } from '../github/pulls.ts';
import { listSignEvents } from '../github/sign-events.ts';
import type { Database } from '../store/database.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import {
  findPull,
  type PullState,
  saveBaselineOverride,
  saveClassCommand,
  savePull,
} from '../store/pulls.ts';
import type { Repository } from '../store/repositories.ts';
import { recallTurns } from './class-changes.ts';
import { type JobContext, nameOf } from './context.ts';
import { policyInForce } from './policy-in-force.ts';

/** The commands of one comment. */
type RecalledCommands = CommandRecord & { commentId: number };

/** What people decided about a PR before this database knew of it. */
export interface Recalled {
  /** In the order of the comments that asked for it. */
  commands: RecalledCommands[];
  /** What was done to its signs; empty where no freeze is on, since nobody asks. */
  signs: SignEvent[];
  authorCanWrite: boolean | null;
}

/**
 * Looks up on GitHub what was decided about a PR that this database meets for the first time: after a lost one it is in
 * our answers to commands and in the PR's own history. A PR that was just opened has neither, and costs no call.
 */
export async function recallPull(
  { database, appId, recordKey, clock }: Pick<JobContext, 'database' | 'appId' | 'recordKey' | 'clock'>,
  github: GitHub,
  repository: Repository,
  { number, comments, author }: Pick<ReadPull, 'number' | 'comments' | 'author'>,
): Promise<Recalled> {
  const name = nameOf(repository);
  const at = { repositoryId: repository.id, issueNumber: number };
  const answers = comments === 0 ? [] : await listOwnComments(github, name, appId, number);
  const commands = answers.flatMap(({ body }) => readCommandRecord(body, at, recordKey) ?? []);
  const standing = await listDebts(database, repository.id, STANDING_STATES);
  const isFrozen = standing.some(({ debt }) => isLate(debt, clock.now()));
  const signs = isFrozen ? await listSignEvents(github, name, number) : [];
  const matters = commands.length + signs.length > 0;
  return {
    commands: commands.toSorted((one, other) => one.commentId - other.commentId),
    signs,
    authorCanWrite: matters ? await canWrite(github, name, author) : null,
  };
}

/** Keeps a PR as it is shown; of one that is met for the first time, with what was decided about it. */
export async function saveShown(
  transaction: Database,
  repository: Repository,
  shown: PullState,
  recalled: Recalled | null,
): Promise<void> {
  const authorCanWrite = shown.authorCanWrite ?? recalled?.authorCanWrite ?? null;
  await savePull(transaction, { ...shown, authorCanWrite });
  if (recalled) await saveRecalled(transaction, repository, shown.number, recalled);
}

async function saveRecalled(
  transaction: Database,
  repository: Repository,
  pullNumber: number,
  { commands, signs }: Recalled,
): Promise<void> {
  for (const command of commands) await saveDeeds(transaction, repository.id, pullNumber, command);
  const pull = await findPull(transaction, repository.id, pullNumber);
  if (!pull) return;
  const events = [...signs, ...commands.flatMap(classEvents)].sort((one, other) => +one.at - +other.at);
  const { policy } = policyInForce(repository);
  const known = { ...pull, authorCanWrite: pull.authorCanWrite ?? false };
  await recallTurns(transaction, pull, classHistory(known, events, policy));
}

async function saveDeeds(
  transaction: Database,
  repositoryId: number,
  pullNumber: number,
  asked: RecalledCommands,
): Promise<void> {
  const { by, at } = asked;
  for (const deed of asked.deeds) {
    if (deed.kind === 'classify') {
      await saveClassCommand(transaction, repositoryId, pullNumber, classCommand(deed.word, asked));
      continue;
    }
    const override = { day: deed.day, by, reason: deed.reason, at: at.toISOString() };
    await saveBaselineOverride(transaction, repositoryId, pullNumber, override);
  }
}

function classEvents(asked: RecalledCommands): ClassEvent[] {
  const { by, at } = asked;
  return asked.deeds.flatMap((deed): ClassEvent[] =>
    deed.kind === 'classify' ? [{ kind: 'command', by, at, command: classCommand(deed.word, asked) }] : [],
  );
}

function classCommand(word: string | null, { by, commentId }: RecalledCommands): ClassCommand | null {
  return word === null ? null : { word, by, commentId };
}
