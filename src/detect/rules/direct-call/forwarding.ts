import { addressee, shownUrl } from '../../endpoint.ts';
import type { Value } from '../../facts.ts';
import type { LinkedFile, Resolver } from '../../link/model.ts';
import { keptValues } from '../code/kept-values.ts';
import { structureOf } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { gatewayUrl } from '../services/gateway-url.ts';

/**
 * What a server of the page forwards to an inference service, paths of its own that nobody's code seems to send away; and
 * what n8n sends for a node that only describes its requests.
 */
export function forwardedPaths(resolver: Resolver, file: LinkedFile): Hit[] {
  if (!CONFIGURES_SERVER.test(file.path) && !N8N_NODE.test(file.path)) return [];
  const seen = new Set<Value>();
  return keptValues(file.facts).holders.flatMap(({ value }) => {
    if (value.kind !== 'object' || seen.has(value)) return [];
    seen.add(value);
    return value.entries.flatMap((entry) => hitOf(resolver, file, value, entry) ?? []);
  });
}

/** Bundlers and frameworks whose server forwards paths, by the file that they are configured in. */
const CONFIGURES_SERVER =
  /(?:^|\/)(?:(?:next|nuxt|vite|vue|webpack|rspack|rsbuild|astro|svelte|electron\.vite|quasar|umi|farm|modern)[\w.-]*\.config|craco\.config|config-overrides|proxy\.conf|\.umirc(?:\.\w+)?|(?:config\/)?proxy)\.[mc]?[jt]s$/;

/** n8n loads its nodes from files of such names. */
const N8N_NODE = /\.node\.[jt]s$/;

type ObjectValue = Value & { kind: 'object' };

function hitOf(
  resolver: Resolver,
  file: LinkedFile,
  holder: ObjectValue,
  entry: ObjectValue['entries'][number],
): Hit | null {
  if (N8N_NODE.test(file.path)) return describedHit(resolver, file, entry);
  const to = forwards(holder, entry.key) ? addressedIn(resolver, file, entry.value) : null;
  return (
    to && {
      place: structureOf(file.facts).placeAt(entry.range),
      what: `proxy to ${shownUrl(to.url)}`,
      message: `What is sent here is forwarded to ${to.service ?? 'an inference service'} and around the gateway. Forward it to ${gatewayUrl(resolver)} instead.`,
      service: to.service,
    }
  );
}

/** `requestDefaults: { baseURL: 'https://…' }`: below it goes whatever the node's fields describe. */
function describedHit(
  resolver: Resolver,
  file: LinkedFile,
  { key, value }: ObjectValue['entries'][number],
): Hit | null {
  if (!isText(key, 'requestDefaults') || value.kind !== 'object') return null;
  const base = value.entries.find((entry) => isText(entry.key, 'baseURL'));
  const to = base ? addressedIn(resolver, file, base.value) : null;
  if (!base || !to) return null;
  return {
    place: structureOf(file.facts).placeAt(base.range),
    what: `requests of a node to ${shownUrl(to.url)}`,
    message: `What this node describes goes to ${to.service ?? 'an inference service'} and around the gateway. Let its baseURL be ${gatewayUrl(resolver)} instead.`,
    service: to.service,
  };
}

/** The first address of an inference service that a value may be, and whose that is. */
function addressedIn(
  resolver: Resolver,
  file: LinkedFile,
  value: Value,
): { url: string; service: string | null } | null {
  for (const target of resolver.resolve(file, value)) {
    if (target.kind !== 'text') continue;
    const destination = addressee(target.text, resolver.tree.policy);
    if (destination.kind === 'direct')
      return { url: target.text, service: destination.service?.name ?? null };
  }
  return null;
}

/** `{ source: '/llm/:path*', destination: … }` of Next, `'/llm': …` and `{ target: … }` of the others. */
function forwards({ entries }: ObjectValue, key: Value): boolean {
  const name = key.kind === 'text' ? key.text : '';
  if (name === 'destination') return entries.some((other) => isText(other.key, 'source'));
  return name === 'target' || /^[/^]/.test(name);
}

function isText(value: Value, text: string): boolean {
  return value.kind === 'text' && value.text === text;
}
