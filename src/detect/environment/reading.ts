import type { EnvironmentFact, ProblemFact } from '../facts.ts';

/** What a reader of one syntax found. */
export interface EnvironmentReading {
  environment: EnvironmentFact[];
  problems: ProblemFact[];
}
