import { defaultPolicy, POLICY_FILE } from '../../policy/defaults.ts';
import { loadPolicy, type OrganisationPolicy } from '../../policy/load.ts';
import type { Policy } from '../../policy/policy.ts';
import { EXIT } from '../exit-code.ts';
import { headStart } from '../head-start.ts';
import { startProgress } from '../progress.ts';
import { exitCodeOf, openErrors } from '../report.ts';
import type { Meter } from '../terminal.ts';
import type { FileState } from './repository-file.ts';

/** What a scan finds in a repository before anybody has worked by the rules. */
export interface StandingFindings {
  /** Undocumented findings of level `error`. */
  count: number;
  /** Whether they, or a file that could not be analysed, would stop every commit. */
  block: boolean;
}

/** Scans a work tree by the policy that will be in force. */
export async function standingFindings(
  root: string,
  policy: Policy,
  meter: Meter | null,
): Promise<StandingFindings> {
  const target = { root, isWorkTree: true, selection: [''], filesAlone: false };
  const begun = headStart(target);
  const { reportOnTree } = await import('../tree-report.ts');
  const progress = startProgress(meter);
  try {
    const { report } = await reportOnTree(
      target,
      { policy, since: null },
      { progress, mayRemember: false, begun },
    );
    return { count: openErrors(report).length, block: exitCodeOf(report) !== EXIT.clean };
  } finally {
    progress.end();
  }
}

/** The policy that a file means, or the text that is to become it; the rule book's own where it has mistakes. */
export function policyToBe(
  state: FileState,
  planned: string,
  organisation: OrganisationPolicy | null,
): Policy {
  const load = loadPolicy(state.kind === 'file' ? state.text : planned, POLICY_FILE, organisation);
  return load.ok ? load.policy : (organisation?.policy ?? defaultPolicy());
}
