/** A reason issue that was opened through the link of one bypass, as far as its debt comment can be filled from it. */
export interface OfferedReason {
  issue: number;
  /** Hostile texts; `null` where the issue does not say. */
  why: string | null;
  when: string | null;
}
