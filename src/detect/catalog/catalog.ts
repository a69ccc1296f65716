import type { Registry } from '../registry.ts';
import { ANTHROPIC_AND_CLOUDS } from './anthropic-and-clouds.ts';
import { COMPATIBLE_HOSTS } from './compatible-hosts.ts';
import { LOCAL_SERVERS } from './local-servers.ts';
import { MEDIA_MAKERS } from './media-makers.ts';
import { MODEL_HOSTS } from './model-hosts.ts';
import { MODEL_MAKERS } from './model-makers.ts';
import { NPM_PACKAGES, NPM_VENDORS } from './npm-packages.ts';
import { OPENAI_AND_AZURE } from './openai-and-azure.ts';
import { OTHER_GATEWAYS } from './other-gateways.ts';
import { OTHER_MAKERS } from './other-makers.ts';
import { BY_MODEL_NAME, PYTHON_FRAMEWORKS } from './python-frameworks.ts';
import type { InferenceService, Sdk } from './service.ts';
import { VOICE_FRAMEWORKS } from './voice-frameworks.ts';

/** Every inference service that Tollgate knows by name. */
export const SERVICES: readonly InferenceService[] = [
  ...OPENAI_AND_AZURE,
  ...ANTHROPIC_AND_CLOUDS,
  ...MODEL_MAKERS,
  ...MODEL_HOSTS,
  ...OTHER_GATEWAYS,
  BY_MODEL_NAME,
  ...LOCAL_SERVERS,
  ...OTHER_MAKERS,
  ...MEDIA_MAKERS,
  ...COMPATIBLE_HOSTS,
  ...NPM_VENDORS,
].map(withFrameworks);

/** What agent frameworks and npm's packages have for a vendor is kept by framework and by registry. */
function withFrameworks(service: InferenceService): InferenceService {
  const more = [PYTHON_FRAMEWORKS, NPM_PACKAGES, VOICE_FRAMEWORKS].flatMap((kept) =>
    Object.hasOwn(kept, service.id) ? (kept[service.id] ?? []) : [],
  );
  return more.length === 0 ? service : { ...service, sdks: [...service.sdks, ...more] };
}

/** Every variable that some SDK reads its base URL from. */
export const SDK_VARIABLES: ReadonlySet<string> = new Set(
  SERVICES.flatMap(({ sdks }) => sdks.flatMap(({ environment }) => environment)),
);

/** What a name of a package does, and for which service. */
export interface SdkUse {
  service: InferenceService;
  sdk: Sdk;
  kind: 'client' | 'function';
  /** The package's own name, whatever the import calls it. */
  module: string;
  /** Names below the package, `default` among them. */
  path: string[];
}

interface Entry {
  service: InferenceService;
  sdk: Sdk;
}

const ENTRIES_BY_MODULE = indexByModule();

function indexByModule(): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const service of SERVICES) {
    for (const sdk of service.sdks) {
      for (const module of sdk.modules) {
        const key = `${sdk.registry}:${module}`;
        index.set(key, [...(index.get(key) ?? []), { service, sdk }]);
      }
    }
  }
  return index;
}

/** What an imported name does; `null` if it sends no LLM calls. `path` as in a `symbol` of `link/resolved.ts`. */
export function sdkUse(registry: Registry, module: string, path: string[]): SdkUse | null {
  return sdkUses(registry, module, path).next().value ?? null;
}

/** Everything that an imported name may do: `boto3.client` makes clients for several services. */
export function* sdkUses(registry: Registry, module: string, path: string[]): Generator<SdkUse, undefined> {
  for (const { found, entries, rest } of matchingModules(registry, module, path)) {
    for (const entry of entries) {
      const kind = useOf(entry.sdk, rest);
      if (kind) yield { ...entry, kind, module: found, path: rest };
    }
  }
}

/**
 * A package that has a method which tells what it makes by what it is asked for, whatever it is called on:
 * `session.client("bedrock-runtime")` is boto3's.
 */
export function ownerOfMethod(registry: Registry, name: string): string | null {
  return METHOD_OWNERS.get(`${registry}:${name}`) ?? null;
}

const METHOD_OWNERS: ReadonlyMap<string, string> = new Map(
  SERVICES.flatMap(({ sdks }) => sdks).flatMap(({ registry, modules: [module], method }) =>
    method && module ? [[`${registry}:${method}`, module] as const] : [],
  ),
);

/** Of the names of modules, up to the first separator: what begins otherwise needs no closer look. */
const FIRST_PARTS = new Set(
  [...ENTRIES_BY_MODULE.keys()].map((key) => /^(?:pypi:[^.]*|npm:[^/]*)/.exec(key)?.[0] ?? ''),
);

/** From the longest module name to the shortest; what is left of the path is looked for in its SDK. */
function* matchingModules(
  registry: Registry,
  module: string,
  path: string[],
): Generator<{ found: string; entries: Entry[]; rest: string[] }> {
  const separator = registry === 'pypi' ? '.' : '/';
  const parts = (registry === 'pypi' ? module : npmName(module)).split(separator);
  if (!FIRST_PARTS.has(`${registry}:${parts[0]}`)) return;
  const all = registry === 'pypi' ? [...parts, ...path] : parts;
  for (let length = all.length; length > 0; length--) {
    const found = all.slice(0, length).join(separator);
    const entries = ENTRIES_BY_MODULE.get(`${registry}:${found}`);
    if (entries) yield { found, entries, rest: registry === 'pypi' ? all.slice(length) : path };
  }
}

/** Deno and browsers name packages by specifier or address: `npm:openai@4`, `https://esm.sh/openai@4`, `https://deno.land/x/openai@v4/mod.ts`. */
function npmName(specifier: string): string {
  if (!/[:@]/.test(specifier)) return specifier;
  const bare = specifier
    .replace(/^(?:npm|jsr):\/?/, '')
    .replace(/^https?:\/\/[^/]+\/(?:npm\/|pin\/|v\d+\/|x\/)*/, '');
  return bare.replace(/(?<=.)@[^/]*/, '');
}

function useOf(sdk: Sdk, path: string[]): SdkUse['kind'] | null {
  const names = path.length === 0 ? ['default'] : path;
  const last = sdk.exact || OTHER_PACKAGES.has(names.at(-2) ?? '') ? null : names.at(-1);
  if (sdk.clients.some((name) => names.join('.') === name || last === name)) return 'client';
  return sdk.functions.some((pattern) => isFunction(pattern, names)) ? 'function' : null;
}

/** What SDKs are built on, and import: `anthropic._base_client.httpx.AsyncClient`. */
const OTHER_PACKAGES = new Set(['httpx', 'requests', 'aiohttp']);

/** `x.*` is every function below `x`; the default export may stand before a name. */
function isFunction(pattern: string, path: string[]): boolean {
  if (ASKS_NOBODY.test(path.at(-1) ?? '')) return false;
  const names = path.join('.').replace(/^default\./, '');
  // `openai.tools.webSearch()` is a tool of the vendor's own, which the call is told of that asks.
  if (/^[^.]+\.tools\./.test(names)) return false;
  const bare = pattern.replace(/^default\./, '');
  return bare.endsWith('.*') ? names.startsWith(bare.slice(0, -1)) : names === bare;
}

/**
 * A method of every text, record or object, on what was only named or came back: `text.format(…)`, `answer.get(…)`,
 * `model.toString()`; and of a model that was found where it was made.
 */
const ASKS_NOBODY =
  /^(?:format|get|items|keys|values|pop|to_dict(?:_recursive)?|to_json|model_dump|to(?:String|JSON|LocaleString)|valueOf|hasOwnProperty|do(?:Embed|Generate|Stream))$/;
