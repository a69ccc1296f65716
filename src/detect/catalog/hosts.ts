import { HOLE } from '../link/text.ts';
import { byText } from './by-text.ts';
import { SERVICES } from './catalog.ts';
import type { InferenceService } from './service.ts';

interface HostPattern {
  host: RegExp;
  path: RegExp;
  written: string;
  /** What is written of it behind the host. */
  below: string;
  service: InferenceService;
}

const PATTERNS: readonly HostPattern[] = SERVICES.flatMap((service) =>
  service.hosts.map((pattern) => ({ ...compiled(pattern), service })),
);

/** The service with an API at this address, if any; unknown parts as `HOLE`. `path` begins with a slash. */
export function serviceByHost(host: string, path: string): InferenceService | null {
  const found = PATTERNS.find((pattern) => pattern.host.test(host) && pattern.path.test(path));
  return found?.service ?? null;
}

/**
 * The service at a host that has pages too, where nobody knows the path: `https://openrouter.ai/${path}`. A host with
 * wildcards is a cloud's, of which models are the least.
 */
export function serviceOpenAt(host: string, path: string): InferenceService | null {
  const known = path.slice(0, -1);
  if (!path.endsWith(HOLE) || known.includes(HOLE)) return null;
  const found = PATTERNS.find(
    ({ written, below }) =>
      written === `${host}${below}` && !written.includes('*') && below.startsWith(known),
  );
  return found?.service ?? null;
}

/**
 * The service that a text names by its host or by that without `api.`, as `url.includes('githubcopilot.com')` does; what
 * is longer cut, `googleapis.com`, answers for other things too.
 */
export const serviceOfDomain = byText((text): InferenceService | null => {
  const [, domain] = DOMAIN.exec(text) ?? [];
  if (domain === undefined) return null;
  const found = PATTERNS.find(({ written, below }) => {
    const host = written.slice(0, written.length - below.length);
    return host === domain || (below === '' && host === `api.${domain}`);
  });
  return found?.service ?? null;
});

const DOMAIN = /^(?:https?:\/\/|\.)?([a-z\d-]{2,30}(?:\.[a-z\d-]{2,30}){1,4})\/?$/;

const AZURE = SERVICES.find(({ id }) => id === 'azure-openai') ?? null;

/** The vendor whose paths hardly any other server has, where the host is not known. */
export function serviceByPath(path: string): InferenceService | null {
  return /[/\uFFFC]openai\/(?:deployments\/|images\/generations:submit)/.test(path) ? AZURE : null;
}

function compiled(pattern: string): Omit<HostPattern, 'service'> {
  const slash = pattern.indexOf('/');
  const host = slash < 0 ? pattern : pattern.slice(0, slash);
  const path = slash < 0 ? '' : pattern.slice(slash);
  return {
    host: new RegExp(`^${withWildcards(host, '[^/]+')}$`),
    written: pattern,
    below: path,
    path: new RegExp(`^${withWildcards(path, '[^/]+')}(?:[/?#]|$)`.replace('^(?:[/?#]|$)', '^')),
  };
}

function withWildcards(text: string, wildcard: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', wildcard);
}

const LOCAL_SERVICES = SERVICES.filter(({ local }) => local !== undefined);

/** The server that people run themselves, by the name they gave its host, or by a port that is its own, or so below a path. */
export function localService(host: string, port: number | null, path: string): InferenceService | null {
  const named = LOCAL_SERVICES.find(({ local }) => local?.names.some((name) => nameIn(host, name)));
  return (
    named ?? LOCAL_SERVICES.find(({ local }) => local && port !== null && isAt(local, port, path)) ?? null
  );
}

function isAt({ ports, ownPort, ownPaths = [] }: LocalServer, port: number, path: string): boolean {
  return ports.includes(port) && (ownPort || ownPaths.some((own) => `${path}/`.startsWith(`${own}/`)));
}

type LocalServer = NonNullable<InferenceService['local']>;

/** As a word of its own: `my-ollama-1`, but not `tgif`. */
function nameIn(host: string, name: string): boolean {
  const at = host.indexOf(name);
  if (at < 0) return false;
  const isLetter = (character: string | undefined) => character !== undefined && /[a-z]/.test(character);
  return !isLetter(host[at - 1]) && !isLetter(host[at + name.length]);
}
