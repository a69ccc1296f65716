import type { Signature } from '../git/commit.ts';
import type { Account } from './records.ts';
import type { World } from './world.ts';

const NOREPLY = 'users.noreply.github.com';

/** How an account signs commits that it makes through the API, at the given clock's time. */
export function signatureOf(world: World, account: Account): Signature {
  return { name: account.login, email: `${account.id}+${account.login}@${NOREPLY}`, date: world.clock.now() };
}

/** GitHub itself, the committer of merges made by its merge button. */
export function webFlow(world: World): Signature {
  return { name: 'GitHub', email: 'noreply@github.com', date: world.clock.now() };
}

/** The account behind a commit's e-mail address, or null. */
export function accountOfEmail(world: World, email: string): Account | null {
  const id = /^(\d+)\+.*@users\.noreply\.github\.com$/.exec(email)?.[1];
  if (id === undefined) return null;
  return [...world.accounts.values()].find((account) => account.id === Number(id)) ?? null;
}
