import type { ContactRequest } from '../../gate/pull.ts';
import type { GitHub } from '../../github/client.ts';
import { isContact } from '../../github/people.ts';
import { isRequested, type Reviewer, requestReview } from '../../github/reviewers.ts';
import { type Pull, saveContactRequest } from '../../store/pulls.ts';
import type { Repository } from '../../store/repositories.ts';
import { type JobContext, nameOf } from '../context.ts';
import { loadVerdict } from '../judge-input.ts';
import { checkEffect } from '../requests.ts';

/** Asks the contact for a review of a PR that changes a debt's own code: once, whatever becomes of the request. */
export async function settleContactReview(
  context: JobContext,
  place: { repositoryId: number; pullNumber: number },
): Promise<void> {
  const judged = await loadVerdict(context, place);
  if (!judged) return;
  const { repository, pull, verdict } = judged;
  const { isDraft, approvedByContact } = pull;
  if (verdict.touched.length === 0 || pull.contactRequest || isDraft || approvedByContact) return;
  const github = await context.github(repository.installationId);
  const request = await ask(github, repository, pull, verdict.policy.contact);
  await context.database.transaction(async (transaction) => {
    await saveContactRequest(transaction, repository.id, pull.number, request);
    // That they are asked is what the check says from the start.
    if (request.kind !== 'asked')
      await context.queue.enqueue([checkEffect(repository.id, pull.headSha)], transaction);
  });
}

async function ask(
  github: GitHub,
  repository: Repository,
  { number, author }: Pull,
  contact: string,
): Promise<ContactRequest> {
  const name = nameOf(repository);
  if (await isContact(github, name, contact, author)) return { kind: 'author' };
  const reviewers = reviewersOf(contact, repository);
  if (reviewers.length > 0 && (await isRequested(github, name, number, reviewers))) return { kind: 'asked' };
  const refusals: string[] = [];
  for (const reviewer of reviewers) {
    const why = await requestReview(github, name, number, reviewer);
    if (why === null) return { kind: 'asked' };
    refusals.push(why);
  }
  return { kind: 'refused', why: refusals[0] ?? `${contact} belongs to another organisation` };
}

/** A bare name is a team of the organisation that owns the repository, or else a user; a team of another one can review nothing. */
function reviewersOf(contact: string, { owner, ownedByOrganization }: Repository): Reviewer[] {
  const [first = '', team] = contact.replace(/^@/, '').split('/');
  if (team !== undefined) return first.toLowerCase() === owner.toLowerCase() ? [{ team }] : [];
  return ownedByOrganization ? [{ team: first }, { login: first }] : [{ login: first }];
}
