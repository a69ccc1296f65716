import { RESOLVE_LIMITS } from '../limits.ts';
import type { Resolved } from './model.ts';

/**
 * A text of which parts may be unknown is one string, in which this character stands for what nobody knows:
 * ``https://${resource}.openai.azure.com`` is `HOLE + '.openai.azure.com'` behind `https://`.
 */
export const HOLE = '\uFFFC';

/** What the URL of the page's own server begins with, where code spells it out: no other server is meant then. */
export const PAGE_ORIGIN = 'window.location.origin';

/** The machine that the page came from: on another port, another server of it may be meant. */
export const PAGE_HOST = 'window.location.hostname';

/** Whether a URL leads back to where the page came from, whatever its port. */
export function isOfPage(url: string): boolean {
  return url.startsWith(PAGE_ORIGIN) || OF_PAGE_HOST.test(url);
}

/** Whether a URL is the page's own server's: a path alone, or one that leads back there. */
export function isOfPagesServer(url: string): boolean {
  return url.startsWith('/') || isOfPage(url);
}

const OF_PAGE_HOST = new RegExp(`^(?:\\w+:)?//${PAGE_HOST.replaceAll('.', '\\.')}(?=[:/?#]|$)`);

/** Some text; see `Resolver.objects`. */
export const ANY_TEXT: Resolved = { kind: 'text', text: HOLE };

/** A literal that holds the hole's own character must not be taken for one. */
export function literalText(text: string): string {
  return limited(text.replaceAll(HOLE, '\uFFFD'));
}

/** Beyond the limit nothing is known; no URL is that long. */
function limited(text: string): string {
  return text.length <= RESOLVE_LIMITS.textLength ? text : text.slice(0, RESOLVE_LIMITS.textLength) + HOLE;
}

/** `a + b`; two unknown parts in a row are one. */
export function concatText(first: string, second: string): string {
  // It is at the limit already, and a long text costs time wherever it is put together.
  if (first.length > RESOLVE_LIMITS.textLength) return first;
  // `host if "://" in host else f"http://{host}"`: of what the name may hold, each way is taken by what it is for.
  if (SCHEME.test(first) && HAS_SCHEME.test(second)) return second;
  const both = first.endsWith(HOLE) && second.startsWith(HOLE) ? first + second.slice(1) : first + second;
  return limited(both);
}

/** All of a text is the beginning of a URL. */
const SCHEME = /^(?:http|ws)s?:\/\/$/;
const HAS_SCHEME = /^(?:http|ws)s?:\/\//;

/** What `urljoin(base, path)` and `new URL(path, base)` give, holes kept. */
function joinUrl(base: string, path: string): string {
  if (path === '' || path === HOLE) return path === '' ? base : concatText(originOf(base), HOLE);
  if (/^[^/?#]*:\/\//.test(path)) return path;
  if (path.startsWith('//')) return (base.match(/^[^/?#]*:/)?.[0] ?? '') + path;
  if (path.startsWith('/')) return concatText(originOf(base), path);
  if (path.startsWith(HOLE)) return concatText(originOf(base), path);
  const folder = base
    .slice(originOf(base).length)
    .replace(/[?#].*$/s, '')
    .replace(/[^/]*$/, '');
  return concatText(originOf(base) + (folder || '/'), path.replace(/^(\.\.?\/)+/, ''));
}

/** What HTTP clients do with their base URL: the path goes below it, with one slash in between. */
export function belowBase(base: string, path: string): string {
  if (/^[^/?#]*:\/\//.test(path)) return path;
  if (path === '') return base;
  if (path.startsWith(HOLE)) return concatText(base, path);
  return concatText(base.replace(/\/+$/, ''), `/${path.replace(/^\/+/, '')}`);
}

/** `os.path.join`, `posixpath.join`, `path.posix.join` */
function joinPath(first: string, second: string): string {
  return second.startsWith('/') ? second : belowBase(first, second);
}

/** Scheme and authority; all of it if the text has no scheme. */
function originOf(base: string): string {
  return base.match(/^[^/?#]*:\/\/[^/?#]*/)?.[0] ?? base.match(/^[^/?#]*/)?.[0] ?? base;
}

/** `url.origin`, `url.host` and their like; `null` for every other member, and for what is no whole URL. */
export function partOfUrl(url: string, name: string): string | null {
  const [, scheme, authority = '', path = ''] = url.match(/^([^/?#]*:)\/\/([^/?#]*)([^?#]*)/) ?? [];
  if (scheme === undefined) return partBehindBase(url, name);
  switch (name) {
    case 'origin':
      return `${scheme}//${authority}`;
    case 'protocol':
      return scheme;
    case 'scheme':
      return scheme.slice(0, -1);
    case 'host':
    case 'netloc':
      return authority;
    case 'hostname':
      return authority.replace(/:\d*$/, '');
    case 'port':
      return authority.match(/:(\d+)$/)?.[1] ?? '';
    case 'path':
    case 'pathname':
      return path === '' ? '/' : path;
    case 'search':
      return queryOf(url);
    default:
      return null;
  }
}

/** With its question mark; empty without one. */
function queryOf(url: string): string {
  return url.match(/\?[^#]*/)?.[0] ?? '';
}

/** `new URL(`${base}/api/chat`)`: nobody knows the server, and what stands behind it all the same. */
function partBehindBase(url: string, name: string): string | null {
  const [, path] = url.match(/^\uFFFC(\/[^?#]*)/) ?? [];
  if (path === undefined) return null;
  if (name === 'host' || name === 'hostname' || name === 'netloc') return HOLE;
  if (name === 'search') return queryOf(url);
  return name === 'path' || name === 'pathname' ? path : null;
}

/** What a URL is once one of its parts is set: `url.pathname = '/v1'`. */
export function withPartOfUrl(url: string, name: string, part: string): string {
  if (partOfUrl(url, name) === null) return url;
  if (name === 'pathname') return belowBase(originOf(url), part);
  if (name === 'host' || name === 'hostname')
    return url.replace(/(\/\/)[^/?#]*/, (_, slashes) => slashes + part);
  return url;
}

/** What a value contributes to a text. */
export function textOf(value: Resolved): string {
  if (value.kind === 'text') return value.text;
  return value.kind === 'number' ? String(value.number) : HOLE;
}

const JOINS = { concat: concatText, url: joinUrl, path: joinPath } as const;

/** What texts give that are put together in order, each of which is one of several. */
export function joined(parts: readonly Resolved[][], how: keyof typeof JOINS): Resolved[] {
  const [first = [''], ...rest] = parts.map((part) => part.map(textOf));
  const texts = rest.reduce((before, next) => firstOf(pairs(before, next, JOINS[how])), firstOf(first));
  return texts.map((text) => ({ kind: 'text', text }));
}

function* pairs(some: string[], others: string[], join: (one: string, other: string) => string) {
  for (const one of some) for (const other of others) yield join(one, other);
}

/** Without doubles, and no more than are kept: the others are not even put together. */
function firstOf(texts: Iterable<string>): string[] {
  const distinct = new Set<string>();
  for (const text of texts) {
    distinct.add(text);
    if (distinct.size === RESOLVE_LIMITS.alternatives) break;
  }
  return [...distinct];
}
