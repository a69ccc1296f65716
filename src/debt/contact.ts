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
