/** The sections that hold settings. */
export type Section = 'litellm_settings' | 'router_settings' | 'general_settings';

/**
 * What `Router.__init__` takes (`litellm/router.py` at f292d1ae7d83f2bc07c80c10d1a61bf63cb087bd, and
 * https://docs.litellm.ai/docs/proxy/config_settings#router_settings---reference of 2026-05-02). `ProxyConfig.load_config`
 * ignores every other key of `router_settings`, with a warning in its log.
 */
export const ROUTER_SETTINGS: readonly string[] = [
  'assistants_config',
  'redis_url',
  'redis_host',
  'redis_port',
  'redis_password',
  'redis_db',
  'cache_responses',
  'cache_kwargs',
  'caching_groups',
  'client_ttl',
  'polling_interval',
  'default_priority',
  'num_retries',
  'max_fallbacks',
  'timeout',
  'stream_timeout',
  'default_litellm_params',
  'default_max_parallel_requests',
  'set_verbose',
  'debug_level',
  'default_fallbacks',
  'fallbacks',
  'context_window_fallbacks',
  'content_policy_fallbacks',
  'model_group_alias',
  'enable_pre_call_checks',
  'enable_tag_filtering',
  'tag_filtering_match_any',
  'retry_after',
  'retry_policy',
  'model_group_retry_policy',
  'model_group_affinity_config',
  'allowed_fails',
  'allowed_fails_policy',
  'cooldown_time',
  'disable_cooldowns',
  'routing_strategy',
  'routing_strategy_args',
  'routing_groups',
  'optional_pre_call_checks',
  'deployment_affinity_ttl_seconds',
  'provider_budget_config',
  'alerting_config',
  'router_general_settings',
  'ignore_invalid_deployments',
  'guardrail_list',
  'enable_health_check_routing',
  'health_check_staleness_threshold',
  'health_check_ignore_transient_errors',
  'weights',
  'tag_routing_prefix',
  // Set by the proxy itself; to write them here does nothing, and is no mistake worth a word.
  'model_list',
  'search_tools',
];

/** `RoutingStrategy` in `litellm/types/router.py`, and the names that `Router.__init__` takes. */
export const ROUTING_STRATEGIES: readonly string[] = [
  'simple-shuffle',
  'least-busy',
  'usage-based-routing',
  'usage-based-routing-v2',
  'latency-based-routing',
  'cost-based-routing',
  'provider-budget-routing',
  'priority',
];

/**
 * Settings that one section alone may hold, for those that are found elsewhere, and what is lost then. Source: what
 * `ProxyConfig.load_config` reads of `general_settings`, what `Router.__init__` takes, and
 * https://docs.litellm.ai/docs/proxy/config_settings of 2026-05-02. `cooldown_time` is left out: the documentation shows
 * it below `litellm_settings`, where the source does not read it.
 */
export const HOMES: Readonly<Record<string, { section: Section; matters: boolean }>> = {
  master_key: { section: 'general_settings', matters: true },
  // Both may be set by variables too.
  database_url: { section: 'general_settings', matters: false },
  store_model_in_db: { section: 'general_settings', matters: false },
  custom_auth: { section: 'general_settings', matters: true },
  pass_through_endpoints: { section: 'general_settings', matters: true },
  alerting: { section: 'general_settings', matters: false },
  background_health_checks: { section: 'general_settings', matters: false },
  health_check_interval: { section: 'general_settings', matters: false },
  global_max_parallel_requests: { section: 'general_settings', matters: false },
  infer_model_from_keys: { section: 'general_settings', matters: false },
  drop_params: { section: 'litellm_settings', matters: false },
  modify_params: { section: 'litellm_settings', matters: false },
  callbacks: { section: 'litellm_settings', matters: false },
  success_callback: { section: 'litellm_settings', matters: false },
  failure_callback: { section: 'litellm_settings', matters: false },
  cache: { section: 'litellm_settings', matters: false },
  cache_params: { section: 'litellm_settings', matters: false },
  request_timeout: { section: 'litellm_settings', matters: false },
  turn_off_message_logging: { section: 'litellm_settings', matters: true },
  custom_provider_map: { section: 'litellm_settings', matters: true },
  model_alias_map: { section: 'litellm_settings', matters: true },
  model_group_alias: { section: 'router_settings', matters: true },
  routing_strategy: { section: 'router_settings', matters: false },
  routing_strategy_args: { section: 'router_settings', matters: false },
  enable_pre_call_checks: { section: 'router_settings', matters: false },
  retry_policy: { section: 'router_settings', matters: false },
  allowed_fails_policy: { section: 'router_settings', matters: false },
  stream_timeout: { section: 'router_settings', matters: false },
};

/** These `Router.__init__` takes from `litellm_settings` too, where `router_settings` does not set them. */
export const SHARED_SETTINGS: readonly string[] = [
  'fallbacks',
  'context_window_fallbacks',
  'content_policy_fallbacks',
  'default_fallbacks',
  'num_retries',
  'max_fallbacks',
  'allowed_fails',
];
