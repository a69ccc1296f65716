import { vi } from 'vitest';

/** Waits until a check passes, nearly as long as a test may take: a slow machine only takes longer. */
export async function until(check: () => unknown): Promise<void> {
  await vi.waitFor(check, { timeout: 55_000, interval: 20 });
}
