import type { Debt } from '../debt/debt.ts';
import type { Policy } from '../policy/policy.ts';
import type { Classification, PullRequest } from './pull.ts';
import type { OverdueBaseline, Verdict } from './verdict.ts';

/** Everything that the answer to a command depends on. */
export interface CommandSituation {
  actor: { login: string; isBot: boolean; canWrite: boolean; isContact: boolean };
  policy: Policy;
  /** `https://github.com/acme/chat`, without a slash at the end. */
  repositoryUrl: string;
  defaultBranch: string;
  /** The repository's debts that are proposed, active or overdue. */
  debts: Debt[];
  /** Old bypasses whose day has passed; `null` if there are none. */
  overdueBaseline: OverdueBaseline | null;
  /** How many bypasses of them the last scan saw, and how many places it could not look at; `null` where it is lost. */
  oldBypasses: { seen: number; unseen: number } | null;
  /** The PR on which it stands; `null` for an issue. */
  pull: CommandedPull | null;
  /** The debt that the issue tracks, whatever its state. */
  trackedDebt: Debt | null;
  now: Date;
}

export interface CommandedPull {
  pull: PullRequest;
  state: 'open' | 'closed' | 'merged';
  classification: Classification;
  /** `null` while its head is being looked at. */
  verdict: Verdict | null;
}
