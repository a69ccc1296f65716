import type { Handlers } from '../../src/jobs/queue.ts';

/** Handlers that do nothing, but for those given: a queue works with all of them or not at all. */
export function idleHandlers(handlers: Partial<Handlers> = {}): Handlers {
  const idle = async () => undefined;
  const all = {
    delivery: idle,
    judge: idle,
    group: idle,
    sync: idle,
    adopt: idle,
    organisation: idle,
    command: idle,
    effect: idle,
    sweep: idle,
    upkeep: idle,
  };
  return { ...all, ...handlers };
}
