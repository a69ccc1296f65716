import { defaultPolicy } from '../policy/defaults.ts';
import { code } from './markdown.ts';

/**
 * Whether two handles name the same contact: equal without regard to case, or equal in the team's name if only
 * one of them says the organisation (`@architecture-team` is `@acme/architecture-team`).
 */
export function sameContact(one: string, other: string): boolean {
  const [left, right] = [one.toLowerCase(), other.toLowerCase()];
  if (left === right) return true;
  if (left.includes('/') === right.includes('/')) return false;
  return teamOf(left) === teamOf(right);
}

function teamOf(handle: string): string {
  return handle.replace(/^@/, '').replace(/^[^/]*\//, '');
}

/** The rule book's own contact, which a repository without a policy has. */
const DEFAULT_CONTACT = defaultPolicy().contact;

/**
 * The contact in Markdown, as a mention where it is certain who would be called (decisions 12): a team with its
 * organisation, a bare name as a team of the organisation that owns the repository, a user whom the policy of a
 * user's own repository names. Otherwise as code: `@architecture-team` alone might be a stranger.
 */
export function contactMention(contact: string, organization: string | null): string {
  if (contact.includes('/')) return contact;
  if (organization !== null) return `@${organization}/${contact.replace(/^@/, '')}`;
  return contact === DEFAULT_CONTACT ? code(contact) : contact;
}

/** The contact where nobody is to be called: as code, with the organisation if it is known. */
export function contactName(contact: string): string {
  return code(contact.replace(/^@/, ''));
}
