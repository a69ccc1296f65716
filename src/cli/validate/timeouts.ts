/** Milliseconds that each request may take, and beyond which an answer is called slow. */
export interface Timeouts {
  health: number;
  models: number;
  completion: number;
  /** The rule book's target: 95 of 100 uncached requests within 30 s. */
  slow: number;
}

export const TIMEOUTS: Timeouts = { health: 5_000, models: 15_000, completion: 120_000, slow: 30_000 };
