/** One fault of a policy file: what is wrong, where, and how to mend it. Texts are plain and may quote the file. */
export interface PolicyProblem {
  /** Path of the policy file in the repository. */
  file: string;
  /** `owner/name`, if the file is not in the repository that is judged but in the organisation's own. */
  repository?: string;
  /** Line and column count from 1. */
  line: number;
  column: number;
  /** The key at fault, such as `gateway.urls[0]`; empty for the file as a whole. */
  path: string;
  message: string;
  mend: string;
}
