import type { BranchStand, Debt } from './debt.ts';
import { isStanding } from './lifecycle.ts';
import { code } from './markdown.ts';

/** A debt, and the commit at which its places were seen. */
export interface SeenDebt {
  debt: Debt;
  seenSha: string;
}

/** Whether a scan has seen the debt's code on a branch where clocks run; `null` is the default branch. */
export function standsOn(debt: Debt, branch: string | null): boolean {
  return isStanding(debt) && branchesWith(debt).includes(branch);
}

/** The debt as one branch has it: its places are that branch's. As it is, if it does not stand there. */
export function seenFrom(debt: Debt, branch: string | null): Debt {
  const stands = standsOf({ debt, seenSha: '' });
  const own = stands.find((stand) => stand.branch === branch);
  if (own === undefined) return debt;
  return { ...debt, branch, places: own.places, elsewhere: stands.filter((stand) => stand !== own) };
}

/** The debt with its places on one branch as they are now. The default branch comes first, then as they came. */
export function placedOn(seen: SeenDebt, stand: BranchStand): SeenDebt {
  const known = standsOf(seen);
  const isKnown = known.some(({ branch }) => branch === stand.branch);
  const stands = isKnown
    ? known.map((one) => (one.branch === stand.branch ? stand : one))
    : [...known, stand];
  return withStands(seen, stands) ?? seen;
}

/** The debt without its places on one branch; `null` if it stands nowhere else. */
export function leaving(seen: SeenDebt, branch: string | null): SeenDebt | null {
  return withStands(
    seen,
    standsOf(seen).filter((stand) => stand.branch !== branch),
  );
}

/** A branch that has become the default one is named by nobody any more: what stands there stands on the default branch. */
export function renamedDefault(seen: SeenDebt, defaultBranch: string): SeenDebt {
  const stands = standsOf(seen);
  if (!stands.some(({ branch }) => branch === defaultBranch)) return seen;
  const renamed = stands
    .filter(({ branch }) => branch !== null)
    .map((stand) => (stand.branch === defaultBranch ? { ...stand, branch: null } : stand));
  return withStands(seen, renamed) ?? seen;
}

/** The branches that have its code, or had it last; `null` is the default one, which comes first. */
export function branchesWith({ branch, elsewhere }: Debt): (string | null)[] {
  return [branch, ...elsewhere.map((stand) => stand.branch)];
}

/** `` the default branch, `release/1` ``, where its name is not known. Markdown. */
export function branchList(branches: readonly (string | null)[]): string {
  return branches.map((branch) => (branch === null ? 'the default branch' : code(branch))).join(', ');
}

/** The names of the branches on which it stands, the default one first. */
export function branchesOf(debt: Debt, defaultBranch: string): string[] {
  return branchesWith(debt).map((branch) => branch ?? defaultBranch);
}

/** `` `main` ``, `` `main` and `release/1` ``: where it stands, stood last, or where its clock will start. Markdown. */
export function branchWords(debt: Debt, defaultBranch: string): string {
  const names = branchesOf(debt, defaultBranch).map((name) => code(name));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Every branch on which it stands, with its places there. */
export function standsOf({ debt: { branch, places, elsewhere }, seenSha: sha }: SeenDebt): BranchStand[] {
  return [{ branch, sha, places }, ...elsewhere];
}

function withStands(seen: SeenDebt, stands: readonly BranchStand[]): SeenDebt | null {
  const first = stands.find(({ branch }) => branch === null) ?? stands[0];
  if (first === undefined) return null;
  const { branch, places, sha } = first;
  const elsewhere = stands.filter((stand) => stand !== first);
  return { debt: { ...seen.debt, branch, places, elsewhere }, seenSha: sha };
}
