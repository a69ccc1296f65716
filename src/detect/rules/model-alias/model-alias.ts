import { nearestName } from '../../../policy/nearest.ts';
import { isVendorModel } from '../../catalog/model-names.ts';
import { addressee, requestDestination } from '../../endpoint.ts';
import type { CallFact, Value } from '../../facts.ts';
import { KNOWN_PROVIDERS } from '../../gateway-config/litellm/providers.ts';
import { entriesOf } from '../../link/entries.ts';
import { aliasOf, declaredNameOf, declaredNames, isDeclared } from '../../link/gateway-models.ts';
import type { GatewayModels, LinkedFile, Resolved, Resolver } from '../../link/model.ts';
import { HOLE } from '../../link/text.ts';
import { gatewayRequest, isGatewayClient } from '../calls/gateway-calls.ts';
import { entriesNamed, optionValues, positionalValues, writtenValues } from '../calls/options.ts';
import { bodiesOf } from '../calls/request-bodies.ts';
import type { HttpRequest } from '../calls/request-urls.ts';
import type { SdkCall } from '../calls/sdk-calls.ts';
import { sdkCall } from '../calls/sdk-calls.ts';
import { originsOf } from '../calls/url-origin.ts';
import { classOfMethod } from '../code/structure.ts';
import type { Hit } from '../rule.ts';
import { placeOf } from '../rule.ts';
import { isProviderFile, providerName, sameName } from '../services/provider-module.ts';
import { asksElsewhere, isHandedAround } from './handed-around.ts';
import type { Use } from './reaching-values.ts';
import { branchOf, givingsOf, valuesAt } from './reaching-values.ts';

/**
 * Rule book, "Use Model Aliases": a model that a call to the gateway names is one that the gateway's configuration
 * declares. Silent without a configuration in the tree, or if models are declared elsewhere too.
 */
export function modelAlias(resolver: Resolver, file: LinkedFile): Hit[] {
  const { gateway } = resolver.tree;
  if (gateway === null || gateway.open) return [];
  return file.facts.calls.flatMap((call) => {
    const named = modelsNamed(resolver, file, call).flatMap(textOf);
    if (named.some(goesToVendor) && isOfLibrary(resolver, file, call)) return [];
    const models = named.filter(
      (model) => !isSentinel(file, model) && !isLengthened(model, named) && !isPrefixedTwice(model),
    );
    const faults = models.flatMap((model) => faultOf(gateway, model) ?? []);
    const own = faults.length === 0 ? [] : modelsWritten(resolver, file, call);
    const certain = faults.find(({ model }) => own.includes(model));
    const [wrong] = certain ? [certain] : faults;
    if (!wrong || (!certain && isHandedOn(resolver, file, call))) return [];
    return [hitOf(resolver, file, call, wrong)];
  });
}

/** What the call itself says: of `model or "fast"` this client is sent `fast`, whoever else is handed `model`. */
function modelsWritten(resolver: Resolver, file: LinkedFile, call: CallFact): string[] {
  return [...writtenValues(call, MODEL_OPTIONS), ...modelsOfBodies(resolver, file, call)].flatMap(textsAmong);
}

function textsAmong(value: Value): string[] {
  if (value.kind === 'choice') return value.options.flatMap(textsAmong);
  return value.kind === 'text' ? [value.text] : [];
}

/** `ollama/` comes before a name that nobody knows. */
function textOf(value: Resolved): string[] {
  if (value.kind !== 'text' || value.text.includes(HOLE)) return [];
  return value.text.trim() === '' || value.text.endsWith('/') ? [] : [value.text];
}

interface Fault {
  model: string;
  /** The name to write instead, if one is known. */
  instead: string | null;
  isDeclared: boolean;
}

/** A name that is not declared; or a vendor's, declared too, that has an alias. */
function faultOf(gateway: GatewayModels, written: string): Fault | null {
  const model = withoutProvider(gateway, written);
  if (isDeclared(gateway, model)) {
    const alias = aliasOf(gateway, model);
    return alias === null ? null : { model, instead: alias, isDeclared: true };
  }
  const instead = declaredNameOf(gateway, model) ?? nearestName(model, declaredNames(gateway));
  return { model, instead, isDeclared: false };
}

/** `name if "/" in name else f"openai/{name}"`: the same name once more, with its provider. */
function isLengthened(model: string, named: readonly string[]): boolean {
  return named.some((other) => other.endsWith(`/${model}`));
}

/** `vendor/vendor/name`: a function puts the prefix before names that lack it, and which do is not followed. */
function isPrefixedTwice(model: string): boolean {
  return /^([^/]+\/)\1/.test(model);
}

/** litellm as a library, which reads from a name where it goes. */
function isOfLibrary(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  return sdkCall(resolver, file, call)?.use.service.id === 'litellm';
}

/** Prefixes that say how the gateway is spoken to, and not to whom else it goes. */
const OF_GATEWAY = new Set(['openai', 'litellm_proxy', 'litellm', 'custom_openai', 'hosted_vllm']);

/**
 * `openrouter/qwen/…` goes to OpenRouter, and so is `openai/openrouter/qwen/…` meant, where a branch for other names
 * puts its prefix before them: a call that is given such names sends some to the gateway, and nobody sees which.
 */
function goesToVendor(model: string): boolean {
  const [provider = '', ...rest] = model.split('/');
  if (rest.length === 0 || !KNOWN_PROVIDERS.includes(provider)) return false;
  return !OF_GATEWAY.has(provider) || goesToVendor(rest.join('/'));
}

/**
 * `if model == "auto": model = "fast-model"`: a word of the code's own, which never reaches the gateway. A vendor's
 * name does, whatever it is compared with.
 */
function isSentinel({ facts }: LinkedFile, model: string): boolean {
  return !isVendorModel(model) && (facts.comparedModels ?? []).includes(model);
}

/** litellm as a library takes `openai/fast-model` for the gateway's `fast-model`. */
function withoutProvider(gateway: GatewayModels, model: string): string {
  const bare = model.replace(/^(?:openai|litellm_proxy|litellm)\//, '');
  return isDeclared(gateway, bare) ? bare : model;
}

function hitOf(resolver: Resolver, file: LinkedFile, call: CallFact, fault: Fault): Hit {
  const { model } = fault;
  return {
    place: placeOf(call),
    what: `model ${model}`,
    message: `${reasonOf(fault, placeOfName(resolver, file, call, model))} ${mendOf(fault)}`,
    service: null,
  };
}

/** @param place where the name stands, if that is elsewhere than in the call */
function reasonOf({ model, isDeclared: declared }: Fault, place: string | null): string {
  if (declared && place === null)
    return `\`${model}\` is a vendor's name, which the gateway's configuration has an alias for.`;
  if (declared)
    return `${place} names the model \`${model}\`: a vendor's name, which the gateway's configuration has an alias for.`;
  return place === null
    ? `The gateway's configuration does not declare the model \`${model}\`.`
    : `${place} names the model \`${model}\`, which the gateway's configuration does not declare.`;
}

function mendOf({ instead, isDeclared: declared }: Fault): string {
  if (instead === null) return 'Declare it there, or name one that is.';
  return declared ? `Write \`${instead}\`.` : `Did you mean \`${instead}\`?`;
}

/** `LLM_MODEL` in `config.py`; `null` where the call itself says the name, or nobody can tell. */
function placeOfName(resolver: Resolver, file: LinkedFile, call: CallFact, model: string): string | null {
  if (file.facts.statements[call.statement]?.text?.includes(model)) return null;
  const says = (text: string): boolean => text !== '' && (text === model || model.endsWith(`/${text}`));
  const origins = [
    ...originsOf(resolver, file, writtenValues(call, MODEL_OPTIONS), says),
    ...bodiesOf(resolver, file, call).flatMap((body) =>
      body.kind === 'record' ? originsOf(resolver, body.file, entriesNamed(body.value, ['model']), says) : [],
    ),
  ];
  const [first] = origins;
  return first ? `\`${first.name}\` in \`${first.path}\`` : null;
}

function isHandedOn(resolver: Resolver, file: LinkedFile, call: CallFact): boolean {
  const { positional, spreads = [] } = call;
  const spread = [
    ...spreads,
    ...positional.flatMap((value) => (value.kind === 'object' ? value.spreads : [])),
  ];
  const given = [...writtenValues(call, MODEL_OPTIONS), ...spread];
  if (isHandedAround(resolver, file, given)) return true;
  return bodiesOf(resolver, file, call).some(
    (body) =>
      body.kind === 'record' && isHandedAround(resolver, body.file, entriesNamed(body.value, ['model'])),
  );
}

/** Of the bodies that stand beside the call. */
function modelsOfBodies(resolver: Resolver, file: LinkedFile, call: CallFact): readonly Value[] {
  return bodiesOf(resolver, file, call).flatMap((body) =>
    body.kind === 'record' && body.file === file ? entriesNamed(body.value, ['model']) : [],
  );
}

/** `dspy.LM("openai/fast-model", …)`, `OpenAIChatModel("fast-model", provider=…)` */
const TAKES_MODEL_FIRST = /^(?:dspy|pydantic_ai\.models)(?:\.|$)/;

const MODEL_OPTIONS = ['model', 'model_name', 'modelName'];

function modelsNamed(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  const found = gatewayRequest(resolver, file, call);
  // What goes straight to a vendor at times names that one's models, and is a direct call.
  if (found && goesElsewhere(resolver, found.request)) return [];
  if (found)
    return bodiesOf(resolver, file, call).flatMap((body) =>
      modelsIn(resolver, useOf(resolver, file, call), body),
    );
  const sdk = sdkCall(resolver, file, call);
  if (sdk?.destination.kind === 'gateway') {
    const models = given(resolver, file, call);
    const isFirst = models.length === 0 && TAKES_MODEL_FIRST.test(sdk.use.module);
    return isFirst ? (positionalValues(resolver, file, call, 0) ?? []) : models;
  }
  if (sdk) return [];
  const callees = resolver.objects.resolve(file, call.callee);
  if (isMadeByChoice(resolver, callees)) return [];
  if (callees.some((callee) => callee.kind === 'instance' && isGatewayClient(resolver, callee))) {
    return positionalValues(resolver, file, call, 0) ?? [];
  }
  const isMethod = callees.some(
    (callee) => isGatewayMethod(resolver, callee) || isProviderMethod(resolver, callee),
  );
  return isMethod ? given(resolver, file, call) : [];
}

/** `clientFor(provider)`: of the clients that one function makes, nobody sees which is sent the name. */
function isMadeByChoice(resolver: Resolver, callees: readonly Resolved[]): boolean {
  const made = callees.flatMap((callee) => clientOf(resolver, callee) ?? []);
  const isOther = made.some(({ sdk }) => sdk.destination.kind !== 'gateway');
  return isOther && new Set(made.map(({ scope }) => scope)).size === 1 && made.length > 1;
}

function clientOf(resolver: Resolver, value: Resolved): { sdk: SdkCall; scope: string } | null {
  if (value.kind === 'member') return clientOf(resolver, value.object);
  if (value.kind !== 'instance') return null;
  const sdk = sdkCall(resolver, value.file, value.call);
  if (sdk) return { sdk, scope: `${value.file.path} ${value.call.scope.join('.')}` };
  return value.of.kind === 'member' ? clientOf(resolver, value.of.object) : null;
}

function goesElsewhere({ tree }: Resolver, request: HttpRequest): boolean {
  return request.urls.some((url) => requestDestination(url, request, tree.policy).kind === 'direct');
}

function modelsIn(resolver: Resolver, use: Use, body: Resolved): Resolved[] {
  if (body.kind !== 'record' || entriesOf(resolver, body, OWN_MODELS) !== null) return [];
  const written = body.file === use.file ? entryOf(body.value, ['model']) : null;
  return written ? valuesAt(resolver, use, written) : (entriesOf(resolver, body, 'model') ?? []);
}

/** A request may bring the models along that it names. */
const OWN_MODELS = 'user_config';
const OWN_PATHS = [OWN_MODELS, `extra_body.${OWN_MODELS}`];

function given(resolver: Resolver, file: LinkedFile, call: CallFact): Resolved[] {
  if (optionValues(resolver, file, call, OWN_PATHS, 'hold') !== null) return [];
  const written = writtenOption(call, MODEL_OPTIONS);
  if (written) return valuesAt(resolver, useOf(resolver, file, call), written);
  return optionValues(resolver, file, call, MODEL_OPTIONS) ?? [];
}

/** What a call is given for an option, where that stands in the call itself. */
function writtenOption({ named, positional }: CallFact, names: string[]): Value | null {
  const own = named.find(({ name }) => names.includes(name));
  if (own) return own.value;
  const [object] = positional.filter(({ kind }) => kind === 'object');
  return object?.kind === 'object' ? entryOf(object, names) : null;
}

function entryOf({ entries, spreads }: Value & { kind: 'object' }, names: string[]): Value | null {
  const found = entries.filter(({ key }) => key.kind === 'text' && names.includes(key.text));
  return found.length === 1 && spreads.length === 0 ? (found[0]?.value ?? null) : null;
}

/** A call, and the branches in which its client or its URL is another than the gateway's. */
function useOf(resolver: Resolver, file: LinkedFile, call: CallFact): Use {
  const [url] = call.positional;
  const routes = [baseOf(call.callee), ...(url ? [url] : [])];
  const elsewhere = routes
    .flatMap((route) => givingsOf(file, route))
    .filter(({ value }) => resolver.resolve(file, value).every((one) => isElsewhere(resolver, one)))
    .flatMap((one) => branchOf(file, one) ?? []);
  return { file, range: call.range, elsewhere };
}

/** `client` of `client.chat.completions.create`, `self.client` of `self.client.post`. */
function baseOf(callee: Value): Value {
  return callee.kind === 'member' && callee.object.kind !== 'self' ? baseOf(callee.object) : callee;
}

function isElsewhere(resolver: Resolver, value: Resolved): boolean {
  if (value.kind === 'text') return addressee(value.text, resolver.tree.policy).kind === 'direct';
  if (value.kind !== 'instance') return false;
  return sdkCall(resolver, value.file, value.call)?.destination.kind === 'direct';
}

function isGatewayMethod(resolver: Resolver, callee: Resolved): boolean {
  return callee.kind === 'member' && isGatewayClient(resolver, callee.object);
}

/** `get_llm_provider().generate(…)`, whether or not the provider module is in the tree. */
function isProviderMethod(resolver: Resolver, callee: Resolved): boolean {
  const { provider } = resolver.tree.policy;
  if (callee.kind === 'function')
    return (
      isProviderFile(callee.file, provider) &&
      isAsking(resolver, callee) &&
      !isLegacy(resolver, callee) &&
      !asksElsewhere(resolver, callee)
    );
  if (callee.kind !== 'member' || callee.object.kind !== 'instance') return false;
  const name = providerName(callee.object.of, provider);
  return name !== null && (sameName(name, provider.factory) || /provider$/i.test(name));
}

/** Not the factory itself. */
function isAsking({ tree }: Resolver, { file, index }: Resolved & { kind: 'function' }): boolean {
  const name = file.facts.functions[index]?.name ?? '';
  return !sameName(name, tree.policy.provider.factory);
}

/** A legacy provider's own method asks another service: that is a `direct-call` where it does. */
function isLegacy({ tree }: Resolver, { file, index }: Resolved & { kind: 'function' }): boolean {
  const owner = classOfMethod(file.facts, index);
  return owner !== undefined && tree.policy.provider.classes.includes(owner.name);
}
