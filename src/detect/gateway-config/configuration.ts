import type { Range } from '../range.ts';
import type { ConfigFault } from './fault.ts';

/** What a text says as LiteLLM's configuration, and what is wrong with it. */
export interface ConfigJudgement {
  /** In the order of their places. */
  faults: ConfigFault[];
  /** As far as it could be read; `null` if the text holds no configuration at all. */
  configuration: GatewayConfiguration | null;
}

/** What LiteLLM's configuration declares, as plain data: what two versions of it are compared by. */
export interface GatewayConfiguration {
  models: ConfiguredModel[];
  aliases: ConfiguredAlias[];
  fallbacks: ConfiguredFallback[];
  /** Timeouts, retries and the like that hold for all models: `router_settings.timeout`. */
  limits: ConfiguredLimit[];
  /** True if models may be declared elsewhere too: `store_model_in_db`, `include`. */
  open: boolean;
  /** Whether LiteLLM reads the file itself; else a chart's values or a manifest hold the configuration. */
  isWholeFile: boolean;
}

/** An entry of `model_list`. Several may have one name: LiteLLM balances among them. */
export interface ConfiguredModel {
  /** `model_name`, which may hold `*`. */
  name: string;
  /** `litellm_params.model`; `null` if it is missing. */
  runs: string | null;
  apiBase: string | null;
  /** The numbers of `litellm_params`, by their keys: `max_tokens`, `timeout`, `rpm`, `temperature` … */
  numbers: Record<string, number>;
  /** `model_info.id`, under which this deployment alone may be asked for. */
  id: string | null;
  /** `model_info.mode`, where it says that it is no model to chat with: `embedding`, `image_generation` … */
  mode: string | null;
  range: Range;
}

export interface ConfiguredAlias {
  name: string;
  /** The name that it stands for, or was most likely meant to; `null` if there is none to see. */
  of: string | null;
  /** Left out of `/v1/models`. */
  hidden: boolean;
  range: Range;
}

export const FALLBACK_KINDS = [
  'fallbacks',
  'context_window_fallbacks',
  'content_policy_fallbacks',
  'default_fallbacks',
] as const;
export type FallbackKind = (typeof FALLBACK_KINDS)[number];

export interface ConfiguredFallback {
  kind: FallbackKind;
  /** `*` for every model: `default_fallbacks`. */
  of: string;
  to: string[];
  range: Range;
}

export interface ConfiguredLimit {
  setting: string;
  value: number;
  range: Range;
}
