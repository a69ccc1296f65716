import { seededRandom } from './random.ts';
import type { Caller } from './server/call.ts';

/**
 * What may go wrong with a request: `500`, `502` (HTML, as from GitHub's edge), `403` (a secondary rate limit
 * with `retry-after`), `429` (with `retry-after`), `timeout` (never an answer), `reset` (the connection is
 * cut), `slow-body` (the answer comes in drops), `404` and `422` (the API lags behind its own webhooks).
 */
export type FaultKind = '500' | '502' | '403' | '404' | '422' | '429' | 'timeout' | 'reset' | 'slow-body';

export interface FaultScope {
  /** Operation such as `POST /repos/{owner}/{repo}/issues`; default any. */
  operation?: string;
  /** Whose requests; default the App's own (JWT and installation tokens), so that a test's story goes on. */
  whose?: 'app' | 'everybody';
  /** `before` (default): nothing happened. `after`: the request took effect, and its answer is lost. */
  when?: 'before' | 'after';
  /** Seconds in `retry-after`; default 1. */
  retryAfterSeconds?: number;
}

export interface Fault {
  kind: FaultKind;
  when: 'before' | 'after';
  retryAfterSeconds: number;
}

interface Plan {
  scope: FaultScope;
  draw: () => FaultKind | null;
}

/** Faults on demand. Without a plan there are none. */
export class Faults {
  #plans: Plan[] = [];
  /** How often a fault struck, by kind. */
  readonly struck = new Map<FaultKind, number>();

  /** The next `times` requests in the scope fail like this. */
  next(kind: FaultKind, times = 1, scope: FaultScope = {}): void {
    let left = times;
    this.#plans.push({ scope, draw: () => (left-- > 0 ? kind : null) });
  }

  /** A share of requests (0 to 1) in the scope fails, one of `kinds` at random; the same seed, the same faults. */
  rate(
    share: number,
    seed: number,
    kinds: readonly FaultKind[] = ['500', '502', '403'],
    scope: FaultScope = {},
  ): void {
    const random = seededRandom(seed);
    const draw = () => (random() < share ? (kinds[Math.floor(random() * kinds.length)] ?? null) : null);
    this.#plans.push({ scope, draw });
  }

  clear(): void {
    this.#plans = [];
  }

  /** The fault that strikes this request, if any. */
  strike(operation: string, caller: Caller): Fault | null {
    for (const { scope, draw } of this.#plans) {
      if (!inScope(scope, operation, caller)) continue;
      const kind = draw();
      if (kind === null) continue;
      this.struck.set(kind, (this.struck.get(kind) ?? 0) + 1);
      return { kind, when: scope.when ?? 'before', retryAfterSeconds: scope.retryAfterSeconds ?? 1 };
    }
    return null;
  }
}

function inScope(scope: FaultScope, operation: string, caller: Caller): boolean {
  const ofApp = caller.kind === 'app' || caller.kind === 'installation';
  return (scope.whose === 'everybody' || ofApp) && (scope.operation ?? operation) === operation;
}
