/** The time that decides time-boxes. Tokens, retries and leases use real time and never ask it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
