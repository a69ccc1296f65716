import type { DecisionKind } from '../debt/decision.ts';

export const LOG_FORMATS = ['pretty', 'json'] as const;

/** What the command line says; times as instants already. */
export interface LogFlags {
  repository?: string;
  pull?: number;
  by?: string;
  kind?: DecisionKind[];
  since?: Date;
  until?: Date;
  before?: number;
  limit: number;
  all?: true;
  format: (typeof LOG_FORMATS)[number];
}
