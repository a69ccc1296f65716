import type { Policy } from '../../policy/policy.ts';
import { CannotRun } from '../cannot-run.ts';
import { printable } from '../printable.ts';

/**
 * Base URLs to ask at, without a slash or `/v1` at their end: the one that was given, or the policy's. Throws
 * {@link CannotRun} if the one that was given is none.
 */
export function gatewayUrls(given: string | null, { gateway }: Policy): string[] {
  if (given === null) return [...new Set(gateway.urls.map(withoutPath))];
  const url = URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new CannotRun(
      `--gateway: \`${printable(given)}\` is no HTTP URL. Write the base URL, such as http://localhost:8001.`,
    );
  if (url.username + url.password + url.search + url.hash !== '')
    throw new CannotRun(
      '--gateway: leave out user, password, `?query` and `#fragment`. The key comes from LITELLM_MASTER_KEY.',
    );
  return [withoutPath(given)];
}

/** LiteLLM's health and its API lie below one URL; people give the one of the API. */
function withoutPath(url: string): string {
  return url.replace(/\/+$/, '').replace(/\/v1(?:\/chat\/completions|\/models)?$/, '');
}

/**
 * The key as it is sent; `null` if there is none. Throws {@link CannotRun} if no header may hold it, in words that do
 * not show it: `fetch` would quote it.
 */
export function keyOf(written: string | null): string | null {
  const key = written?.trim() ?? '';
  if (key === '') return null;
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CannotRun(
    'LITELLM_MASTER_KEY holds a character that no key has: a space, a line break, or a letter beyond ASCII. Set it again.',
  );
}
