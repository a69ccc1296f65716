import { parseAllDocuments } from 'yaml';
import type { FileFacts, GatewayFact, ProblemFact } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import { readsLikeGateway } from './language.ts';

/**
 * What a YAML file declares as the gateway's configuration; facts without `gateway` if it declares nothing. Never
 * throws. Helm values that hold the configuration, and manifests that hold it as one text, are read too.
 */
export function extractGateway(text: string): FileFacts {
  const reading = readGateway(text);
  const facts = { ...emptyFacts('gateway-yaml'), problems: reading.problems };
  return reading.gateway ? { ...facts, gateway: reading.gateway } : facts;
}

export interface GatewayReading {
  gateway: GatewayFact | null;
  problems: ProblemFact[];
}

export function readGateway(text: string): GatewayReading {
  if (!readsLikeGateway(text)) return { gateway: null, problems: [] };
  try {
    const found: GatewayFact = { models: [], aliases: [], fallbacks: [], open: false };
    for (const value of documents(text)) search(found, value, 0);
    return { gateway: found.models.length > 0 ? found : null, problems: [] };
  } catch (error) {
    return { gateway: null, problems: [problemOf(error)] };
  }
}

/** Anchors that multiply themselves end in an error of the parser's own. */
const MAX_ALIASES = 100;

function documents(text: string): unknown[] {
  const options = { logLevel: 'silent', strict: false, uniqueKeys: false, prettyErrors: false } as const;
  return parseAllDocuments(text, options).map((document): unknown =>
    document.toJS({ maxAliasCount: MAX_ALIASES }),
  );
}

function problemOf(error: unknown): ProblemFact {
  const message = error instanceof Error ? error.message : String(error);
  const tooDeep = error instanceof RangeError && /call stack/i.test(message);
  return {
    reason: tooDeep ? 'too-deep' : 'crashed',
    message: `It could not be read: ${message}`,
    range: null,
  };
}

/** A chart's values nest the configuration a few levels deep. */
const MAX_DEPTH = 12;

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function search(found: GatewayFact, value: unknown, depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (typeof value === 'string' && readsLikeGateway(value)) {
    for (const inner of documents(value)) search(found, inner, depth + 1);
    return;
  }
  if (isFields(value) && Array.isArray(value.model_list)) readConfiguration(found, value);
  else for (const inner of innerValues(value)) search(found, inner, depth + 1);
}

function innerValues(value: unknown): unknown[] {
  return isFields(value) ? Object.values(value) : listOf(value);
}

function readConfiguration(found: GatewayFact, configuration: Fields): void {
  for (const entry of listOf(configuration.model_list)) readModel(found, entry);
  for (const key of ['router_settings', 'litellm_settings', 'general_settings']) {
    if (isFields(configuration[key])) readSettings(found, configuration[key]);
  }
  if (configuration.include !== undefined) found.open = true;
}

function readModel(found: GatewayFact, entry: unknown): void {
  if (!isFields(entry)) return;
  const parameters = isFields(entry.litellm_params) ? entry.litellm_params : {};
  const name = textOf(entry.model_name);
  if (name !== null) found.models.push({ name, runs: textOf(parameters.model) });
  readInfo(found, name, entry.model_info);
}

/** `model_info.id` may be named in a call too. */
function readInfo(found: GatewayFact, name: string | null, info: unknown): void {
  const id = isFields(info) ? textOf(info.id) : null;
  if (name !== null && id !== null) found.aliases.push({ name: id, of: name });
}

const ALIAS_KEYS = ['model_group_alias', 'model_alias_map'];
const FALLBACK_KEYS = [
  'fallbacks',
  'context_window_fallbacks',
  'content_policy_fallbacks',
  'default_fallbacks',
];

function readSettings(found: GatewayFact, settings: Fields): void {
  for (const key of ALIAS_KEYS) {
    for (const [name, target] of Object.entries(isFields(settings[key]) ? settings[key] : {})) {
      const of = aliasTarget(target);
      if (of !== null) found.aliases.push({ name, of });
    }
  }
  for (const key of FALLBACK_KEYS) found.fallbacks.push(...textsIn(settings[key], 0));
  if (settings.store_model_in_db === true) found.open = true;
}

/** `fast: local-fast`, `fast: { model: local-fast }`, or a list, of which the first is asked first. */
function aliasTarget(target: unknown): string | null {
  const first: unknown = Array.isArray(target) ? target[0] : target;
  return textOf(first) ?? (isFields(first) ? textOf(first.model) : null);
}

/** Names of models in `[{a: [b, c]}, d]`. */
function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value];
  if (depth > MAX_DEPTH) return [];
  const keys = isFields(value) ? Object.keys(value) : [];
  return [...keys, ...innerValues(value).flatMap((inner) => textsIn(inner, depth + 1))];
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
