/** What a verb's process ends with; scripts and hooks rely on these numbers. */
export const EXIT = {
  /** Nothing stands in the way. */
  clean: 0,
  /** It ran, and found what has to change. */
  found: 1,
  /** It could not run: a wrong flag, a missing folder, a policy that cannot be read. */
  couldNotRun: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
