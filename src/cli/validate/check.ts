import { EXIT, type ExitCode } from '../exit-code.ts';

/** The rule book's five checks ("Pre-commit Validation"), in its order. */
export const CHECK_IDS = ['direct-calls', 'gateway-calls', 'configuration', 'service', 'models'] as const;
export type CheckId = (typeof CHECK_IDS)[number];

export const CHECK_TITLES: Readonly<Record<CheckId, string>> = {
  'direct-calls': 'No direct inference service calls',
  'gateway-calls': 'All LLM calls go through the gateway',
  configuration: 'Configuration file is valid',
  service: 'Service is healthy',
  models: 'Models are accessible',
};

export type Severity = 'error' | 'warn' | 'note';

/** One thing that a check has to say. Texts may quote what was looked at, and never hold a key. */
export interface Problem {
  severity: Severity;
  /** What says so: a rule's id, or a word such as `connection-refused`. */
  id: string;
  /** Where in the tree; `null` for what is said of the running gateway. Lines and columns count from 1. */
  place: { path: string; line: number; column: number } | null;
  /** What it is about: `POST https://…`, `model_list[gpt-4o].litellm_params.api_key`, a URL. */
  what: string;
  message: string;
  /** What to do about it, in whole sentences; empty if nothing is to be done. */
  mend: string;
}

/** What one check looked at and found. */
export interface CheckResult {
  id: CheckId;
  /** What it looked at, in words; why not, if it was skipped. */
  looked: string;
  /** `null` if it was skipped. */
  milliseconds: number | null;
  problems: Problem[];
}

export interface ValidationReport {
  checks: CheckResult[];
}

export type Outcome = 'passed' | 'warned' | 'failed' | 'skipped';

export function outcomeOf({ milliseconds, problems }: CheckResult): Outcome {
  if (milliseconds === null) return 'skipped';
  if (problems.some(({ severity }) => severity === 'error')) return 'failed';
  return problems.some(({ severity }) => severity === 'warn') ? 'warned' : 'passed';
}

/** Warnings fail nothing, and what was skipped neither. */
export function exitCodeOf({ checks }: ValidationReport): ExitCode {
  return checks.some((check) => outcomeOf(check) === 'failed') ? EXIT.found : EXIT.clean;
}

export function skipped(id: CheckId, why: string): CheckResult {
  return { id, looked: why, milliseconds: null, problems: [] };
}

/** Runs a check and takes its time. */
export async function timed(
  id: CheckId,
  run: () => Promise<Pick<CheckResult, 'looked' | 'problems'>>,
): Promise<CheckResult> {
  const start = performance.now();
  const { looked, problems } = await run();
  return { id, looked, problems, milliseconds: performance.now() - start };
}
