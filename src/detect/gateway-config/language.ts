const YAML = /\.ya?ml$/i;

/** Workflows configure machines that build; lock files list packages. */
const NO_CONFIGURATION = /(?:^|\/)\.(?:github|gitlab|circleci)\/|[-.]lock\.ya?ml$/i;

/** Whether a file may hold the gateway's configuration, by its path alone; what it says decides. */
export function isGatewayPath(path: string): boolean {
  return YAML.test(path) && !NO_CONFIGURATION.test(path);
}

/** Whether a text has what no other YAML has: LiteLLM's `model_list`, with `litellm_params` for its items. */
export function readsLikeGateway(text: string): boolean {
  return text.includes('litellm_params') && text.includes('model_list');
}
