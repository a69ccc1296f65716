import type { ConfigFault } from '../gateway-config/fault.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import type { Hit } from './rule.ts';

/**
 * Rule book, "Configuration Management": what LiteLLM would not read, or read otherwise than it is written. Only the
 * file that policy names is judged, or else every file that reads like one. What is merely odd is left to
 * `tollgate validate`.
 */
export function gatewayConfig({ tree }: Resolver, { path, facts }: LinkedFile): Hit[] {
  const { config } = tree.policy.gateway;
  if (!facts.gatewayConfig || (path !== config && tree.files.get(config)?.facts.gatewayConfig)) return [];
  return facts.gatewayConfig.faults.filter(({ severity }) => severity === 'error').map(hitOf);
}

/** No code stands around it: what is wrong, and where by its names, is its identity. */
function hitOf({ id, message, mend, range, path }: ConfigFault): Hit {
  return {
    place: { range, statement: -1, scope: [] },
    what: `${path === '' ? 'the file' : path} (${id})`,
    message: `${message}. ${mend}`,
    service: null,
  };
}
