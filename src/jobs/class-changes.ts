import { isLate } from '../debt/lifecycle.ts';
import { type ClassTurn, classHistory } from '../gate/class-history.ts';
import { classify } from '../gate/classify.ts';
import type { ClassChange, Classification, PullRequest } from '../gate/pull.ts';
import type { GitHub } from '../github/client.ts';
import { listSignEvents } from '../github/sign-events.ts';
import type { Policy } from '../policy/policy.ts';
import { recordDecision } from '../store/audit-log.ts';
import type { Database } from '../store/database.ts';
import { listDebts, STANDING_STATES } from '../store/debts.ts';
import { findPull, type Pull, type PullState, saveClassChanges } from '../store/pulls.ts';
import { lockRepository, type Repository } from '../store/repositories.ts';
import { nameOf } from './context.ts';
import { policyInForce } from './policy-in-force.ts';

/** Changes of one PR that are kept; the audit log has them all. */
const MOST_CHANGES = 10;

/** What a stored PR counts as. */
export function classOf(
  pull: Pick<Pull, 'title' | 'labels' | 'headRef' | 'authorCanWrite' | 'classCommand'>,
  policy: Policy,
): Classification {
  return classify({ ...pull, authorCanWrite: pull.authorCanWrite ?? false }, policy);
}

type Signs = Pick<PullRequest, 'title' | 'labels' | 'headRef'>;

/** What somebody did to the signs by which a PR is classified. */
export interface SignChange {
  before: Signs;
  after: Signs;
  by: string;
}

/** What an event about a PR tells of its signs, as far as it is read here. */
interface SignEvent {
  action: string;
  sender?: { login: string } | undefined;
  pull_request: { title: string; labels: { name?: string }[]; head: { ref: string } };
  label?: { name: string } | undefined;
  changes?: object | undefined;
}

/** @returns `null` for an event that tells of none */
export function signChange({ action, sender, pull_request, label, changes }: SignEvent): SignChange | null {
  if (!sender) return null;
  const after = {
    title: pull_request.title,
    labels: pull_request.labels.flatMap(({ name }) => name ?? []),
    headRef: pull_request.head.ref,
  };
  const was = { after, by: sender.login };
  const title = titleBefore(changes);
  if (action === 'edited' && title !== null) return { ...was, before: { ...after, title } };
  if (action === 'unlabeled' && label)
    return { ...was, before: { ...after, labels: [...after.labels, label.name] } };
  if (action !== 'labeled' || !label) return null;
  return { ...was, before: { ...after, labels: after.labels.filter((name) => name !== label.name) } };
}

function titleBefore(changes: object | undefined): string | null {
  const title: unknown = changes && 'title' in changes ? changes.title : null;
  if (typeof title !== 'object' || title === null || !('from' in title)) return null;
  return typeof title.from === 'string' ? title.from : null;
}

/** Writes down that a PR came to count as something else, if that is what a person's doing came to. */
export async function noteSigns(
  transaction: Database,
  repositoryId: number,
  pullNumber: number,
  { before, after, by }: SignChange,
  at: Date,
): Promise<void> {
  const repository = await lockRepository(transaction, repositoryId);
  const pull = await findPull(transaction, repositoryId, pullNumber);
  // Who wrote it is asked where it matters: until then nothing holds it, whatever it counts as.
  if (!repository || !pull || pull.authorCanWrite === null) return;
  const { policy } = policyInForce(repository);
  const was = classOf({ ...pull, ...before }, policy);
  const is = classOf({ ...pull, ...after }, policy);
  if (was.class !== is.class) await noteClass(transaction, pull, { was, is, by, at });
}

/**
 * The same where GitHub shows it and told of it in no event: its history tells who did it, and when.
 * @returns `null` where nothing is untold
 */
export async function lookUpTurn(
  github: GitHub,
  repository: Repository,
  before: Pull,
  after: PullState,
): Promise<ClassTurn | null> {
  // Who wrote it is asked where it matters: until then nothing holds it, whatever it counts as.
  if (before.authorCanWrite === null) return null;
  const { policy } = policyInForce(repository);
  const now = { ...before, ...after, authorCanWrite: after.authorCanWrite ?? before.authorCanWrite };
  const [was, is] = [classOf(before, policy), classOf(now, policy)];
  if ((before.classChanges.at(-1)?.class ?? was.class) === is.class) return null;
  const events = await listSignEvents(github, nameOf(repository), before.number);
  const turn = classHistory(now, events, policy).findLast((one) => one.is.class === is.class);
  return turn ?? { was, is, by: null, at: after.updatedAt };
}

/** What a PR came to count as before this database knew of it: in a freeze that is on it is shown. */
export async function recallTurns(
  transaction: Database,
  { repositoryId, number }: Pull,
  turns: readonly ClassTurn[],
): Promise<void> {
  if (turns.length === 0) return;
  const standing = await listDebts(transaction, repositoryId, STANDING_STATES);
  const changes = turns.map(
    ({ is, by, at }): ClassChange => ({
      ...{ class: is.class, by, because: is.because, at: at.toISOString() },
      overdue: standing.flatMap(({ debt }) => (isLate(debt, at) ? [debt.id] : [])),
    }),
  );
  await saveClassChanges(transaction, repositoryId, number, changes.slice(-MOST_CHANGES));
}

/**
 * Adds to a PR's history what it counts as now, if that is new; or who made it so, if that was not known.
 * @returns whether there was anything to add
 */
export async function noteClass(
  transaction: Database,
  pull: Pull,
  { was, is, by, at }: ClassTurn,
): Promise<boolean> {
  const { repositoryId, number, classChanges } = pull;
  const last = classChanges.at(-1);
  const isKnown = (last?.class ?? was.class) === is.class;
  const isNamed = isKnown && last?.by === null && by !== null;
  if (isKnown && !isNamed) return false;
  const overdue = await listDebts(transaction, repositoryId, ['overdue']);
  const change: ClassChange = isNamed
    ? { ...last, by }
    : {
        ...{ class: is.class, by, because: is.because, at: at.toISOString() },
        overdue: overdue.map(({ debt }) => debt.id),
      };
  const earlier = isNamed ? classChanges.slice(0, -1) : classChanges;
  await saveClassChanges(transaction, repositoryId, number, [...earlier, change].slice(-MOST_CHANGES));
  await recordDecision(transaction, {
    kind: 'classification',
    ...{ at, repositoryId, pull: number, actor: by },
    why: `#${number} counts as ${is.class === 'feature' ? 'a feature' : 'no feature'} now: ${is.because}`,
    details: { class: is.class, sign: is.sign, duringFreeze: overdue.length > 0 },
  });
  return true;
}
