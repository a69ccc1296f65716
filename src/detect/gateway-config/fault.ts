import type { Range } from '../range.ts';

/** What may be wrong with the gateway's configuration. Stable: programs and people refer to them. */
export type ConfigFaultId =
  | 'yaml-syntax'
  | 'duplicate-key'
  | 'several-documents'
  | 'unfolded-aliases'
  | 'template'
  | 'shape'
  | 'no-models'
  | 'model-name'
  | 'model-parameters'
  | 'unknown-provider'
  | 'alias-shape'
  | 'alias-target'
  | 'alias-shadowed'
  | 'fallback-shape'
  | 'fallback-model'
  | 'unknown-model'
  | 'unknown-setting'
  | 'setting-not-read'
  | 'setting-overridden'
  | 'setting-value'
  | 'key-in-file'
  | 'variable-not-expanded'
  | 'environment-reference'
  | 'unknown-credential'
  | 'same-deployment'
  | 'load-balancing'
  | 'timeout'
  | 'limit'
  | 'one-model-server';

/**
 * `error`: LiteLLM does not start, drops the model, or does something else than is written. `warn`: most likely not
 * meant. `note`: right, and worth knowing.
 */
export type Severity = 'error' | 'warn' | 'note';

/** One fault of the gateway's configuration. Texts may quote the file, and never hold a key. */
export interface ConfigFault {
  id: ConfigFaultId;
  severity: Severity;
  /** What is wrong, in one sentence without its final stop. */
  message: string;
  /** What to do about it, in whole sentences. */
  mend: string;
  range: Range;
  /** Where it stands, by names: `model_list[gpt-4o].litellm_params.api_key`; empty for the file as a whole. */
  path: string;
}

/** Names and values as they are quoted: short, and on one line. */
export function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `\`${line.length > 80 ? `${line.slice(0, 79)}…` : line}\``;
}
