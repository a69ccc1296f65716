import { sdkUse } from '../../catalog/catalog.ts';
import type { CallFact, Value } from '../../facts.ts';
import type { LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { gatewayUrl } from '../services/gateway-url.ts';
import { distinct } from '../services/model-names.ts';

/**
 * The AI SDK's registries that are handed a vendor's own provider, `createProviderRegistry({ openai })`: models are
 * named by texts then, and nobody calls the provider by its name. One that was made for it is reported where it is made.
 */
export function registeredProviders(resolver: Resolver, file: LinkedFile): Hit[] {
  return file.facts.calls.flatMap((call) => {
    if (!mayRegister(call.callee)) return [];
    const services = registeredBy(resolver, file, call);
    if (services.length === 0) return [];
    return [
      {
        place: placeOf(call),
        what: `registry of providers for ${services.join(', ')}`,
        message: `Models of this registry are asked at ${services.join(', ')}, around the gateway. Register one provider, for ${gatewayUrl(resolver)}.`,
        service: services[0] ?? null,
      },
    ];
  });
}

const REGISTERS = /^(?:experimental_)?createProviderRegistry$/;

function mayRegister(callee: Value): boolean {
  return callee.kind === 'import' && callee.module === 'ai' && REGISTERS.test(callee.name);
}

function registeredBy(resolver: Resolver, file: LinkedFile, { positional: [given] }: CallFact): string[] {
  const records = given ? resolver.objects.resolve(file, given) : [];
  const providers = records.flatMap((one) =>
    one.kind === 'record'
      ? one.value.entries.flatMap(({ value }) => resolver.objects.resolve(one.file, value))
      : [],
  );
  return distinct(providers.flatMap((provider) => vendorOf(provider) ?? []));
}

/** Whose a provider is that a package exports ready to use. */
function vendorOf(provider: Resolved): string | null {
  if (provider.kind !== 'symbol') return null;
  const use = sdkUse(provider.registry, provider.module, provider.path);
  return use?.kind === 'function' ? use.service.name : null;
}
