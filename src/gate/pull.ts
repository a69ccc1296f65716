import type { ChangeClass } from '../policy/policy.ts';

/** What the verdict needs to know of one open pull request. Title, branch and labels are hostile text. */
export interface PullRequest {
  number: number;
  title: string;
  headSha: string;
  headRef: string;
  baseRef: string;
  labels: string[];
  author: string;
  /** Whether the author has write access; the title of somebody without it gives no sign (decisions 20). */
  authorCanWrite: boolean;
  /** Whether the contact has an approving review on it that stands (decisions 14). */
  approvedByContact: boolean;
  /** The same of this very head: what loosens policy is approved as it is, and not as it was. */
  headApprovedByContact: boolean;
  /** Whether somebody with write access has. */
  approvedByWriter: boolean;
}

/** Why a PR counts as what it counts as. */
export interface Classification {
  class: ChangeClass;
  /** For people: `its title begins with \`feat:\``. Markdown, escaped. */
  because: string;
}
