import type { CallFact } from '../facts.ts';
import type { LinkedFile, Resolver } from '../link/model.ts';
import { optionValues, positionalValues } from './calls/options.ts';
import type { Hit } from './rule.ts';
import { placeOf } from './rule.ts';
import { isProviderFile, providerName, sameName } from './services/provider-module.ts';

/**
 * Rule book, "Always Use LiteLLMProvider": a provider that is forced to anything but what policy allows, or a legacy
 * provider class made directly, outside of the provider module.
 */
export function providerFactory(resolver: Resolver, file: LinkedFile): Hit[] {
  if (isProviderFile(file, resolver.tree.policy.provider)) return [];
  return file.facts.calls.flatMap((call) => hitOf(resolver, file, call) ?? []);
}

function hitOf(resolver: Resolver, file: LinkedFile, call: CallFact): Hit | null {
  const { provider } = resolver.tree.policy;
  for (const callee of resolver.objects.resolve(file, call.callee)) {
    const name = providerName(callee, provider);
    if (name === null) continue;
    if (callee.kind !== 'class' && sameName(name, provider.factory))
      return forced(resolver, file, call, name);
    if (callee.kind !== 'function' && provider.classes.includes(name)) return legacy(resolver, call, name);
  }
  return null;
}

const FORCING_OPTIONS = [
  ...['force_provider', 'forceProvider', 'provider'],
  ...['provider_type', 'providerType', 'provider_name', 'providerName'],
];

function forced(resolver: Resolver, file: LinkedFile, call: CallFact, factory: string): Hit | null {
  const { allowed } = resolver.tree.policy.provider;
  const values =
    optionValues(resolver, file, call, FORCING_OPTIONS) ?? positionalValues(resolver, file, call, 0) ?? [];
  const texts = values.flatMap((value) => (value.kind === 'text' ? value.text : []));
  const wrong = texts.find((text) => /^[\w./-]+$/.test(text) && !allowed.includes(text.toLowerCase()));
  if (wrong === undefined) return null;
  return {
    place: placeOf(call),
    what: `${factory}() forced to ${wrong}`,
    message: `This forces the provider \`${wrong}\`, which goes around the gateway. Call \`${factory}()\` without it.`,
    service: null,
  };
}

function legacy(resolver: Resolver, call: CallFact, name: string): Hit {
  const { factory } = resolver.tree.policy.provider;
  return {
    place: placeOf(call),
    what: `${name}() made directly`,
    message: `\`${name}\` is a legacy provider, which goes around the gateway. Take the one that \`${factory}()\` gives.`,
    service: null,
  };
}
