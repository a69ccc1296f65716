import type { FileFacts, GatewayFact } from '../facts.ts';
import { emptyFacts } from '../facts.ts';
import type { ConfigJudgement } from './configuration.ts';
import { judgeGatewayConfig } from './judge.ts';
import { readsLikeGateway } from './language.ts';

/** What a YAML file says as the gateway's configuration. Never throws. */
export function extractGateway(text: string): FileFacts {
  return { ...emptyFacts('gateway-yaml'), ...gatewayFacts(text) };
}

/**
 * What a YAML file declares as the gateway's configuration, and what is wrong with it; neither if it is none. Never
 * throws. Helm values that hold the configuration, and manifests that hold it as one text, are read too.
 */
export function gatewayFacts(text: string): Pick<FileFacts, 'gateway' | 'gatewayConfig'> {
  if (!readsLikeGateway(text)) return {};
  const gatewayConfig = judgeGatewayConfig(text);
  const gateway = gatewayFact(gatewayConfig);
  return gateway ? { gatewayConfig, gateway } : { gatewayConfig };
}

/** The names that calls may use; `null` if there is none. */
function gatewayFact({ configuration }: ConfigJudgement): GatewayFact | null {
  if (configuration === null || configuration.models.length === 0) return null;
  const { models, aliases, fallbacks, open } = configuration;
  const ids = models.flatMap(({ id, name }) => (id === null ? [] : [{ name: id, of: name }]));
  return {
    models: models.map(({ name, runs }) => ({ name, runs })),
    aliases: [...ids, ...aliases.flatMap(({ name, of }) => (of === null ? [] : [{ name, of }]))],
    fallbacks: fallbacks.flatMap(({ of, to }) => [...(of === '*' ? [] : [of]), ...to]),
    open,
  };
}
