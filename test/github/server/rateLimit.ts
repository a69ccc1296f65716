/** Requests an hour for an installation, at the least (docs: "Rate limits for GitHub Apps"). */
const HOURLY_LIMIT = 5000;
const HOUR_S = 3600;

interface Window {
  used: number;
  reset: number;
}

/** Counts requests by caller in windows of an hour of real time, for the headers and `GET /rate_limit`. */
export class RateLimits {
  readonly #windows = new Map<string, Window>();

  count(who: string): void {
    this.#window(who).used += 1;
  }

  view(who: string) {
    const { used, reset } = this.#window(who);
    return { limit: HOURLY_LIMIT, used, remaining: Math.max(0, HOURLY_LIMIT - used), reset };
  }

  headers(who: string): Record<string, string> {
    const view = this.view(who);
    return {
      'x-ratelimit-limit': String(view.limit),
      'x-ratelimit-remaining': String(view.remaining),
      'x-ratelimit-used': String(view.used),
      'x-ratelimit-reset': String(view.reset),
      'x-ratelimit-resource': 'core',
    };
  }

  #window(who: string): Window {
    const now = Math.floor(Date.now() / 1000);
    const known = this.#windows.get(who);
    if (known && known.reset > now) return known;
    const fresh = { used: 0, reset: now + HOUR_S };
    this.#windows.set(who, fresh);
    return fresh;
  }
}
